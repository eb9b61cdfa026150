import Foundation
import Quantities

/// Two columns of a text file: a wavelength (or photon energy, frequency, wavenumber) with its unit, and a value.
public struct SpectralTable: Sendable, Equatable {
  /// Vacuum wavelengths, m, ascending.
  public let wavelengths: [Double]
  /// Values at each wavelength, in the unit of the file.
  public let values: [Double]
  /// Size of the wavelength unit, m.
  public let unitSize: Double

  /// - Throws: `OpticalConstantsError.unusableTable` with file, line and remedy.
  public init(path: String) throws(OpticalConstantsError) {
    let name = (path as NSString).lastPathComponent
    let reader = OpticalTableReader(name: name, file: path)
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw reader.refuse(1, "the file is not there or is not UTF-8 text; check the path")
    }
    var axis: SpectralAxis?
    var points: [(wavelength: Double, value: Double, line: Int)] = []
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let trimmed = line.trimmingCharacters(in: .whitespaces)
      guard !trimmed.isEmpty, !trimmed.hasPrefix("#") else { continue }
      guard let known = axis else {
        axis = try reader.axis(named: reader.fields(trimmed), line: index + 1)
        continue
      }
      let numbers = try reader.numbers(trimmed, expected: 2, line: index + 1)
      points.append((known.wavelength(numbers[0]), numbers[1], index + 1))
    }
    guard let axis, axis.unit.dimension == .length else {
      throw reader.refuse(1, "a spectrum needs a column line such as 'wavelength (nm), irradiance'")
    }
    for (before, after) in zip(points, points.dropFirst()) where before.wavelength >= after.wavelength {
      throw reader.refuse(after.line, "wavelengths must ascend; sort the rows and keep each wavelength once")
    }
    wavelengths = points.map(\.wavelength)
    values = points.map(\.value)
    unitSize = axis.unit.factor
  }
}
