// Whether an input–output curve has a threshold at all.
//
// Three ways to have none, each refused with its reason:
//   1. the steepest slope is not clearly above the slope below (change < smallestSlopeChange: a power law);
//   2. the change is within the noise: Δslope/error is below the 0.1 % point of Student's t, shared out among the
//      rungs at which the maximum could have been found (Bonferroni);
//   3. the slope grows steadily: a parabola in ln I against ln F describes the curve as well as any broken line
//      (Akaike's criterion with its small-sample term), so no place is special.
//
// Source: Burnham and Anderson, Model Selection and Multimodel Inference (2002), eq. 7.4, doi:10.1007/b97636.

import Foundation
import NumericalMethods

struct KinkTest {
  /// Reason to refuse a threshold; nil where there is a kink.
  static func refusal(
    _ ladder: SmoothedLadder, steepest: LadderTangent, below: WeightedLine, fit: SegmentedRegression?,
    settings: ThresholdSettings
  ) -> String? {
    let change = steepest.slope - below.slope
    guard change >= settings.smallestSlopeChange else {
      return "the slope changes by only \(text(change)) (from \(text(below.slope)) to at most "
        + "\(text(steepest.slope))); extend the ladder upwards if a threshold is expected"
    }
    let error = ladder.slopeError(at: steepest.place)
    let level = 1 - 0.001 / Double(ladder.u.count)
    let critical = StudentDistribution(degreesOfFreedom: ladder.degreesOfFreedom).criticalValue(confidence: level)
    guard change > critical * error || standsOut(change, ladder, steepest, level: level) else {
      return "the change of slope \(text(change)) is within its noise \(text(critical * error)); "
        + "average more pulses or take more rungs"
    }
    return bendRefusal(ladder, fit: fit)
  }

  /// Whether the change exceeds the noise about a description of the whole curve: about the local smoothing, the
  /// misfit of a sharp kink counts as noise and hides the kink that makes it.
  private static func standsOut(
    _ change: Double, _ ladder: SmoothedLadder, _ steepest: LadderTangent, level: Double
  ) -> Bool {
    let one = [Double](repeating: 1, count: ladder.u.count)
    guard !ladder.degreesOfFreedom.isInfinite else { return false }
    let models = LadderShape.allCases.compactMap { LadderModel($0, u: ladder.u, v: ladder.v, noise: one) }
    let best = models.min { $0.criterion(isScaleKnown: false) < $1.criterion(isScaleKnown: false) }
    guard let model = best, model.degreesOfFreedom >= 3 else { return false }
    let sigma = (model.squares / model.degreesOfFreedom).squareRoot()
    let critical = StudentDistribution(degreesOfFreedom: model.degreesOfFreedom).criticalValue(confidence: level)
    return change > critical * sigma * steepest.unitSlopeError
  }

  static func bendRefusal(_ ladder: SmoothedLadder, fit broken: SegmentedRegression?) -> String? {
    let n = Double(ladder.u.count)
    guard let broken else { return nil }
    let parabola = parabolaSquares(ladder.u, ladder.v)
    let floor = 1e-24 * n
    let criterion = { (squares: Double, k: Double) in
      n * log((squares + floor) / n) + 2 * k + 2 * k * (k + 1) / max(1, n - k - 1)
    }
    guard criterion(broken.squares, Double(broken.parameterCount + 1)) < criterion(parabola, 4) else {
      return "the slope grows steadily without a break: a parabola in ln I against ln F describes it as well"
    }
    return nil
  }

  private static func parabolaSquares(_ u: [Double], _ v: [Double]) -> Double {
    let middle = 0.5 * (u[0] + u[u.count - 1])
    let x = u.map { $0 - middle }
    let qr = HouseholderQR(
      rows: u.count, columns: 3, columnMajor: [Double](repeating: 1, count: u.count) + x + x.map { $0 * $0 })
    return qr.applyingTransposedQ(to: v)[3...].reduce(0) { $0 + $1 * $1 }
  }

  static func text(_ x: Double) -> String { String(format: "%.2f", x) }
}
