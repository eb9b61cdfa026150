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
    let faces = mesh.cellCount + 1
    var net = Array(repeating: Array(repeating: 0.0, count: faces), count: species.count)
    var gross = net
    let system = TransportSystem(model: self, temperature: state.temperature)
    system.outerPotential = state.layerBias - builtInVoltage(temperature: state.temperature)
    let y = ScaledUnknowns(state.unknowns, blockSize: unknownsPerCell)
    system.updateExcess(y.values)
    for index in 0..<system.linkCount {
      let link = system.links[index]
      let face =
        switch link.kind {
        case .contact: 0
        case .farContact: mesh.cellCount
        case .interior, .boundary: link.right
        }
      let flux = system.flux(ofLink: index, time: 0, state: y.values)
      net[link.row - 1][face] = flux.net * TransportSystem.densityUnit
      gross[link.row - 1][face] = flux.gross * TransportSystem.densityUnit
    }
    for leak in system.leaks {
      let flux = system.derivatives(of: leak, time: 0, state: y.values)
      net[leak.row - 1][leak.face] = flux.flux * TransportSystem.densityUnit
      gross[leak.row - 1][leak.face] = flux.gross * TransportSystem.densityUnit
    }
    for face in system.interfaces {
      let change = system.rates(of: face, state: y.values)
      for (link, flux, most) in [
        (face.electronLink, change.electronsLeft, change.electronGross),
        (face.holeLink, change.holesLeft, change.holeGross),
      ] {
        net[link.row - 1][link.right] = flux.value * TransportSystem.densityUnit
        gross[link.row - 1][link.right] = most * TransportSystem.densityUnit
      }
    }
    return zip(net, gross).map { SpeciesFlux(net: $0, gross: $1) }
  }
}
