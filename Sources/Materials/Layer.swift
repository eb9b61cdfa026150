/// One layer of the stack.
public struct Layer: Sendable, Equatable {
  /// Name, unique in the device, e.g. `TFB`.
  public var name: String
  /// Thickness, m.
  public var thickness: Double
  /// Name of the optical constants (a table of the materials library), e.g. `ITO-minenkov`.
  public var opticalMaterial: String
  /// Whether the layer is thick or rough enough to lose the phase of light (a 1 mm glass).
  public var isIncoherent: Bool
  /// Whether this is the light-emitting layer.
  public var isEmitter: Bool
  /// Electrical description; `nil` where the layer is outside the electrical domain (electrodes, glass).
  public var transport: LayerTransport?

  /// - Parameters: as the properties of the same names.
  public init(
    name: String, thickness: Double, opticalMaterial: String, isIncoherent: Bool = false, isEmitter: Bool = false,
    transport: LayerTransport? = nil
  ) {
    self.name = name
    self.thickness = thickness
    self.opticalMaterial = opticalMaterial
    self.isIncoherent = isIncoherent
    self.isEmitter = isEmitter
    self.transport = transport
  }
}

/// What the transport equations need to know of a layer.
public struct LayerTransport: Sendable, Equatable {
  /// Relative static permittivity ε, dimensionless.
  public var relativePermittivity: Double
  /// Ionised donor density N_D, m⁻³.
  public var donorDensity: Double
  /// Electron mobility µₙ, m² V⁻¹ s⁻¹, where the layer holds mobile electrons in the model of ions and majority carriers;
  /// `nil` where it holds none.
  public var electronMobility: Double?
  /// Bands of both carriers, for the model with full electrons and holes; `nil` for an insulator.
  public var semiconductor: Semiconductor?
  /// Largest cell of the transport mesh in this layer, m; `nil` for the automatic choice.
  public var largestCell: Double?

  /// - Parameters: as the properties of the same names.
  public init(
    relativePermittivity: Double, donorDensity: Double = 0, electronMobility: Double? = nil,
    semiconductor: Semiconductor? = nil, largestCell: Double? = nil
  ) {
    self.relativePermittivity = relativePermittivity
    self.donorDensity = donorDensity
    self.electronMobility = electronMobility
    self.semiconductor = semiconductor
    self.largestCell = largestCell
  }
}
