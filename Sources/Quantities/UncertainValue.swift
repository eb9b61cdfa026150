/// A value with its interval, all in one unit of the caller's choice: what a fit or a bootstrap returns.
public struct UncertainValue: Sendable, Hashable {
  /// Best estimate.
  public var value: Double
  /// Lower end of the interval.
  public var lower: Double
  /// Upper end of the interval.
  public var upper: Double
  /// Probability that the interval claims, e.g. 0.95.
  public var level: Double

  /// - Parameters: as the properties of the same names; the ends of the interval may come in either order.
  public init(_ value: Double, lower: Double, upper: Double, level: Double) {
    self.value = value
    self.lower = min(lower, upper)
    self.upper = max(lower, upper)
    self.level = level
  }

  /// Whether `other` lies inside the interval.
  public func contains(_ other: Double) -> Bool { lower <= other && other <= upper }

  /// The value and its interval in another unit: everything times `factor`.
  public func scaled(by factor: Double) -> Self {
    Self(value * factor, lower: lower * factor, upper: upper * factor, level: level)
  }
}

extension UncertainValue: CustomStringConvertible {
  /// For example `204 [190, 221] (95 %)`.
  public var description: String {
    func text(_ x: Double) -> String { Quantity.text(of: x, significantDigits: 4) }
    return "\(text(value)) [\(text(lower)), \(text(upper))] (\(Quantity.text(of: 100 * level, significantDigits: 3)) %)"
  }
}
