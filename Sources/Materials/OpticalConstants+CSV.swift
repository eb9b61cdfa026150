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
  /// - Throws: `OpticalConstantsError.unusableTable` with the line that could not be read.
  public init(csv text: String, name: String) throws(OpticalConstantsError) {
    var header: [String: String] = [:]
    var (wavelengths, n, k) = ([Double](), [Double](), [Double]())
    var hasColumns = false
    for (number, line) in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated()
    {
      func refuse(_ reason: String) -> OpticalConstantsError {
        .unusableTable(name: name, reason: "line \(number + 1): \(reason)")
      }
      let trimmed = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
      guard let first = trimmed.first else { continue }
      if first == UInt8(ascii: "#") {
        let comment = Substring(trimmed.dropFirst())
        guard let colon = comment.firstIndex(of: ":") else { continue }
        let key = comment[..<colon].trimmingCharacters(in: .whitespaces)
        header[key] = comment[comment.index(after: colon)...].trimmingCharacters(in: .whitespaces)
      } else if !hasColumns {
        guard Substring(trimmed) == Self.columnLine else { throw refuse("expected '\(Self.columnLine)'") }
        hasColumns = true
      } else {
        let fields = trimmed.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        guard fields.count == 3, let nanometres = Double(Substring(fields[0])),
          let index = Double(Substring(fields[1])),
          let extinction = Double(Substring(fields[2]))
        else { throw refuse("expected three numbers, found '\(Substring(trimmed))'") }
        wavelengths.append(nanometres * 1e-9)
        n.append(index)
        k.append(extinction)
      }
    }
    let evidence = header["evidence"].flatMap(Evidence.init(rawValue:))
    guard let evidence else {
      throw .unusableTable(name: name, reason: "the header needs '# evidence: measured' or '# evidence: model'")
    }
    try self.init(
      name: name, wavelengths: wavelengths, refractiveIndex: n, extinction: k, evidence: evidence, header: header)
  }
}
