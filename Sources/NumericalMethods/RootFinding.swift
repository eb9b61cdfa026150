// Brent's root of a bracketed function: inverse quadratic steps while they help, bisection when they do not.
//
// Goals: (1) never leave the bracket; (2) converge for any continuous function; (3) few evaluations.
// Newton's method is faster near a simple root and lost on a plateau, and thresholds sit beside plateaus.
//
// Source: Brent, Algorithms for Minimization without Derivatives (Prentice-Hall 1973), chapter 4.

import Foundation

/// What keeps a root or a minimum from being found, in words for the person who asked.
public enum SearchError: Error, Equatable, Sendable, CustomStringConvertible {
  case noSignChange(lower: Double, valueAtLower: Double, upper: Double, valueAtUpper: Double)
  case notFinite(at: Double)
  case noConvergence(iterations: Int)
  case emptySearch

  /// Place or subject, reason and way out.
  public var description: String {
    switch self {
    case .noSignChange(let lower, let valueAtLower, let upper, let valueAtUpper):
      "no root bracketed: f(\(lower)) = \(valueAtLower) and f(\(upper)) = \(valueAtUpper) have the same sign; "
        + "widen the bracket"
    case .notFinite(let x): "the function is not finite at \(x); keep the bracket inside its domain"
    case .noConvergence(let iterations): "no convergence in \(iterations) iterations; loosen the tolerance"
    case .emptySearch: "nothing to search: give at least one variable and a positive initial step"
    }
  }
}

/// The root of a continuous function inside a bracket, in the unit of its argument.
///
/// - Parameters:
///   - bracket: interval at whose ends the function has opposite signs (or is zero).
///   - tolerance: absolute tolerance of the root; 4 ulp of the root are added.
///   - maximumIterations: limit on the number of evaluations after the two at the ends.
///   - function: what is searched.
/// - Throws: `SearchError` where the signs agree or a value is not finite.
public func findRoot(
  in bracket: ClosedRange<Double>, tolerance: Double = 0, maximumIterations: Int = 200,
  _ function: (Double) -> Double
) throws(SearchError) -> Double {
  var (a, b) = (bracket.lowerBound, bracket.upperBound)
  var (fa, fb) = (function(a), function(b))
  guard fa.isFinite else { throw .notFinite(at: a) }
  guard fb.isFinite else { throw .notFinite(at: b) }
  guard fa != 0 else { return a }
  guard fb != 0 else { return b }
  guard (fa < 0) != (fb < 0) else {
    throw .noSignChange(lower: a, valueAtLower: fa, upper: b, valueAtUpper: fb)
  }
  // b is the best estimate, a the previous one, c the opposite end of the bracket.
  var (c, fc) = (a, fa)
  var step = b - a
  var previousStep = step
  for _ in 0..<maximumIterations {
    if (fb < 0) == (fc < 0) {
      (c, fc) = (a, fa)
      step = b - a
      previousStep = step
    }
    if abs(fc) < abs(fb) {
      (a, b, c) = (b, c, b)
      (fa, fb, fc) = (fb, fc, fb)
    }
    let accuracy = 2 * b.ulp + 0.5 * tolerance
    let halfBracket = 0.5 * (c - b)
    if fb == 0 || abs(halfBracket) <= accuracy { return b }
    if abs(previousStep) >= accuracy, abs(fa) > abs(fb) {
      let s = fb / fa
      var (p, q): (Double, Double)
      if a == c {
        (p, q) = (2 * halfBracket * s, 1 - s)
      } else {
        let (r, t) = (fb / fc, fa / fc)
        p = s * (2 * halfBracket * t * (t - r) - (b - a) * (r - 1))
        q = (t - 1) * (r - 1) * (s - 1)
      }
      if p > 0 { q = -q } else { p = -p }
      if 2 * p < min(3 * halfBracket * q - abs(accuracy * q), abs(previousStep * q)) {
        (previousStep, step) = (step, p / q)
      } else {
        (previousStep, step) = (halfBracket, halfBracket)
      }
    } else {
      (previousStep, step) = (halfBracket, halfBracket)
    }
    (a, fa) = (b, fb)
    b += abs(step) > accuracy ? step : (halfBracket > 0 ? accuracy : -accuracy)
    fb = function(b)
    guard fb.isFinite else { throw .notFinite(at: b) }
  }
  throw .noConvergence(iterations: maximumIterations)
}
