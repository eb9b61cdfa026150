// Two records, array by array. The measure is the largest difference over the largest magnitude in the array: a spectrum is
// judged by its peak, not by its tails. The same program on the same machine gives the same bits; another compiler or
// another libm does not, and adaptive steps then lie elsewhere within the tolerance of the time integration.

/// How far two data sets are apart.
public struct RecordComparison: Sendable {
  /// One array.
  public struct Row: Sendable, Equatable {
    /// Name of the array.
    public let name: String
    /// Largest difference over the largest magnitude, dimensionless; infinite where shapes or missing values differ.
    public let deviation: Double
    /// Whether every bit agrees.
    public let isIdentical: Bool
  }

  /// One row an array, in the order of the first data set.
  public let rows: [Row]
  /// Largest deviation allowed, dimensionless.
  public let tolerance: Double

  /// Name of the tolerance in `provenance.json`.
  public static let toleranceName = "comparison of records, difference over largest magnitude"
  /// Ten times the relative tolerance of the slow model.
  public static let standardTolerance = 1e-3

  /// - Parameters: the two data sets and the largest deviation allowed.
  public init(_ first: Dataset, _ second: Dataset, tolerance: Double = standardTolerance) {
    self.tolerance = tolerance
    let others = Dictionary(second.variables.map { ($0.name, $0) }) { first, _ in first }
    var rows = first.variables.map { array in Self.row(array, others[array.name]) }
    let known = Set(first.variables.map(\.name))
    rows += second.variables.filter { !known.contains($0.name) }.map {
      Row(name: $0.name, deviation: .infinity, isIdentical: false)
    }
    self.rows = rows
  }

  /// Whether all deviations are within the tolerance.
  public var agrees: Bool { rows.allSatisfy { $0.deviation <= tolerance } }
  /// Whether every bit agrees.
  public var isIdentical: Bool { rows.allSatisfy(\.isIdentical) }
  /// The array with the largest deviation.
  public var worst: Row? { rows.max { $0.deviation < $1.deviation } }

  private static func row(_ a: LabelledArray, _ b: LabelledArray?) -> Row {
    guard let b, a.shape == b.shape, a.unit == b.unit else {
      return Row(name: a.name, deviation: .infinity, isIdentical: false)
    }
    let isIdentical = zip(a.values, b.values).allSatisfy {
      $0.bitPattern == $1.bitPattern || ($0.isNaN && $1.isNaN)
    }
    var (largest, difference) = (0.0, 0.0)
    for (x, y) in zip(a.values, b.values) {
      if x.isNaN && y.isNaN { continue }
      guard x.isFinite, y.isFinite else {
        if x != y { difference = .infinity }
        continue
      }
      largest = max(largest, abs(x), abs(y))
      difference = max(difference, abs(x - y))
    }
    return Row(name: a.name, deviation: difference == 0 ? 0 : difference / largest, isIdentical: isIdentical)
  }
}
