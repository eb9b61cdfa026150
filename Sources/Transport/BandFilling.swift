// How full a band is: the excess chemical potential of a carrier over that of a dilute one.
//
// With t = n/N_c, η the distance of the quasi-Fermi level from the edge in kT, and t = F(η):
//   µˣ = η − ln t,      γ = exp(−µˣ) = t/exp η        (1 for Boltzmann, < 1 for a degenerate band).
// The fluxes need µˣ (see FluxLink.swift); detailed balance of every reaction needs γ: np − γ_n γ_p n_i² vanishes in
// equilibrium for any statistics.
//   Blakemore:  t = 1/(exp(−η) + 0.27)  ⇒  µˣ = −ln(1 − 0.27 t), the form of site blocking with N_c/0.27 sites.

import Foundation
import Materials
import NumericalMethods

/// Occupation of one band.
enum BandFilling {
  /// Sites per state of Blakemore's formula.
  static let blakemoreFactor = 0.27

  /// t = F(η), dimensionless.
  static func occupation(_ eta: Double, _ statistics: CarrierStatistics) -> Double {
    switch statistics {
    case .boltzmann: exp(eta)
    case .blakemore: 1 / (exp(-eta) + blakemoreFactor)
    case .fermiDirac: FermiDiracHalf.value(eta)
    }
  }

  /// η with F(η) = t, dimensionless.
  static func reducedLevel(_ occupation: Double, _ statistics: CarrierStatistics) -> Double {
    log(occupation) + excess(occupation, statistics).value
  }

  /// µˣ/kT and its slope dµˣ/dt, dimensionless.
  @inline(__always)
  static func excess(_ occupation: Double, _ statistics: CarrierStatistics) -> (value: Double, slope: Double) {
    switch statistics {
    case .boltzmann: return (0, 0)
    case .blakemore:
      let one = SiteBlocking(blakemoreFactor * occupation)
      return (one.excess, one.slope * blakemoreFactor)
    case .fermiDirac: return FermiDiracHalf.excess(occupation)
    }
  }
}
