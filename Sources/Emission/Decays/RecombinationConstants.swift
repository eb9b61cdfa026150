// Recombination of a uniform film and the photons it gives:
//
//   dn/dt = −k1 n − k2 n (n + p₀) − k3 n³,      photons: k2r n (n + p₀),      k2 = k2r + k2nonr,
// p₀ the density of carriers that are there in the dark (doping, bias light that only one sign survives).
//
// Photons between two densities do not need the time: with the loss L(n) = n (a + k2 n + k3 n²), a = k1 + k2 p₀,
//   ∫ k2r n (n + p₀) dt = ∫ k2r (n + p₀)/(a + k2 n + k3 n²) dn,
// an integral of a smooth function whose poles lie in the left half plane, so a Gauss–Legendre rule on intervals that
// grow
// by a constant factor converges geometrically. From n₀ to 0 it is the yield Q(n₀) of the whole decay.
// Rejected: the closed form by partial fractions, which loses all digits where the discriminant vanishes.

import Foundation
import NumericalMethods

/// The rate constants of one uniform film.
public struct RecombinationConstants: Sendable, Equatable {
  /// First-order rate k1, s⁻¹.
  public var k1: Double
  /// Radiative second-order rate k2r, m³ s⁻¹.
  public var k2r: Double
  /// Nonradiative second-order rate k2nonr, m³ s⁻¹.
  public var k2nonr: Double
  /// Auger constant k3, m⁶ s⁻¹.
  public var k3: Double
  /// Density p₀ of carriers of one sign that are there in the dark, m⁻³.
  public var darkDensity: Double

  /// - Parameters: as the properties of the same names.
  public init(k1: Double, k2r: Double, k2nonr: Double, k3: Double = 0, darkDensity: Double = 0) {
    self.k1 = k1
    self.k2r = k2r
    self.k2nonr = k2nonr
    self.k3 = k3
    self.darkDensity = darkDensity
  }

  /// The constants of one cell with the film's Auger constant.
  public init(_ rates: LocalRates, k3: Double) {
    self.init(k1: rates.k1, k2r: rates.k2r, k2nonr: rates.k2nonr, k3: k3)
  }

  /// Second-order rate k2r + k2nonr, m³ s⁻¹.
  public var k2: Double { k2r + k2nonr }
  /// First-order rate of small densities a = k1 + k2 p₀, s⁻¹.
  public var smallDensityRate: Double { k1 + k2 * darkDensity }

  /// The decay of these constants.
  /// - Throws: `EmissionError` for a constant that is negative, not finite, or too large.
  public func decay() throws(EmissionError) -> CarrierDecay {
    try validate()
    return try CarrierDecay(k1: smallDensityRate, k2: k2, k3: k3)
  }

  /// Photons emitted per volume while the density falls from `high` to `low`, m⁻³; to a relative error of 1e-9.
  public func emitted(from high: Double, to low: Double) -> Double {
    guard high > low, low >= 0, high.isFinite else { return 0 }
    let a = smallDensityRate
    guard a > 0 || (k2 > 0 && low >= 0) || k3 > 0 else { return 0 }
    if a == 0, k3 == 0 { return k2 > 0 ? k2r / k2 * (high - low) : 0 }
    var (sum, top) = (0.0, high)
    // Distance of the nearest pole from zero: below it the integrand is flat.
    let pole = a > 0 ? 2 * a / (k2 + (max(k2 * k2 - 4 * a * k3, 0)).squareRoot()) : .infinity
    let flat = k3 > 0 && a > 0 ? min(pole, (a / k3).squareRoot()) : (a > 0 ? pole : k2 / k3)
    while top > low {
      let ratio = low > 0 ? top / low : .infinity
      if ratio < 1.1 { return sum + Self.coarse(self, a, low, top) }
      let bottom = top <= 0.5 * flat ? low : max(low, 0.5 * top)
      sum += ratio < 1.4 ? Self.middle(self, a, bottom, top) : Self.fine(self, a, bottom, top)
      top = bottom
    }
    return sum
  }

  /// Photons over pairs of a decay from `density` to nothing, Q(n₀) = (1/n₀) ∫₀^{n₀} k2r (n + p₀)/(a + k2 n + k3 n²)
  /// dn.
  public func yield(ofDecayFrom density: Double) -> Double {
    density > 0 ? emitted(from: density, to: 0) / density : 0
  }

  /// Photons per pair at a steady density, k2r (n + p₀)/(a + k2 n + k3 n²), dimensionless.
  public func yield(atSteadyDensity density: Double) -> Double {
    k2r * (density + darkDensity) / (smallDensityRate + density * (k2 + density * k3))
  }

  /// The density at which as many pairs are lost as are made, m⁻³.
  /// - Parameter generation: pairs per volume and time, m⁻³ s⁻¹.
  /// - Throws: `EmissionError` for constants or a generation out of range, or where nothing is ever lost.
  public func steadyDensity(generation: Double) throws(EmissionError) -> Double {
    try validate()
    try require(generation, "generation of pairs", "1/(m3 s)", from: 0, upTo: 1e42)
    guard generation > 0 else { return 0 }
    let a = smallDensityRate
    var high = Double.infinity
    if a > 0 { high = generation / a }
    if k2 > 0 { high = min(high, (generation / k2).squareRoot()) }
    if k3 > 0 { high = min(high, cbrt(generation / k3)) }
    guard high.isFinite else { throw .nothingRecombines }
    // Newton from above on an increasing convex function: falls onto the root without overshooting.
    var n = high
    for _ in 0..<60 {
      let excess = n * (a + n * (k2 + n * k3)) - generation
      let change = excess / (a + n * (2 * k2 + 3 * n * k3))
      n -= change
      if abs(change) <= 4e-16 * n { break }
    }
    return n
  }

  func validate() throws(EmissionError) {
    try require(k1, "first-order rate", "1/s", from: 0, upTo: 1e15)
    try require(k2r, "radiative second-order rate", "m3/s", from: 0, upTo: 1e-9)
    try require(k2nonr, "nonradiative second-order rate", "m3/s", from: 0, upTo: 1e-9)
    try require(k3, "Auger constant", "m6/s", from: 0, upTo: 1e-34)
    try require(darkDensity, "density in the dark", "m-3", from: 0, upTo: 1e27)
  }

  // Six and twelve points: below 1e-9 and below round-off on the intervals they serve.
  private static let sixPoints = GaussLegendre(count: 6)
  private static let twelvePoints = GaussLegendre(count: 12)

  @inline(__always)
  private func share(_ n: Double, _ a: Double) -> Double { k2r * (n + darkDensity) / (a + n * (k2 + n * k3)) }

  private static func coarse(_ rates: Self, _ a: Double, _ low: Double, _ high: Double) -> Double {
    // The commonest case by far (one bin of a decay), so written out.
    let (centre, half) = (0.5 * (high + low), 0.5 * (high - low))
    let away = half * 0.774_596_669_241_483_4
    return half
      * ((8.0 / 9) * rates.share(centre, a)
        + (5.0 / 9) * (rates.share(centre - away, a) + rates.share(centre + away, a)))
  }

  private static func middle(_ rates: Self, _ a: Double, _ low: Double, _ high: Double) -> Double {
    sixPoints.integral(from: low, to: high) { rates.share($0, a) }
  }

  private static func fine(_ rates: Self, _ a: Double, _ low: Double, _ high: Double) -> Double {
    twelvePoints.integral(from: low, to: high) { rates.share($0, a) }
  }
}
