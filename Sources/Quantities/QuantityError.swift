/// Why a text is not the quantity it should be: which token, at which column, and what to write instead.
public struct QuantityError: Error, Sendable, Equatable {
  /// The kinds of mistake; each has its own catalogue page.
  public enum Kind: String, Sendable, CaseIterable {
    /// The text does not start with a number.
    case malformedNumber = "E-number"
    /// NaN, infinity, or a number that a Double cannot hold.
    case notFinite = "E-not-finite"
    /// A symbol that is no unit, or a unit expression with two readings.
    case malformedUnit = "E-unit"
    /// A unit of another dimension than asked for.
    case wrongDimension = "E-dimension"
    /// A bare number where a unit belongs.
    case missingUnit = "E-unit-missing"
    /// A scale with an offset (°C) inside a compound unit.
    case offsetInCompound = "E-temperature"
  }

  /// What kind of mistake it is.
  public var kind: Kind
  /// The offending part of the text.
  public var token: String
  /// Column of the token in the text, in characters (Unicode scalars) from 1.
  public var column: Int
  /// What is wrong, as a clause.
  public var reason: String
  /// What to write instead, as a clause.
  public var remedy: String
  /// The symbol that was probably meant, where one is near.
  public var suggestion: String?

  /// - Parameters: as the properties of the same names.
  public init(kind: Kind, token: String, column: Int, reason: String, remedy: String, suggestion: String? = nil) {
    self.kind = kind
    self.token = token
    self.column = column
    self.reason = reason
    self.remedy = remedy
    self.suggestion = suggestion
  }

  /// The same mistake in a text that starts `columns` later.
  func moved(by columns: Int) -> Self {
    var copy = self
    copy.column += columns
    return copy
  }
}

extension QuantityError: CustomStringConvertible {
  /// One sentence for people.
  public var description: String {
    let hint = suggestion.map { " (did you mean `\($0)`?)" } ?? ""
    return "column \(column): \(reason)\(hint); \(remedy)"
  }
}
