// The number in front of a unit: sign, digits, one decimal point, exponent; nothing else. `1,5` and `1 000` are refused
// with the spelling that is meant, because a silently cut number is a wrong result.

/// One pass over the number at the start of a text.
struct NumberGrammar {
  private let scalars: [Unicode.Scalar]
  /// Characters read so far.
  private(set) var position = 0
  /// The number as Swift reads it, without exponent.
  private(set) var significand = ""
  /// Its power of ten.
  private(set) var exponent = 0

  init(_ scalars: some Sequence<Unicode.Scalar>) { self.scalars = Array(scalars) }

  /// What stands behind the number.
  var remainder: ArraySlice<Unicode.Scalar> { scalars[position...] }

  mutating func parse() throws(QuantityError) -> Double {
    while position < scalars.count, scalars[position].properties.isWhitespace { position += 1 }
    let start = position
    var digits = ""
    if position < scalars.count, "+-−".unicodeScalars.contains(scalars[position]) {
      digits += scalars[position] == "+" ? "" : "-"
      position += 1
    }
    let firstDigit = position
    readDigits(into: &digits)
    if position < scalars.count, scalars[position] == "." {
      digits += "."
      position += 1
      readDigits(into: &digits)
    }
    guard scalars[firstDigit..<position].contains(where: Self.isDigit) else { throw noNumber(from: start) }
    if position < scalars.count, scalars[position] == "e" || scalars[position] == "E" { readExponent() }
    if position < scalars.count, ",.'_’×".unicodeScalars.contains(scalars[position]) { throw separator(from: start) }
    let spaces = scalars[position...].prefix { $0.properties.isWhitespace }.count
    if spaces > 0, position + spaces < scalars.count,
      Self.isDigit(scalars[position + spaces]) && scalars[position + spaces] != "1"
        || (position + spaces + 1 < scalars.count && Self.isDigit(scalars[position + spaces])
          && Self.isDigit(scalars[position + spaces + 1]))
    {
      throw separator(from: start)
    }
    significand = digits.hasSuffix(".") ? digits + "0" : digits
    let token = String(String.UnicodeScalarView(scalars[start..<position]))
    guard let value = scaled(byPowerOfTen: 0), value.isFinite, value != 0 || !isNonZero else {
      throw QuantityError(
        kind: .notFinite, token: token, column: start + 1,
        reason: "`\(token)` is outside the range of numbers", remedy: "write a value that a laboratory can have")
    }
    return value
  }

  /// The number times 10ⁿ, rounded once: `0.9` and n = −2 give the literal 0.009, which 0.9/100 does not.
  func scaled(byPowerOfTen n: Int) -> Double? { Double("\(significand)e\(exponent + n)") }

  /// Whether any digit differs from zero.
  var isNonZero: Bool { significand.contains { ("1"..."9").contains($0) } }

  private mutating func readDigits(into digits: inout String) {
    while position < scalars.count, Self.isDigit(scalars[position]) {
      digits.unicodeScalars.append(scalars[position])
      position += 1
    }
  }

  /// Reads an exponent only when digits follow, so that `5 eV` without a space keeps its unit.
  private mutating func readExponent() {
    var ahead = position + 1
    var digits = ""
    if ahead < scalars.count, "+-−".unicodeScalars.contains(scalars[ahead]) {
      digits = scalars[ahead] == "+" ? "" : "-"
      ahead += 1
    }
    guard ahead < scalars.count, Self.isDigit(scalars[ahead]) else { return }
    position = ahead
    readDigits(into: &digits)
    let beyondAnyDouble = 100_000
    exponent = Int(digits) ?? (digits.hasPrefix("-") ? -beyondAnyDouble : beyondAnyDouble)
    exponent = min(max(exponent, -beyondAnyDouble), beyondAnyDouble)
  }

  private func noNumber(from start: Int) -> QuantityError {
    let rest = String(String.UnicodeScalarView(scalars[start...])).trimmingSpaces()
    let word = rest.lowercased().drop { "+-−.".contains($0) }
    if word.hasPrefix("nan") || word.hasPrefix("inf") || word.hasPrefix("∞") {
      return QuantityError(
        kind: .notFinite, token: rest, column: start + 1, reason: "`\(rest)` is not a finite number",
        remedy: "write the value, or leave the key out to get its default")
    }
    return QuantityError(
      kind: .malformedNumber, token: rest, column: start + 1,
      reason: rest.isEmpty ? "there is no value here" : "`\(rest)` does not start with a number",
      remedy: "write a number and its unit, e.g. 40 nm")
  }

  private func separator(from start: Int) -> QuantityError {
    let token = String(
      String.UnicodeScalarView(
        scalars[start...].prefix { Self.isDigit($0) || ",.'_’ -+−×^".unicodeScalars.contains($0) })
    ).trimmingSpaces()
    return QuantityError(
      kind: .malformedNumber, token: token, column: start + 1, reason: "`\(token)` is not one number",
      remedy: "write a decimal point, no separators between thousands, and powers of ten as e: 0.5, 1000, 4e17")
  }

  private static func isDigit(_ s: Unicode.Scalar) -> Bool { ("0"..."9").contains(s) }
}
