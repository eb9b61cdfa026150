/// Bulk recombination of one layer.
public struct BulkRecombination: Sendable, Equatable {
  /// Radiative constant k in R = k (np − n_i²), m³ s⁻¹.
  public var radiative: Double
  /// Share of radiatively lost pairs that reabsorption gives back (photon recycling), 0…1.
  public var recycledShare: Double
  /// Langevin prefactor: adds γ q (µ_n + µ_p)/(ε₀ε) (np − n_i²); 0 for none, 1 for Langevin's own.
  public var langevinFactor: Double
  /// Auger constant with two electrons C_n, m⁶ s⁻¹.
  public var augerElectrons: Double
  /// Auger constant with two holes C_p, m⁶ s⁻¹.
  public var augerHoles: Double
  /// Traps of the layer.
  public var traps: [Trap]

  /// - Parameters: as the properties of the same names.
  public init(
    radiative: Double = 0, recycledShare: Double = 0, langevinFactor: Double = 0, augerElectrons: Double = 0,
    augerHoles: Double = 0, traps: [Trap] = []
  ) {
    self.radiative = radiative
    self.recycledShare = recycledShare
    self.langevinFactor = langevinFactor
    self.augerElectrons = augerElectrons
    self.augerHoles = augerHoles
    self.traps = traps
  }
}

/// One trap level: Shockley–Read–Hall recombination, and its charge.
public struct Trap: Sendable, Equatable {
  /// Which charge the level carries.
  public enum Kind: String, Sendable, Equatable, Codable, CaseIterable {
    /// Recombines only; its charge is left out.
    case neutral
    /// Positive when empty, neutral when filled.
    case donor
    /// Neutral when empty, negative when filled.
    case acceptor
  }

  /// How the occupancy is found.
  public enum Occupancy: String, Sendable, Equatable, Codable, CaseIterable {
    /// In balance with the carriers at every instant (Shockley–Read–Hall).
    case stationary
    /// An unknown of its own, filling and emptying in time.
    case dynamic
  }

  /// Density N_t: m⁻³ in a layer, m⁻² at an interface.
  public var density: Double
  /// Depth of the level below the conduction band edge E_c − E_t, J; at an interface below the lower of the two edges.
  public var depth: Double
  /// Capture coefficient of electrons C_n, m³ s⁻¹: τ_n = 1/(C_n N_t), or S_n = C_n N_t at an interface.
  public var electronCapture: Double
  /// Capture coefficient of holes C_p, m³ s⁻¹.
  public var holeCapture: Double
  /// Charge of the level.
  public var kind: Kind
  /// Stationary or dynamic occupancy.
  public var occupancy: Occupancy

  /// - Parameters: as the properties of the same names.
  public init(
    density: Double, depth: Double, electronCapture: Double, holeCapture: Double, kind: Kind = .neutral,
    occupancy: Occupancy = .stationary
  ) {
    self.density = density
    self.depth = depth
    self.electronCapture = electronCapture
    self.holeCapture = holeCapture
    self.kind = kind
    self.occupancy = occupancy
  }
}
