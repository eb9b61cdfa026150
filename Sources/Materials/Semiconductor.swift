/// What electrons and holes find in one layer: bands, statistics, mobilities, recombination.
///
/// A layer of the electrical domain without a `Semiconductor` is an insulator: neither carrier enters it.
public struct Semiconductor: Sendable, Equatable {
  /// Electron affinity χ, J: the conduction band (or LUMO) edge lies at −χ below the vacuum.
  public var electronAffinity: Double
  /// Ionisation energy I, J, above χ: the valence band (or HOMO) edge lies at −I below the vacuum.
  public var ionisationEnergy: Double
  /// Effective density of states of the conduction band N_c at 298.15 K, m⁻³.
  public var conductionDensity: Double
  /// Effective density of states of the valence band N_v at 298.15 K, m⁻³.
  public var valenceDensity: Double
  /// Occupation of both bands.
  public var statistics: CarrierStatistics
  /// Mobility of electrons at low field, m² V⁻¹ s⁻¹.
  public var electronMobility: Mobility
  /// Mobility of holes at low field, m² V⁻¹ s⁻¹.
  public var holeMobility: Mobility
  /// Acceptor density N_A, m⁻³, all ionised (donors stand in `LayerTransport.donorDensity`).
  public var acceptorDensity: Double
  /// Loss and gain of pairs in the bulk.
  public var recombination: BulkRecombination

  /// Band gap E_g, J.
  public var bandGap: Double { ionisationEnergy - electronAffinity }

  /// - Parameters: as the properties of the same names.
  public init(
    electronAffinity: Double, ionisationEnergy: Double, conductionDensity: Double, valenceDensity: Double,
    statistics: CarrierStatistics = .boltzmann, electronMobility: Mobility, holeMobility: Mobility,
    acceptorDensity: Double = 0, recombination: BulkRecombination = .init()
  ) {
    self.electronAffinity = electronAffinity
    self.ionisationEnergy = ionisationEnergy
    self.conductionDensity = conductionDensity
    self.valenceDensity = valenceDensity
    self.statistics = statistics
    self.electronMobility = electronMobility
    self.holeMobility = holeMobility
    self.acceptorDensity = acceptorDensity
    self.recombination = recombination
  }
}

/// How a band fills: n = N_c F(η), with η the distance of the quasi-Fermi level from the edge in kT.
public enum CarrierStatistics: String, Sendable, Equatable, Codable, CaseIterable {
  /// F = exp η.
  case boltzmann
  /// F = 1/(exp(−η) + 0.27), good for η < 1.3. Blakemore, Solid-State Electronics 25, 1067 (1982).
  case blakemore
  /// F = F½(η), parabolic bands.
  case fermiDirac = "fermi-dirac"
}

/// Mobility µ = µ₀ exp(γ √|E|) exp(−(E_a/k)(1/T − 1/298.15 K)).
public struct Mobility: Sendable, Equatable {
  /// Zero-field mobility µ₀ at 298.15 K, m² V⁻¹ s⁻¹.
  public var lowField: Double
  /// Poole–Frenkel factor γ, (m/V)^½; zero in a band conductor.
  public var fieldActivation: Double
  /// Activation energy E_a, J.
  public var activationEnergy: Double

  /// - Parameters: as the properties of the same names.
  public init(_ lowField: Double, fieldActivation: Double = 0, activationEnergy: Double = 0) {
    self.lowField = lowField
    self.fieldActivation = fieldActivation
    self.activationEnergy = activationEnergy
  }
}

/// Which carriers the transport equations follow besides the ions.
public enum CarrierModel: String, Sendable, Equatable, Codable, CaseIterable {
  /// Electrons in layers with an `electronMobility`, nothing else: enough for the slow ions, and the fastest.
  case majority
  /// Electrons and holes with recombination in every layer with a `Semiconductor`.
  case full
}
