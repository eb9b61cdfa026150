// The grammar of unit expressions, read from left to right:
//
//   expression := factor ( ("*" | "·" | "×" | space | "/" | nothing, behind an exponent) factor )*
//   factor     := ( symbol | "1" | "(" expression ")" ) exponent?
//   exponent   := "^" integer | "^(" integer ")" | "**" integer | superscript | integer directly behind a symbol (cm2)
//
// A product behind a solidus without parentheses (`cm^2/V s`) has two readings in the literature and is refused, as
// ISO 80000-1:2022, 7.2 asks; `cm^2/V/s` and `cm^2/(V s)` are both fine.

/// One pass over a unit expression.
struct UnitGrammar {
  private let scalars: [Unicode.Scalar]
  private var position = 0
  private let largestExponent = 12
  private let deepestNesting = 8

  init(_ scalars: some Sequence<Unicode.Scalar>) { self.scalars = Array(scalars) }

  /// The unit of the whole text. Columns count from 1 in the text given.
  mutating func parse() throws(QuantityError) -> PhysicalUnit {
    skipSpaces()
    guard position < scalars.count else { return .one }
    let start = position
    var unit = try expression(depth: 0)
    skipSpaces()
    guard position == scalars.count else {
      throw refusal(at: position, length: 1, "`\(scalars[position])` does not belong into a unit")
    }
    unit.symbol = String(String.UnicodeScalarView(scalars[start...])).trimmingSpaces()
    return unit
  }

  private mutating func expression(depth: Int) throws(QuantityError) -> PhysicalUnit {
    var start = position
    var unit = try factor(depth: depth)
    var hasSolidus = false
    while true {
      let afterFactor = position
      skipSpaces()
      guard position < scalars.count, scalars[position] != ")" else { return unit }
      let operatorPosition = position
      let isSolidus = scalars[position] == "/" || scalars[position] == "∕"
      let isSign = isSolidus || "*·×⋅".unicodeScalars.contains(scalars[position])
      if isSign {
        position += 1
      } else if afterFactor == position && !Self.isSymbolPart(scalars[position]) {
        return unit
      }
      if !isSolidus && hasSolidus {
        throw refusal(
          at: operatorPosition, length: scalars.count - operatorPosition,
          "a product behind `/` can be read in two ways", remedy: "put the denominator in parentheses, e.g. cm^2/(V s)")
      }
      hasSolidus = hasSolidus || isSolidus
      skipSpaces()
      if unit.offset != 0 { throw offset(at: start, until: afterFactor) }
      start = position
      let next = try factor(depth: depth)
      if next.offset != 0 { throw offset(at: start, until: position) }
      unit = Self.product(unit, isSolidus ? Self.power(next, -1) : next)
    }
  }

  private mutating func factor(depth: Int) throws(QuantityError) -> PhysicalUnit {
    let start = position
    guard position < scalars.count else {
      throw refusal(at: max(scalars.count - 1, 0), length: 1, "the unit ends where another symbol is expected")
    }
    var unit: PhysicalUnit
    if scalars[position] == "(" {
      guard depth < deepestNesting else { throw refusal(at: position, length: 1, "parentheses are nested too deeply") }
      position += 1
      skipSpaces()
      unit = try expression(depth: depth + 1)
      guard position < scalars.count, scalars[position] == ")" else {
        throw refusal(at: start, length: scalars.count - start, "this parenthesis is not closed")
      }
      position += 1
    } else if scalars[position] == "1" {
      position += 1
      if let digit = next(0), Self.isDigit(digit) {
        throw refusal(at: start, length: 2, "a number other than 1 does not belong into a unit")
      }
      unit = .one
    } else {
      unit = try symbol()
    }
    let end = position
    guard let exponent = try exponent() else { return unit }
    if unit.offset != 0 { throw offset(at: start, until: end) }
    guard abs(exponent) <= largestExponent else {
      throw refusal(at: end, length: position - end, "the exponent is larger than any unit has")
    }
    unit = Self.power(unit, exponent)
    return unit
  }

  private mutating func symbol() throws(QuantityError) -> PhysicalUnit {
    let start = position
    while position < scalars.count, Self.isSymbolPart(scalars[position]) { position += 1 }
    guard position > start else {
      throw refusal(at: start, length: 1, "`\(scalars[start])` does not belong into a unit")
    }
    let token = text(start..<position)
    guard let unit = UnitTable.unit(token) else {
      throw QuantityError(
        kind: .malformedUnit, token: token, column: start + 1, reason: "`\(token)` is not a unit",
        remedy: "write a unit such as nm, V/s, uJ/cm2 or cm^-3", suggestion: UnitTable.suggestion(for: token))
    }
    return unit
  }

  /// The exponent at the current position, or `nil` where there is none.
  private mutating func exponent() throws(QuantityError) -> Int? {
    guard position < scalars.count else { return nil }
    let start = position
    var digits = ""
    if scalars[position] == "^" || (scalars[position] == "*" && next(1) == "*") {
      position += scalars[position] == "^" ? 1 : 2
      let parenthesis = position < scalars.count && scalars[position] == "("
      if parenthesis { position += 1 }
      digits = signedDigits { $0 }
      if parenthesis {
        guard position < scalars.count, scalars[position] == ")" else {
          throw refusal(at: start, length: position - start, "this exponent is not closed by `)`")
        }
        position += 1
      }
    } else if let first = Self.plain(scalars[position]), first != scalars[position] {
      digits = signedDigits { Self.plain($0) == $0 ? nil : Self.plain($0) }
    } else if Self.isDigit(scalars[position]) || (Self.isSign(scalars[position]) && next(1).map(Self.isDigit) == true) {
      digits = signedDigits { $0 }
    } else {
      return nil
    }
    guard let value = Int(digits) else {
      throw refusal(
        at: start, length: max(position - start, 1), "this exponent is not a whole number", remedy: "write e.g. cm^-3")
    }
    return value
  }

  /// Reads a sign and digits; `map` turns superscripts into plain characters and refuses others with `nil`.
  private mutating func signedDigits(_ map: (Unicode.Scalar) -> Unicode.Scalar?) -> String {
    var digits = ""
    while position < scalars.count, let mapped = map(scalars[position]) {
      if Self.isSign(mapped), digits.isEmpty {
        digits += mapped == "+" ? "+" : "-"
      } else if Self.isDigit(mapped) {
        digits.unicodeScalars.append(mapped)
      } else {
        break
      }
      position += 1
    }
    return digits
  }

  // MARK: pieces

  private func next(_ ahead: Int) -> Unicode.Scalar? {
    position + ahead < scalars.count ? scalars[position + ahead] : nil
  }

  private mutating func skipSpaces() {
    while position < scalars.count, scalars[position].properties.isWhitespace { position += 1 }
  }

  private func text(_ range: Range<Int>) -> String { String(String.UnicodeScalarView(scalars[range])) }

  private func refusal(
    at start: Int, length: Int, _ reason: String, remedy: String = "write a unit such as nm, V/s, uJ/cm2 or cm^-3"
  ) -> QuantityError {
    let end = min(start + max(length, 1), scalars.count)
    return QuantityError(
      kind: .malformedUnit, token: text(min(start, end)..<end), column: start + 1, reason: reason, remedy: remedy)
  }

  private func offset(at start: Int, until end: Int) -> QuantityError {
    let token = text(start..<end).trimmingSpaces()
    return QuantityError(
      kind: .offsetInCompound, token: token, column: start + 1,
      reason: "`\(token)` is a scale with its own zero and cannot be part of a compound unit",
      remedy: "write K, e.g. W/(m K)", suggestion: "K")
  }

  private static func product(_ a: PhysicalUnit, _ b: PhysicalUnit) -> PhysicalUnit {
    PhysicalUnit(
      symbol: "", dimension: a.dimension * b.dimension, mantissa: a.mantissa * b.mantissa,
      decimalExponent: a.decimalExponent + b.decimalExponent)
  }

  private static func power(_ unit: PhysicalUnit, _ exponent: Int) -> PhysicalUnit {
    let magnitude = (0..<abs(exponent)).reduce(1.0) { product, _ in product * unit.mantissa }
    return PhysicalUnit(
      symbol: "", dimension: unit.dimension.raised(to: exponent), mantissa: exponent < 0 ? 1 / magnitude : magnitude,
      decimalExponent: unit.decimalExponent * exponent)
  }

  private static func isDigit(_ s: Unicode.Scalar) -> Bool { ("0"..."9").contains(s) }
  private static func isSign(_ s: Unicode.Scalar) -> Bool { s == "-" || s == "+" || s == "−" }
  private static func isSymbolPart(_ s: Unicode.Scalar) -> Bool {
    s.properties.isAlphabetic && plain(s) == s || s == "°" || s == "%" || s == "℃" || s == "\u{30A}"
  }

  /// The plain character of a superscript; other characters stand for themselves.
  private static func plain(_ s: Unicode.Scalar) -> Unicode.Scalar? { superscripts[s] ?? s }
  private static let superscripts: [Unicode.Scalar: Unicode.Scalar] = [
    "⁰": "0", "¹": "1", "²": "2", "³": "3", "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7", "⁸": "8", "⁹": "9", "⁻": "-",
    "⁺": "+",
  ]
}

extension String {
  /// The text without white space at either end.
  func trimmingSpaces() -> String {
    var view = Substring(self)
    while let first = view.first, first.isWhitespace { view.removeFirst() }
    while let last = view.last, last.isWhitespace { view.removeLast() }
    return String(view)
  }
}

extension PhysicalUnit {
  /// Reads a unit expression such as `uJ/cm2` or `cm^2/(V s)`; an empty text is the unit of a pure number.
  ///
  /// - Throws: `QuantityError` with the column of the offending symbol.
  public init(parsing text: String) throws(QuantityError) {
    var grammar = UnitGrammar(text.unicodeScalars)
    self = try grammar.parse()
  }
}
