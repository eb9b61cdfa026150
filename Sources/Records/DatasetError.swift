import Quantities

/// What can be wrong with labelled data, each with the way out.
public enum DatasetError: StatesExitStatus, Equatable, CustomStringConvertible {
  /// The number of values does not fit the axes.
  case wrongCount(variable: String, shape: [String], values: Int)
  /// A text that cannot be a name in a data file.
  case invalidName(String)
  /// One name for two arrays.
  case duplicateName(String)
  /// One axis twice in an array.
  case repeatedAxis(variable: String)
  /// An axis without positions.
  case emptyAxis(axis: String)
  /// Two different axes of one name.
  case axisConflict(axis: String, variable: String)
  /// No array of that name, with those that are there.
  case noSuchVariable(name: String, available: [String])

  /// A name that is not there is a mistake of usage: 2. All else is wrong with the data: 6.
  public var exitStatus: ExitStatus {
    if case .noSuchVariable = self { .usage } else { .dataUnreadable }
  }

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
      "there is no '\(name)' here"
        + (Spelling.closest(to: name, among: available).map { "; did you mean '\($0)'?" } ?? "")
        + "; there is \(available.isEmpty ? "nothing" : available.joined(separator: ", "))"
    }
  }
}
