// Quasi-Fermi filling of two parabolic bands at charge neutrality (n = p).
//
//   N = 2 (2π m kT/h²)^{3/2},   n = N_c F_½(η_e) = N_v F_½(η_h),   Δµ = E_g(n) + kT (η_e + η_h),   E_g(n) = E_g − K
// n^{1/3}
// A transition E takes its electron m_h/(m_e+m_h) (E − E_g) above the one band and leaves its hole the rest below the
// other,
// so f_e and f_h follow, and f_e + f_h − 1 = f_e f_h (1 − e^{(E−Δµ)/kT}) changes sign at E = Δµ. With equal masses
// electron
// and hole lie equally deep: f_e = f_h = f_E = 1/(1 + e^{(E−Δµ)/2kT}) and the inversion is 2f_E − 1 = tanh((Δµ −
// E)/4kT).
// Renormalisation ∝ n^{1/3}: exchange energy of a plasma at interparticle distance n^{−1/3} (Wolff, Phys. Rev.
// 126, 405 (1962), doi:10.1103/PhysRev.126.405). The optical edge follows only a share of it, because the falling
// exciton binding energy compensates the shrinking gap (Mott transition at an almost constant exciton energy).

import Foundation
import Materials
import Quantities

struct BandFilling: Sendable {
  /// Effective density of states of the conduction band N_c, m⁻³.
  let effectiveDensity: Double
  /// Of the valence band N_v, m⁻³.
  let holeDensity: Double
  /// kT, J.
  let thermalEnergy: Double
  let gap: Double
  let renormalisation: Double
  let renormalisationShare: Double
  let renormalisationExponent: Double
  /// Share of the energy above the gap that the electron carries; nil where both carry the same.
  let electronShare: Double?

  init(edge: EdgeModel, temperature: Double) {
    thermalEnergy = PhysicalConstants.boltzmannConstant * temperature
    effectiveDensity = Self.effectiveDensity(mass: edge.effectiveMass, thermalEnergy: thermalEnergy)
    holeDensity = Self.effectiveDensity(mass: edge.holeMass ?? edge.effectiveMass, thermalEnergy: thermalEnergy)
    electronShare = edge.holeMass.map { $0 / ($0 + edge.effectiveMass) }
    gap = edge.edgeEnergy + edge.gapOffset
    renormalisation = edge.renormalisationCoefficient
    renormalisationShare = edge.renormalisationShare
    renormalisationExponent = edge.renormalisationExponent
  }

  private static func effectiveDensity(mass: Double, thermalEnergy: Double) -> Double {
    let wave =
      2 * Double.pi * mass * PhysicalConstants.electronMass * thermalEnergy
      / (PhysicalConstants.planckConstant * PhysicalConstants.planckConstant)
    return 2 * wave * wave.squareRoot()
  }

  /// Narrowing of the gap at density n, J.
  func narrowing(density: Double) -> Double {
    guard renormalisationExponent != 1.0 / 3 else { return renormalisation * cbrt(density) }
    let reference = 1e24
    return renormalisation * cbrt(reference) * pow(density / reference, renormalisationExponent)
  }

  /// Shift of the optical edge to lower energy at density n, J.
  func edgeShift(density: Double) -> Double { renormalisationShare * narrowing(density: density) }

  /// Quasi-Fermi splitting Δµ at density n, J.
  func splitting(density: Double) -> Double {
    let electrons = FermiIntegral.inverseHalf(density / effectiveDensity)
    let holes = electronShare == nil ? electrons : FermiIntegral.inverseHalf(density / holeDensity)
    return gap - narrowing(density: density) + thermalEnergy * (electrons + holes)
  }

  /// f_e f_h and f_e + f_h − 1 of the transition `energy` at `density`, dimensionless.
  func occupations(density: Double) -> (Double) -> (product: Double, inversion: Double) {
    let splitting = splitting(density: density)
    let thermal = thermalEnergy
    guard let share = electronShare else {
      return { energy in
        let occupation = 1 / (1 + exp((energy - splitting) / (2 * thermal)))
        // 2f − 1 = tanh((Δµ − E)/4kT), without cancellation at transparency.
        return (occupation * occupation, tanh((splitting - energy) / (4 * thermal)))
      }
    }
    let bottom = gap - narrowing(density: density)
    let electrons = FermiIntegral.inverseHalf(density / effectiveDensity)
    let holes = FermiIntegral.inverseHalf(density / holeDensity)
    return { energy in
      let excess = (energy - bottom) / thermal
      let electron = 1 / (1 + exp(share * excess - electrons))
      let hole = 1 / (1 + exp((1 - share) * excess - holes))
      return (electron * hole, -electron * hole * expm1((energy - splitting) / thermal))
    }
  }
}
