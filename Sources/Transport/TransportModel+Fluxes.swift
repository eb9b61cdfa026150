// Fluxes of every species across every face, for profiles of current and for judging how flux-free an equilibrium is.

import Foundation
import Materials

/// Net and gross flux of one species at every face.
public struct SpeciesFlux: Sendable, Equatable {
  /// Net flux F at the faces, m⁻² s⁻¹, positive towards the HTL contact; zero where the species cannot cross.
  public let net: [Double]
  /// The larger of the two opposing parts whose difference is the net flux, m⁻² s⁻¹.
  public let gross: [Double]
}

extension TransportModel {
  /// Fluxes of each species at each face in a state, evaluated from its densities.
  ///
  /// The net flux is the difference of two gross fluxes and carries their round-off and the integration's error; do not
  /// sum it to a terminal current (see `TransportSample.currentDensity` for that).
  public func fluxes(of state: TransportState) -> [SpeciesFlux] {
    let m = unknownsPerCell
    let faces = mesh.cellCount + 1
    var net = Array(repeating: Array(repeating: 0.0, count: faces), count: species.count)
    var gross = net
    let unit = TransportSystem.densityUnit
    for link in links(temperature: state.temperature) {
      let (i, j, k) = (link.left * m, link.right * m, link.row - 1)
      let isContact = link.kind == .contact
      let left = isContact ? link.contactDensity : state.unknowns[i + link.row] / unit
      let right = state.unknowns[j + link.row] / unit
      let drop = isContact ? state.unknowns[j] : state.unknowns[j] - state.unknowns[i]
      let sites = (species[k].siteDensity[link.left] / unit, species[k].siteDensity[link.right] / unit)
      let excess = isContact ? 0 : SiteBlocking(right / sites.1).excess - SiteBlocking(left / sites.0).excess
      var one = link
      one.contactDensity = 0
      let backward = one.flux(0, right, drop: drop, excess: excess)
      let face = isContact ? 0 : link.right
      net[k][face] = link.flux(left, right, drop: drop, excess: excess) * unit
      gross[k][face] = max(abs(net[k][face] - backward * unit), abs(backward * unit))
    }
    return zip(net, gross).map { SpeciesFlux(net: $0, gross: $1) }
  }
}
