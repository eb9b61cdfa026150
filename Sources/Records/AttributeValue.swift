/// What a data set says of itself beside its arrays: a text or some numbers.
public enum AttributeValue: Sendable, Hashable, Codable {
  /// Words.
  case text(String)
  /// One or more numbers; the unit belongs in the attribute's name.
  case numbers([Double])
}

extension AttributeValue: ExpressibleByStringLiteral, ExpressibleByFloatLiteral, ExpressibleByStringInterpolation {
  /// A text.
  public init(stringLiteral value: String) { self = .text(value) }
  /// A number.
  public init(floatLiteral value: Double) { self = .numbers([value]) }
}
