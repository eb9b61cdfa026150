// The Bernoulli function B(x) = x / (eˣ − 1), the weight of exponentially fitted fluxes, and its slope.
//
// Goals, in this order:
//   1. never lose a flux: relative error of a few ulp for every finite x, in both tails and at zero;
//   2. B(x) and B(−x) from one exponential, because a flux always needs both;
//   3. slopes good to 1e-12, which is what a Jacobian needs, without a second exponential.
//
// Why not B(−x) = B(x) + x for either sign?  For x < 0 both terms are large and opposite: the small one loses 15 % at
// x = −36 and everything at x = −43.  So the pair is built from |x|:
//   small = |x| / expm1(|x|),   large = small + |x|        (both terms positive: nothing cancels)
// and below |x| = ½, where the even part E(x) = (x/2) coth(x/2) ≥ 1 stays well above |x|/2, without exponential or division:
//   B(±x) = E(x) ∓ x/2,   E = 1 + x²/12 − x⁴/720 + x⁶/30240 − x⁸/1209600 + … (Bernoulli numbers; next term < 4e-18).
// Most faces of a mesh that resolves its double layers are of that kind.
// Slope: B′(x) = B(x) (1 − B(−x)) / x, and B′(x) + B′(−x) = −1; below |x| = ½, where the bracket cancels, E′(x) − ½.
//
// Source: Scharfetter and Gummel, IEEE Trans. Electron Devices 16, 64 (1969), doi:10.1109/T-ED.1969.16566.

import Foundation

/// B(x) and B(−x), dimensionless.
public struct BernoulliPair: Sendable, Equatable {
  /// B(x) = x/(eˣ − 1): the weight of the density upstream of an uphill drift `x`.
  public let forward: Double
  /// B(−x) = x/(1 − e⁻ˣ): the weight of the density at the other end.
  public let backward: Double

  /// Evaluates both weights for the drift `x` = zΔφ/V_t across a cell face.
  ///
  /// Relative error ≤ 2 ulp for |x| ≤ 700; above, the small weight underflows to zero as it should.
  /// - Parameter x: normalised potential drop, dimensionless; must be finite.
  @inlinable
  @inline(__always)
  public init(_ x: Double) {
    let magnitude = abs(x)
    if magnitude < 0.5 {
      let s = x * x
      let high = 1 / 47_900_160.0 + s * (-691 / 1_307_674_368_000.0 + s * (1 / 74_724_249_600.0))
      let even = 1 + s * (1 / 12.0 + s * (-1 / 720.0 + s * (1 / 30240.0 + s * (-1 / 1_209_600.0 + s * high))))
      (forward, backward) = (even - 0.5 * x, even + 0.5 * x)
    } else {
      let small = magnitude / expm1(magnitude)
      let large = small + magnitude
      (forward, backward) = x >= 0 ? (small, large) : (large, small)
    }
  }

  @usableFromInline
  @inline(__always)
  init(forward: Double, backward: Double) { (self.forward, self.backward) = (forward, backward) }

  /// The pair of the opposite drift −x.
  @inlinable
  @inline(__always)
  public var reversed: BernoulliPair { BernoulliPair(forward: backward, backward: forward) }

  /// B′(x) at the drift the pair was made for, dimensionless; absolute error below 1e-15 anywhere.
  ///
  /// The slope of the other weight follows from it: d B(−x)/dx = −B′(−x) = 1 + B′(x).
  /// - Parameter x: the drift given to `init`, dimensionless.
  @inlinable
  @inline(__always)
  public func slope(_ x: Double) -> Double {
    if abs(x) < 0.5 {
      let s = x * x
      let high = 10 / 47_900_160.0 + s * (-12 * 691 / 1_307_674_368_000.0 + s * (14 / 74_724_249_600.0))
      return -0.5 + x * (1 / 6.0 + s * (-1 / 180.0 + s * (1 / 5040.0 + s * (-1 / 151_200.0 + s * high))))
    }
    return forward * (1 - backward) / x
  }
}
