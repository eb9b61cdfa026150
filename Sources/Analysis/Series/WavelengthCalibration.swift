// Wavelengths put right by lines of a lamp.
//
// A table holds the wavelengths that the spectrometer shows and the true ones. The shift between them is a polynomial of
// the wavelength, by least squares: constant for one line, straight for two or three, a parabola for four and more.
// Beyond the lines by more than half their span nothing is said.

import Foundation
import NumericalMethods
import Quantities
import Records

/// A wavelength calibration: what is shown against what is.
public struct WavelengthCalibration: Sendable, Equatable {
  private let centre: Double, halfSpan: Double
  private let coefficients: [Double]
  /// Largest departure of a line from the curve, m.
  public let largestResidual: Double

  /// - Parameters:
  ///   - shown: wavelengths that the spectrometer shows, m, ascending.
  ///   - actual: true wavelengths, m.
  /// - Throws: `AnalysisError` for unequal lengths, no line, or lines that do not ascend.
  public init(shown: [Double], actual: [Double]) throws(AnalysisError) {
    try AnalysisError.requirePaired((shown, "wavelengths shown"), (actual, "true wavelengths"))
    guard let first = shown.first, let last = shown.last else {
      throw .tooFewPoints(what: "lines of the calibration", have: 0, need: 1)
    }
    try AnalysisError.requirePositive(shown, "wavelengths shown")
    try AnalysisError.requireAscending(actual, "true wavelengths")
    let (middle, half) = (0.5 * (first + last), max(0.5 * (last - first), 1e-9))
    let columns = shown.count < 2 ? 1 : shown.count < 4 ? 2 : 3
    let t = shown.map { ($0 - middle) / half }
    let powers = (0..<columns).flatMap { power in t.map { pow($0, Double(power)) } }
    let solved = HouseholderQR(rows: shown.count, columns: columns, columnMajor: powers)
      .solve(zip(actual, shown).map { $0 - $1 })
    (centre, halfSpan, coefficients) = (middle, half, solved)
    largestResidual =
      zip(zip(shown, actual), t).map { pair, t in
        abs(pair.1 - pair.0 - solved.reversed().reduce(0) { $0 * t + $1 })
      }.max() ?? 0
  }

  /// The lines of a table: the wavelengths along the curve are those shown.
  /// - Throws: `AnalysisError` where the columns are no wavelengths.
  public init(_ table: MeasuredCurve) throws(AnalysisError) {
    let unit = table.x.unit == "1" ? "nm" : table.x.unit
    let other = table.y.unit == "1" ? unit : table.y.unit
    try self.init(
      shown: CSVTable.Column("shown", unit: unit, values: table.x.values).values(as: .length, "wavelengths shown"),
      actual: CSVTable.Column("true", unit: other, values: table.y.values).values(as: .length, "true wavelengths"))
  }

  /// True wavelengths of those shown, m.
  /// - Throws: `AnalysisError.outOfRange` more than half the span of the lines beyond them (where there are several).
  public func corrected(_ wavelengths: [Double]) throws(AnalysisError) -> [Double] {
    if coefficients.count > 1 {
      let limits = (centre - 2 * halfSpan)...(centre + 2 * halfSpan)
      if let bad = wavelengths.first(where: { !limits.contains($0) }) {
        throw .outOfRange(
          what: "wavelength against the lines of the calibration, m", value: bad, lower: limits.lowerBound,
          upper: limits.upperBound)
      }
    }
    return wavelengths.map { wave in
      let t = (wave - centre) / halfSpan
      return wave + coefficients.reversed().reduce(0) { $0 * t + $1 }
    }
  }
}
