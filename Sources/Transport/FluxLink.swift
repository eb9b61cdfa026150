// The flux of one species across one cell face, with its exact derivatives.
//
// Goals, in this order:
//   1. zero flux, to round-off, wherever the electrochemical potential is constant, for any statistics;
//   2. second order at layer boundaries with a jump of potential energy, not only inside a layer;
//   3. derivatives by hand from the same weights, so that the Jacobian is exact.
//
// Inside a layer (exponential fitting with the excess chemical potential, "SEDAN"): with µˣ = −ln(1 − c/c_max),
//   d = zΔφ/V_t + Δµˣ,   F = (D/h) [c_i B(d) − c_j B(−d)].
// At a layer boundary, fitting over the two half cells, which meet at the face. With d_k = zΔφ_k/V_t the drift in each
// half (Δφ split by continuity of ε∂φ/∂x), G_k = D_k/(w_k/2), δ the jump of µ⁰/kT + µˣ − ln c_max, e₁/e₂ = exp(−δ),
// max(e₁, e₂) = 1, and v the interface velocity (F = v(e₁c_L − e₂c_R) between the two sides of the face):
//   F = G₁G₂ (e₁c_i B₁B₂ − e₂c_j M₁M₂) / (e₂G₁M₁ + e₁G₂B₂ + G₁G₂M₁B₂/v),   B_k = B(d_k), M_k = B(−d_k).
// One fitted face across the jump instead (δ added to d) does not converge: the jump is then smeared over a cell.
// At a contact the density is c₀, or comes back to it with the velocity S:  d = zΔφ/V_t + Δµˣ over the half cell,
//   x = 0:  F = G [c₀ B(d) − c B(−d)]/(1 + G B(d)/S),      x = L:  F = G [c B(d) − c₀ B(−d)]/(1 + G B(−d)/S).
//
// Sources: Scharfetter and Gummel (see BernoulliFunction.swift); excess-potential form: Yu and Dutton, SEDAN III,
// Stanford (1988), and Abdel et al., J. Comput. Electron. 22 (2023), doi:10.1007/s10825-022-01930-8; the two-half-cell
// flux is derived above by eliminating the two face densities.

import Foundation
import NumericalMethods

/// Flux F, towards larger x, and its derivatives, in the units of `FluxLink`.
package struct FluxDerivatives {
  /// F.
  package var flux: Double
  /// ∂F/∂(φ_right − φ_left).
  package var byDrop: Double
  /// ∂F/∂c of the left cell.
  package var byLeft: Double
  /// ∂F/∂c of the right cell.
  package var byRight: Double
}

/// One face that one species can cross.
package struct FluxLink {
  /// Inside a layer, between two layers, at the contact x = 0 or at that at x = L.
  package enum Kind: Sendable { case interior, boundary, contact, farContact }
  /// Which of the three formulas applies.
  package var kind: Kind
  /// Cell on the low side (for a contact: the cell itself).
  var left = 0
  /// Cell on the high side.
  var right = 0
  /// Position of the species' density within a cell's unknowns, 1 or more.
  var row = 1
  /// z/V_t, V⁻¹.
  package var drift: Double
  /// D/h between centres (interior) or D/(w/2) of the left half (boundary, contact), m s⁻¹.
  package var conductance: Double
  /// D/(w/2) of the right half, m s⁻¹.
  package var rightConductance = 0.0
  /// Share of the potential drop that falls in the left half.
  package var leftShare = 0.0
  /// Jump of µ⁰/kT − ln c_max.
  package var standardJump = 0.0
  /// 1/v, or 1/S at a contact, s m⁻¹.
  package var inverseVelocity = 0.0
  /// Potential by which a charge on the boundary lifts the face, V.
  package var faceOffset = 0.0
  /// Poole–Frenkel factor γ, (m/V)^½: the conductance grows as exp(γ√|E|); zero in a band conductor.
  package var fieldActivation = 0.0
  /// 1/distance over which the potential drops, m⁻¹, for the field of `fieldActivation`.
  package var inverseDistance = 0.0
  /// Density held by the contact, scaled.
  package var contactDensity = 0.0
  /// µˣ of the density held by the contact.
  package var contactExcess = 0.0

  /// A link of unit geometry between neighbouring cells; everything else is set by name.
  package init(kind: Kind, drift: Double, conductance: Double) {
    self.kind = kind
    self.drift = drift
    self.conductance = conductance
  }

  /// F for densities `a` (left), `b` (right), potential drop φ_right − φ_left and excess jump µˣ_right − µˣ_left.
  @inline(__always)
  package func flux(_ a: Double, _ b: Double, drop: Double, excess: Double) -> Double {
    guard fieldActivation == 0 else { return activatedFlux(a, b, drop: drop, excess: excess) }
    return plainFlux(a, b, drop: drop, excess: excess)
  }

  @inline(__always)
  private func plainFlux(_ a: Double, _ b: Double, drop: Double, excess: Double) -> Double {
    switch kind {
    case .interior:
      let weights = BernoulliPair(drift * drop + excess)
      return conductance * (a * weights.forward - b * weights.backward)
    case .contact:
      let weights = BernoulliPair(drift * drop + excess)
      let held = conductance * (contactDensity * weights.forward - b * weights.backward)
      return inverseVelocity == 0 ? held : held / (1 + conductance * weights.forward * inverseVelocity)
    case .farContact:
      let weights = BernoulliPair(drift * drop + excess)
      let held = conductance * (a * weights.forward - contactDensity * weights.backward)
      return inverseVelocity == 0 ? held : held / (1 + conductance * weights.backward * inverseVelocity)
    case .boundary:
      let (e1, e2) = occupancies(standardJump + excess)
      let one = BernoulliPair(drift * (drop * leftShare + faceOffset))
      let two = BernoulliPair(drift * (drop * (1 - leftShare) - faceOffset))
      let (g1, g2) = (conductance, rightConductance)
      let numerator = e1 * a * (one.forward * two.forward) - e2 * b * (one.backward * two.backward)
      let denominator =
        e2 * g1 * one.backward + e1 * g2 * two.forward + g1 * g2 * inverseVelocity * one.backward * two.forward
      return g1 * g2 * numerator / denominator
    }
  }

  /// F and its derivatives; `slopeA` and `slopeB` are dµˣ/dc in the two cells.
  @inline(__always)
  package func derivatives(
    _ a: Double, _ b: Double, drop: Double, excess: Double, slopeA: Double, slopeB: Double
  ) -> FluxDerivatives {
    guard fieldActivation == 0 else {
      return activatedDerivatives(a, b, drop: drop, excess: excess, slopeA: slopeA, slopeB: slopeB)
    }
    return plainDerivatives(a, b, drop: drop, excess: excess, slopeA: slopeA, slopeB: slopeB)
  }

  @inline(__always)
  private func plainDerivatives(
    _ a: Double, _ b: Double, drop: Double, excess: Double, slopeA: Double, slopeB: Double
  ) -> FluxDerivatives {
    switch kind {
    case .interior:
      let d = drift * drop + excess
      let weights = BernoulliPair(d)
      let slope = weights.slope(d)
      // d B(−d)/dd = 1 + B′(d)
      let byDrift = conductance * (a * slope - b * (1 + slope))
      return FluxDerivatives(
        flux: conductance * (a * weights.forward - b * weights.backward), byDrop: drift * byDrift,
        byLeft: conductance * weights.forward - slopeA * byDrift,
        byRight: -conductance * weights.backward + slopeB * byDrift)
    case .contact, .farContact:
      return contactDerivatives(kind == .contact ? b : a, drop: drop, excess: excess, slopeA: slopeA, slopeB: slopeB)
    case .boundary:
      return boundaryDerivatives(a, b, drop: drop, excess: excess, slopeA: slopeA, slopeB: slopeB)
    }
  }

  /// exp(γ√|E|) and its logarithmic slope by the drop, V⁻¹.
  ///
  /// √|E| has no slope at E = 0; around E₀ = 100 V/m it is rounded to (E² + E₀²)^¼, which changes the factor by at most
  /// γ√E₀ (0.1 % at γ = 1e-4 (m/V)^½).
  private func activation(_ drop: Double) -> (factor: Double, slope: Double) {
    let field = drop * inverseDistance
    let square = field * field + 1e4
    let root = square.squareRoot().squareRoot()
    return (exp(fieldActivation * root), 0.5 * fieldActivation * root * field / square * inverseDistance)
  }

  private func activatedFlux(_ a: Double, _ b: Double, drop: Double, excess: Double) -> Double {
    var link = self
    let factor = activation(drop).factor
    link.conductance *= factor
    link.rightConductance *= factor
    return link.plainFlux(a, b, drop: drop, excess: excess)
  }

  private func activatedDerivatives(
    _ a: Double, _ b: Double, drop: Double, excess: Double, slopeA: Double, slopeB: Double
  ) -> FluxDerivatives {
    var link = self
    let (factor, slope) = activation(drop)
    link.conductance *= factor
    link.rightConductance *= factor
    var d = link.plainDerivatives(a, b, drop: drop, excess: excess, slopeA: slopeA, slopeB: slopeB)
    link.inverseVelocity = 0
    let unhindered = link.plainFlux(a, b, drop: drop, excess: excess)
    // With the resistance 1/v in series F = F₀/(1 + r F₀), of which F₀ alone is activated: dF/d ln G = F²/F₀.
    d.byDrop += unhindered == 0 ? 0 : slope * d.flux * (d.flux / unhindered)
    return d
  }

  /// `c` is the density of the one cell at the contact.
  private func contactDerivatives(
    _ c: Double, drop: Double, excess: Double, slopeA: Double, slopeB: Double
  ) -> FluxDerivatives {
    let d = drift * drop + excess
    let weights = BernoulliPair(d)
    let slope = weights.slope(d)
    let g = conductance
    if kind == .contact {
      let resistance = 1 / (1 + g * weights.forward * inverseVelocity)
      let flux = g * (contactDensity * weights.forward - c * weights.backward) * resistance
      let byDrift =
        (g * (contactDensity * slope - c * (1 + slope)) - flux * g * slope * inverseVelocity) * resistance
      return FluxDerivatives(
        flux: flux, byDrop: drift * byDrift, byLeft: 0,
        byRight: -g * weights.backward * resistance + slopeB * byDrift)
    }
    let resistance = 1 / (1 + g * weights.backward * inverseVelocity)
    let flux = g * (c * weights.forward - contactDensity * weights.backward) * resistance
    let byDrift =
      (g * (c * slope - contactDensity * (1 + slope)) - flux * g * (1 + slope) * inverseVelocity) * resistance
    return FluxDerivatives(
      flux: flux, byDrop: drift * byDrift, byLeft: g * weights.forward * resistance - slopeA * byDrift, byRight: 0)
  }

  /// e₁ and e₂ with e₁/e₂ = exp(−δ) and the larger equal to 1.
  @inline(__always)
  private func occupancies(_ jump: Double) -> (Double, Double) { jump > 0 ? (exp(-jump), 1) : (1, exp(jump)) }

  private func boundaryDerivatives(
    _ a: Double, _ b: Double, drop: Double, excess: Double, slopeA: Double, slopeB: Double
  ) -> FluxDerivatives {
    let jump = standardJump + excess
    let (e1, e2) = occupancies(jump)
    let (g1, g2, r) = (conductance, rightConductance, inverseVelocity)
    let (d1, d2) = (drift * (drop * leftShare + faceOffset), drift * (drop * (1 - leftShare) - faceOffset))
    let (one, two) = (BernoulliPair(d1), BernoulliPair(d2))
    let (b1, m1, b2, m2) = (one.forward, one.backward, two.forward, two.backward)
    let (db1, db2) = (one.slope(d1), two.slope(d2))
    let (dm1, dm2) = (1 + db1, 1 + db2)
    let numerator = e1 * a * (b1 * b2) - e2 * b * (m1 * m2)
    let denominator = e2 * g1 * m1 + e1 * g2 * b2 + g1 * g2 * r * m1 * b2
    let scale = g1 * g2 / denominator
    let ratio = numerator / denominator
    let byFirst = (e1 * a * db1 * b2 - e2 * b * dm1 * m2) - ratio * (e2 * g1 * dm1 + g1 * g2 * r * dm1 * b2)
    let bySecond = (e1 * a * b1 * db2 - e2 * b * m1 * dm2) - ratio * (e1 * g2 * db2 + g1 * g2 * r * m1 * db2)
    let byJump =
      jump > 0
      ? -e1 * (a * b1 * b2 - ratio * g2 * b2)
      : -e2 * (b * m1 * m2 + ratio * g1 * m1)
    return FluxDerivatives(
      flux: g1 * g2 * numerator / denominator,
      byDrop: drift * scale * (leftShare * byFirst + (1 - leftShare) * bySecond),
      byLeft: scale * (e1 * b1 * b2 - slopeA * byJump), byRight: scale * (-e2 * m1 * m2 + slopeB * byJump))
  }
}
