// From photons per energy on the internal grid to energy per wavelength at the detector:
//   I(λ_d) = ∫ G(λ − λ_d) P(E(λ)) E |dE/dλ| dλ,   |dE/dλ| = E²/(hc),   G Gaussian of the instrument's resolution.
// P is cubic between its grid points; the integral over ±5σ is a trapezoidal sum with step σ/4 (error e^{−2π²·16}).
// All of it is linear in P, so it is one matrix, made once; only its nonzero band is kept.

import Foundation
import Quantities

struct Detector: Sendable {
  let wavelengths: [Double]
  /// First grid index and weights (J m⁻¹ per photon J⁻¹) of each wavelength.
  private let bands: [(first: Int, weights: [Double])]

  init(wavelengths: [Double], resolution: Double, energies: [Double]) {
    self.wavelengths = wavelengths
    let hc = PhysicalConstants.planckConstant * PhysicalConstants.speedOfLight
    let sigma = resolution / (8 * log(2.0)).squareRoot()
    let half = sigma > 0 ? 20 : 0
    let count = energies.count
    let (bottom, step) = (energies[0], energies[1] - energies[0])
    bands = wavelengths.map { centre in
      var weights: [Int: Double] = [:]
      var sum = 0.0
      for sample in -half...half {
        let gauss = exp(-0.5 * pow(Double(sample) / 4, 2))
        sum += gauss
        let energy = hc / (centre + Double(sample) * sigma / 4)
        let position = (energy - bottom) / step
        guard position >= 0, position <= Double(count - 1) else { continue }
        let index = min(max(Int(position), 1), count - 3)
        let t = position - Double(index)
        let scale = gauss * energy * energy * energy / hc
        weights[index - 1, default: 0] += scale * -t * (t - 1) * (t - 2) / 6
        weights[index, default: 0] += scale * (t + 1) * (t - 1) * (t - 2) / 2
        weights[index + 1, default: 0] += scale * -(t + 1) * t * (t - 2) / 2
        weights[index + 2, default: 0] += scale * (t + 1) * t * (t - 1) / 6
      }
      guard let first = weights.keys.min(), let last = weights.keys.max() else { return (0, []) }
      return (first, (first...last).map { (weights[$0] ?? 0) / sum })
    }
  }

  /// Energy per area and wavelength, J m⁻² m⁻¹, of `photons` per area and energy, m⁻² J⁻¹, on the internal grid.
  func spectrum(_ photons: [Double]) -> [Double] {
    bands.map { band in
      var sum = 0.0
      for (offset, weight) in band.weights.enumerated() { sum += weight * photons[band.first + offset] }
      return sum
    }
  }

  /// Integral of a spectrum over the detector's wavelengths, trapezoidal.
  func integral(_ spectrum: [Double]) -> Double {
    var sum = 0.0
    for index in 1..<wavelengths.count {
      sum += 0.5 * (spectrum[index] + spectrum[index - 1]) * (wavelengths[index] - wavelengths[index - 1])
    }
    return sum
  }
}
