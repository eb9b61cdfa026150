// Excess chemical potential of ions that compete for a finite number of sites.
//
// µ/kT = ln(c/c_max) − ln(1 − c/c_max): the second term is the excess µˣ. Beyond t = c/c_max = 1 − 1e-4 it continues
// along its tangent (C¹), so that a trial state past the limit has a finite flux that drives it back.
// Source: Kornyshev and Vorotyntsev, Electrochim. Acta 26, 303 (1981), doi:10.1016/0013-4686(81)85013-8.

import Foundation

/// µˣ/kT and its slope at an occupation t.
struct SiteBlocking {
  /// Occupation beyond which the excess continues linearly.
  static let limit = 1 - 1e-4

  /// µˣ/kT, dimensionless.
  let excess: Double
  /// dµˣ/kT per occupation, dimensionless.
  let slope: Double

  /// - Parameter occupation: t = c/c_max; 0 for species without a site limit.
  @inline(__always)
  init(_ occupation: Double) {
    if occupation <= Self.limit {
      excess = -log1p(-occupation)
      slope = 1 / (1 - occupation)
    } else {
      slope = 1 / (1 - Self.limit)
      excess = (occupation - Self.limit) * slope - log1p(-Self.limit)
    }
  }
}
