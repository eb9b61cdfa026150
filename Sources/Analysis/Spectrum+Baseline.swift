// Noise and background of a spectrum without any model of its lines.
//
// Noise: fourth differences of neighbouring samples cancel a curve up to its third derivative; of white noise they
// have the standard deviation √70 σ. Their median magnitude, which lines cannot drag, gives σ.
// A line of standard deviation s sampled every h leaves about 3(h/s)⁴ of its height: 1e-6 for a photoluminescence line,
// 5e-4 for a 4 nm line sampled every 0.2 nm, and only where the line stands, which the median ignores.
//
// Source: median absolute deviation, Hampel, J. Am. Stat. Assoc. 69, 383 (1974), doi:10.1080/01621459.1974.10482962.

import Foundation
import NumericalMethods

/// A straight background under a spectrum and the noise on it.
public struct SpectrumBaseline: Sendable, Equatable {
  /// Background at the first and the last wavelength, unit of the intensities.
  public let first: Double, last: Double
  /// Standard deviation of the noise σ, unit of the intensities.
  public let noise: Double
  /// Range of wavelengths the line is drawn over, m.
  public let range: ClosedRange<Double>

  /// Background at a wavelength, unit of the intensities.
  public func value(at wavelength: Double) -> Double {
    first + (last - first) * (wavelength - range.lowerBound) / (range.upperBound - range.lowerBound)
  }
}

/// Standard deviation of the noise on evenly spaced samples of a smooth curve, unit of the samples; 0 for fewer than nine.
func noiseOfFourthDifferences(_ y: [Double]) -> Double {
  guard y.count >= 9 else { return 0 }
  let differences = (0..<(y.count - 4)).map { (k: Int) -> Double in
    let (outer, inner): (Double, Double) = (y[k] + y[k + 4], y[k + 1] + y[k + 3])
    return abs(outer - 4 * inner + 6 * y[k + 2])
  }
  return median(of: differences) / (0.674_489_750_196 * 70.0.squareRoot())
}

extension Spectrum {
  /// Standard deviation of the noise σ, unit of the intensities: given uncertainties (their median), or fourth
  /// differences.
  public var noise: Double {
    if let uncertainties { return median(of: uncertainties) }
    return noiseOfFourthDifferences(intensities)
  }

  /// Standard deviation of one sample, unit of the intensities.
  func noise(at index: Int, typical: Double) -> Double {
    uncertainties.map { $0[index] } ?? typical
  }

  /// Straight background through the medians of both ends of the spectrum, with the noise.
  ///
  /// - Parameter edgeShare: share of the samples at each end that hold background only, 0 … 0.5.
  public func baseline(edgeShare: Double = 0.1) -> SpectrumBaseline {
    let count = min(max(3, Int(edgeShare * Double(intensities.count))), intensities.count / 2)
    let (left, right) = (0..<count, (intensities.count - count)..<intensities.count)
    let level = { (part: Range<Int>) in median(of: Array(intensities[part])) }
    let place = { (part: Range<Int>) in median(of: Array(wavelengths[part])) }
    let slope = (level(right) - level(left)) / (place(right) - place(left))
    return SpectrumBaseline(
      first: level(left) + slope * (range.lowerBound - place(left)),
      last: level(right) + slope * (range.upperBound - place(right)), noise: noise, range: range)
  }

  /// The spectrum less a background.
  public func subtracting(_ baseline: SpectrumBaseline) -> Spectrum {
    replacing(intensities: zip(wavelengths, intensities).map { $1 - baseline.value(at: $0) })
  }
}
