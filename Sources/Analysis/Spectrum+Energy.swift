// A spectrum against photon energy, with its Jacobian.
//
// E = hc/λ, and what lies between λ and λ + dλ lies between E and E − dE, so I_E = I_λ |dλ/dE| = I_λ λ²/(hc).
// Replotting intensities against hc/λ without λ² shifts a 20 nm wide line at 524 nm by 1.2 meV to the blue
// (2σ²/E).
//
// Source: Mooney and Kambhampati, J. Phys. Chem. Lett. 4, 3316 (2013), doi:10.1021/jz401508t.

import Foundation
import Quantities

/// Intensity per photon energy I_E, unit of the original per J, against photon energy E, J, ascending.
public struct EnergySpectrum: Sendable, Equatable {
  /// Photon energies E, J, strictly ascending.
  public let energies: [Double]
  /// Spectral intensities per energy, unit of (intensity per wavelength) × m J⁻¹.
  public let intensities: [Double]
}

extension Spectrum {
  /// The spectrum per photon energy: ∫I_E dE = ∫I_λ dλ over the same light.
  public var perEnergy: EnergySpectrum {
    let hc = PhysicalConstants.planckConstant * PhysicalConstants.speedOfLight
    return EnergySpectrum(
      energies: wavelengths.reversed().map { hc / $0 },
      intensities: zip(wavelengths, intensities).reversed().map { $1 * $0 * $0 / hc })
  }

  /// The spectrum in photons instead of energy: each intensity divided by the photon energy hc/λ, per J.
  public var inPhotons: Spectrum {
    let hc = PhysicalConstants.planckConstant * PhysicalConstants.speedOfLight
    return Spectrum.scaled(self) { $0 / hc }
  }

  /// Intensities and uncertainties multiplied by a positive function of the wavelength.
  static func scaled(_ spectrum: Spectrum, by factor: (Double) -> Double) -> Spectrum {
    let factors = spectrum.wavelengths.map(factor)
    return Spectrum(
      unchecked: spectrum.wavelengths, zip(spectrum.intensities, factors).map { $0 * $1 },
      spectrum.uncertainties.map { zip($0, factors).map { $0 * $1 } })
  }
}
