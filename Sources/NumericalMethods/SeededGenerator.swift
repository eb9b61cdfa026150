// A generator whose stream depends on its seed alone, so that a bootstrap interval printed today is printed again
// tomorrow, on Linux and on macOS.
//
// Goals: (1) the same numbers everywhere; (2) good statistics in every bit; (3) cheap independent streams.
// xoshiro256++ with its state filled by SplitMix64, as its authors advise. `SystemRandomNumberGenerator` cannot be
// seeded, and the standard library's `Double.random(in:)` does not promise the same mapping between releases, so the
// mapping to doubles and to the normal distribution is written here too.
//
// Source: Blackman and Vigna, ACM Trans. Math. Softw. 47, 36 (2021), doi:10.1145/3460772; the normal deviate is
// Marsaglia's polar method, SIAM Rev. 6, 260 (1964), doi:10.1137/1006063.

import Foundation

/// A reproducible stream of random numbers (xoshiro256++), period 2²⁵⁶ − 1.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// - Parameters:
  ///   - seed: any number; the same seed gives the same stream.
  ///   - stream: index of an independent stream under the same seed, for resamples that must not depend on order.
  public init(seed: UInt64, stream: UInt64 = 0) {
    var mixer = seed &+ (stream &* 0xD1B5_4A32_D192_ED03)
    func next() -> UInt64 {
      mixer &+= 0x9E37_79B9_7F4A_7C15
      var z = mixer
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
    state = (next(), next(), next(), next())
  }

  /// A generator in a given state, not all zero, for comparison with published streams.
  package init(state: (UInt64, UInt64, UInt64, UInt64)) {
    self.state = state
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    func rotate(_ x: UInt64, _ k: UInt64) -> UInt64 { (x << k) | (x >> (64 - k)) }
    let result = rotate(state.0 &+ state.3, 23) &+ state.0
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = rotate(state.3, 45)
    return result
  }

  /// A number uniform in [0, 1), 53 random bits, dimensionless.
  public mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// An index uniform in 0 ..< `count`, without the bias of a remainder; 0 where `count` is 1 or less.
  public mutating func index(below count: Int) -> Int {
    guard count > 1 else { return 0 }
    return Int(next().multipliedFullWidth(by: UInt64(count)).high)
  }

  /// A standard normal deviate, mean 0, variance 1.
  public mutating func normal() -> Double {
    while true {
      let u = 2 * uniform() - 1
      let v = 2 * uniform() - 1
      let s = u * u + v * v
      if s > 0, s < 1 { return u * sqrt(-2 * log(s) / s) }
    }
  }
}
