// Counts of photons: Poisson deviates of any mean.
//
// Below a mean of 10 by multiplying uniform numbers (Knuth, The Art of Computer Programming 2, §3.4.1); above by
// Hörmann's
// transformed rejection PTRS, which is exact at every mean, where a rounded normal deviate is not: Hörmann, Insur.
// Math.
// Econ. 12, 39 (1993), doi:10.1016/0167-6687(93)90997-4.

import Foundation

extension SeededGenerator {
  /// A Poisson deviate of the given mean, a whole number; 0 where the mean is not positive or not finite.
  public mutating func poisson(mean: Double) -> Double {
    guard mean > 0, mean.isFinite else { return 0 }
    guard mean >= 10 else {
      let limit = exp(-mean)
      var (product, count) = (uniform(), 0.0)
      while product > limit {
        product *= uniform()
        count += 1
      }
      return count
    }
    let root = mean.squareRoot()
    let b = 0.931 + 2.53 * root
    let a = -0.059 + 0.02483 * b
    let inverseAlpha = 1.1239 + 1.1328 / (b - 3.4)
    let accepted = 0.9277 - 3.6224 / (b - 2)
    while true {
      let u = uniform() - 0.5
      let v = uniform()
      let us = 0.5 - abs(u)
      guard us > 0 else { continue }
      let count = ((2 * a / us + b) * u + mean + 0.43).rounded(.down)
      if us >= 0.07, v <= accepted { return count }
      if count < 0 || (us < 0.013 && v > us) { continue }
      if log(v) + log(inverseAlpha) - log(a / (us * us) + b) <= count * log(mean) - mean - lgamma(count + 1) {
        return count
      }
    }
  }
}
