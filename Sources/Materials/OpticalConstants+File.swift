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
      throw .noFile(path: path)
    }
    if name.hasSuffix(".yml") || name.hasSuffix(".yaml") {
      return try OpticalConstants(refractiveIndexInfo: document, name: name, file: path)
    }
    let isOwnFormat = document.contains("\n\(columnLine)") || document.hasPrefix(columnLine)
    if isOwnFormat, document.contains("# evidence:") {
      return try OpticalConstants(csv: document, name: name, file: path)
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
    let reader = OpticalTableReader(name: name, file: file ?? name, text: text)
    var axis: SpectralAxis?
    var rows = OpticalRows()
    for (index, line) in reader.lines.enumerated() {
      let place = index + 1
      let trimmed = line.trimmingCharacters(in: .whitespaces)
      guard !trimmed.isEmpty, !trimmed.hasPrefix("#") else { continue }
      guard let known = axis else {
        let fields = reader.fields(line)
        axis = try reader.axis(fields, line: place)
        rows.hasExtinction = fields.count > 2
        continue
      }
      let expected = rows.hasExtinction ? 3 : 2
      let numbers = try reader.numbers(line, expected: expected, line: place)
      rows.append(known.wavelength(numbers[0]), numbers[1], expected == 3 ? numbers[2] : 0, line: place)
    }
    guard axis != nil else {
      throw reader.refuse(1, "there is no column line", remedy: "start the table with 'wavelength (nm), n, k'")
    }
    self = try reader.table(
      rows, evidence: .measured,
      header: ["source": file ?? name, "extinction": rows.hasExtinction ? "tabulated" : "not given, taken as 0"])
  }
}
