// Integrals and centres of a spectrum between two wavelengths.
//
// Band edges fall between samples; the end intervals are cut there by interpolation, so that an integral moves smoothly
// with its band. Interval of an integral: σ² Σ wᵢ², with w the quadrature weights.

import Foundation
import NumericalMethods

extension Spectrum {
  /// Samples of a band with interpolated values at its edges.
  func samples(in band: ClosedRange<Double>) throws(AnalysisError) -> (wavelengths: [Double], intensities: [Double]) {
    let lower = max(band.lowerBound, range.lowerBound)
    let upper = min(band.upperBound, range.upperBound)
    guard lower < upper, let atLower = intensity(at: lower), let atUpper = intensity(at: upper) else {
      throw .bandOutsideSpectrum(lower: band.lowerBound, upper: band.upperBound)
    }
    var x = [lower]
    var y = [atLower]
    for k in wavelengths.indices where wavelengths[k] > lower && wavelengths[k] < upper {
      x.append(wavelengths[k])
      y.append(intensities[k])
    }
    x.append(upper)
    y.append(atUpper)
    return (x, y)
  }

  /// Band integral ∫I dλ, unit of the intensities times m, by the trapezoid rule (exact in the noise).
  ///
  /// - Throws: `AnalysisError.bandOutsideSpectrum`.
  public func integral(over band: ClosedRange<Double>? = nil, confidence: Double = 0.95) throws(AnalysisError)
    -> Finding
  {
    let chosen = band ?? range
    let (x, y) = try samples(in: chosen)
    let typical = noise
    var variance = 0.0
    for k in x.indices {
      let weight = 0.5 * (x[min(k + 1, x.count - 1)] - x[max(k - 1, 0)])
      variance += weight * weight * typical * typical
    }
    let value = trapezoidIntegral(x, y)
    let z = criticalValue(confidence: confidence)
    return Finding(
      definition: "integral of the spectrum over wavelength, \(bandText(chosen))", value: value,
      interval: Interval(around: value, halfWidth: z * variance.squareRoot(), confidence: confidence), unit: "a.u. m",
      remarks: chosen.lowerBound < range.lowerBound || chosen.upperBound > range.upperBound
        ? ["the band reaches beyond the spectrum; only the part covered is integrated"] : [])
  }

  /// Centroid λ̄ = ∫λ I dλ/∫I dλ of a band, m.
  ///
  /// - Throws: `AnalysisError.noPeak` where the integral is not above zero.
  public func centroid(over band: ClosedRange<Double>? = nil, confidence: Double = 0.95) throws(AnalysisError)
    -> Finding
  {
    let chosen = band ?? range
    let (x, y) = try samples(in: chosen)
    let total = trapezoidIntegral(x, y)
    guard total > 0 else { throw .noPeak(reason: "the intensity integrates to \(total) there, nothing to centre on") }
    let reference = x[0]
    let value = reference + trapezoidIntegral(x, zip(x, y).map { ($0 - reference) * $1 }) / total
    let typical = noise
    var variance = 0.0
    for k in x.indices {
      let weight = 0.5 * (x[min(k + 1, x.count - 1)] - x[max(k - 1, 0)]) * (x[k] - value) / total
      variance += weight * weight * typical * typical
    }
    let z = criticalValue(confidence: confidence)
    return Finding(
      definition: "centre of gravity of the spectrum over wavelength, \(bandText(chosen))", value: value,
      interval: Interval(around: value, halfWidth: z * variance.squareRoot(), confidence: confidence), unit: "m")
  }

  func bandText(_ band: ClosedRange<Double>) -> String {
    let places = { (x: Double) in String(format: "%.1f", x * 1e9) }
    return "\(places(band.lowerBound))–\(places(band.upperBound)) nm"
  }
}
