// The one kernel of this room: the field of a plane wave or a guided mode, carried from face to face of a stack.
//
// Goals, in this order:
//   1. no overflow and no loss of digits for any thickness and absorption;
//   2. one formulation for both polarisations, for waves and for modes, and for evanescent layers (q → 0 included);
//   3. speed.
//
// In a layer of permittivity ε the tangential fields are, with k0 = 2π/λ, transverse index N, q² = ε − N²,
//   TE (s):  ψ = E_y,   w = 1;        TM (p):  ψ = H_y,   w = ε;        χ = ψ′/(k0 w):  both continuous;
//   ψ(d) = c ψ(0) + w s χ(0),   χ(d) = −(q²/w) s ψ(0) + c χ(0),   c = cos φ,  s = (sin φ)/q,  φ = k0 d q.
// c and s are even in q: no branch to choose, no division by a vanishing q.
//
// The step always goes the way the wanted solution grows: from the side the light leaves towards its source (plane
// waves), from the claddings towards the core (modes). Then the wanted solution drowns the other, rounding errors
// shrink relative to it, and the ratio χ/ψ is the well-known recursion of the admittance; c and s are multiplied by
// e^{−|Im φ|} ≤ 1 and this factor is kept apart, so nothing overflows: amplitudes seen from the source are products of
// such factors and can only underflow, which is darkness. The ratio itself is not formed: it has poles.
// Rejected: products of transfer matrices (they mix the growing with the decaying solution and overflow at
// Im φ ≈ 700), and reflection coefficients of the layers (they need q ≠ 0 and a branch of q in every layer).
//
// Source of the equations: M. Born and E. Wolf, Principles of Optics, 7th ed., section 1.6.

import Foundation

/// ψ and χ at a face, over the factor gained since the face before.
struct ScaledField {
  var psi: ComplexNumber
  var chi: ComplexNumber
  /// The reciprocal of that factor, e^{−|Im φ|} but for renormalisation. Kept per step; the amplitude at a face is the
  /// product of those on the way there from the end where the field is large.
  var attenuation: Double = 1

  /// Carries the field across a layer: from its low to its high face, or back.
  @inline(__always)
  func crossing(_ step: LayerStep, backwards: Bool) -> ScaledField {
    let s = backwards ? -step.sine : step.sine
    let next = ScaledField(
      psi: step.cosine * psi + step.weight * s * chi,
      chi: step.cosine * chi - step.squaredQ / step.weight * s * psi, attenuation: step.attenuation)
    return next.renormalised
  }

  /// The same field with ψ and χ brought back to ordinary size: a thousand layers must not overflow either.
  @inline(__always)
  private var renormalised: ScaledField {
    let size = abs(psi.real) + abs(psi.imaginary) + abs(chi.real) + abs(chi.imaginary)
    guard size > 1e60 || (size < 1e-60 && size > 0) else { return self }
    return ScaledField(psi: (1 / size) * psi, chi: (1 / size) * chi, attenuation: attenuation / size)
  }

  /// Power flow along +x, Im(ψ* χ).
  var flow: Double { psi.real * chi.imaginary - psi.imaginary * chi.real }
}

/// What one layer does to the field at one transverse index.
struct LayerStep {
  /// q² = ε − N².
  let squaredQ: ComplexNumber
  /// q with Im q ≥ 0.
  let q: ComplexNumber
  /// w: 1 (TE) or ε (TM).
  let weight: ComplexNumber
  /// k0 d, dimensionless.
  let opticalThickness: Double
  /// cos φ · e^{−|Im φ|}.
  let cosine: ComplexNumber
  /// (sin φ)/q · e^{−|Im φ|}.
  let sine: ComplexNumber
  /// φ, with Im φ ≥ 0.
  let phase: ComplexNumber
  /// e^{i Re φ}.
  let turn: ComplexNumber
  /// e^{−Im φ}.
  let attenuation: Double
  /// 1 − e^{−2 Im φ}, without cancellation.
  let lost: Double

  @inline(__always)
  init(permittivity: ComplexNumber, squaredIndex: ComplexNumber, weight: ComplexNumber, opticalThickness: Double) {
    squaredQ = permittivity - squaredIndex
    let root = ComplexNumber.squareRoot(squaredQ)
    q = root.imaginary < 0 ? -root : root
    self.weight = weight
    self.opticalThickness = opticalThickness
    phase = opticalThickness * q
    (attenuation, lost) = Self.decay(phase.imaginary)
    // cos φ = (e^{iφ} + e^{−iφ})/2 with e^{−iφ} the large one; scaled, the small one is (1 − lost) e^{iφ′}.
    let (c, s) = (cos(phase.real), sin(phase.real))
    turn = ComplexNumber(c, s)
    cosine = ComplexNumber((1 - 0.5 * lost) * c, -0.5 * lost * s)
    if phase.squaredMagnitude > 1e-6 {
      sine = ComplexNumber((1 - 0.5 * lost) * s, 0.5 * lost * c) / q
    } else {
      // sin φ/φ to the order φ⁴; the scale e^{−Im φ} is applied in full.
      let square = phase * phase
      let series = ComplexNumber(1) - (1.0 / 6) * square + (1.0 / 120) * (square * square)
      sine = (opticalThickness * attenuation) * series
    }
  }

  /// e^{−y} and 1 − e^{−2y}, one of them by `expm1` where it would cancel; one call of the library either way.
  @inline(__always)
  static func decay(_ y: Double) -> (attenuation: Double, lost: Double) {
    guard y != 0 else { return (1, 0) }
    if y < 0.5 {
      let m = expm1(-y)
      return (1 + m, -m * (2 + m))
    }
    let factor = exp(-y)
    return (factor, 1 - factor * factor)
  }
}
