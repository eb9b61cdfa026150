// An input–output curve in logarithms, smoothed just enough to have a slope.
//
// u = ln F, v = ln I. A local parabola with fading weights (LadderSmoother) gives value and slope at every u, so that
// the steepest place and its tangent move smoothly when the curve moves against its rungs; finite differences would
// snap to rungs, which on a ladder of 20 rungs over a decade and a half means steps of 18 %.
// The noise σ of v is known from given uncertainties, else taken from the scatter about the smooth curve with n − 2 tr
// S + tr SSᵀ degrees of freedom approximated by n − 1.25 tr S + 0.5 (Cleveland and Devlin, J. Am. Stat. Assoc. 83, 596
// (1988), doi:10.1080/01621459.1988.10478639).

import Foundation
import NumericalMethods

/// Logarithms of an input–output curve with their local fits.
struct SmoothedLadder: Sendable {
  /// ln I.
  let v: [Double]
  /// Standard deviation of ln I at each rung, dimensionless.
  let sigma: [Double]
  /// Degrees of freedom behind `sigma`; infinite where it was given.
  let degreesOfFreedom: Double
  /// Weights that smooth it.
  let smoother: LadderSmoother

  /// ln F, of F in J m⁻².
  var u: [Double] { smoother.u }

  /// Smoothed ln I at each rung.
  var smooth: [Double] { smoother.atRungs.values(of: v) }

  init?(_ curve: InputOutputCurve, settings: ThresholdSettings) {
    let v = curve.intensities.map { log($0) }
    guard let smoother = LadderSmoother(u: curve.fluences.map { log($0) }, rungs: settings.smoothingRungs, v: v) else {
      return nil
    }
    self.init(
      smoother, v: v,
      sigma: curve.uncertainties.map { zip($0, curve.intensities).map { $0 / $1 } })
  }

  init(_ smoother: LadderSmoother, v: [Double], sigma given: [Double]?) {
    (self.smoother, self.v) = (smoother, v)
    if let given {
      (sigma, degreesOfFreedom) = (given, .infinity)
    } else {
      let squares = zip(v, smoother.atRungs.values(of: v)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      let spare = max(1, Double(v.count) - 1.25 * smoother.atRungs.ownWeights + 0.5)
      (sigma, degreesOfFreedom) = ([Double](repeating: (squares / spare).squareRoot(), count: v.count), spare)
    }
  }

  /// Typical σ of ln I, dimensionless.
  var typicalSigma: Double { median(of: sigma) }

  /// Standard error of the smoothed slope at a place, dimensionless, from the noise of the rungs about it.
  func slopeError(at place: Double) -> Double { smoother.slopeError(at: place, sigma) ?? .infinity }

  /// Smoothed values and slopes between the second and the last but one rung, worked out once for several questions.
  func scan() -> LadderScan { LadderScan(ladder: self, lines: smoother.between.applied(to: v)) }
}

/// A smoothed ladder looked at six places to a rung.
struct LadderScan {
  let ladder: SmoothedLadder
  let lines: (values: [Double], slopes: [Double])

  /// Place in ln F where `score` of place, value and slope is largest.
  func maximum(
    of score: (_ place: Double, _ value: Double, _ slope: Double) -> Double
  ) -> (tangent: LadderTangent, isAtEnd: Bool)? {
    let rows = ladder.smoother.between
    let scores = (0..<rows.count).map { score(rows.places[$0], lines.values[$0], lines.slopes[$0]) }
    guard let best = scores.indices.max(by: { scores[$0] < scores[$1] }), scores[best].isFinite else { return nil }
    let last = scores.count - 1
    var tangent = rows.tangent(best, ladder.v)
    if best > 0, best < last {
      // Vertex of the parabola through the best place and its neighbours, a sixth of a rung apart.
      let (a, b, c) = (scores[best - 1], scores[best], scores[best + 1])
      let curvature = a - 2 * b + c
      let offset = curvature < 0 ? min(max(0.5 * (a - c) / curvature, -0.5), 0.5) : 0
      let step = rows.places[best + 1] - rows.places[best]
      if let refined = ladder.smoother.tangent(at: tangent.place + offset * step, ladder.v),
        score(refined.place, refined.value, refined.slope) >= b
      {
        tangent = refined
      }
    }
    return (tangent, best == 0 || best >= last - 1)
  }
}
