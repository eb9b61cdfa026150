import NumericalMethods

/// What can stop a transport calculation, each with its remedy.
public enum TransportError: Error, Equatable, Sendable, CustomStringConvertible {
  /// No layer of the device has an electrical description.
  case noElectricalLayers(device: String)
  /// An optical layer stands between two electrical ones.
  case layersNotNeighbours(layer: String)
  /// A number that must be positive and finite is not.
  case invalidValue(path: String, value: Double, remedy: String)
  /// A state made by another model or mesh.
  case foreignState(expected: Int, found: Int)
  /// Light falls on a device whose model has no electrons and holes.
  case lightWithoutCarriers(device: String)
  /// Full carriers are asked for, but no layer has bands.
  case noBands(device: String)
  /// The Fermi level of a contact lies outside the gap of the layer beside it; energies in eV.
  case contactOutsideGap(contact: String, layer: String, workFunction: Double, affinity: Double, ionisation: Double)
  /// An interface names layers that are not neighbours.
  case interfaceWithoutLayers(first: String, second: String)
  /// Light or a question names a layer outside the electrical stack.
  case unknownLayer(name: String, known: [String])
  /// No steady state was found.
  case notSteady(bias: Double, residual: Double)
  /// The time integration gave up; `place` names the equation and the layer whose error is the largest.
  case notIntegrable(bias: Double, time: Double, place: String, reason: IntegrationError)

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
    case .foreignState(let expected, let found):
      "the state holds \(found) unknowns where this model has \(expected); "
        + "start from `equilibrium` of the same model and mesh"
    case .lightWithoutCarriers(let device):
      "device '\(device)' has ions and majority carriers only, which light cannot make; choose `carriers: full`"
    case .noBands(let device):
      "device '\(device)' asks for full carriers, but none of its layers has a `semiconductor` description; "
        + "describe the bands of at least one layer, or choose `carriers: majority`"
    case .contactOutsideGap(let contact, let layer, let workFunction, let affinity, let ionisation):
      "the work function of the \(contact) contact, \(workFunction) eV, lies outside the gap of '\(layer)' "
        + "(\(affinity) to \(ionisation) eV below the vacuum); choose one inside, or leave it out for an ohmic contact"
    case .interfaceWithoutLayers(let first, let second):
      "no boundary between '\(first)' and '\(second)' in the electrical stack; name two neighbouring layers"
    case .unknownLayer(let name, let known):
      "no electrical layer is named '\(name)'; the layers are \(known.joined(separator: ", "))"
    case .notSteady(let bias, let residual):
      "no steady state at \(bias) V: the largest relative change is still \(residual); "
        + "approach the bias in smaller steps, or hold it in time with `settle`"
    case .notIntegrable(let bias, let time, let place, let reason):
      "no solution beyond \(time) s at about \(bias) V, where \(place) fails: \(reason)"
    }
  }
}
