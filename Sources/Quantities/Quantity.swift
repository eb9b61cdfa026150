import Foundation

/// A value with its unit, as people write it: `540 nm`, `2 V/s`, `25 °C`.
public struct Quantity: Sendable, Hashable {
  /// The value in SI units.
  public var siValue: Double
  /// The unit it was written in, or is to be printed in.
  public var unit: PhysicalUnit

  /// - Parameters:
  ///   - siValue: the value in SI units.
  ///   - unit: the unit it is printed in.
  public init(siValue: Double, unit: PhysicalUnit) {
    self.siValue = siValue
    self.unit = unit
  }

  /// - Parameters:
  ///   - value: the value in `unit`.
  ///   - unit: its unit.
  public init(_ value: Double, _ unit: PhysicalUnit) { self.init(siValue: unit.siValue(value), unit: unit) }

  /// What the quantity measures.
  public var dimension: PhysicalDimension { unit.dimension }

  /// Reads a whole text, number and unit, or refuses it.
  ///
  /// - Throws: `QuantityError`, whose column counts from 1 in `text`.
  public init(parsing text: String) throws(QuantityError) {
    var number = NumberGrammar(text.unicodeScalars)
    let value = try number.parse()
    var grammar = UnitGrammar(number.remainder)
    let unit: PhysicalUnit
    do { unit = try grammar.parse() } catch { throw error.moved(by: number.position) }
    let isPowerOfTen = unit.mantissa == 1 && unit.offset == 0
    let siValue = (isPowerOfTen ? number.scaled(byPowerOfTen: unit.decimalExponent) : nil) ?? unit.siValue(value)
    guard siValue.isFinite, siValue != 0 || value == 0 || unit.offset != 0 else {
      throw QuantityError(
        kind: .notFinite, token: text, column: 1, reason: "`\(text)` is outside the range of numbers",
        remedy: "write a value that a laboratory can have")
    }
    self.init(siValue: siValue, unit: unit)
  }

  /// Reads a whole text that must measure `dimension`; a bare number passes only for a pure number.
  ///
  /// - Throws: `QuantityError`, whose column counts from 1 in `text`.
  public init(parsing text: String, as dimension: PhysicalDimension) throws(QuantityError) {
    var quantity: Quantity
    do {
      quantity = try Quantity(parsing: text)
    } catch {
      var refined = error
      if error.kind == .malformedUnit, error.suggestion != nil,
        let better = UnitTable.suggestion(for: error.token, dimension: dimension)
      {
        refined.suggestion = better
      }
      throw refined
    }
    guard quantity.dimension != dimension else {
      self = quantity
      return
    }
    let trimmed = text.trimmingSpaces()
    let start =
      (text.unicodeScalars.firstIndex { !$0.properties.isWhitespace })
      .map { text.unicodeScalars.distance(from: text.unicodeScalars.startIndex, to: $0) } ?? 0
    if quantity.unit.symbol.isEmpty {
      throw QuantityError(
        kind: .missingUnit, token: trimmed, column: start + 1,
        reason: "`\(trimmed)` has no unit, and this is \(dimension.phrase)",
        remedy: "write the unit, e.g. \(dimension.example)")
    }
    var number = NumberGrammar(text.unicodeScalars)
    _ = try number.parse()
    let gap = number.remainder.prefix { $0.properties.isWhitespace }.count
    throw QuantityError(
      kind: .wrongDimension, token: quantity.unit.symbol, column: number.position + gap + 1,
      reason: "`\(quantity.unit.symbol)` measures \(quantity.dimension.phrase), and this is \(dimension.phrase)",
      remedy: "write e.g. \(dimension.example)")
  }

  /// The value in `unit`.
  ///
  /// - Throws: `QuantityError` of kind `wrongDimension`.
  public func value(in unit: PhysicalUnit) throws(QuantityError) -> Double {
    guard unit.dimension == dimension else {
      throw QuantityError(
        kind: .wrongDimension, token: unit.symbol, column: 1,
        reason: "`\(unit)` measures \(unit.dimension.phrase), and this is \(dimension.phrase)",
        remedy: "ask for a unit such as that of \(dimension.example)")
    }
    return unit.value(fromSI: siValue)
  }

  /// The quantity to be printed in another unit.
  ///
  /// - Throws: `QuantityError` of kind `wrongDimension`.
  public func converted(to unit: PhysicalUnit) throws(QuantityError) -> Quantity {
    _ = try value(in: unit)
    return Quantity(siValue: siValue, unit: unit)
  }

  /// The quantity as text in its unit, with at most `significantDigits` digits and no trailing zeros.
  public func formatted(significantDigits: Int = 12) -> String {
    let number = Self.text(of: unit.value(fromSI: siValue), significantDigits: significantDigits)
    return unit.symbol.isEmpty ? number : number + " " + unit.symbol
  }

  /// A number as people write it: at most `significantDigits` digits, no trailing zeros, no `+` in the exponent.
  public static func text(of value: Double, significantDigits: Int = 12) -> String {
    let digits = min(max(significantDigits, 1), 17)
    let text = String(format: "%.*g", digits, value)
    guard let e = text.firstIndex(of: "e") else { return text }
    let exponent = text[text.index(after: e)...]
    return text[..<e] + "e" + (Int(exponent).map { String($0) } ?? String(exponent))
  }
}

extension Quantity: CustomStringConvertible {
  /// The quantity in its unit.
  public var description: String { formatted() }
}
