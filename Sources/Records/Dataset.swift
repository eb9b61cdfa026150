/// Arrays that share axes, with attributes: what one file holds.
///
/// Consistency is checked once, on the way in: names that a file can carry, each used once; one meaning for each axis
/// name. A `Dataset` that exists can be written.
public struct Dataset: Sendable, Hashable {
  /// Arrays in the order they were given.
  public let variables: [LabelledArray]
  /// Axes of all arrays, in order of first use.
  public let axes: [Axis]
  /// Facts about the whole, by name.
  public let attributes: [String: AttributeValue]

  /// `axes`: axes to hold even if no array uses them.
  /// - Throws: `DatasetError` naming what contradicts what.
  public init(
    _ variables: [LabelledArray], axes: [Axis] = [], attributes: [String: AttributeValue] = [:]
  ) throws(DatasetError) {
    var known: [String: Axis] = [:]
    var ordered: [Axis] = []
    for (axis, user) in axes.map({ ($0, $0.name) }) + variables.flatMap({ v in v.axes.map { ($0, v.name) } }) {
      try Self.check(name: axis.name)
      guard axis.count > 0 else { throw .emptyAxis(axis: axis.name) }
      if let earlier = known[axis.name] {
        guard Self.agree(earlier, axis) else { throw .axisConflict(axis: axis.name, variable: user) }
      } else {
        known[axis.name] = axis
        ordered.append(axis)
      }
    }
    var taken = Set(known.keys)
    for variable in variables {
      try Self.check(name: variable.name)
      guard Set(variable.axes.map(\.name)).count == variable.axes.count else {
        throw .repeatedAxis(variable: variable.name)
      }
      guard taken.insert(variable.name).inserted else { throw .duplicateName(variable.name) }
    }
    for name in attributes.keys { try Self.check(name: name) }
    self.variables = variables
    self.axes = ordered
    self.attributes = attributes
  }

  /// The array of that name.
  /// - Throws: `DatasetError.noSuchVariable`, which lists the names there are.
  public func variable(_ name: String) throws(DatasetError) -> LabelledArray {
    guard let found = variables.first(where: { $0.name == name }) else {
      throw .noSuchVariable(name: name, available: variables.map(\.name))
    }
    return found
  }

  /// The axis of that name.
  /// - Throws: `DatasetError.noSuchVariable`, which lists the names there are.
  public func axis(_ name: String) throws(DatasetError) -> Axis {
    guard let found = axes.first(where: { $0.name == name }) else {
      throw .noSuchVariable(name: name, available: axes.map(\.name))
    }
    return found
  }

  /// The same data with further arrays and attributes; an attribute given here replaces one of the same name.
  public func adding(
    _ further: [LabelledArray] = [], attributes more: [String: AttributeValue] = [:]
  ) throws(DatasetError) -> Dataset {
    try Dataset(variables + further, axes: axes, attributes: attributes.merging(more) { $1 })
  }

  /// Bit for bit the same axis; NaN positions count as equal to themselves.
  private static func agree(_ a: Axis, _ b: Axis) -> Bool {
    a.unit == b.unit && a.longName == b.longName && a.count == b.count
      && zip(a.values, b.values).allSatisfy { $0.bitPattern == $1.bitPattern }
  }

  /// CF conventions 1.11, section 2.3: a letter, then letters, digits and underscores.
  private static func check(name: String) throws(DatasetError) {
    let plain = name.utf8.allSatisfy {
      (65...90).contains($0) || (97...122).contains($0) || (48...57).contains($0) || $0 == 95
    }
    guard plain, let first = name.utf8.first, first >= 65, first != 95, name.utf8.count <= 128 else {
      throw .invalidName(name)
    }
  }
}
