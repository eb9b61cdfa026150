// Recombination and trapped charge at the boundary of two layers.
//
// Traps see the carriers at the face itself: electrons on the side with the lower conduction band, holes on the side with
// the higher valence band. Those densities N and P are no unknowns; they follow from the fluxes of the two half cells
// (FluxLink.swift), which differ by what the traps take:
//   F_left − F_right = U,   F_left = l₀ − l₁ N,   F_right = r₁ N − r₀   ⇒   N = (l₀ + r₀ − U)/(l₁ + r₁),  and P alike.
//   stationary trap:  U = S_n S_p (NP − γγ n₁p₁)/(S_n (N + γ n₁) + S_p (P + γ p₁)),  S = C N_t,
// whence one equation in U, which rises monotonically: Newton's method, and a last step in dual numbers for the exact
// derivatives. A charged trap always has an occupancy f of its own, so that its charge is part of the state:
//   U_n = S_n (N (1 − f) − γ n₁ f),  U_p = S_p (P f − γ p₁ (1 − f)),  N_t ḟ = U_n − U_p.
// It is kept as a density in the cell on the low side. Its charge, like a fixed charge σ, reaches the two cells in the
// shares that the half cells' capacitances give: what continuity of the potential and D_right − D_left = σ demand.
//
// Rejected: the cell-centre densities for N and P, which make a boundary with a field first order in the cell width.

import Foundation
import Materials
import NumericalMethods
import Quantities

/// The reactions of one boundary.
struct InterfaceFace {
  /// Faces of electrons and holes, as if without traps.
  var electronLink: FluxLink
  var holeLink: FluxLink
  /// Traps whose occupancy follows the carriers.
  var stationary: [TrapConstants]
  /// Traps with an occupancy of their own; `density` is N_t over the width of the low cell, rates are S.
  var dynamic: [TrapConstants]
  /// Width of the cells on both sides, m.
  var leftWidth: Double
  var rightWidth: Double
  /// Share of the charge on the boundary that counts for the low cell.
  var lowerShare: Double
}

/// What one boundary does at an instant; inputs of the derivatives: potential drop, n left, n right, p left, p right, then
/// the dynamic traps.
struct InterfaceRates {
  var electronsLeft: DualNumber
  var electronsRight: DualNumber
  var holesLeft: DualNumber
  var holesRight: DualNumber
  /// Filling of each dynamic trap, per s, as a density in the low cell.
  var filling: [DualNumber]
  /// Largest flux out of the low cell's centre, of which the net flux is a difference.
  var electronGross: Double
  var holeGross: Double
  /// The same on the side of the high cell.
  var farElectronGross: Double
  var farHoleGross: Double
  /// Net capture of electrons and holes per area, scaled.
  var electronLoss: Double
  var holeLoss: Double
}

extension InterfaceFace {
  /// Most dynamic traps that one boundary can hold, set by the width of a dual number.
  static let dynamicLimit = 3

  /// One carrier at the face: F_left = l₀ − l₁ N, F_right = r₁ N − r₀, and γ on the side where N is.
  private struct Side {
    var l0: DualNumber
    var l1: DualNumber
    var r0: DualNumber
    var r1: DualNumber
    var degeneracy: DualNumber

    /// The flux as if no trap took anything. Not l₀ − l₁ N: half a cell exchanges up to 1e6 times what crosses a slow
    /// boundary, and that much of the difference would be round-off.
    var through: DualNumber { (l0 * r1 - l1 * r0) / (l1 + r1) }
    /// Share of what the traps take that comes from the low side.
    var lowerPart: DualNumber { l1 / (l1 + r1) }
  }

  private static func side(
    _ link: FluxLink, drop: DualNumber, left: DualNumber, right: DualNumber, leftExcess: DualNumber,
    rightExcess: DualNumber
  ) -> Side {
    let jump = DualNumber(link.standardJump) + rightExcess - leftExcess
    let (g1, g2, r) = (link.conductance, link.rightConductance, link.inverseVelocity)
    let offset = DualNumber(link.drift * link.faceOffset)
    let (b1, m1) = (link.drift * link.leftShare * drop + offset).bernoulli
    let (b2, m2) = (link.drift * (1 - link.leftShare) * drop - offset).bernoulli
    if jump.value > 0 {
      let e1 = (-jump).exponential
      let resistance = (g2 * r) * b2 + DualNumber(1)
      return Side(
        l0: g1 * (b1 * left), l1: g1 * m1, r0: g2 * (m2 * right) / resistance, r1: g2 * (e1 * b2) / resistance,
        degeneracy: (-leftExcess).exponential)
    }
    let e2 = jump.exponential
    let resistance = (g1 * r) * m1 + DualNumber(1)
    return Side(
      l0: g1 * (b1 * left) / resistance, l1: g1 * (e2 * m1) / resistance, r0: g2 * (m2 * right), r1: g2 * b2,
      degeneracy: (-rightExcess).exponential)
  }

  /// Rates in a state.
  /// - Parameters:
  ///   - a: unknowns of the low cell, with its excess and slopes.
  ///   - b: unknowns of the high cell, likewise.
  func rates(
    _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, excessA: UnsafePointer<Double>,
    excessB: UnsafePointer<Double>, slopeA: UnsafePointer<Double>, slopeB: UnsafePointer<Double>
  ) -> InterfaceRates {
    let (en, hp) = (electronLink.row, holeLink.row)
    let drop = DualNumber(b[0] - a[0], input: 0)
    let electrons = Self.side(
      electronLink, drop: drop, left: DualNumber(a[en], input: 1), right: DualNumber(b[en], input: 2),
      leftExcess: DualNumber(excessA[en], input: 1, slope: slopeA[en]),
      rightExcess: DualNumber(excessB[en], input: 2, slope: slopeB[en]))
    let holes = Self.side(
      holeLink, drop: drop, left: DualNumber(a[hp], input: 3), right: DualNumber(b[hp], input: 4),
      leftExcess: DualNumber(excessA[hp], input: 3, slope: slopeA[hp]),
      rightExcess: DualNumber(excessB[hp], input: 4, slope: slopeB[hp]))
    let (gn, gp) = (electrons.degeneracy, holes.degeneracy)
    // N (l₁ + r₁ + Σ S (1 − f)) = l₀ + r₀ + Σ S γ n₁ f − U, with U that of the stationary traps alone.
    var (supplyN, drainN) = (electrons.l0 + electrons.r0, electrons.l1 + electrons.r1)
    var (supplyP, drainP) = (holes.l0 + holes.r0, holes.l1 + holes.r1)
    var filled: [DualNumber] = []
    for (k, trap) in dynamic.enumerated() {
      let f = DualNumber(a[trap.row] / trap.density, input: 5 + k, slope: 1 / trap.density)
      let empty = DualNumber(1) - f
      supplyN = supplyN + (trap.electronRate * trap.electronEmission) * (gn * f)
      drainN = drainN + trap.electronRate * empty
      supplyP = supplyP + (trap.holeRate * trap.holeEmission) * (gp * empty)
      drainP = drainP + trap.holeRate * f
      filled.append(f)
    }
    let lost = stationaryLoss(supplyN, drainN, supplyP, drainP, gn, gp)
    let n = (supplyN - lost) / drainN
    let p = (supplyP - lost) / drainP
    var (electronLoss, holeLoss) = (lost, lost)
    let filling = zip(dynamic, filled).map { trap, f in
      let empty = DualNumber(1) - f
      let caught = trap.electronRate * (n * empty - trap.electronEmission * (gn * f))
      let annihilated = trap.holeRate * (p * f - trap.holeEmission * (gp * empty))
      electronLoss = electronLoss + caught
      holeLoss = holeLoss + annihilated
      return (1 / leftWidth) * (caught - annihilated)
    }
    return InterfaceRates(
      electronsLeft: electrons.through + electrons.lowerPart * electronLoss,
      electronsRight: electrons.through - (DualNumber(1) - electrons.lowerPart) * electronLoss,
      holesLeft: holes.through + holes.lowerPart * holeLoss,
      holesRight: holes.through - (DualNumber(1) - holes.lowerPart) * holeLoss, filling: filling,
      electronGross: abs(electrons.l0.value), holeGross: abs(holes.l0.value),
      farElectronGross: abs(electrons.r0.value), farHoleGross: abs(holes.r0.value), electronLoss: electronLoss.value,
      holeLoss: holeLoss.value)
  }

  /// U of the stationary traps, the root of U = Σ rate((A_n − U)/K_n, (A_p − U)/K_p).
  private func stationaryLoss(
    _ supplyN: DualNumber, _ drainN: DualNumber, _ supplyP: DualNumber, _ drainP: DualNumber, _ gn: DualNumber,
    _ gp: DualNumber
  ) -> DualNumber {
    guard !stationary.isEmpty else { return DualNumber(0) }
    var loss = 0.0
    // The rate is nearly a quadratic of U, so a handful of steps reach round-off; the limit is for trial states.
    for _ in 0..<40 {
      let (n, p) = ((supplyN.value - loss) / drainN.value, (supplyP.value - loss) / drainP.value)
      let one = rate(n, p, gn.value, gp.value)
      let slope = 1 + one.byN / drainN.value + one.byP / drainP.value
      let change = (loss - one.rate) / slope
      loss -= change
      if abs(change) <= 1e-15 * abs(loss) { break }
    }
    let (n, p) = ((supplyN.value - loss) / drainN.value, (supplyP.value - loss) / drainP.value)
    let one = rate(n, p, gn.value, gp.value)
    let slope = 1 + one.byN / drainN.value + one.byP / drainP.value
    // One Newton step with everything but U carrying its derivatives: the theorem of implicit functions.
    let fixed = DualNumber(loss)
    let dualN = (supplyN - fixed) / drainN
    let dualP = (supplyP - fixed) / drainP
    var sum = DualNumber(0)
    for trap in stationary { sum = sum + Self.rate(trap, dualN, dualP, gn, gp) }
    return fixed - (1 / slope) * (fixed - sum)
  }

  private func rate(_ n: Double, _ p: Double, _ gn: Double, _ gp: Double) -> (rate: Double, byN: Double, byP: Double) {
    var sum = DualNumber(0)
    let (dualN, dualP) = (DualNumber(n, input: 0), DualNumber(p, input: 1))
    for trap in stationary { sum = sum + Self.rate(trap, dualN, dualP, DualNumber(gn), DualNumber(gp)) }
    return (sum.value, max(0, sum.slope[0]), max(0, sum.slope[1]))
  }

  private static func rate(
    _ trap: TrapConstants, _ n: DualNumber, _ p: DualNumber, _ gn: DualNumber, _ gp: DualNumber
  ) -> DualNumber {
    let (sn, sp) = (trap.electronRate, trap.holeRate)
    let n1 = trap.electronEmission * gn
    let p1 = trap.holeEmission * gp
    // A density below zero is an error that must decay. With its magnitude here the trap would be a source for the other
    // carrier, S_n S_p NP/(S_n N + S_p |P|) → −S_n N, under which N grows exponentially; without it P returns at S_p P.
    let denominator = sn * (n.positivePart + n1) + sp * (p.positivePart + p1)
    guard denominator.value > 0 else { return DualNumber(0) }
    let product = n.value < 0 && p.value < 0 ? DualNumber(0) : n * p
    return (sn * sp) * (product - n1 * p1) / denominator
  }
}
