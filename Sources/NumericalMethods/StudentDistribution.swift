// Quantiles of Student's t and of the normal distribution, for the intervals of every fit.
//
// Goals: (1) 1e-10 relative in the quantile for any ν ≥ 1 and probabilities that people use; (2) no table.
// The distribution function goes through the regularised incomplete beta function
//   P(|T| < t) = 1 − I_x(ν/2, 1/2),  x = ν/(ν + t²),
// by its continued fraction (Lentz's method), and is inverted by Brent's root finder, which cannot run away where
// Newton steps do in the heavy tails of ν = 1 and 2.
//
// Source: NIST Digital Library of Mathematical Functions, §8.17(i), §8.17(v) eq. 8.17.22; normal: §7.2.

import Foundation

/// Student's t distribution with ν degrees of freedom, dimensionless; ν = ∞ is the normal distribution.
public struct StudentDistribution: Sendable, Equatable {
  /// Degrees of freedom ν, dimensionless, > 0.
  public let degreesOfFreedom: Double

  /// - Parameter degreesOfFreedom: ν; values below 1 count as 1, since no interval of use exists there.
  public init(degreesOfFreedom: Double) {
    self.degreesOfFreedom = max(1, degreesOfFreedom)
  }

  /// Probability that |T| < t, dimensionless.
  public func centralProbability(within t: Double) -> Double {
    guard degreesOfFreedom.isFinite, degreesOfFreedom < 1e7 else { return erf(t / 2.0.squareRoot()) }
    let square = t * t
    guard square.isFinite else { return 1 }
    let x = square / (degreesOfFreedom + square)
    return regularisedIncompleteBeta(x, a: 0.5, b: degreesOfFreedom / 2)
  }

  /// The t with P(|T| < t) = `confidence`, dimensionless: 1.96 for 0.95 and ν = ∞.
  public func criticalValue(confidence: Double) -> Double {
    guard confidence > 0 else { return 0 }
    guard confidence < 1 else { return .infinity }
    var upper = 1.0
    while centralProbability(within: upper) < confidence, upper < 1e300 { upper *= 2 }
    let root = try? findRoot(in: 0...upper, tolerance: 1e-13) { centralProbability(within: $0) - confidence }
    return root ?? upper
  }
}

/// Regularised incomplete beta function I_x(a, b), dimensionless, 0 ≤ x ≤ 1.
public func regularisedIncompleteBeta(_ x: Double, a: Double, b: Double) -> Double {
  guard x > 0 else { return 0 }
  guard x < 1 else { return 1 }
  // The fraction converges fast below the mean; above it, the reflected function is evaluated.
  guard x <= (a + 1) / (a + b + 2) else { return 1 - regularisedIncompleteBeta(1 - x, a: b, b: a) }
  let logFactor = lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)
  let tiny = 1e-300
  var c = 1.0
  var d = 1 - (a + b) * x / (a + 1)
  d = 1 / (abs(d) < tiny ? tiny : d)
  var fraction = d
  for m in 1...500 {
    let k = Double(m)
    for numerator in [
      k * (b - k) * x / ((a + 2 * k - 1) * (a + 2 * k)),
      -(a + k) * (a + b + k) * x / ((a + 2 * k) * (a + 2 * k + 1)),
    ] {
      d = 1 + numerator * d
      d = 1 / (abs(d) < tiny ? tiny : d)
      c = 1 + numerator / c
      c = abs(c) < tiny ? tiny : c
      fraction *= c * d
    }
    if abs(c * d - 1) < 1e-15 { break }
  }
  return exp(logFactor) * fraction / a
}
