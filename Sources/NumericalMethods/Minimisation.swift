// Brent's minimum of a function of one variable: parabolic steps guarded by golden sections.
//
// Goals: (1) stay in the bracket; (2) superlinear where the function is smooth; (3) no derivative.
// A minimum can be located only to about the square root of the precision of the function: asking for more wastes
// evaluations, so the default tolerance is 1.5e-8 relative.
//
// Source: Brent, Algorithms for Minimization without Derivatives (Prentice-Hall 1973), chapter 5.

import Foundation

/// Where a function of one variable is least, and how small it is there.
public struct Minimum: Sendable, Equatable {
  /// Argument of the minimum, in the unit of the argument.
  public let argument: Double
  /// Value at the minimum, in the unit of the function.
  public let value: Double
}

/// A local minimum of a function in a bracket, in the unit of its argument.
///
/// - Parameters:
///   - bracket: interval to search; with several minima inside, one of them is found.
///   - relativeTolerance: tolerance of the argument, relative to the argument plus the width of the bracket.
///   - maximumIterations: most iterations.
///   - function: the function whose minimum is sought.
/// - Throws: `SearchError.notFinite` where the function is not finite at its start; later values that are not
///   finite count as very large.
public func findMinimum(
  in bracket: ClosedRange<Double>, relativeTolerance: Double = 1.5e-8, maximumIterations: Int = 200,
  _ function: (Double) -> Double
) throws(SearchError) -> Minimum {
  let goldenSection = 0.5 * (3 - 5.0.squareRoot())
  var (lower, upper) = (bracket.lowerBound, bracket.upperBound)
  let scale = upper - lower
  var best = lower + goldenSection * scale
  var (second, third) = (best, best)
  var fBest = function(best)
  guard fBest.isFinite else { throw .notFinite(at: best) }
  var (fSecond, fThird) = (fBest, fBest)
  var (step, previousStep) = (0.0, 0.0)
  for _ in 0..<maximumIterations {
    let middle = 0.5 * (lower + upper)
    let tolerance = relativeTolerance * (abs(best) + 1e-3 * scale) + 1e-300
    if abs(best - middle) <= 2 * tolerance - 0.5 * (upper - lower) { break }
    var useGolden = true
    if abs(previousStep) > tolerance {
      let r = (best - second) * (fBest - fThird)
      var q = (best - third) * (fBest - fSecond)
      var p = (best - third) * q - (best - second) * r
      q = 2 * (q - r)
      if q > 0 { p = -p } else { q = -q }
      let limit = previousStep
      previousStep = step
      if abs(p) < abs(0.5 * q * limit), p > q * (lower - best), p < q * (upper - best) {
        step = p / q
        let trial = best + step
        if trial - lower < 2 * tolerance || upper - trial < 2 * tolerance {
          step = best < middle ? tolerance : -tolerance
        }
        useGolden = false
      }
    }
    if useGolden {
      previousStep = best < middle ? upper - best : lower - best
      step = goldenSection * previousStep
    }
    let trial = best + (abs(step) >= tolerance ? step : (step > 0 ? tolerance : -tolerance))
    let raw = function(trial)
    let fTrial = raw.isFinite ? raw : .greatestFiniteMagnitude
    if fTrial <= fBest {
      if trial >= best { lower = best } else { upper = best }
      (third, fThird, second, fSecond) = (second, fSecond, best, fBest)
      (best, fBest) = (trial, fTrial)
    } else {
      if trial < best { lower = trial } else { upper = trial }
      if fTrial <= fSecond || second == best {
        (third, fThird, second, fSecond) = (second, fSecond, trial, fTrial)
      } else if fTrial <= fThird || third == best || third == second {
        (third, fThird) = (trial, fTrial)
      }
    }
  }
  return Minimum(argument: best, value: fBest)
}
