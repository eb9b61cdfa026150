// The Fermi–Dirac integral of order ½ in Fermi's normalisation,
//   F(η) = (2/√π) ∫₀^∞ √ε / (1 + e^{ε−η}) dε,          n = N_c F(η),
// and its inverse, for the band filling at degenerate densities.
//
// Goals: 1. relative error below 1e-12 for −60 ≤ η ≤ 40;  2. no table, no fitted coefficients;  3. speed (it is
// called some hundred times when a table is built, never in a pulse).
//
// With ε = x² the integrand 2x²/(1 + e^{x²−η}) is even and analytic in a strip about the real axis (poles at
// x² = η ± iπ), so the trapezoidal rule converges geometrically: error e^{−2πs/h}, s = Im √(η + iπ) ≥ 0.24 at η = 40,
// h = 0.05. Source of the rule: Trefethen and Weideman, SIAM Rev. 56, 385 (2014), doi:10.1137/130932132.

import Foundation

/// The Fermi–Dirac integral of order ½, normalised so that F(η) → e^η for η → −∞.
public enum FermiIntegral {
  static let step = 0.05

  /// F(η) and dF/dη, dimensionless.
  /// - Parameter eta: reduced Fermi level η, dimensionless, up to 40.
  public static func half(_ eta: Double) -> (value: Double, slope: Double) {
    let end = Int((max(eta, 0) + 42).squareRoot() / step)
    var value = 0.0
    var slope = 0.0
    let scale = exp(min(eta, 0))  // keeps the tail at very negative η from underflowing in the sum
    for index in 1...end {
      let x = Double(index) * step
      let boltzmann = exp(x * x - max(eta, 0))
      let occupation = 1 / (boltzmann + scale)  // = f / scale
      value += x * x * occupation
      slope += x * x * occupation * boltzmann * occupation
    }
    let factor = 4 / Double.pi.squareRoot() * step * scale
    return (factor * value, factor * slope)
  }

  /// η with F(η) = `ratio`, dimensionless: Newton on ln F, which is increasing and concave, so it cannot cycle.
  /// - Parameter ratio: n/N_c, positive.
  public static func inverseHalf(_ ratio: Double) -> Double {
    let target = log(ratio)
    var eta = min(target, pow(0.75 * Double.pi.squareRoot() * ratio, 2.0 / 3))
    for _ in 0..<60 {
      let (value, slope) = half(eta)
      let change = (target - log(value)) * value / slope
      eta += change
      if abs(change) < 1e-13 * max(1, abs(eta)) { break }
    }
    return eta
  }
}
