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
// Slope: B′(x) = B(x) (1 − B(−x)) / x, and B′(x) + B′(−x) = −1.  The bracket cancels near zero (absolute error ε/|x|),
// so below |x| = 0.05 the series −1/2 + x/6 − x³/180 + x⁵/5040 is used (next term x⁷/151200 < 6e-15 there).
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
  public init(_ x: Double) {
    let magnitude = abs(x)
    let small = magnitude > 0 ? magnitude / expm1(magnitude) : 1
    let large = small + magnitude
    (forward, backward) = x >= 0 ? (small, large) : (large, small)
  }

  /// B′(x) at the drift the pair was made for, dimensionless; absolute error below 1e-14/|x| and below 1e-13 anywhere.
  ///
  /// The slope of the other weight follows from it: d B(−x)/dx = −B′(−x) = 1 + B′(x).
  /// - Parameter x: the drift given to `init`, dimensionless.
  @inlinable
  public func slope(_ x: Double) -> Double {
    if abs(x) < 0.05 {
      let square = x * x
      return -0.5 + x * (1 / 6.0 - square * (1 / 180.0 - square / 5040))
    }
    return forward * (1 - backward) / x
  }
}
