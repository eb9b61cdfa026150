// Quasi-Fermi filling of two parabolic bands with equal effective masses at charge neutrality (n = p).
//
//   N_c = 2 (2π m kT/h²)^{3/2},   n = N_c F_½(η),   Δµ = E_g(n) + 2 kT η,   E_g(n) = E_g − K n^{1/3}
// With equal masses the electron and the hole of a transition E lie equally deep in their bands, so both states are
// filled with f_E = 1/(1 + e^{(E−Δµ)/2kT}); then f_e f_h = f_E² and f_e + f_h − 1 = 2f_E − 1, which changes sign at
// E = Δµ. Renormalisation ∝ n^{1/3}: exchange energy of a plasma at interparticle distance n^{−1/3} (Wolff, Phys. Rev.
// 126, 405 (1962), doi:10.1103/PhysRev.126.405). The optical edge follows only a share of it, because the falling
// exciton binding energy compensates the shrinking gap (Mott transition at an almost constant exciton energy).

import Foundation
import Materials
import Quantities

struct BandFilling: Sendable {
  /// Effective density of states N_c of each band, m⁻³.
  let effectiveDensity: Double
  /// kT, J.
  let thermalEnergy: Double
  let gap: Double
  let renormalisation: Double
  let renormalisationShare: Double

  init(edge: EdgeModel, temperature: Double) {
    thermalEnergy = PhysicalConstants.boltzmannConstant * temperature
    let wave =
      2 * Double.pi * edge.effectiveMass * PhysicalConstants.electronMass * thermalEnergy
      / (PhysicalConstants.planckConstant * PhysicalConstants.planckConstant)
    effectiveDensity = 2 * wave * wave.squareRoot()
    gap = edge.edgeEnergy + edge.gapOffset
    renormalisation = edge.renormalisationCoefficient
    renormalisationShare = edge.renormalisationShare
  }

  /// Shift of the optical edge to lower energy at density n, J.
  func edgeShift(density: Double) -> Double { renormalisationShare * renormalisation * cbrt(density) }

  /// Quasi-Fermi splitting Δµ at density n, J.
  func splitting(density: Double) -> Double {
    gap - renormalisation * cbrt(density)
      + 2 * thermalEnergy * FermiIntegral.inverseHalf(density / effectiveDensity)
  }

  /// Occupation f_E of the states of the transition `energy`, dimensionless.
  func occupation(energy: Double, splitting: Double) -> Double {
    1 / (1 + exp((energy - splitting) / (2 * thermalEnergy)))
  }
}
