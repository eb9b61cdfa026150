// The ratio of two thresholds measured on one set-up.
//
// The fluence scale is common to both curves and cancels; the noise of the intensities does not. Both curves are
// therefore resampled side by side and the interval is that of the logarithm of the ratio.

import Foundation
import NumericalMethods

extension Threshold {
  /// Ratio of two thresholds by the same definition, dimensionless, with a paired interval.
  ///
  /// - Throws: `AnalysisError` where either curve has no threshold.
  public static func ratio(
    of numerator: InputOutputCurve, to denominator: InputOutputCurve,
    by method: ThresholdMethod = .logLogIntersection, settings: ThresholdSettings = .init()
  ) throws(AnalysisError) -> Finding {
    var free = settings
    free.calibrationUncertainty = 0
    let first = try numerator.threshold(by: method, settings: free).fluence
    free.seed = settings.seed &+ 1
    let second = try denominator.threshold(by: method, settings: free).fluence
    let value = first.value / second.value
    var interval: Interval?
    if let a = first.interval, let b = second.interval {
      // Independent intervals in logarithms combine side by side in quadrature, upper with lower.
      let (a1, a2) = (log(first.value / a.lower), log(a.upper / first.value))
      let (b1, b2) = (log(second.value / b.lower), log(b.upper / second.value))
      interval = Interval(
        lower: value * exp(-hypot(a1, b2)), upper: value * exp(hypot(a2, b1)), confidence: settings.confidence)
    }
    return Finding(
      definition: "ratio of thresholds, each the \(method.definition)", value: value, interval: interval, unit: "1",
      remarks: first.remarks + second.remarks)
  }
}
