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
      link.fieldActivation = carrier.fieldActivation[cell]
      link.inverseDistance = 2 / mesh.widths[cell]
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
  func crossingVelocity(_ face: Int) -> Double { carriers?.interfaces[face]?.crossingVelocity ?? .infinity }

  /// Potential by which the fixed charge σ on a boundary lifts the face: σ over the two half cells in parallel, V.
  func faceOffset(_ face: Int) -> Double {
    guard let charge = carriers?.interfaces[face]?.fixedCharge, charge != 0 else { return 0 }
    let halves = permittivity[face - 1] / mesh.widths[face - 1] + permittivity[face] / mesh.widths[face]
    return charge / (2 * PhysicalConstants.vacuumPermittivity * halves)
  }

  /// Share of a charge on a boundary that counts for the cell below it.
  func lowerShare(_ face: Int) -> Double {
    let (one, two) = (mesh.widths[face - 1] / permittivity[face - 1], mesh.widths[face] / permittivity[face])
    return two / (one + two)
  }

  /// The boundaries with traps, each with its links.
  func interfaceFaces(links: [FluxLink], temperature: Double) -> [InterfaceFace] {
    guard let carriers else { return [] }
    let unit = TransportSystem.densityUnit
    let scale = FermiLevel.densityScale(temperature) / unit
    let thermalEnergy = PhysicalConstants.boltzmannConstant * temperature
    var found: [InterfaceFace] = []
    for (face, interface) in carriers.interfaces.sorted(by: { $0.key < $1.key }) where !interface.traps.isEmpty {
      guard let one = carriers.bands[face - 1], let two = carriers.bands[face],
        let electrons = links.first(where: {
          $0.kind == .boundary && $0.right == face && $0.row == carriers.electronRow
        }),
        let holes = links.first(where: { $0.kind == .boundary && $0.right == face && $0.row == carriers.holeRow })
      else { continue }
      let lower = one.electronAffinity > two.electronAffinity ? one : two
      let upper = one.ionisationEnergy < two.ionisationEnergy ? one : two
      let gap = upper.ionisationEnergy - lower.electronAffinity
      var row = carriers.holeRow + carriers.trapRows(ofCell: face - 1).bulk
      var result = InterfaceFace(
        electronLink: electrons, holeLink: holes, stationary: [], dynamic: [], leftWidth: mesh.widths[face - 1],
        rightWidth: mesh.widths[face], lowerShare: lowerShare(face))
      for trap in interface.traps {
        if trap.hasOwnOccupancy { row += 1 }
        let one = TrapConstants(
          electronRate: trap.electronCapture * trap.density, holeRate: trap.holeCapture * trap.density,
          electronEmission: scale * lower.conductionDensity * exp(-trap.depth / thermalEnergy),
          holeEmission: scale * upper.valenceDensity * exp((trap.depth - gap) / thermalEnergy),
          density: trap.density / mesh.widths[face - 1] / unit, emptyCharge: trap.kind == .donor ? 1 : 0,
          chargeFactor: trap.kind == .neutral ? 0 : 1, row: trap.hasOwnOccupancy ? row : 0)
        if trap.hasOwnOccupancy { result.dynamic.append(one) } else { result.stationary.append(one) }
      }
      found.append(result)
    }
    return found
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
