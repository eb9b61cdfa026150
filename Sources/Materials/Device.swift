// What a device is, for all three problems: the slow ions, the optics and the pulse read this one description.
// Every number is SI; where it came from stands in the ledger beside it (`ParameterLedger`), under the same path
// that the file and `--set` use, for example `layers.TFB.thickness`.

/// A layer stack with its contacts, its mobile ions and the light emission of its active layer.
public struct Device: Sendable, Equatable {
  /// Name used in files and on the command line, e.g. `cspbbr3-led`.
  public var name: String
  /// One line for people.
  public var title: String
  /// Layers in growth order: from the electron (ETL) side, x = 0, to the hole (HTL) side.
  ///
  /// Layers with a `transport` description form the electrical domain and must be neighbours; the others (glass,
  /// ITO) belong to the optics alone.
  public var layers: [Layer]
  /// Ionic species; empty for a device without ions.
  public var ions: [IonSpecies]
  /// Whether the ions move; with `false` every layer is closed to them, and each keeps its rest density.
  public var ionsAreMobile: Bool { ions.contains { $0.layers.values.contains(where: \.isPermeable) } }
  /// The electrical boundary of the domain.
  public var contacts: Contacts
  /// Which carriers the transport equations follow.
  public var carriers: CarrierModel
  /// What happens to carriers where two layers meet; a pair that is not named is an ideal interface.
  public var interfaces: [InterfaceTransport]
  /// Heating of the device; `nil` holds its temperature.
  public var thermalNode: ThermalNode?
  /// Lattice temperature T, K, unless a protocol sets another.
  public var temperature: Double
  /// Refractive index of the half space on either side of the stack (air: 1), dimensionless.
  public var ambientIndex: Double
  /// Light emission of the active layer; `nil` for a device that is only electrical.
  public var emission: EmissionParameters?

  /// - Parameters: as the properties of the same names.
  public init(
    name: String, title: String = "", layers: [Layer], ions: [IonSpecies] = [], contacts: Contacts = Contacts(),
    carriers: CarrierModel = .majority,
    interfaces: [InterfaceTransport] = [], thermalNode: ThermalNode? = nil, temperature: Double = 298.15,
    ambientIndex: Double = 1, emission: EmissionParameters? = nil
  ) {
    self.name = name
    self.title = title
    self.layers = layers
    self.ions = ions
    self.contacts = contacts
    self.carriers = carriers
    self.interfaces = interfaces
    self.thermalNode = thermalNode
    self.temperature = temperature
    self.ambientIndex = ambientIndex
    self.emission = emission
  }

  /// Indices of the layers that form the electrical domain, in growth order.
  public var transportLayerIndices: [Int] { layers.indices.filter { layers[$0].transport != nil } }

  /// The device with all its ions frozen at their rest densities.
  public var withFrozenIons: Device {
    var copy = self
    for species in copy.ions.indices {
      for layer in copy.ions[species].layers.keys { copy.ions[species].layers[layer]?.isPermeable = false }
    }
    return copy
  }

  /// Index of the light-emitting layer, if there is one.
  public var emitterIndex: Int? { layers.firstIndex { $0.isEmitter } }
}
