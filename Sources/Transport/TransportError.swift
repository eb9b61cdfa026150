import NumericalMethods

/// What can stop a transport calculation, each with its remedy.
public enum TransportError: Error, Equatable, Sendable, CustomStringConvertible {
  /// No layer of the device has an electrical description.
  case noElectricalLayers(device: String)
  /// An optical layer stands between two electrical ones.
  case layersNotNeighbours(layer: String)
  /// A number that must be positive and finite is not.
  case invalidValue(path: String, value: Double, remedy: String)
  /// More mobile species than a cell can hold.
  case tooManySpecies(count: Int, limit: Int)
  /// A state made by another model or mesh.
  case foreignState(expected: Int, found: Int)
  /// The time integration gave up.
  case notIntegrable(bias: Double, time: Double, reason: IntegrationError)

  /// Place or subject, reason and way out.
  public var description: String {
    switch self {
    case .noElectricalLayers(let device):
      "device '\(device)' has no layer with a transport description; give at least one layer a permittivity"
    case .layersNotNeighbours(let layer):
      "layer '\(layer)' has no transport description but stands between layers that have one; "
        + "describe it (a permittivity is enough for an insulator) or move it outside"
    case .invalidValue(let path, let value, let remedy):
      "\(path) is \(value); \(remedy)"
    case .tooManySpecies(let count, let limit):
      "\(count) mobile species, but a cell holds at most \(limit); merge or drop some"
    case .foreignState(let expected, let found):
      "the state holds \(found) unknowns where this model has \(expected); "
        + "start from `equilibrium` of the same model and mesh"
    case .notIntegrable(let bias, let time, let reason):
      "no solution beyond \(time) s at about \(bias) V: \(reason)"
    }
  }
}
