// The straight line below threshold, and where a tangent meets it.
//
// Which rungs lie below threshold depends on the threshold, so both are found together: every rung has a weight that is
// 1 up to `fadeStart` · P and falls as a smoothstep to 0 at `fadeEnd` · P, and P ← (tangent ∩ line) is repeated from
// the steepest place downwards until it stands. No rung drops out with a jump; the largest fixed point is taken. The
// three lowest rungs always count, or there would be no line.
// Rungs of full weight enter by running sums about the first rung, so that a step costs only the rungs that fade: a
// thousand rungs and five hundred resamples would else take most of the time of an analysis.

import Foundation
import NumericalMethods

/// A straight line by weighted least squares.
struct WeightedLine: Sendable {
  /// Weighted means of x and y, and the slope about them.
  let position: Double, level: Double, slope: Double

  func value(at x: Double) -> Double { level + slope * (x - position) }
}

/// A line through the rungs below threshold, with the place where the tangent meets it.
struct SubThresholdLine: Sendable {
  let line: WeightedLine
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
    meet: (WeightedLine) -> Double?
  ) {
    let rungs = RunningSums(x: x, y: y, u: u, weights: baseWeights)
    let (fadeStart, fadeEnd) = (log(settings.fadeStart), log(settings.fadeEnd))
    var place = start
    var found: WeightedLine?
    for _ in 0..<200 {
      guard let line = rungs.line(fullTo: place + fadeStart, noneFrom: place + fadeEnd), let next = meet(line) else {
        return nil
      }
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

/// Sums of the weights and of weighted powers over the first k rungs.
private struct RunningSums {
  let x: [Double], y: [Double], u: [Double], weights: [Double]
  /// Σw, Σwx, Σwy, Σwx², Σwxy about the first rung, five for each k.
  var sums: [Double]

  init(x: [Double], y: [Double], u: [Double], weights: [Double]) {
    (self.x, self.y, self.u, self.weights) = (x, y, u, weights)
    sums = [Double](repeating: 0, count: 5 * (x.count + 1))
    var (w, wx, wy, wxx, wxy) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for k in x.indices {
      let (weight, a, b) = (weights[k], x[k] - x[0], y[k] - y[0])
      w += weight
      wx += weight * a
      wy += weight * b
      wxx += weight * a * a
      wxy += weight * a * b
      let place = 5 * (k + 1)
      (sums[place], sums[place + 1], sums[place + 2], sums[place + 3], sums[place + 4]) = (w, wx, wy, wxx, wxy)
    }
  }

  func line(fullTo full: Double, noneFrom none: Double) -> WeightedLine? {
    let solid = max(3, u.partitioningIndex { $0 > full })
    let place = 5 * min(solid, x.count)
    var (w, wx, wy, wxx, wxy) = (sums[place], sums[place + 1], sums[place + 2], sums[place + 3], sums[place + 4])
    var k = solid
    while k < u.count, u[k] < none {
      let t = (none - u[k]) / (none - full)
      let weight = weights[k] * t * t * (3 - 2 * t)
      let (a, b) = (x[k] - x[0], y[k] - y[0])
      w += weight
      wx += weight * a
      wy += weight * b
      wxx += weight * a * a
      wxy += weight * a * b
      k += 1
    }
    guard w > 0, w.isFinite else { return nil }
    let (meanX, meanY) = (wx / w, wy / w)
    let spread = wxx - wx * meanX
    guard spread > 1e-13 * wxx, spread.isFinite, wxy.isFinite else { return nil }
    return WeightedLine(position: x[0] + meanX, level: y[0] + meanY, slope: (wxy - wx * meanY) / spread)
  }
}
