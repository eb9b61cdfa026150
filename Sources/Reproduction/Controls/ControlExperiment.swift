// Control experiments on the model: the same rows with a part of it taken away or put in. A row that agrees because of the ions
// has to fail without them, and one that does not speak of them has to stay.

import Materials

/// A change of the device under which all rows are computed once more.
public enum ControlExperiment: String, Sendable, CaseIterable {
  /// Every ion stays where it was made.
  case frozenIons = "ions frozen"
  /// Ions move in the light-emitting layer, but into no other.
  case impermeableLayers = "layers impermeable"
  /// Electrons and holes everywhere in place of the majority carriers.
  case fullCarriers = "full carriers"

  /// What it is, in words.
  public var words: String {
    switch self {
    case .frozenIons: "ions.mobile=false: every ion stays where it was made"
    case .impermeableLayers: "permeable=false: ions move in the light-emitting layer, but leave it for no other"
    case .fullCarriers: "carriers=full: electrons and holes in every layer, in place of ions and majority carriers"
    }
  }

  /// Values of `--set` for a device.
  public func overrides(of device: LoadedDevice) -> [String] {
    switch self {
    case .frozenIons: return ["ions.mobile=false"]
    case .fullCarriers: return ["carriers=full"]
    case .impermeableLayers:
      guard let emitter = device.device.emitterIndex else { return [] }
      let own = device.device.layers[emitter].name
      return device.device.ions.flatMap { ion in
        ion.layers.filter { $0.key != own && $0.value.isPermeable }.keys.sorted().map {
          "ions.species.\(ion.name).layers.\($0).permeable=false"
        }
      }
    }
  }

  /// The rows that say what a bias does to light or ions through the ions: those, and no others, fail when they are frozen.
  public static let rowsOfIons: Set<String> = [
    "F1b", "F1c", "F2a", "F2b", "F2c", "F2c-long", "F2d", "K2", "S5", "S8", "S12", "S14", "S15", "S17", "S18b", "S19", "S20",
    "F3b-on", "F3b-off", "F3c", "OUT", "MOV",
  ]
}
