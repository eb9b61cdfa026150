/// What happens to carriers where two layers of the electrical domain meet.
public struct InterfaceTransport: Sendable, Equatable {
  /// The layer nearer x = 0.
  public var first: String
  /// The layer nearer x = L.
  public var second: String
  /// Traps on the interface (`density` per area): recombination across it and their charge.
  public var traps: [Trap]
  /// Charge that sits on the interface whatever happens, C m⁻².
  public var fixedCharge: Double
  /// Velocity at which carriers cross v, m s⁻¹ (thermionic emission, or leak through a thin insulator); infinite for
  /// continuous quasi-Fermi levels, `nil` for the automatic choice.
  public var crossingVelocity: Double?
  /// Tunnelling velocity v_t, m s⁻¹: a field E in an insulator adds v_t exp(−E_t/|E|) to its leak (Fowler–Nordheim); zero
  /// for none.
  public var tunnellingVelocity: Double
  /// Tunnelling field E_t, V m⁻¹.
  public var tunnellingField: Double

  /// - Parameters: as the properties of the same names.
  public init(
    first: String, second: String, traps: [Trap] = [], fixedCharge: Double = 0, crossingVelocity: Double? = nil,
    tunnellingVelocity: Double = 0, tunnellingField: Double = 0
  ) {
    self.first = first
    self.second = second
    self.traps = traps
    self.fixedCharge = fixedCharge
    self.crossingVelocity = crossingVelocity
    self.tunnellingVelocity = tunnellingVelocity
    self.tunnellingField = tunnellingField
  }
}

/// One lumped temperature for the whole device: C dT/dt = P − G (T − T_ambient), with P the Joule and absorbed power.
public struct ThermalNode: Sendable, Equatable {
  /// Heat capacity per area C, J m⁻² K⁻¹ (the substrate's share included).
  public var heatCapacity: Double
  /// Heat conductance to the surroundings per area G, W m⁻² K⁻¹.
  public var conductance: Double

  /// - Parameters: as the properties of the same names.
  public init(heatCapacity: Double, conductance: Double) {
    self.heatCapacity = heatCapacity
    self.conductance = conductance
  }
}
