// Refractive index n + ik of one material against vacuum wavelength, as a table with its source.
//
// Goals, in this order:
//   1. never invent: outside the table's range there is no value, only an error that says so;
//   2. no overshoot: between points n and k stay between the neighbouring points, so that k ≥ 0 everywhere;
//   3. a continuous slope, because the group index of a guided mode needs dn/dλ.
//
// Hence monotone cubic interpolation: Hermite cubics with the slopes of Fritsch and Butland, SIAM J. Sci. Stat.
// Comput. 5, 300 (1984), doi:10.1137/0905021 (zero at an extremum, else a weighted harmonic mean of the two secants).
// Rejected: linear (its dn/dλ jumps at every point, most of all near the edge of CsPbBr3, where the group index is
// wanted), natural splines (they overshoot where k falls to zero).

import Foundation

/// Refractive index n + ik of one material, tabulated against vacuum wavelength; k > 0 absorbs.
public struct OpticalConstants: Sendable, Equatable {
  /// How the numbers were obtained.
  public enum Evidence: String, Sendable, CaseIterable {
    /// Read from a measurement (ellipsometry, transmission), possibly through its authors' dispersion fit.
    case measured
    /// Computed or corrected by a model; the table's `correction` or `source` says which.
    case model
  }

  /// Name used in device files, e.g. `ITO-minenkov-glass`.
  public let name: String
  /// Everything the table's header says, by key: `material`, `source`, `doi`, `sample`, `resampling`, …
  public let header: [String: String]
  /// Measured or model.
  public let evidence: Evidence
  /// Vacuum wavelengths λ, m, ascending.
  public let wavelengths: [Double]
  /// Refractive index n at each wavelength, dimensionless.
  public let refractiveIndex: [Double]
  /// Extinction coefficient k at each wavelength, dimensionless, not negative.
  public let extinction: [Double]
  /// dn/dλ at each wavelength, m⁻¹, of the interpolant.
  private let indexSlope: [Double]
  /// dk/dλ at each wavelength, m⁻¹, of the interpolant.
  private let extinctionSlope: [Double]

  /// A table from its columns.
  ///
  /// - Parameters:
  ///   - name: name used in device files.
  ///   - wavelengths: vacuum wavelengths, m, strictly ascending, at least two.
  ///   - refractiveIndex: n at each.
  ///   - extinction: k at each, not negative.
  ///   - evidence: measured or model.
  ///   - header: further facts by key.
  /// - Throws: `OpticalConstantsError.unusableTable` naming the offending row.
  public init(
    name: String, wavelengths: [Double], refractiveIndex: [Double], extinction: [Double],
    evidence: Evidence = .model, header: [String: String] = [:]
  ) throws(OpticalConstantsError) {
    guard wavelengths.count >= 2, refractiveIndex.count == wavelengths.count, extinction.count == wavelengths.count
    else { throw .unusableTable(name: name, reason: "needs at least two rows of wavelength, n and k") }
    for row in wavelengths.indices {
      guard wavelengths[row].isFinite, refractiveIndex[row].isFinite, extinction[row].isFinite,
        wavelengths[row] > 0, refractiveIndex[row] > 0, extinction[row] >= 0
      else {
        throw .unusableTable(name: name, reason: "row \(row + 1): wavelength and n must be above 0, k not below 0")
      }
      guard row == 0 || wavelengths[row] > wavelengths[row - 1] else {
        throw .unusableTable(name: name, reason: "row \(row + 1): wavelengths must ascend")
      }
    }
    self.name = name
    self.header = header
    self.evidence = evidence
    self.wavelengths = wavelengths
    self.refractiveIndex = refractiveIndex
    self.extinction = extinction
    indexSlope = Self.monotoneSlopes(wavelengths, refractiveIndex)
    extinctionSlope = Self.monotoneSlopes(wavelengths, extinction)
  }

  /// A material that is the same at every wavelength of `range`, m: for tests and for ambients.
  public static func constant(
    name: String, refractiveIndex: Double, extinction: Double = 0, range: ClosedRange<Double> = 1e-8...1e-3
  ) throws(OpticalConstantsError) -> OpticalConstants {
    try OpticalConstants(
      name: name, wavelengths: [range.lowerBound, range.upperBound],
      refractiveIndex: [refractiveIndex, refractiveIndex], extinction: [extinction, extinction])
  }

  /// Vacuum wavelengths the table covers, m.
  public var range: ClosedRange<Double> { wavelengths[0]...wavelengths[wavelengths.count - 1] }

  /// Refractive index n and extinction k, dimensionless, at a vacuum wavelength, m.
  ///
  /// - Throws: `OpticalConstantsError.outsideRange`: tables are never extrapolated.
  public func index(wavelength: Double) throws(OpticalConstantsError) -> (n: Double, k: Double) {
    let at = try position(of: wavelength)
    return (
      n: at.value(refractiveIndex, indexSlope), k: max(0, at.value(extinction, extinctionSlope))
    )
  }

  /// dn/dλ and dk/dλ, m⁻¹, of the same interpolant at a vacuum wavelength, m.
  ///
  /// - Throws: `OpticalConstantsError.outsideRange`.
  public func dispersion(wavelength: Double) throws(OpticalConstantsError) -> (n: Double, k: Double) {
    let at = try position(of: wavelength)
    return (n: at.slope(refractiveIndex, indexSlope), k: at.slope(extinction, extinctionSlope))
  }

  private func position(of wavelength: Double) throws(OpticalConstantsError) -> TablePosition {
    // One part in 1e12 of slack: "300 nm" read from text may differ from the table's 300 nm in its last digits.
    let slack = 1e-12 * abs(wavelength)
    guard wavelength >= range.lowerBound - slack, wavelength <= range.upperBound + slack else {
      throw .outsideRange(name: name, wavelength: wavelength, range: range)
    }
    var low = 0
    var high = wavelengths.count - 1
    while high - low > 1 {
      let middle = (low + high) / 2
      if wavelengths[middle] <= wavelength { low = middle } else { high = middle }
    }
    let width = wavelengths[high] - wavelengths[low]
    return TablePosition(
      row: low, share: min(1, max(0, (wavelength - wavelengths[low]) / width)), width: width)
  }

  /// Slopes after Fritsch and Butland: between two secants of one sign their weighted harmonic mean, else zero.
  private static func monotoneSlopes(_ x: [Double], _ y: [Double]) -> [Double] {
    let last = x.count - 1
    var slopes = [Double](repeating: 0, count: x.count)
    func secant(_ i: Int) -> Double { (y[i + 1] - y[i]) / (x[i + 1] - x[i]) }
    slopes[0] = secant(0)
    slopes[last] = secant(last - 1)
    for i in 1..<max(1, last) {
      let (before, after) = (secant(i - 1), secant(i))
      guard before * after > 0 else { continue }
      let (left, right) = (x[i] - x[i - 1], x[i + 1] - x[i])
      slopes[i] = 3 * (left + right) / ((2 * right + left) / before + (right + 2 * left) / after)
    }
    return slopes
  }
}

/// Where a wavelength falls in a table: between which rows, and how far.
private struct TablePosition {
  let row: Int
  let share: Double
  let width: Double

  func value(_ y: [Double], _ slope: [Double]) -> Double {
    let (t, u) = (share, 1 - share)
    return y[row] * u * u * (1 + 2 * t) + y[row + 1] * t * t * (1 + 2 * u)
      + width * t * u * (slope[row] * u - slope[row + 1] * t)
  }

  func slope(_ y: [Double], _ slope: [Double]) -> Double {
    let (t, u) = (share, 1 - share)
    return 6 * t * u * (y[row + 1] - y[row]) / width
      + slope[row] * u * (u - 2 * t) + slope[row + 1] * t * (t - 2 * u)
  }
}
