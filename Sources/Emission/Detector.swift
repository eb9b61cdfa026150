// From photons per energy on the internal grid to energy per wavelength at the detector:
//   I(λ_d) = ∫ G(λ − λ_d) P(E(λ)) E |dE/dλ| dλ,   |dE/dλ| = E²/(hc),   G Gaussian of the instrument's resolution.
// The integral is the plain sum over the grid: positive, and exact to 2 e^{−2π²(σ/h)²} for a grid step h (in wavelength),
// 2e-4 at h = 1.5 σ. The table takes care that its step is no coarser than that; a resolution finer than the finest
// step is widened to it. Rejected: interpolating P first, which rings beside a narrow line and goes negative.
// All of it is linear in P, so it is one matrix, made once; only its nonzero band is kept.

import Foundation
import Quantities

struct Detector: Sendable {
  let wavelengths: [Double]
  /// First grid index and weights (J m⁻¹ per photon J⁻¹) of each wavelength.
  private let bands: [(first: Int, weights: [Double])]

  /// What passes the filter per energy of the grid, dimensionless; empty without one.
  let passing: [Double]

  init(wavelengths: [Double], resolution: Double, energies: [Double], filter: DetectionFilter? = nil) {
    self.wavelengths = wavelengths
    let hc = PhysicalConstants.planckConstant * PhysicalConstants.speedOfLight
    let passing = filter.map { filter in energies.map { filter.transmission(at: hc / $0) } } ?? []
    self.passing = passing
    let step = energies[1] - energies[0]
    let given = resolution / (8 * log(2.0)).squareRoot()
    bands = wavelengths.map { centre in
      let sigma = max(given, centre * centre / hc * step / Self.coarsestStep)
      let lowest = hc / (centre + 6 * sigma)
      let highest = hc / max(centre - 6 * sigma, 0.1 * centre)
      guard let first = energies.firstIndex(where: { $0 >= lowest }), energies[first] <= highest else { return (0, []) }
      let scale = step / (sigma * (2 * Double.pi).squareRoot())
      // The light passes the filter before it is spread by the resolution.
      let weights = energies.indices.dropFirst(first).prefix { energies[$0] <= highest }.map { index in
        scale * energies[index] * exp(-0.5 * pow((hc / energies[index] - centre) / sigma, 2))
          * (passing.isEmpty ? 1 : passing[index])
      }
      return (first, weights)
    }
  }

  /// Largest grid step, in standard deviations of the instrument.
  static let coarsestStep = 1.5

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
