// Numbers in file names: `ASE_{fluence uJ/cm2}uJ_*.txt` reads 12.5 µJ/cm² from `ASE_12p5uJ_003.txt`.
//
// A pattern is text, `*` for anything, and `{quantity unit}` for a number, whose decimal point may be written `.`, `,` or
// `p`. Names that do not fit are told, not passed over.

import Foundation
import Quantities

/// Where numbers stand in the names of a series of files.
public struct FileNamePattern: Sendable, Equatable {
  private enum Part: Equatable, Sendable {
    case text([Character])
    case anything
    case number(name: String, unit: PhysicalUnit)
  }

  private let parts: [Part]
  /// The pattern as given.
  public let text: String

  /// Quantities a pattern or a manifest may name, with what they measure.
  public static let quantities: [(name: String, dimension: PhysicalDimension)] = [
    ("fluence", .fluence), ("energy", .energy), ("power", .power), ("od", .dimensionless), ("exposure", .time),
    ("time", .time), ("bias", .voltage), ("length", .length), ("temperature", .temperature),
  ]

  /// - Throws: `AnalysisError.badPattern` for an open brace, an unknown quantity, or a unit of another dimension.
  public init(_ text: String) throws(AnalysisError) {
    self.text = text
    var (parts, literal, rest) = ([Part](), [Character](), text[...])
    func flush() {
      if !literal.isEmpty { parts.append(.text(literal)) }
      literal = []
    }
    while let character = rest.popFirst() {
      switch character {
      case "*":
        flush()
        parts.append(.anything)
      case "{":
        flush()
        guard let close = rest.firstIndex(of: "}") else { throw .badPattern(text, reason: "a brace is not closed") }
        parts.append(try Self.number(String(rest[..<close]), in: text))
        rest = rest[rest.index(after: close)...]
      default: literal.append(character)
      }
    }
    flush()
    self.parts = parts
  }

  private static func number(_ inside: String, in text: String) throws(AnalysisError) -> Part {
    let words = inside.split(separator: " ", maxSplits: 1).map(String.init)
    guard let name = words.first, let quantity = quantities.first(where: { $0.name == name }) else {
      throw .badPattern(
        text, reason: "'\(inside)' names none of \(quantities.map(\.name).joined(separator: ", "))")
    }
    do throws(QuantityError) {
      let unit = try PhysicalUnit(parsing: words.count > 1 ? words[1] : "")
      guard unit.dimension == quantity.dimension else {
        throw QuantityError(
          kind: .wrongDimension, token: inside, column: 1, reason: "the unit does not measure a \(name)",
          remedy: "write another")
      }
      return .number(name: name, unit: unit)
    } catch { throw .badPattern(text, reason: "'\(inside)': \(error.reason)") }
  }

  /// Numbers in a name, in SI, by quantity; nil where the name does not fit.
  public func match(_ name: String) -> [String: Double]? { Self.match(parts[...], Array(name)[...]) }

  private static func match(_ parts: ArraySlice<Part>, _ name: ArraySlice<Character>) -> [String: Double]? {
    guard let part = parts.first else { return name.isEmpty ? [:] : nil }
    let rest = parts.dropFirst()
    switch part {
    case .text(let literal):
      guard name.starts(with: literal) else { return nil }
      return match(rest, name.dropFirst(literal.count))
    case .anything:
      for length in 0...name.count {
        if let found = match(rest, name.dropFirst(length)) { return found }
      }
      return nil
    case .number(let quantity, let unit):
      // The longest number first, so that `1e-3` is not read as 1.
      let longest = name.prefix { $0.isASCII && ($0.isNumber || ".,p-+eE".contains($0)) }.count
      for length in stride(from: longest, through: 1, by: -1) {
        let text = String(name.prefix(length)).replacing("p", with: ".").replacing(",", with: ".")
        guard let value = Double(text), value.isFinite, text.last != ".",
          var found = match(rest, name.dropFirst(length))
        else { continue }
        found[quantity] = unit.siValue(value)
        return found
      }
      return nil
    }
  }
}
