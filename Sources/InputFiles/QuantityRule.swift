import Quantities

/// What a quantity in a file must be: its dimension, the values that can exist at all, and a value to copy.
public struct QuantityRule: Sendable, Hashable {
  /// What it measures.
  public var dimension: PhysicalDimension
  /// Smallest value that can exist, SI.
  public var minimum: Double
  /// Largest value that can exist, SI.
  public var maximum: Double
  /// Whether the smallest value itself is excluded.
  public var excludesMinimum: Bool
  /// How people write such a value.
  public var example: String

  /// - Parameters: as the properties of the same names; the example is that of the dimension unless given.
  public init(
    _ dimension: PhysicalDimension, minimum: Double = -.infinity, maximum: Double = .infinity,
    excludesMinimum: Bool = false, example: String? = nil
  ) {
    self.dimension = dimension
    self.minimum = minimum
    self.maximum = maximum
    self.excludesMinimum = excludesMinimum
    self.example = example ?? dimension.example
  }

  /// Any finite value.
  public static func any(_ dimension: PhysicalDimension, example: String? = nil) -> Self {
    Self(dimension, example: example)
  }

  /// Above zero, at most `maximum` (SI).
  public static func positive(_ dimension: PhysicalDimension, upTo maximum: Double = .infinity, example: String? = nil)
    -> Self
  {
    Self(dimension, minimum: 0, maximum: maximum, excludesMinimum: true, example: example)
  }

  /// Zero or above, at most `maximum` (SI).
  public static func nonNegative(
    _ dimension: PhysicalDimension, upTo maximum: Double = .infinity, example: String? = nil
  ) -> Self {
    Self(dimension, minimum: 0, maximum: maximum, example: example)
  }

  /// Inside a closed range (SI).
  public static func within(_ range: ClosedRange<Double>, _ dimension: PhysicalDimension, example: String? = nil)
    -> Self
  {
    Self(dimension, minimum: range.lowerBound, maximum: range.upperBound, example: example)
  }

  /// Whether an SI value can exist.
  public func allows(_ value: Double) -> Bool {
    value.isFinite && (excludesMinimum ? value > minimum : value >= minimum) && value <= maximum
  }

  /// The allowed values in words, in the unit that the user wrote.
  func allowedValues(in unit: PhysicalUnit) -> String {
    func text(_ value: Double) -> String {
      Quantity(siValue: value, unit: unit).formatted(significantDigits: 6)
    }
    switch (minimum.isFinite, maximum.isFinite) {
    case (true, true): return "\(excludesMinimum ? "above" : "from") \(text(minimum)) to \(text(maximum))"
    case (true, false): return "\(excludesMinimum ? "above" : "at least") \(text(minimum))"
    case (false, true): return "at most \(text(maximum))"
    case (false, false): return "any finite value"
    }
  }
}
