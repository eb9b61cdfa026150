import Foundation
import Quantities

/// Two columns of a text file: a wavelength (or photon energy, frequency, wavenumber) with its unit, and a value.
public struct SpectralTable: Sendable, Equatable {
  /// Vacuum wavelengths, m, ascending.
  public let wavelengths: [Double]
  /// Values at each wavelength, in the unit of the file, not negative.
  public let values: [Double]
  /// Size of the wavelength unit, m.
  public let unitSize: Double

  /// - Throws: `OpticalConstantsError.unusableFile` with file, line and remedy, `.noFile`.
  public init(path: String) throws(OpticalConstantsError) {
    let name = (path as NSString).lastPathComponent
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { throw .noFile(path: path) }
    let reader = OpticalTableReader(name: name, file: path, text: text)
    var axis: SpectralAxis?
    var points: [(wavelength: Double, value: Double, line: Int)] = []
    for (index, line) in reader.lines.enumerated() {
      let trimmed = line.trimmingCharacters(in: .whitespaces)
      guard !trimmed.isEmpty, !trimmed.hasPrefix("#") else { continue }
      guard let known = axis else {
        axis = try reader.axis(named: reader.fields(line), line: index + 1)
        continue
      }
      let numbers = try reader.numbers(line, expected: 2, line: index + 1)
      guard numbers[1] >= 0 else {
        throw reader.refuse(
          index + 1, "the irradiance is below 0", remedy: "correct the row, or subtract the dark level first",
          at: reader.fields(line).last)
      }
      points.append((known.wavelength(numbers[0]), numbers[1], index + 1))
    }
    guard let axis, axis.unit.dimension == .length else {
      throw reader.refuse(
        1, "a spectrum needs a column line that names a wavelength",
        remedy: "start the table with 'wavelength (nm), irradiance'")
    }
    guard !points.isEmpty else {
      throw reader.refuse(max(1, reader.lines.count), "the spectrum has no rows", remedy: "add them")
    }
    for (before, after) in zip(points, points.dropFirst()) where before.wavelength >= after.wavelength {
      throw reader.refuse(
        after.line, "wavelengths must ascend (compare line \(before.line))",
        remedy: "sort the rows and keep each wavelength once")
    }
    wavelengths = points.map(\.wavelength)
    values = points.map(\.value)
    unitSize = axis.unit.factor
  }
}
