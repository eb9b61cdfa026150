/// A quantity on named axes: contiguous values with the last axis running fastest.
public struct LabelledArray: Sendable, Hashable, Codable {
  /// Name used in files, e.g. `emission`.
  public let name: String
  /// Name used in plots, e.g. `detected emission`.
  public let longName: String
  /// Unit as it is written in files, e.g. `uJ cm-2 nm-1`; `1` where there is none.
  public let unit: String
  /// Axes, slowest first; none for a single number.
  public let axes: [Axis]
  /// Values in `unit`, row-major: the index along the last axis runs fastest. A missing value is NaN.
  public let values: [Double]

  /// - Throws: `DatasetError.wrongCount` unless there is one value for each combination of axis positions.
  public init(
    _ name: String, longName: String? = nil, unit: String, axes: [Axis], values: [Double]
  ) throws(DatasetError) {
    let expected = axes.reduce(1) { $0 * $1.count }
    guard values.count == expected else {
      throw .wrongCount(variable: name, shape: axes.map { "\($0.name): \($0.count)" }, values: values.count)
    }
    self.name = name
    self.longName = longName ?? name
    self.unit = unit
    self.axes = axes
    self.values = values
  }

  /// Number of positions along each axis, slowest first.
  public var shape: [Int] { axes.map(\.count) }

  /// What a column head or an axis title says: `emission [uJ cm-2 nm-1]`.
  public var heading: String { unit == "1" || unit.isEmpty ? name : "\(name) [\(unit)]" }

  /// The value at one position of every axis, in `unit`.
  /// - Precondition: one index for each axis, each inside its axis.
  public subscript(_ indices: Int...) -> Double {
    precondition(indices.count == axes.count, "\(name) has \(axes.count) axes")
    var offset = 0
    for (index, axis) in zip(indices, axes) {
      precondition(axis.values.indices.contains(index), "\(axis.name) has no position \(index)")
      offset = offset * axis.count + index
    }
    return values[offset]
  }

  /// The values along the last axis at one position of every other axis, in `unit`.
  /// - Precondition: one index for each axis but the last.
  public func row(_ indices: Int...) -> [Double] {
    guard let last = axes.last else { return values }
    precondition(indices.count == axes.count - 1, "\(name) has \(axes.count) axes")
    var offset = 0
    for (index, axis) in zip(indices, axes) {
      precondition(axis.values.indices.contains(index), "\(axis.name) has no position \(index)")
      offset = offset * axis.count + index
    }
    return Array(values[(offset * last.count)..<((offset + 1) * last.count)])
  }
}
