// Models of a material's permittivity against photon energy, E in joules inside, eV in the comments.
//
//   Cauchy        n = A + B/λ² + C/λ⁴, k = 0                                         (transparent by assumption)
//   Sellmeier     n² = 1 + Σ B λ²/(λ² − λ_i²), k = 0                                (exact far from its poles)
//   Drude-Lorentz ε = ε∞ − E_p²/(E² + iΓE) + Σ F E_i²/(E_i² − E² − iγ_i E)
//   Tauc-Lorentz  ε₂ = A E_0 C (E − E_g)²/[(E² − E_0²)² + C²E²]/E above E_g, else 0; ε₁ from it in closed form,
//                 G. E. Jellison and F. A. Modine, Appl. Phys. Lett. 69, 371 and 2137 (1996), doi:10.1063/1.118064.
// The last two obey the Kramers-Kronig relations; `KramersKronig` checks that.

import Foundation
import Quantities

/// A closed form of n + ik.
public enum DispersionModel: Sendable, Equatable {
  /// n = A + B/λ² + C/λ⁴ with B in m², C in m⁴.
  case cauchy(a: Double, b: Double, c: Double)
  /// n² = 1 + Σ strength λ²/(λ² − resonance²), resonances in m.
  case sellmeier(terms: [SellmeierTerm])
  /// Free carriers with plasma energy and damping, J, on a background ε∞, and bound oscillators.
  case drudeLorentz(background: Double, plasmaEnergy: Double, damping: Double, oscillators: [LorentzOscillator])
  /// Amplitude A, peak energy E_0, broadening C, gap E_g, J; ε₁ at infinite energy.
  case taucLorentz(background: Double, amplitude: Double, peak: Double, broadening: Double, gap: Double)

  /// One resonance of a Sellmeier formula.
  public struct SellmeierTerm: Sendable, Equatable {
    /// Strength, dimensionless.
    public let strength: Double
    /// Resonance wavelength, m.
    public let resonance: Double
    /// - Parameters: as the properties of the same names.
    public init(strength: Double, resonance: Double) {
      self.strength = strength
      self.resonance = resonance
    }
  }

  /// One bound oscillator.
  public struct LorentzOscillator: Sendable, Equatable {
    /// Strength F, dimensionless.
    public let strength: Double
    /// Energy E_i, J.
    public let energy: Double
    /// Damping γ_i, J.
    public let damping: Double
    /// - Parameters: as the properties of the same names.
    public init(strength: Double, energy: Double, damping: Double) {
      self.strength = strength
      self.energy = energy
      self.damping = damping
    }
  }

  /// Relative permittivity ε₁ + iε₂, dimensionless, at a photon energy, J.
  public func permittivity(energy e: Double) -> (real: Double, imaginary: Double) {
    let wavelength = PhysicalConstants.planckConstant * PhysicalConstants.speedOfLight / e
    let square = wavelength * wavelength
    switch self {
    case .cauchy(let a, let b, let c):
      let n = a + b / square + c / (square * square)
      return (n * n, 0)
    case .sellmeier(let terms):
      return (terms.reduce(1) { $0 + $1.strength * square / (square - $1.resonance * $1.resonance) }, 0)
    case .drudeLorentz(let background, let plasma, let damping, let oscillators):
      // −E_p²/(E² + iΓE) = −E_p²(E² − iΓE)/(E⁴ + Γ²E²)
      let free = plasma * plasma / (e * e + damping * damping)
      var result = (real: background - free, imaginary: free * damping / e)
      for one in oscillators {
        let (detuning, width) = (one.energy * one.energy - e * e, one.damping * e)
        let scale = one.strength * one.energy * one.energy / (detuning * detuning + width * width)
        result.real += scale * detuning
        result.imaginary += scale * width
      }
      return result
    case .taucLorentz(let background, let amplitude, let peak, let broadening, let gap):
      return Self.taucLorentz(background, amplitude, peak, broadening, gap, e)
    }
  }

  /// n and k, dimensionless, at a vacuum wavelength, m.
  public func index(wavelength: Double) -> (n: Double, k: Double) {
    let e = permittivity(energy: PhysicalConstants.planckConstant * PhysicalConstants.speedOfLight / wavelength)
    let size = hypot(e.real, e.imaginary)
    let n =
      e.real >= 0 ? (0.5 * (size + e.real)).squareRoot() : 0.5 * e.imaginary / (0.5 * (size - e.real)).squareRoot()
    return (n, e.imaginary == 0 ? 0 : 0.5 * e.imaginary / n)
  }

  /// The model as a table over a range of vacuum wavelengths, m, exact to 1e-7 between its points.
  ///
  /// - Throws: `OpticalConstantsError.unusableTable` where the model gives no physical index.
  public func table(named name: String, range: ClosedRange<Double>) throws(OpticalConstantsError) -> OpticalConstants {
    var corners: [Double] = []
    if case .taucLorentz(_, _, _, _, let gap) = self {
      corners = [PhysicalConstants.planckConstant * PhysicalConstants.speedOfLight / gap]
    }
    return try OpticalConstants.sampled(
      name: name, range: range, including: corners, evidence: .model, header: ["source": "model: \(self)"],
      allowance: { .unusableTable(name: name, reason: $0) }, index)
  }

  private static func taucLorentz(
    _ background: Double, _ a: Double, _ e0: Double, _ c: Double, _ gap: Double, _ e: Double
  ) -> (real: Double, imaginary: Double) {
    let (square, peakSquare, gapSquare, widthSquare) = (e * e, e0 * e0, gap * gap, c * c)
    let detuning = square - peakSquare
    let imaginary =
      e > gap ? a * e0 * c * (e - gap) * (e - gap) / ((detuning * detuning + widthSquare * square) * e) : 0
    let alpha = (4 * peakSquare - widthSquare).squareRoot()
    let gammaSquare = peakSquare - 0.5 * widthSquare
    let zeta = pow(square - gammaSquare, 2) + 0.25 * alpha * alpha * widthSquare
    let logTerm =
      (gapSquare - peakSquare) * square + gapSquare * widthSquare - peakSquare * (peakSquare + 3 * gapSquare)
    let arcTerm = detuning * (peakSquare + gapSquare) + gapSquare * widthSquare
    let first =
      a * c * logTerm / (2 * .pi * zeta * alpha * e0)
      * log((peakSquare + gapSquare + alpha * gap) / (peakSquare + gapSquare - alpha * gap))
    let second =
      a * arcTerm / (.pi * zeta * e0) * (.pi - atan((2 * gap + alpha) / c) + atan((alpha - 2 * gap) / c))
    let third =
      2 * a * e0 * gap * (square - gammaSquare) / (.pi * zeta * alpha)
      * (.pi + 2 * atan(2 * (gammaSquare - gapSquare) / (alpha * c)))
    // At E = E_g the logarithms of the fourth and fifth term cancel; a point beside it has the same value.
    let near = max(abs(e - gap), 1e-12 * gap)
    let fourth = a * e0 * c * (square + gapSquare) / (.pi * zeta * e) * log(near / (e + gap))
    let norm = (pow(peakSquare - gapSquare, 2) + gapSquare * widthSquare).squareRoot()
    let fifth = 2 * a * e0 * c * gap / (.pi * zeta) * log(near * (e + gap) / norm)
    return (background + first - second + third - fourth + fifth, imaginary)
  }
}
