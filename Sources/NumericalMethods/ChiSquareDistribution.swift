// The χ² distribution, for intervals of variances and of likelihood ratios.
//
// Goals: (1) 1e-10 relative in the quantile for the probabilities that people use; (2) no table.
// P(χ² < x) = P(ν/2, x/2), the regularised lower incomplete gamma function: by its series below x = a + 1 and by the
// continued fraction (Lentz's method) above, and inverted by Brent's root finder.
//
// Source: NIST Digital Library of Mathematical Functions, eq. 8.11.4 (series), 8.9.2 (fraction).

import Foundation

/// The χ² distribution with ν degrees of freedom, dimensionless.
public struct ChiSquareDistribution: Sendable, Equatable {
  /// Degrees of freedom ν, dimensionless, > 0.
  public let degreesOfFreedom: Double

  /// - Parameter degreesOfFreedom: ν; values of zero and below count as one.
  public init(degreesOfFreedom: Double) { self.degreesOfFreedom = degreesOfFreedom > 0 ? degreesOfFreedom : 1 }

  /// Probability that χ² is below x, dimensionless.
  public func probability(below x: Double) -> Double {
    regularisedIncompleteGamma(0.5 * degreesOfFreedom, 0.5 * max(0, x))
  }

  /// The x with P(χ² < x) = `probability`, dimensionless: 3.84 for 0.95 and ν = 1.
  public func quantile(_ probability: Double) -> Double {
    guard probability > 0 else { return 0 }
    guard probability < 1 else { return .infinity }
    var upper = max(1, degreesOfFreedom)
    while self.probability(below: upper) < probability, upper < 1e300 { upper *= 2 }
    return (try? findRoot(in: 0...upper, tolerance: 1e-13) { self.probability(below: $0) - probability }) ?? upper
  }
}

/// Regularised lower incomplete gamma function P(a, x), dimensionless, a > 0, x ≥ 0.
public func regularisedIncompleteGamma(_ a: Double, _ x: Double) -> Double {
  guard x > 0 else { return 0 }
  guard x.isFinite else { return 1 }
  let logFactor = a * log(x) - x - lgamma(a)
  if x < a + 1 {
    var (term, sum, k) = (1 / a, 1 / a, a)
    for _ in 0..<10_000 {
      k += 1
      term *= x / k
      sum += term
      if term < sum * 1e-16 { break }
    }
    return sum * exp(logFactor)
  }
  let tiny = 1e-300
  var b = x + 1 - a
  var c = 1 / tiny
  var d = 1 / b
  var fraction = d
  for k in 1...10_000 {
    let numerator = -Double(k) * (Double(k) - a)
    b += 2
    d = 1 / (abs(numerator * d + b) < tiny ? tiny : numerator * d + b)
    c = abs(b + numerator / c) < tiny ? tiny : b + numerator / c
    fraction *= c * d
    if abs(c * d - 1) < 1e-15 { break }
  }
  return 1 - exp(logFactor) * fraction
}
