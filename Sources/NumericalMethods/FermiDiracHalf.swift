// The Fermi–Dirac integral of order ½ for use inside kernels, in Fermi's normalisation,
//   t = F(η) = (2/√π) ∫₀^∞ √ε/(1 + e^{ε−η}) dε,     and the excess  µˣ(t) = η(t) − ln t  of its inverse.
//
// Goals, in this order:
//   1. µˣ smooth (C²) with a slope that belongs to the value, since Newton's method and exact Jacobians use both;
//   2. absolute error of µˣ below 1e-11 for 0 ≤ t ≤ 50 (η up to 17: fifty times the effective density of states);
//   3. one logarithm and one quintic a call.
//
// The integral itself: with ε = x² the integrand is even and analytic in a strip (poles at x² = η ± iπ), so the
// trapezoidal rule converges geometrically; h = 0.05 leaves e^{−2π·0.25/h} < 1e-13 up to η = 40.
// µˣ is tabulated in s = ln(1 + t) at 161 nodes with its first two derivatives (quintic Hermite: error h⁶µ⁗″/46080).
// At t = 0:  µˣ = t/√8 − (√3/9 − 3/16) t² + …  Beyond the table, and below zero, µˣ continues along its tangent.
//
// Sources: trapezoidal rule: Trefethen and Weideman, SIAM Rev. 56, 385 (2014), doi:10.1137/130932132; series: Joyce and
// Dixon, Appl. Phys. Lett. 31, 354 (1977), doi:10.1063/1.89697.

import Foundation

/// F½ and the excess chemical potential of its inverse, dimensionless.
public enum FermiDiracHalf {
  /// F(η), dimensionless; relative error below 1e-12 for −700 ≤ η ≤ 40.
  public static func value(_ eta: Double) -> Double { integrals(eta).value }

  /// µˣ(t) = η(t) − ln t and dµˣ/dt, dimensionless.
  /// - Parameter t: n/N_c; values below zero or above 50 follow the tangent at the end of the table.
  @inline(__always)
  public static func excess(_ t: Double) -> (value: Double, slope: Double) {
    guard t > 0 else { return (initialSlope * t, initialSlope) }
    guard t < largest else {
      let last = table[nodes - 1]
      let slope = last.first / (1 + largest)
      return (last.value + slope * (t - largest), slope)
    }
    let s = log1p(t) / spacing
    let k = min(Int(s), nodes - 2)
    let u = s - Double(k)
    return table.withUnsafeBufferPointer { nodes in
      let (a, b) = (nodes[k], nodes[k + 1])
      let rise = b.value - a.value
      let (p, q) = (spacing * a.first, spacing * b.first)
      let (c, d) = (0.5 * spacing * spacing * a.second, 0.5 * spacing * spacing * b.second)
      // y = a + p u + c u² + u³ (x₃ + x₄ u + x₅ u²), matching value and two derivatives at both ends.
      let x3 = 10 * rise - 6 * p - 4 * q - 3 * c + d
      let x4 = -15 * rise + 8 * p + 7 * q + 3 * c - 2 * d
      let x5 = 6 * rise - 3 * (p + q) - c + d
      let value = a.value + u * (p + u * (c + u * (x3 + u * (x4 + u * x5))))
      let slope = p + u * (2 * c + u * (3 * x3 + u * (4 * x4 + u * 5 * x5)))
      return (value, slope / (spacing * (1 + t)))
    }
  }

  private struct Node {
    let value: Double
    let first: Double
    let second: Double
  }

  private static let initialSlope = 0.125.squareRoot()
  private static let largest = 50.0
  private static let nodes = 161
  private static let spacing = log1p(largest) / Double(nodes - 1)

  private static let table: [Node] = (0..<nodes).map { index in
    guard index > 0 else {
      let second = 2 * (3.0 / 16 - 3.0.squareRoot() / 9)
      return Node(value: 0, first: initialSlope, second: second + initialSlope)
    }
    let t = expm1(spacing * Double(index))
    var eta = log(t) + t * initialSlope / (1 + 0.12 * t)
    for _ in 0..<60 {
      let f = integrals(eta)
      let change = (log(t) - log(f.value)) * f.value / f.first
      eta += change
      if abs(change) < 1e-14 * max(1, abs(eta)) { break }
    }
    let f = integrals(eta)
    let first = 1 / f.first - 1 / t
    let second = -f.second / (f.first * f.first * f.first) + 1 / (t * t)
    let scale = 1 + t
    return Node(value: eta - log(t), first: first * scale, second: second * scale * scale + first * scale)
  }

  /// F, F′ and F″ at η.
  private static func integrals(_ eta: Double) -> (value: Double, first: Double, second: Double) {
    let step = 0.05
    let end = Int((max(eta, 0) + 42).squareRoot() / step)
    let scale = exp(min(eta, 0))
    var (value, first, second) = (0.0, 0.0, 0.0)
    for index in 1...end {
      let x = Double(index) * step
      // f = 1/(1 + e^{x²−η}) = scale·share;  f′ = f(1 − f);  f″ = f′(1 − 2f).
      let boltzmann = exp(x * x - max(eta, 0))
      let share = 1 / (boltzmann + scale)
      let filled = scale * share
      let slope = share * boltzmann * share
      value += x * x * share
      first += x * x * slope
      second += x * x * slope * (1 - 2 * filled)
    }
    let factor = 4 / Double.pi.squareRoot() * step * scale
    return (factor * value, factor * first, factor * second)
  }
}
