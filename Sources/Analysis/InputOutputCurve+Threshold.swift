// Thresholds of an input–output curve, with intervals.
//
// Interval: the smoothed curve is taken as truth, new data are drawn about it with the noise of the data (and with
// jittered pump energies where given), and the whole estimate is repeated. Resampling about the smoothed curve, not
// about the data, keeps the noise from counting twice. The distribution of θ* − θ(smooth) is that of θ̂ − θ, so the
// interval is the basic one about it, in ln F: lower = θ̂ − (q_hi − θ_s), upper = θ̂ − (q_lo − θ_s).

import Foundation
import NumericalMethods

extension InputOutputCurve {
  /// Threshold by one definition.
  ///
  /// - Throws: `AnalysisError.noThreshold` with the reason where the curve has no kink, starts too close to it, or the
  ///   method needs whole spectra; `.tooFewPoints` for fewer than eight rungs.
  public func threshold(
    by method: ThresholdMethod = .logLogIntersection, settings: ThresholdSettings = .init()
  ) throws(AnalysisError) -> Threshold {
    guard fluences.count >= 8 else {
      throw .tooFewPoints(what: "ladder of fluences", have: fluences.count, need: 8)
    }
    guard let ladder = SmoothedLadder(self, settings: settings) else {
      throw .noThreshold(method: method, reason: "the rungs are too uneven to take a slope; space them evenly in ln F")
    }
    switch method {
    case .logLogIntersection, .linearIntersection, .maximumLogSlope:
      return try tangentThreshold(ladder, method, settings)
    case .segmentedRegression: return try segmentedThreshold(ladder, settings)
    case .widthOnset, .widthHalfDrop, .bandRatio:
      throw .noThreshold(method: method, reason: "it needs the spectra of the ladder; use SpectrumLadder")
    }
  }

  /// All definitions that need intensities only, side by side, each with its result or its refusal.
  public func thresholds(
    settings: ThresholdSettings = .init()
  ) -> [(method: ThresholdMethod, result: Result<Threshold, AnalysisError>)] {
    [ThresholdMethod.logLogIntersection, .linearIntersection, .segmentedRegression, .maximumLogSlope].map { method in
      do throws(AnalysisError) { return (method, .success(try threshold(by: method, settings: settings))) } catch {
        return (method, .failure(error))
      }
    }
  }

  private func tangentThreshold(
    _ ladder: SmoothedLadder, _ method: ThresholdMethod, _ settings: ThresholdSettings
  ) throws(AnalysisError) -> Threshold {
    guard let estimate = TangentEstimate(ladder, method: method, settings: settings) else {
      throw .noThreshold(
        method: method,
        reason: "the tangent at the steepest place does not meet a line through at least three rungs below; "
          + "start the ladder lower")
    }
    if let reason = KinkTest.refusal(ladder, steepest: estimate.steepest, below: estimate.below, settings: settings) {
      throw .noThreshold(method: method, reason: reason)
    }
    let intervals = TangentEstimate.intervals(ladder, estimate: estimate, method: method, settings: settings)
    var remarks = estimate.isAtEnd ? ["steepest at the end of the ladder: the true threshold may lie higher"] : []
    if let share = intervals.refusedShare, share > 0.05 {
      remarks.append("\(Int((100 * share).rounded())) % of the resamples gave no threshold")
    }
    return Threshold(
      method: method,
      fluence: Finding(
        definition: method.definition, value: exp(estimate.place), interval: intervals.place?.map(exp), unit: "J/m²",
        remarks: remarks),
      slopeBelow: Finding(
        definition: "slope d ln I/d ln F of the line below threshold", value: estimate.below.slope,
        interval: intervals.below, unit: "1"),
      slopeAbove: Finding(
        definition: "steepest slope d ln I/d ln F", value: estimate.steepest.slope, interval: intervals.above,
        unit: "1"))
  }

  private func segmentedThreshold(
    _ ladder: SmoothedLadder, _ settings: ThresholdSettings
  ) throws(AnalysisError) -> Threshold {
    let method = ThresholdMethod.segmentedRegression
    guard let fit = SegmentedRegression(u: ladder.u, v: ladder.v, confidence: settings.confidence) else {
      throw .noThreshold(method: method, reason: "too few rungs for a broken line")
    }
    let change = fit.slopeAbove - fit.slopeBelow
    guard change >= settings.smallestSlopeChange else {
      throw .noThreshold(
        method: method,
        reason:
          "the slope changes by only \(KinkTest.text(change)); extend the ladder upwards if a threshold is expected")
    }
    // Broken against straight: the break is a parameter that a straight line does not have, so the F test is
    // conservative only with its level divided among the rungs.
    let straight = SegmentedRegression.solve(ladder.u, ladder.v, breaks: []).squares
    let freedom = Double(fit.count - fit.parameterCount)
    let ratio = (straight - fit.squares) / 2 / max(fit.squares / freedom, .leastNormalMagnitude)
    guard pow(1 + 2 * ratio / freedom, -freedom / 2) < 0.01 / Double(fit.count) else {
      throw .noThreshold(method: method, reason: "a straight line describes the curve as well; nothing breaks")
    }
    if let reason = KinkTest.bendRefusal(ladder, confidence: settings.confidence, fit: fit) {
      throw .noThreshold(method: method, reason: reason)
    }
    return Threshold(
      method: method,
      fluence: Finding(
        definition: method.definition, value: exp(fit.breaks[0]),
        interval: Interval(
          lower: exp(fit.interval.lower), upper: exp(fit.interval.upper), confidence: settings.confidence),
        unit: "J/m²", remarks: fit.breaks.count == 2 ? ["three pieces: the curve saturates above threshold"] : []),
      slopeBelow: Finding(
        definition: "slope d ln I/d ln F of the first piece", value: fit.slopeBelow, unit: "1"),
      slopeAbove: Finding(definition: "slope d ln I/d ln F of the second piece", value: fit.slopeAbove, unit: "1"))
  }
}
