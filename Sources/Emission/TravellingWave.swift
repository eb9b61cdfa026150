// Light amplified along a uniform path of length L, quasi-stationary (transit 10 ps, pulse 1 ns), per photon energy:
//
//   ±dΦ±/dz = γ Φ± + S,  Φ+(0) = Φ−(L) = 0,   γ = Γ g − α  (net modal gain),   S = ½ β r  (source per direction)
//   output  Φ+(L) = S L φ₁(γL),   mean of Φ+ + Φ− over the path = 2 S L φ₂(γL),
//   φ₁(x) = (eˣ − 1)/x,   φ₂(x) = (eˣ − 1 − x)/x²,   φ₁ = 1 + x φ₂.
// The last identity is the photon balance: source 2S plus stimulated γ·mean equals the output 2 S φ₁ per unit length.
// Goals: 1. that balance to round-off, gain or absorption (nothing is clipped);  2. no cancellation at γL → 0.
// So φ₁ is computed as 1 + x φ₂ where φ₂ comes from its series, and φ₂ as (φ₁ − 1)/x elsewhere.
// Saturation along z is not resolved: the mean intensity acts on the carriers of the whole path.

import Foundation

/// φ₁, φ₂ and dφ₂/dx of the travelling wave at x = γL.
package struct WaveFunctions: Sendable, Equatable {
  /// φ₁(x).
  package var output: Double
  /// φ₂(x).
  package var mean: Double
  /// dφ₂/dx.
  package var meanSlope: Double

  /// Beyond this exponent the light would exceed any carrier density; larger values are refused as not finite.
  package static let largestExponent = 300.0

  @inline(__always)
  package init(_ x: Double) {
    if x < -36 {
      output = -1 / x
      mean = (output - 1) / x
    } else if abs(x) < 0.5 {
      // φ₂ = Σ x^m/(m+2)!; the first term left out is below 0.5¹³/15! = 1e-16 of φ₂.
      var series = 1.0 / 87_178_291_200
      series = series * x + 1.0 / 6_227_020_800
      series = series * x + 1.0 / 479_001_600
      series = series * x + 1.0 / 39_916_800
      series = series * x + 1.0 / 3_628_800
      series = series * x + 1.0 / 362_880
      series = series * x + 1.0 / 40_320
      series = series * x + 1.0 / 5040
      series = series * x + 1.0 / 720
      series = series * x + 1.0 / 120
      series = series * x + 1.0 / 24
      series = series * x + 1.0 / 6
      series = series * x + 0.5
      mean = series
      output = 1 + x * series
      meanSlope = 1.0 / 6 + x * (1.0 / 12 + x * (1.0 / 40 + x * (1.0 / 180 + x / 1008)))
      return
    } else {
      output = (exp(min(x, Self.largestExponent)) - 1) / x
      mean = (output - 1) / x
    }
    meanSlope = (output - 2 * mean) / x
  }
}

/// φ₁, φ₂ and dφ₂/dx at four exponents.
struct WaveBlock {
  var output: SIMD4<Double>
  var mean: SIMD4<Double>
  var meanSlope: SIMD4<Double>

  @inline(__always)
  init(_ x: SIMD4<Double>) {
    if x.x < -36, x.y < -36, x.z < -36, x.w < -36 {
      // Strong absorption, no exponential left: most energies of a film below threshold.
      let inverse = 1 / x
      output = -inverse
      mean = (output - 1) * inverse
      meanSlope = (output - 2 * mean) * inverse
      return
    }
    let (a, b, c, d) = (WaveFunctions(x.x), WaveFunctions(x.y), WaveFunctions(x.z), WaveFunctions(x.w))
    output = SIMD4(a.output, b.output, c.output, d.output)
    mean = SIMD4(a.mean, b.mean, c.mean, d.mean)
    meanSlope = SIMD4(a.meanSlope, b.meanSlope, c.meanSlope, d.meanSlope)
  }
}
