// Reads the lines of a table and says where one is wrong: file, line, column, reason and remedy.

import Foundation
import InputFiles
import Quantities

/// Rows of a table with the line each stands in.
struct OpticalRows {
  var wavelengths: [Double] = []
  var refractiveIndex: [Double] = []
  var extinction: [Double] = []
  var lines: [Int] = []
  var hasExtinction = true

  mutating func append(_ wavelength: Double, _ n: Double, _ k: Double, line: Int) {
    wavelengths.append(wavelength)
    refractiveIndex.append(n)
    extinction.append(k)
    lines.append(line)
  }
}

/// What stands in the first column of a table.
struct SpectralAxis {
  let unit: PhysicalUnit

  /// Vacuum wavelength, m, of a value in the unit: a length itself, else λ = hc/E, c/f, 1/ν̃.
  func wavelength(_ value: Double) -> Double {
    let si = unit.siValue(value)
    switch unit.dimension {
    case .length: return si
    case .energy: return PhysicalConstants.planckConstant * PhysicalConstants.speedOfLight / si
    case .rate: return PhysicalConstants.speedOfLight / si
    default: return 1 / si
    }
  }
}

/// One entry of a line and where it stands.
struct TableField {
  let text: String
  /// Column of its first character, from 1.
  let column: Int
}

/// Reads the parts of a table and names file, line and column where one is wrong.
struct OpticalTableReader {
  let name: String
  /// Lines of the file, without their ends.
  let lines: [String]
  private let source: SourceText

  init(name: String, file: String, text: String) {
    self.name = name
    lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }.map(String.init)
    source = SourceText(name: file, lines: lines)
  }

  /// The error that points at a line, or at an entry of it.
  func refuse(
    _ line: Int, _ message: String, reason: String = "", remedy: String, at field: TableField? = nil
  ) -> OpticalConstantsError {
    let all = line <= lines.count && line > 0 ? lines[line - 1].unicodeScalars.count : 1
    let place = SourceLocation(
      source: source, line: line, column: field?.column ?? 1, length: field?.text.unicodeScalars.count ?? all)
    return .unusableFile(
      Diagnostic(code: "E-table", message: message, at: place, reason: reason, remedy: remedy))
  }

  /// Entries of a line, separated by tabs, semicolons, commas or blanks: the first of these that occurs.
  func fields(_ line: String) -> [TableField] {
    let scalars = Array(line.unicodeScalars)
    let separator: Unicode.Scalar? = ["\t", ";", ","].first { scalars.contains($0) }
    var fields: [TableField] = []
    var word: [Unicode.Scalar] = []
    var start = 0
    func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace }
    func close() {
      while let last = word.last, isBlank(last) { word.removeLast() }
      guard let first = word.first else { return }
      let text = String(String.UnicodeScalarView(word))
      // "wavelength (nm) n k": the unit belongs to the word before it.
      if separator == nil, "([/".unicodeScalars.contains(first), let last = fields.popLast() {
        fields.append(TableField(text: last.text + " " + text, column: last.column))
      } else {
        fields.append(TableField(text: text, column: start + 1))
      }
      word = []
    }
    for (offset, scalar) in scalars.enumerated() {
      if scalar == separator || (separator == nil && isBlank(scalar)) {
        close()
      } else if !word.isEmpty || !isBlank(scalar) {
        if word.isEmpty { start = offset }
        word.append(scalar)
      }
    }
    close()
    return fields
  }

  /// The unit of the first column.
  func axis(_ fields: [TableField], line: Int) throws(OpticalConstantsError) -> SpectralAxis {
    guard let first = fields.first, fields.count == 2 || fields.count == 3, Double(first.text) == nil else {
      throw refuse(
        line, "a column line is expected here", reason: "it says what the columns are and in which unit",
        remedy: "write a column line such as 'wavelength (nm), n, k' above the numbers")
    }
    let names = fields.dropFirst().map { $0.text.lowercased() }
    guard names[0].hasPrefix("n"), names.count == 1 || names[1].hasPrefix("k") else {
      throw refuse(
        line, "the columns behind '\(first.text)' are '\(names.joined(separator: "', '"))'",
        remedy: "give n, then k (not ε, not α: k = αλ/4π)", at: fields[1])
    }
    return try axis(named: fields, line: line)
  }

  /// The unit of the first column, whatever the others are.
  func axis(named fields: [TableField], line: Int) throws(OpticalConstantsError) -> SpectralAxis {
    let first = fields.first ?? TableField(text: "", column: 1)
    let symbol = first.text.split(whereSeparator: { "([]/_) ".contains($0) }).last.map(String.init) ?? ""
    guard let unit = try? Quantity(parsing: "1 \(symbol)").unit,
      [PhysicalDimension.length, .energy, .rate, .inverseLength].contains(unit.dimension)
    else {
      throw refuse(
        line, "'\(first.text)' does not say the unit of wavelength or energy",
        remedy: "write e.g. 'wavelength (nm)' or 'energy (eV)'", at: first)
    }
    return SpectralAxis(unit: unit)
  }

  /// The numbers of a row.
  func numbers(_ line: String, expected: Int, line place: Int) throws(OpticalConstantsError) -> [Double] {
    let fields = fields(line)
    let numbers = fields.compactMap { Double($0.text) }
    if numbers.count == fields.count, numbers.count == expected, numbers.allSatisfy(\.isFinite) { return numbers }
    let culprit = fields.first { !(Double($0.text)?.isFinite ?? false) }
    // "400,1,5,0,1": more columns than there should be, and no decimal point in any of them.
    let isSplitByCommas =
      numbers.count == fields.count && (expected + 1...2 * expected).contains(fields.count)
      && fields.allSatisfy { !$0.text.contains(".") }
    if isSplitByCommas || fields.contains(where: { $0.text.contains(",") }) {
      throw refuse(
        place, "the numbers hold decimal commas", reason: "a comma separates columns here",
        remedy: "write decimal points: 1.85, not 1,85", at: fields.first { $0.text.contains(",") })
    }
    let subject = culprit.map { "'\($0.text)' is not a finite number" } ?? "there are \(numbers.count) numbers"
    throw refuse(
      place, "\(subject); expected \(expected) numbers", remedy: "correct the line or remove it", at: culprit)
  }

  /// The table of these rows, ascending in wavelength.
  func table(
    _ given: OpticalRows, evidence: OpticalConstants.Evidence, header: [String: String]
  ) throws(OpticalConstantsError) -> OpticalConstants {
    var rows = given
    guard rows.wavelengths.count >= 2 else {
      throw refuse(
        rows.lines.last ?? max(1, lines.count), "a table needs at least two rows",
        remedy: "add the rows that are missing")
    }
    if rows.wavelengths[0] > rows.wavelengths[1] {
      rows.wavelengths.reverse()
      rows.refractiveIndex.reverse()
      rows.extinction.reverse()
      rows.lines.reverse()
    }
    for row in rows.wavelengths.indices {
      let line = rows.lines[row]
      func field(_ position: Int) -> TableField? {
        guard lines.indices.contains(line - 1) else { return nil }
        let found = fields(lines[line - 1])
        return found.indices.contains(position) ? found[position] : nil
      }
      guard rows.wavelengths[row] > 0, rows.wavelengths[row].isFinite else {
        throw refuse(line, "the wavelength or energy must be above 0", remedy: "correct the row", at: field(0))
      }
      guard rows.refractiveIndex[row] > 0 else {
        throw refuse(
          line, "n = \(rows.refractiveIndex[row]) must be above 0", remedy: "correct the row or the order of columns",
          at: field(1))
      }
      guard rows.extinction[row] >= 0 else {
        throw refuse(
          line, "k = \(rows.extinction[row]) is below 0", reason: Self.gainReason, remedy: Self.gainRemedy,
          at: field(2) ?? field(1))
      }
      guard row > 0, rows.wavelengths[row] <= rows.wavelengths[row - 1] else { continue }
      let before = rows.lines[row - 1]
      throw rows.wavelengths[row] == rows.wavelengths[row - 1]
        ? refuse(
          max(line, before), "this wavelength stands in line \(min(line, before)) already",
          remedy: "keep one of the two rows", at: field(0))
        : refuse(
          max(line, before), "rows are not in order here (compare line \(min(line, before)))",
          remedy: "sort the rows by the first column", at: field(0))
    }
    return try OpticalConstants(
      name: name, wavelengths: rows.wavelengths, refractiveIndex: rows.refractiveIndex, extinction: rows.extinction,
      evidence: evidence, header: header)
  }

  /// What k < 0 can mean.
  static let gainReason = "absorption is k > 0 here (n + ik); k < 0 is either the other convention or gain"
  /// What to do about it.
  static let gainRemedy =
    "change the sign of k if the table is written as n − ik; gain belongs to the emission parameters of the device"
}
