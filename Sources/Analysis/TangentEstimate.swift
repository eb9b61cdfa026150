import Foundation
import NumericalMethods

/// The steepest place of a smoothed ladder and what follows from its tangent.
struct TangentEstimate: Sendable {
  /// ln F of the threshold.
  let place: Double
  /// Local fit at the steepest place in ln–ln.
  let steepest: LadderTangent
  /// Line through the rungs below threshold in ln–ln.
  let below: LinearRegression
  /// Whether the curve is steepest at the last rungs.
  let isAtEnd: Bool

  init?(_ ladder: SmoothedLadder, method: ThresholdMethod, settings: ThresholdSettings) {
    guard let steep = ladder.maximise({ $0.slope }) else { return nil }
    let weights = ladder.sigma.map { $0 > 0 ? 1 / ($0 * $0) : 1 }
    let logarithmic = SubThresholdLine(
      x: ladder.u, y: ladder.v, u: ladder.u, baseWeights: weights, start: steep.tangent.place, settings: settings
    ) { line in
      let (tangent, change) = (steep.tangent, steep.tangent.slope - line.slope)
      guard change > 0 else { return nil }
      return tangent.place - (tangent.value - line.value(at: tangent.place)) / change
    }
    guard let logarithmic else { return nil }
    switch method {
    case .linearIntersection:
      // Slope dI/dF = (I/F) d ln I/d ln F from the same smooth curve; scaled to the last rung to stay in range.
      let (scaleF, scaleI) = (ladder.u[ladder.u.count - 1], ladder.v[ladder.v.count - 1])
      let slope = { (tangent: LadderTangent) in
        exp(tangent.value - scaleI - tangent.place + scaleF) * tangent.slope
      }
      guard let linear = ladder.maximise(slope) else { return nil }
      let x = ladder.u.map { exp($0 - scaleF) }
      let y = ladder.v.map { exp($0 - scaleI) }
      let relative = zip(weights, y).map { $0 / ($1 * $1) }
      let (fluence, level, rise) = (
        exp(linear.tangent.place - scaleF), exp(linear.tangent.value - scaleI), slope(linear.tangent)
      )
      let line = SubThresholdLine(
        x: x, y: y, u: ladder.u, baseWeights: relative, start: linear.tangent.place, settings: settings
      ) { line in
        let change = rise - line.slope
        guard change > 0 else { return nil }
        let meeting = fluence - (level - line.value(at: fluence)) / change
        return meeting > 0 ? log(meeting) + scaleF : nil
      }
      guard let line else { return nil }
      (place, isAtEnd) = (line.intersection, linear.isAtEnd)
    case .maximumLogSlope: (place, isAtEnd) = (steep.tangent.place, steep.isAtEnd)
    default: (place, isAtEnd) = (logarithmic.intersection, steep.isAtEnd)
    }
    (steepest, below) = (steep.tangent, logarithmic.line)
  }

  /// Intervals by resampling about the smoothed curve; see InputOutputCurve+Threshold.swift.
  struct Intervals {
    var place: Interval?
    var below: Interval?
    var above: Interval?
    var refusedShare: Double?
  }

  static func intervals(
    _ ladder: SmoothedLadder, estimate: TangentEstimate, method: ThresholdMethod, settings: ThresholdSettings
  ) -> Intervals {
    guard settings.resamples >= 20 else { return Intervals() }
    let truth = ResamplingTruth(ladder, settings: settings)
    let expected = SmoothedLadder(ladder.smoother, v: truth.values, sigma: ladder.sigma)
    let central = TangentEstimate(expected, method: method, settings: settings) ?? estimate
    var (places, lower, upper, scales) = ([Double](), [Double](), [Double](), [Double]())
    for k in 0..<settings.resamples {
      var generator = SeededGenerator(seed: settings.seed, stream: UInt64(k))
      let scale = settings.calibrationUncertainty * generator.normal()
      // Weights are those of the data: only their ratios matter.
      let drawn = SmoothedLadder(ladder.smoother, v: truth.drawn(&generator), sigma: ladder.sigma)
      guard let again = TangentEstimate(drawn, method: method, settings: settings) else { continue }
      places.append(again.place - central.place)
      scales.append(scale)
      lower.append(again.below.slope - central.below.slope)
      upper.append(again.steepest.slope - central.steepest.slope)
    }
    // A noise that was itself estimated widens the interval as Student's t widens the normal one.
    let student =
      StudentDistribution(degreesOfFreedom: truth.degreesOfFreedom).criticalValue(confidence: settings.confidence)
      / StudentDistribution(degreesOfFreedom: .infinity).criticalValue(confidence: settings.confidence)
    let refused = 1 - Double(places.count) / Double(settings.resamples)
    func interval(_ value: Double, _ deviations: [Double], adding scales: [Double]? = nil) -> Interval? {
      guard deviations.count >= 20 else { return nil }
      let middle = median(of: deviations)
      let widened = deviations.indices.map {
        middle + student * (deviations[$0] - middle) + (scales?[$0] ?? 0)
      }
      let (sorted, tail) = (widened.sorted(), 0.5 * (1 - settings.confidence))
      return Interval(
        lower: value - quantile(of: sorted, at: 1 - tail), upper: value - quantile(of: sorted, at: tail),
        confidence: settings.confidence)
    }
    return Intervals(
      place: interval(estimate.place, places, adding: scales), below: interval(estimate.below.slope, lower),
      above: interval(estimate.steepest.slope, upper), refusedShare: refused)
  }
}
