// Optical constants from a file of the user's: a refractiveindex.info page (YAML), Driftlight's own CSV, or any text table
// whose column line says what the columns are and in which unit.

import Foundation
import InputFiles
import Quantities

extension OpticalConstants {
  /// Endings of files that are read as optical constants.
  static let fileEndings = ["csv", "txt", "dat", "tsv", "yml", "yaml"]

  /// Reads a file: `.yml` and `.yaml` in the form of refractiveindex.info, everything else as a table.
  ///
  /// - Throws: `OpticalConstantsError.unusableTable` with file, line and remedy.
  public static func load(path: String) throws(OpticalConstantsError) -> OpticalConstants {
    let name = (path as NSString).lastPathComponent
    let document: String
    do { document = try String(contentsOfFile: path, encoding: .utf8) } catch {
      throw .unusableTable(name: name, reason: "\(path): the file is not there or is not UTF-8 text; check the path")
    }
    if name.hasSuffix(".yml") || name.hasSuffix(".yaml") {
      return try OpticalConstants(refractiveIndexInfo: document, name: name, file: path)
    }
    if document.contains("\n\(columnLine)") || document.hasPrefix(columnLine) {
      do throws(OpticalConstantsError) { return try OpticalConstants(csv: document, name: name) } catch {
        guard case .unusableTable(_, let reason) = error, reason.contains("evidence") else { throw error }
      }
    }
    return try OpticalConstants(table: document, name: name, file: path)
  }

  /// A table in text: one column line such as `wavelength (nm), n, k` or `energy [eV]; n; k`, then rows of numbers.
  ///
  /// The first column may be a wavelength, photon energy, frequency or wavenumber in any unit; the k column may be
  /// missing (k = 0, said in the header). Columns are separated by commas, semicolons, tabs or blanks. Rows may ascend
  /// or descend.
  /// - Throws: `OpticalConstantsError.unusableTable` with file, line and remedy.
  public init(table text: String, name: String, file: String? = nil) throws(OpticalConstantsError) {
    let reader = OpticalTableReader(name: name, file: file ?? name)
    let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    var axis: SpectralAxis?
    var rows = OpticalRows()
    for (index, line) in lines.enumerated() {
      let place = index + 1
      let trimmed = line.trimmingCharacters(in: .whitespaces)
      guard !trimmed.isEmpty, !trimmed.hasPrefix("#") else { continue }
      let fields = reader.fields(trimmed)
      guard let known = axis else {
        axis = try reader.axis(fields, line: place)
        rows.hasExtinction = fields.count > 2
        continue
      }
      let expected = rows.hasExtinction ? 3 : 2
      let numbers = try reader.numbers(trimmed, expected: expected, line: place)
      rows.append(known.wavelength(numbers[0]), numbers[1], expected == 3 ? numbers[2] : 0, line: place)
    }
    guard axis != nil else {
      throw reader.refuse(1, "there is no column line; start the table with 'wavelength (nm), n, k'")
    }
    self = try reader.table(
      rows, evidence: .measured,
      header: ["source": file ?? name, "extinction": rows.hasExtinction ? "tabulated" : "not given, taken as 0"])
  }
}

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

/// Reads the parts of a table and names file and line where one is wrong.
struct OpticalTableReader {
  let name: String
  let file: String

  func refuse(_ line: Int, _ reason: String) -> OpticalConstantsError {
    .unusableTable(name: name, reason: "\(file):\(line): \(reason)")
  }

  /// Fields of a line, separated by tabs, semicolons, commas or blanks: the first of these that occurs.
  func fields(_ line: String) -> [String] {
    for separator in ["\t", ";", ","] where line.contains(separator) {
      return line.components(separatedBy: separator).map { $0.trimmingCharacters(in: .whitespaces) }
        .filter { !$0.isEmpty }
    }
    // "wavelength (nm) n k": the unit belongs to the word before it.
    var fields: [String] = []
    for word in line.split(whereSeparator: \.isWhitespace) {
      if let first = word.first, "([/".contains(first), let last = fields.indices.last {
        fields[last] += " " + word
      } else {
        fields.append(String(word))
      }
    }
    return fields
  }

  /// The unit of the first column.
  func axis(_ fields: [String], line: Int) throws(OpticalConstantsError) -> SpectralAxis {
    guard let first = fields.first, fields.count == 2 || fields.count == 3, Double(first) == nil else {
      throw refuse(line, "expected a column line such as 'wavelength (nm), n, k'; write one above the numbers")
    }
    let names = fields.dropFirst().map { $0.lowercased() }
    guard names[0].hasPrefix("n"), names.count == 1 || names[1].hasPrefix("k") else {
      throw refuse(
        line, "the columns behind '\(first)' are '\(names.joined(separator: "', '"))'; give n, then k (not ε, not α)")
    }
    return try axis(named: fields, line: line)
  }

  /// The unit of the first column, whatever the others are.
  func axis(named fields: [String], line: Int) throws(OpticalConstantsError) -> SpectralAxis {
    let first = fields.first ?? ""
    let symbol = first.split(whereSeparator: { "([]/_) ".contains($0) }).last.map(String.init) ?? ""
    guard let unit = try? Quantity(parsing: "1 \(symbol)").unit,
      [PhysicalDimension.length, .energy, .rate, .inverseLength].contains(unit.dimension)
    else {
      throw refuse(
        line, "'\(first)' does not say the unit of wavelength or energy; write e.g. 'wavelength (nm)' or 'energy (eV)'")
    }
    return SpectralAxis(unit: unit)
  }

  /// The numbers of a row.
  func numbers(_ line: String, expected: Int, line place: Int) throws(OpticalConstantsError) -> [Double] {
    let fields = fields(line)
    let numbers = fields.compactMap { Double($0) }
    if numbers.count == fields.count, numbers.count == expected, numbers.allSatisfy(\.isFinite) { return numbers }
    let hasDecimalCommas =
      fields.contains { $0.contains(",") } || (numbers.count == fields.count && fields.count == 2 * expected)
    throw refuse(
      place,
      hasDecimalCommas
        ? "'\(line)' holds decimal commas; write decimal points"
        : "expected \(expected) numbers, found '\(line)'; correct the line or remove it")
  }

  /// The table of these rows, ascending in wavelength.
  func table(
    _ given: OpticalRows, evidence: OpticalConstants.Evidence, header: [String: String]
  ) throws(OpticalConstantsError) -> OpticalConstants {
    var rows = given
    guard rows.wavelengths.count >= 2 else { throw refuse(1, "a table needs at least two rows") }
    if rows.wavelengths[0] > rows.wavelengths[1] {
      rows.wavelengths.reverse()
      rows.refractiveIndex.reverse()
      rows.extinction.reverse()
      rows.lines.reverse()
    }
    for row in rows.wavelengths.indices {
      let line = rows.lines[row]
      guard rows.wavelengths[row] > 0, rows.wavelengths[row].isFinite else {
        throw refuse(line, "the wavelength or energy must be above 0")
      }
      guard rows.refractiveIndex[row] > 0 else { throw refuse(line, "n must be above 0") }
      guard rows.extinction[row] >= 0 else {
        throw refuse(
          line,
          "k = \(rows.extinction[row]) is below 0; absorption is k > 0 here, so change the sign if the table uses "
            + "n − ik; gain belongs to the emission parameters, not to optical constants")
      }
      guard row > 0, rows.wavelengths[row] <= rows.wavelengths[row - 1] else { continue }
      throw refuse(
        line,
        rows.wavelengths[row] == rows.wavelengths[row - 1]
          ? "this wavelength stands in line \(rows.lines[row - 1]) already; keep one of the two rows"
          : "rows are not in order here (compare line \(rows.lines[row - 1])); sort them by the first column")
    }
    return try OpticalConstants(
      name: name, wavelengths: rows.wavelengths, refractiveIndex: rows.refractiveIndex, extinction: rows.extinction,
      evidence: evidence, header: header)
  }
}
