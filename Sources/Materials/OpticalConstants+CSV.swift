// The file format of optical constants, one material a file:
//
//   # key: value            any number of header lines; `evidence` must be `measured` or `model`
//   wavelength_nm,n,k       the column line, exactly so
//   302,1.70583,0.16819     rows, wavelength ascending
//
// Parsed by hand from the file's bytes: a table of 700 rows takes well under a millisecond.

import Foundation

extension OpticalConstants {
  /// The column line every table has.
  static let columnLine = "wavelength_nm,n,k"

  /// A table from the text of a file in Driftlight's format, wavelengths in nm.
  ///
  /// - Parameters:
  ///   - text: the whole file.
  ///   - name: the name the table goes by.
  ///   - file: what stands for the file in messages; the name where none is given.
  /// - Throws: `OpticalConstantsError.unusableFile` with the place that could not be read.
  public init(csv text: String, name: String, file: String? = nil) throws(OpticalConstantsError) {
    var header: [String: String] = [:]
    var rows = OpticalRows()
    var hasColumns = false
    // Built only where something is wrong: the tables that are shipped are read often and are right.
    func reader() -> OpticalTableReader { OpticalTableReader(name: name, file: file ?? name, text: text) }
    for (number, line) in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated()
    {
      let place = number + 1
      let trimmed = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
      guard let first = trimmed.first else { continue }
      if first == UInt8(ascii: "#") {
        let comment = Substring(trimmed.dropFirst())
        guard let colon = comment.firstIndex(of: ":") else { continue }
        let key = comment[..<colon].trimmingCharacters(in: .whitespaces)
        header[key] = comment[comment.index(after: colon)...].trimmingCharacters(in: .whitespaces)
      } else if !hasColumns {
        guard Substring(trimmed) == Self.columnLine else {
          throw reader().refuse(
            place, "expected '\(Self.columnLine)'",
            reason: "the header says `evidence`, so this is Driftlight's format",
            remedy: "write this column line, or remove `# evidence` to use another unit")
        }
        hasColumns = true
      } else {
        let fields = trimmed.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        guard fields.count == 3, let nanometres = Double(Substring(fields[0])),
          let index = Double(Substring(fields[1])), let extinction = Double(Substring(fields[2]))
        else {
          _ = try reader().numbers(String(Substring(trimmed)), expected: 3, line: place)
          throw reader().refuse(place, "expected three numbers", remedy: "write 'wavelength,n,k' without blanks")
        }
        rows.append(nanometres * 1e-9, index, extinction, line: place)
      }
    }
    let evidence = header["evidence"].flatMap(Evidence.init(rawValue:))
    guard let evidence else {
      throw reader().refuse(
        1, "the header does not say how the numbers were obtained",
        remedy: "write '# evidence: measured' or '# evidence: model' above the column line")
    }
    let isRight =
      rows.wavelengths.count >= 2 && zip(rows.wavelengths, rows.wavelengths.dropFirst()).allSatisfy { $0 < $1 }
      && rows.extinction.allSatisfy { $0 >= 0 } && rows.refractiveIndex.allSatisfy { $0 > 0 }
    guard isRight else {
      self = try reader().table(rows, evidence: evidence, header: header)
      return
    }
    try self.init(
      name: name, wavelengths: rows.wavelengths, refractiveIndex: rows.refractiveIndex, extinction: rows.extinction,
      evidence: evidence, header: header)
  }
}
