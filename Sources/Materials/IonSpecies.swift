/// One mobile ionic species and what each layer offers it.
public struct IonSpecies: Sendable, Equatable {
  /// Name used in files and plots, e.g. `bromide interstitial`.
  public var name: String
  /// Charge number z, dimensionless and not zero.
  public var chargeNumber: Int
  /// The layers the species may enter, by layer name; a layer that is not named is closed to it.
  public var layers: [String: IonInLayer]

  /// - Parameters: as the properties of the same names.
  public init(name: String, chargeNumber: Int, layers: [String: IonInLayer]) {
    self.name = name
    self.chargeNumber = chargeNumber
    self.layers = layers
  }
}

/// What one layer offers one ionic species.
public struct IonInLayer: Sendable, Equatable {
  /// Density of the field-free, as-made layer (c₀), m⁻³: sets how many ions the device holds.
  public var restDensity: Double
  /// Density of sites c_max, m⁻³; infinite for Boltzmann statistics without site blocking.
  public var siteDensity: Double
  /// Diffusivity D at the reference temperature 298.15 K, m² s⁻¹.
  public var diffusivity: Double
  /// Activation energy E_a of the diffusivity, J.
  public var activationEnergy: Double
  /// Partition energy µ⁰, J: the standard chemical potential of the ion in this layer.
  public var partitionEnergy: Double
  /// Whether ions may cross into this layer at all; a closed layer keeps the rest density it was given.
  public var isPermeable: Bool

  /// Temperature at which `diffusivity` is given, K.
  public static let referenceTemperature = 298.15

  /// - Parameters: as the properties of the same names.
  public init(
    restDensity: Double, siteDensity: Double = .infinity, diffusivity: Double, activationEnergy: Double = 0,
    partitionEnergy: Double = 0, isPermeable: Bool = true
  ) {
    self.restDensity = restDensity
    self.siteDensity = siteDensity
    self.diffusivity = diffusivity
    self.activationEnergy = activationEnergy
    self.partitionEnergy = partitionEnergy
    self.isPermeable = isPermeable
  }
}
