import Foundation
import Materials
import Quantities

extension TransportModel {
  /// The faces through which one carrier reaches the two contacts.
  func contactLinks(
    of carrier: MobileSpecies, row: Int, temperature: Double, diffusivity: [Double]
  ) -> [FluxLink] {
    let levels = contactLevels(temperature: temperature)
    let scale = FermiLevel.densityScale(temperature)
    let isElectron = carrier.charge < 0
    var found: [FluxLink] = []
    func add(_ contact: Contact, _ level: FermiLevel?, _ kind: FluxLink.Kind, cell: Int) {
      let velocity = isElectron ? contact.electronVelocity : contact.holeVelocity
      guard let level, velocity > 0, carrier.isActive[cell] else { return }
      let drift = carrier.charge / PhysicalConstants.thermalVoltage(temperature: temperature)
      var link = FluxLink(kind: kind, drift: drift, conductance: 2 * diffusivity[cell] / mesh.widths[cell])
      (link.left, link.right, link.row) = (cell, cell, row)
      link.inverseVelocity = 1 / velocity
      let density = isElectron ? level.electrons : level.holes
      link.contactDensity = density / TransportSystem.densityUnit
      link.contactExcess =
        BandFilling.excess(density / (scale * carrier.stateDensity[cell]), carrier.statistics[cell]).value
      found.append(link)
    }
    add(device.contacts.electronSide, levels.near, .contact, cell: 0)
    add(device.contacts.holeSide, levels.far, .farContact, cell: mesh.cellCount - 1)
    return found
  }

  /// Velocity at which carriers cross a layer boundary, m s⁻¹.
  func crossingVelocity(_ face: Int) -> Double { interface(at: face)?.crossingVelocity ?? .infinity }

  /// What the device says of the layer boundary at a face, in whichever order it names the layers.
  func interface(at face: Int) -> InterfaceTransport? {
    let first = device.layers[mesh.layerIndices[face - 1]].name
    let second = device.layers[mesh.layerIndices[face]].name
    return device.interfaces.first {
      ($0.first == first && $0.second == second) || ($0.first == second && $0.second == first)
    }
  }
}

/// A carrier density whose band may be degenerate.
struct DegenerateUnknown: Sendable {
  /// Position among all unknowns.
  let index: Int
  /// 1/N_c, in the units of the kernel.
  let inverseStates: Double
  let statistics: CarrierStatistics

  /// Those of a model at temperature T; empty with Boltzmann statistics everywhere.
  static func all(of model: TransportModel, temperature: Double) -> [DegenerateUnknown] {
    let scale = FermiLevel.densityScale(temperature)
    let m = model.unknownsPerCell
    var found: [DegenerateUnknown] = []
    for (k, one) in model.species.enumerated() where one.hasBands {
      for i in 0..<model.mesh.cellCount where one.isActive[i] && one.statistics[i] != .boltzmann {
        found.append(
          DegenerateUnknown(
            index: i * m + k + 1, inverseStates: TransportSystem.densityUnit / (scale * one.stateDensity[i]),
            statistics: one.statistics[i]))
      }
    }
    return found
  }
}
