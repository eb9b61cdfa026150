// Background of a spectrum without any model of its lines; its noise is that of SampleNoise.swift.

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

extension Spectrum {
  /// Critical value of an interval that rests on `noise`: Student's t where the noise was estimated, dimensionless.
  func criticalValue(confidence: Double) -> Double {
    uncertainties == nil
      ? SampleNoise.criticalValue(sampleCount: intensities.count, confidence: confidence)
      : normalQuantile(0.5 + 0.5 * confidence)
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
