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
    let first = try numerator.threshold(by: method, settings: free).fluence
    free.seed = settings.seed &+ 1
    let second = try denominator.threshold(by: method, settings: free).fluence
    let value = first.value / second.value
    var interval: Interval?
    if let a = first.interval, let b = second.interval {
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
