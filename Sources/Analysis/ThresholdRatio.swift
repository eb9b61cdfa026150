// The ratio of two thresholds measured on one set-up.
//
// The fluence scale is common to both curves and cancels; the noise of the intensities does not. The interval of
// ln(A/B) = ln A − ln B joins the two intervals, which may be lopsided, by squares: downwards the lower arm of A with
// the upper arm of B, upwards the other way round.
//
// Source: Zou and Donner, Stat. Med. 27, 1693 (2008), doi:10.1002/sim.3095, eq. 4 (method of variance estimates
// recovery).

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
    let first = try numerator.threshold(by: method, settings: free)
    free.seed = settings.seed &+ 1
    return ratio(of: first, to: try denominator.threshold(by: method, settings: free))
  }

  /// Ratio of two thresholds found already, dimensionless, with the interval that their noise gives.
  ///
  /// Both should be found without `calibrationUncertainty`, which cancels, and with seeds of their own.
  public static func ratio(of first: Threshold, to second: Threshold) -> Finding {
    let (a, b) = (first.fluence, second.fluence)
    let value = a.value / b.value
    var interval: Interval?
    if let over = a.interval, let under = b.interval {
      let (a1, a2) = (log(a.value / over.lower), log(over.upper / a.value))
      let (b1, b2) = (log(b.value / under.lower), log(under.upper / b.value))
      interval = Interval(
        lower: value * exp(-hypot(a1, b2)), upper: value * exp(hypot(a2, b1)), confidence: over.confidence)
    }
    return Finding(
      definition: "ratio of thresholds, each the \(first.method.definition)", value: value, interval: interval,
      unit: "1",
      remarks: a.remarks + b.remarks)
  }
}
