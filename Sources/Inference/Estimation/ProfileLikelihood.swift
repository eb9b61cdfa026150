// Intervals from the profile of the deviance.
//
// The profile of one parameter is the least deviance when it is held, all others being free. Where it has risen by z²
// above its minimum (z = 1.96 for 95 %) lies the end of the interval: right for any smooth change of coordinate, and it
// says by itself when the data give no end (Raue et al., Bioinformatics 25, 1923 (2009),
// doi:10.1093/bioinformatics/btp358). t(u) = ±√(rise) is nearly straight, so its secant finds t = ±z in a few refits,
// each started where the last one ended.

import Foundation
import NumericalMethods

/// Interval of one parameter by its profile.
public struct ProfileInterval: Sendable, Equatable {
  /// Index of the parameter.
  public let parameter: Int
  /// Confidence, dimensionless.
  public let confidence: Double
  /// Lower end, in the unit of the parameter; nil where the data and priors give none inside the bounds.
  public let lower: Double?
  /// Upper end, in the unit of the parameter; nil where the data and priors give none inside the bounds.
  public let upper: Double?
  /// Profile met on the way: value of the parameter in its unit, rise of the deviance; ascending.
  public let points: [(value: Double, rise: Double)]
  /// A minimum lower than the one the profile began with, if the profile found one; then begin again from it.
  public let betterCoordinates: [Double]?

  /// Whether all but the points on the way agree.
  public static func == (a: ProfileInterval, b: ProfileInterval) -> Bool {
    a.parameter == b.parameter && a.confidence == b.confidence && a.lower == b.lower && a.upper == b.upper
      && a.betterCoordinates == b.betterCoordinates
  }
}

extension InferenceProblem {
  /// Profile interval of one parameter about a maximum found before.
  /// - Parameters:
  ///   - index: the parameter.
  ///   - best: the maximum.
  ///   - confidence: confidence of the interval, dimensionless.
  ///   - interior: points to compute between the maximum and each end, beside those the search for the ends meets.
  ///   - settings: limits of the refits.
  /// - Throws: `InferenceError` where no refit converges.
  public func profile(
    of index: Int, about best: MaximumPosterior, confidence: Double = 0.95, interior: Int = 0,
    settings: MaximumPosteriorSettings = .init()
  ) throws(InferenceError) -> ProfileInterval {
    let target = normalQuantile(0.5 + 0.5 * confidence)
    let limits = parameters[index].coordinateBounds
    let known = best.deviations[index]
    var points: [(value: Double, rise: Double)] = [(best.values[index], 0)]
    var better: [Double]?
    var lowest = best.totalDeviance
    var single = settings
    single.extraStarts = 0

    func end(_ sign: Double) throws(InferenceError) -> Double? {
      let limit = sign < 0 ? limits.lowerBound : limits.upperBound
      let room = abs(limit - best.coordinates[index])
      guard room > 0 else { return nil }
      var width = known.isFinite ? min(target * known, room) : min(0.1, room)
      guard width > 0 else { return nil }
      var last = (place: 0.0, t: 0.0)
      var inside = (place: 0.0, t: 0.0)
      var outside: (place: Double, t: Double)?
      var warm = best.coordinates
      for _ in 0..<40 {
        var start = warm
        start[index] = best.coordinates[index] + sign * width
        guard let refit = try? maximise(from: start, holding: [index], settings: single) else {
          outside = (width, .infinity)
          width = 0.5 * (inside.place + width)
          if width - inside.place < 1e-6 * width { return nil }
          continue
        }
        let rise = refit.totalDeviance - best.totalDeviance
        points.append((refit.values[index], rise))
        if refit.totalDeviance < lowest - 1e-3 { (lowest, better) = (refit.totalDeviance, refit.coordinates) }
        let t = max(0, rise).squareRoot()
        if abs(t - target) < 1e-3 * target { return parameters[index].value(at: start[index]) }
        if t < target {
          inside = (width, t)
          warm = refit.coordinates
          if width >= room { return nil }
        } else {
          outside = (width, t)
        }
        var next = t > last.t ? last.place + (target - last.t) * (width - last.place) / (t - last.t) : 2 * width
        last = (width, t)
        next = min(next, room, 4 * max(width, inside.place))
        if let outside {
          // The secant must stay within the bracket, and a twentieth from its ends.
          let gap = outside.place - inside.place
          if gap < 1e-6 * outside.place { return parameters[index].value(at: start[index]) }
          if !(next > inside.place + 0.02 * gap && next < outside.place - 0.02 * gap) {
            next = 0.5 * (inside.place + outside.place)
          }
        } else if next <= inside.place {
          next = min(room, 2 * inside.place)
        }
        width = next
      }
      return nil
    }

    let lower = try end(-1)
    let upper = try end(1)
    // Between the ends, for whoever draws the profile.
    for edge in [lower, upper].compactMap({ $0 }) where interior > 0 {
      let reach = parameters[index].coordinate(of: edge) - best.coordinates[index]
      for step in 1...interior {
        var start = best.coordinates
        start[index] += reach * Double(step) / Double(interior + 1)
        guard let refit = try? maximise(from: start, holding: [index], settings: single) else { continue }
        points.append((refit.values[index], refit.totalDeviance - best.totalDeviance))
      }
    }
    return ProfileInterval(
      parameter: index, confidence: confidence, lower: lower, upper: upper,
      points: points.sorted { $0.value < $1.value }, betterCoordinates: better)
  }
}
