// An input–output curve in logarithms, smoothed just enough to have a slope.
//
// u = ln F, v = ln I. A local parabola with fading weights (LocalPolynomial) gives value and slope at every u, so that
// the steepest place and its tangent move smoothly when the curve moves against its rungs; finite differences would
// snap to rungs, which on a ladder of 20 rungs over a decade and a half means steps of 18 %.
// The noise σ of v is known from given uncertainties, else taken from the scatter about the smooth curve with n − 2 tr S + tr SSᵀ
// degrees of freedom approximated by n − 1.25 tr S + 0.5 (Cleveland and Devlin, J. Am. Stat. Assoc. 83, 596 (1988),
// doi:10.1080/01621459.1988.10478639).

import Foundation
import NumericalMethods

/// Logarithms of an input–output curve with their local fits.
struct SmoothedLadder: Sendable {
  /// ln F, of F in J m⁻².
  let u: [Double]
  /// ln I.
  let v: [Double]
  /// Smoothed ln I at each rung.
  let smooth: [Double]
  /// Standard deviation of ln I at each rung, dimensionless.
  let sigma: [Double]
  /// Degrees of freedom behind `sigma`; infinite where it was given.
  let degreesOfFreedom: Double
  /// Half-width of the local window in ln F.
  let halfWidth: Double

  init?(_ curve: InputOutputCurve, settings: ThresholdSettings) {
    self.init(
      u: curve.fluences.map { log($0) }, v: curve.intensities.map { log($0) },
      sigma: curve.uncertainties.map { zip($0, curve.intensities).map { $0 / $1 } }, settings: settings)
  }

  init?(u: [Double], v: [Double], sigma given: [Double]?, settings: ThresholdSettings) {
    guard u.count >= 5 else { return nil }
    let spacing = median(of: zip(u.dropFirst(), u).map { $0 - $1 })
    (self.u, self.v, halfWidth) = (u, v, settings.smoothingRungs * spacing)
    var values = [Double]()
    var (leverage, squares) = (0.0, 0.0)
    for k in u.indices {
      guard let fit = Self.fit(u, v, at: u[k], halfWidth: halfWidth) else { return nil }
      values.append(fit.value)
      leverage += fit.leverage
      squares += (v[k] - fit.value) * (v[k] - fit.value)
    }
    smooth = values
    if let given {
      (sigma, degreesOfFreedom) = (given, .infinity)
    } else {
      let spare = max(1, Double(u.count) - 1.25 * leverage + 0.5)
      (sigma, degreesOfFreedom) = ([Double](repeating: (squares / spare).squareRoot(), count: u.count), spare)
    }
  }

  /// Local parabola at u; the window grows at sparse places until it holds five rungs.
  static func fit(_ u: [Double], _ v: [Double], at place: Double, halfWidth: Double) -> LocalPolynomial? {
    var half = halfWidth
    for _ in 0..<12 {
      let inside = u.count { abs($0 - place) < half }
      if inside >= 4, let fit = LocalPolynomial(u, v, centre: place, halfWidth: half, degree: 2) { return fit }
      half *= 1.25
    }
    return nil
  }

  func fit(at place: Double) -> LocalPolynomial? { Self.fit(u, v, at: place, halfWidth: halfWidth) }

  /// Typical σ of ln I, dimensionless.
  var typicalSigma: Double { median(of: sigma) }

  /// Place in ln F between the second and the last but one rung where `score` of the local fit is largest.
  func maximise(_ score: (LocalPolynomial) -> Double) -> (place: Double, fit: LocalPolynomial, isAtEnd: Bool)? {
    let (first, last) = (u[1], u[u.count - 2])
    let steps = 6 * u.count
    let places = (0...steps).map { first + (last - first) * Double($0) / Double(steps) }
    let scores = places.map { fit(at: $0).map(score) ?? -.infinity }
    guard let best = scores.indices.max(by: { scores[$0] < scores[$1] }), scores[best].isFinite else { return nil }
    var place = places[best]
    if best > 0, best < steps {
      let refined = try? findMinimum(in: places[best - 1]...places[best + 1], relativeTolerance: 1e-7) {
        -(fit(at: $0).map(score) ?? -.infinity)
      }
      if let refined, -refined.value >= scores[best] { place = refined.argument }
    }
    guard let fit = fit(at: place) else { return nil }
    return (place, fit, best == 0 || best >= steps - 1)
  }
}
