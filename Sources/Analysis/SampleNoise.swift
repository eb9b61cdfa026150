// Noise of samples without any model of the curve.
//
// Goals: (1) lines and steps do not count as noise; (2) as little scatter of the estimate as the samples allow, since
// every interval scales with it; (3) that scatter known, so that intervals are as much wider as they have to be.
//
// Fourth differences of neighbours cancel a curve up to its third derivative; of white noise they have the standard
// deviation √70 σ. A line of standard deviation s sampled every h leaves about 3(h/s)⁴ of its height: 1e-6 for a
// photoluminescence line, 5e-4 for a 4 nm line sampled every 0.2 nm.
// Their median magnitude, which lines cannot drag, gives a first σ, but one that scatters by 18 % for 81 samples.
// So the root mean square is taken of all differences within three of those σ, where a line leaves nothing, over that
// of a normal distribution cut there: 13.5 % for 81 samples, 8.5 % for 201.
// Neighbouring differences are correlated (−0.8, 0.4, −0.11, 0.01), which leaves n/2.63 independent squares; the cut
// costs a tenth more: ν = n/2.83 … n/3.08 in drawn sets of 81 … 2048 samples. Student's t with ν = n/2.9 replaces the
// normal quantile.
//
// Source: median absolute deviation, Hampel, J. Am. Stat. Assoc. 69, 383 (1974), doi:10.1080/01621459.1974.10482962;
// effective degrees of freedom: Satterthwaite, Biom. Bull. 2, 110 (1946), doi:10.2307/3002019.

import Foundation
import NumericalMethods

enum SampleNoise {
  /// Standard deviation of the noise on evenly spaced samples of a smooth curve, unit of the samples; 0 for fewer
  /// than nine.
  static func standardDeviation(_ y: [Double]) -> Double {
    guard y.count >= 9 else { return 0 }
    let differences = (0..<(y.count - 4)).map { (k: Int) -> Double in
      let (outer, inner): (Double, Double) = (y[k] + y[k + 4], y[k + 1] + y[k + 3])
      return abs(outer - 4 * inner + 6 * y[k + 2])
    }
    let rough = median(of: differences) / 0.674_489_750_196
    let limit = 3 * rough
    var (squares, count) = (0.0, 0)
    for difference in differences where difference <= limit {
      squares += difference * difference
      count += 1
    }
    guard count > 0 else { return 0 }
    // Variance of a standard normal cut at ±3: 1 − 2·3 φ(3)/(2Φ(3) − 1).
    return (squares / Double(count) / 0.973_337 / 70).squareRoot()
  }

  /// Standard deviation of the noise on unevenly spaced samples of a smooth curve, with its degrees of freedom.
  ///
  /// From the residuals of samples against the straight line between their neighbours, each over what white noise
  /// gives it (Gasser, Sroka and Jennen-Steinmetz, Biometrika 73, 625 (1986), doi:10.1093/biomet/73.3.625). A bend
  /// leaves a trace in one of them. Neighbouring residuals are correlated (−2/3, 1/6), which leaves n/1.94
  /// independent squares.
  static func ofPseudoResiduals(_ x: [Double], _ y: [Double]) -> (sigma: Double, degreesOfFreedom: Double) {
    guard y.count >= 5 else { return (0, 1) }
    let residuals = (1..<(y.count - 1)).map { k -> Double in
      let left = (x[k + 1] - x[k]) / (x[k + 1] - x[k - 1])
      let residual = left * y[k - 1] + (1 - left) * y[k + 1] - y[k]
      return abs(residual) / (left * left + (1 - left) * (1 - left) + 1).squareRoot()
    }
    let limit = 3 * median(of: residuals) / 0.674_489_750_196
    let kept = residuals.filter { $0 <= limit }
    let squares = kept.reduce(0) { $0 + $1 * $1 }
    return ((squares / Double(max(1, kept.count)) / 0.973_337).squareRoot(), max(1, Double(y.count - 2) / 2.1))
  }

  /// Degrees of freedom behind `standardDeviation`.
  static func degreesOfFreedom(sampleCount: Int) -> Double { max(1, Double(sampleCount - 4) / 2.9) }

  /// Critical value of an interval whose noise was estimated from that many samples, dimensionless.
  static func criticalValue(sampleCount: Int, confidence: Double) -> Double {
    StudentDistribution(degreesOfFreedom: degreesOfFreedom(sampleCount: sampleCount)).criticalValue(
      confidence: confidence)
  }
}
