/// What can be wrong with labelled data, each with the way out.
public enum DatasetError: Error, Equatable, CustomStringConvertible {
  case wrongCount(variable: String, shape: [String], values: Int)
  case invalidName(String)
  case duplicateName(String)
  case repeatedAxis(variable: String)
  case emptyAxis(axis: String)
  case axisConflict(axis: String, variable: String)
  case noSuchVariable(name: String, available: [String])

  /// Place or subject, reason and way out.
  public var description: String {
    switch self {
    case .wrongCount(let variable, let shape, let values):
      "'\(variable)' has \(values) values, but its axes ask for another number (\(shape.joined(separator: ", "))); "
        + "give one value for each combination of axis positions, the last axis fastest"
    case .invalidName(let name):
      "'\(name)' cannot be a name in a data file; use a letter, then letters, digits and underscores, "
        + "and put the readable name into the long name"
    case .duplicateName(let name):
      "the name '\(name)' is used twice; give each array a name of its own, different from the axes' names"
    case .repeatedAxis(let variable):
      "'\(variable)' uses one axis twice; name the two axes differently"
    case .emptyAxis(let axis):
      "axis '\(axis)' has no positions; record at least one, or leave its arrays out"
    case .axisConflict(let axis, let variable):
      "axis '\(axis)' of '\(variable)' differs from the axis of that name used before; "
        + "name it differently if it is another axis"
    case .noSuchVariable(let name, let available):
      "there is no '\(name)' here; there is \(available.isEmpty ? "nothing" : available.joined(separator: ", "))"
    }
  }
}
