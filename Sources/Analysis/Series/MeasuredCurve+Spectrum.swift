import Foundation
import Quantities
import Records

extension MeasuredCurve {
  /// The curve as a spectrum against wavelength, m.
  ///
  /// Axes of photon energy and wavenumber are turned into wavelength; the intensities stay as they are, since programs
  /// that show counts against energy have only renamed the axis of their pixels.
  /// - Throws: `AnalysisError` where the axis is none of light or does not rise or fall.
  public func spectrum() throws(AnalysisError) -> Spectrum {
    let what = "axis of '\(name)'"
    let waves: [Double]
    let parsed = x.unit == "1" && x.name.lowercased().contains("nm") ? "nm" : x.unit
    let unit: PhysicalUnit
    do throws(QuantityError) { unit = try PhysicalUnit(parsing: parsed == "cm-1" ? "1/cm" : parsed) } catch {
      throw .unknownUnit(what: what, unit: x.unit)
    }
    switch unit.dimension {
    case .length: waves = x.values.map { unit.siValue($0) }
    case .energy:
      let hc = PhysicalConstants.planckConstant * PhysicalConstants.speedOfLight
      waves = x.values.map { hc / unit.siValue($0) }
    case .inverseLength: waves = x.values.map { 1 / unit.siValue($0) }
    case .dimensionless where (x.values.first ?? 0) >= 150 && (x.values.last ?? 0) <= 3000 && x.unit == "1":
      // A bare table of a spectrum is in nm by custom, and its numbers say so.
      waves = x.values.map { $0 * 1e-9 }
    default: throw .unknownUnit(what: what, unit: x.unit)
    }
    let rising = (waves.last ?? 0) >= (waves.first ?? 0)
    return try Spectrum(
      wavelengths: rising ? waves : waves.reversed(), intensities: rising ? y.values : y.values.reversed())
  }

  /// The curve as a transient against time, s.
  /// - Throws: `AnalysisError` where the axis is none of time.
  public func transient() throws(AnalysisError) -> Transient {
    try Transient(times: x.values(as: .time, "times of '\(name)'"), values: y.values, unit: y.unit)
  }

  /// Integration time as the instrument tells it, s; nil where it does not.
  public static func exposure(in facts: [String: String]) -> Double? {
    for (key, value) in facts {
      let low = key.lowercased()
      guard low.contains("integration time") || low.contains("exposure time") || low.contains("acq. time"),
        let number = Double(value.prefix { $0.isNumber || ".,eE+-".contains($0) }.replacing(",", with: ".")), number > 0
      else { continue }
      if low.contains("usec") || low.contains("(us)") || low.contains("(µs)") { return number * 1e-6 }
      return low.contains("msec") || low.contains("(ms)") ? number * 1e-3 : number
    }
    return nil
  }
}

extension MeasuredCurve {
  /// The axis as pump fluences, J m⁻².
  /// - Throws: `AnalysisError` where it is none.
  public func fluences() throws(AnalysisError) -> [Double] { try x.values(as: .fluence, "axis of '\(name)'") }

  /// The axis as lengths, m.
  /// - Throws: `AnalysisError` where it is none.
  public func lengths() throws(AnalysisError) -> [Double] { try x.values(as: .length, "axis of '\(name)'") }
}
