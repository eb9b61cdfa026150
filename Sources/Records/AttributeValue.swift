/// What a data set says of itself beside its arrays: a text or some numbers.
public enum AttributeValue: Sendable, Hashable, Codable {
  /// Words.
  case text(String)
  /// One or more numbers; the unit belongs in the attribute's name.
  case numbers([Double])
}

extension AttributeValue: ExpressibleByStringLiteral, ExpressibleByFloatLiteral, ExpressibleByStringInterpolation {
  public init(stringLiteral value: String) { self = .text(value) }
  public init(floatLiteral value: Double) { self = .numbers([value]) }
}
