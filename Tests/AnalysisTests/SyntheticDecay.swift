import Foundation
import NumericalMethods

/// Decays with known truth.
enum SyntheticDecay {
  /// Expected counts behind a Gaussian response, exact in closed form: the integral of the exponentially modified
  /// Gaussian over each bin. Times in bins.
  static func expected(
    tau: Double, photons: Double, background: Double, bins: Int
  ) -> (decay: [Double], response: [Double]) {
    let (sigma, centre) = (2.5, 20.0)
    let gauss = { (t: Double) in 0.5 * erfc(-(t - centre) / (sigma * 2.0.squareRoot())) }
    let cumulative = { (t: Double) -> Double in
      let x = t - centre
      return gauss(t) - 0.5 * exp(sigma * sigma / (2 * tau * tau) - x / tau)
        * erfc(-(x - sigma * sigma / tau) / (sigma * 2.0.squareRoot()))
    }
    return (
      (0..<bins).map { photons * (cumulative(Double($0 + 1)) - cumulative(Double($0))) + background },
      (0..<bins).map { 1e5 * (gauss(Double($0 + 1)) - gauss(Double($0))) }
    )
  }
}

extension SeededGenerator {
  /// A Poisson number: by inversion below 50, by the normal law above.
  mutating func poisson(_ mean: Double) -> Double {
    if mean > 50 { return max(0, (mean + mean.squareRoot() * normal()).rounded()) }
    var (count, term) = (0.0, exp(-mean))
    var (sum, draw) = (term, uniform())
    while draw > sum, count < 500 {
      count += 1
      term *= mean / count
      sum += term
    }
    return count
  }
}
