/// A closed interval with the confidence it was made for, in the unit of the quantity it belongs to.
public struct Interval: Sendable, Equatable {
  /// Lower end.
  public let lower: Double
  /// Upper end.
  public let upper: Double
  /// Confidence, dimensionless, 0 … 1: 0.95 means that 95 % of such intervals hold the true value.
  public let confidence: Double

  /// - Parameters: ends of the interval, in the unit of the value, and its confidence, 0…1.
  public init(lower: Double, upper: Double, confidence: Double) {
    (self.lower, self.upper, self.confidence) = (min(lower, upper), max(lower, upper), confidence)
  }

  /// Interval value ± half.
  public init(around value: Double, halfWidth: Double, confidence: Double) {
    self.init(lower: value - halfWidth, upper: value + halfWidth, confidence: confidence)
  }

  /// Whether `value` lies inside or on an end.
  public func contains(_ value: Double) -> Bool { lower <= value && value <= upper }

  /// The same interval in another unit, or of a monotone function of the quantity.
  public func map(_ transform: (Double) -> Double) -> Interval {
    Interval(lower: transform(lower), upper: transform(upper), confidence: confidence)
  }
}

/// One analysed quantity: what it is, how much, how sure, in which unit.
public struct Finding: Sendable, Equatable {
  /// How the number is defined, in one sentence, so that it can be printed beside the number.
  public let definition: String
  /// Value, in `unit`.
  public let value: Double
  /// Interval, in `unit`; nil where the data say nothing about the uncertainty.
  public let interval: Interval?
  /// Unit of value and interval, SI: `m`, `J/m²`, `s`, `1` …
  public let unit: String
  /// What the reader should know besides, such as a maximum at the end of the range.
  public let remarks: [String]

  /// - Parameters: as the properties of the same names.
  public init(definition: String, value: Double, interval: Interval? = nil, unit: String, remarks: [String] = []) {
    self.definition = definition
    self.value = value
    self.interval = interval
    self.unit = unit
    self.remarks = remarks
  }

  /// The same finding with more remarks.
  public func adding(remarks more: [String]) -> Finding {
    Finding(definition: definition, value: value, interval: interval, unit: unit, remarks: remarks + more)
  }
}
