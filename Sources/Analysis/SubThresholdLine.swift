// The straight line below threshold, and where a tangent meets it.
//
// Which rungs lie below threshold depends on the threshold, so both are found together: every rung has a weight that is
// 1 up to `fadeStart` · P and falls as a smoothstep to 0 at `fadeEnd` · P, and P ← (tangent ∩ line) is repeated from
// the steepest place downwards until it stands. No rung drops out with a jump; the largest fixed point is taken. The
// three lowest rungs always count, or there would be no line.

import Foundation
import NumericalMethods

/// A line through the rungs below threshold, with the place where the tangent meets it.
struct SubThresholdLine: Sendable {
  let line: LinearRegression
  /// ln F of the intersection.
  let intersection: Double

  /// - Parameters:
  ///   - x, y: coordinates in which the line is straight (logarithms or not).
  ///   - u: ln F of the rungs, for the weights.
  ///   - baseWeights: relative weights of the rungs (1/σ²).
  ///   - start: ln F of the steepest place.
  ///   - meet: ln F where the tangent meets a given line; nil where it does not.
  init?(
    x: [Double], y: [Double], u: [Double], baseWeights: [Double], start: Double, settings: ThresholdSettings,
    meet: (LinearRegression) -> Double?
  ) {
    var place = start
    var found: LinearRegression?
    for _ in 0..<200 {
      let weights = u.indices.map { k -> Double in
        let full = place + log(settings.fadeStart)
        let none = place + log(settings.fadeEnd)
        let t = min(max((none - u[k]) / (none - full), 0), 1)
        return baseWeights[k] * max(t * t * (3 - 2 * t), k < 3 ? 1 : 0)
      }
      guard let line = LinearRegression(x, y, weights: weights), let next = meet(line) else { return nil }
      // The tangent may meet the line above the steepest place only by noise; the place is kept inside the ladder.
      let bounded = min(max(next, u[0]), start + 1)
      found = line
      if abs(bounded - place) < 1e-10 { break }
      place = 0.3 * place + 0.7 * bounded
    }
    guard let found, place > u[2] else { return nil }
    (line, intersection) = (found, place)
  }
}
