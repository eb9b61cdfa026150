/// The two contacts of the electrical domain and the circuit around it. Both contacts block ions.
///
/// Without `semiconductor` layers only `builtInVoltage` counts: ohmic for electrons at x = 0 (ETL side), blocking for
/// all at x = L (HTL side).
public struct Contacts: Sendable, Equatable {
  /// Built-in voltage V_bi, V: φ(0) = 0 and φ(L) = V − V_bi. With full carriers and contacts that fix their Fermi
  /// level, V_bi follows from them, and this value only counts where it is given on purpose.
  public var builtInVoltage: Double
  /// Contact at x = 0 (ETL side).
  public var electronSide: Contact
  /// Contact at x = L (HTL side).
  public var holeSide: Contact
  /// Series resistance R_s times area, Ω m².
  public var seriesResistance: Double
  /// Shunt resistance R_sh times area, Ω m²; infinite without a shunt.
  public var shuntResistance: Double

  /// - Parameters: as the properties of the same names.
  public init(
    builtInVoltage: Double = 0, electronSide: Contact = .init(), holeSide: Contact = .init(),
    seriesResistance: Double = 0, shuntResistance: Double = .infinity
  ) {
    self.builtInVoltage = builtInVoltage
    self.electronSide = electronSide
    self.holeSide = holeSide
    self.seriesResistance = seriesResistance
    self.shuntResistance = shuntResistance
  }
}

/// One electrical contact.
public struct Contact: Sendable, Equatable {
  /// Work function Φ, J, of a metal that pins the carriers' density (Schottky); `nil` for an ohmic contact, where the
  /// doping of the layer beside it sets the Fermi level.
  public var workFunction: Double?
  /// Velocity at which electrons cross S_n, m s⁻¹: J = q S_n (n − n₀); infinite holds n = n₀, zero blocks.
  public var electronVelocity: Double
  /// Velocity at which holes cross S_p, m s⁻¹.
  public var holeVelocity: Double

  /// - Parameters: as the properties of the same names.
  public init(workFunction: Double? = nil, electronVelocity: Double = .infinity, holeVelocity: Double = .infinity) {
    self.workFunction = workFunction
    self.electronVelocity = electronVelocity
    self.holeVelocity = holeVelocity
  }
}
