import Foundation
import Materials
import Quantities

extension TransportModel {
  /// The leaks of electrons and holes through the insulators at the two contacts.
  func leaks(temperature: Double) -> [LeakLink] {
    guard let carriers else { return [] }
    let scale = FermiLevel.densityScale(temperature)
    let thermalEnergy = PhysicalConstants.boltzmannConstant * temperature
    let functions = contactWorkFunctions(temperature: temperature)
    var found: [LeakLink] = []
    for isFar in [false, true] {
      let cells = mesh.cellCount
      guard
        let cell = isFar
          ? carriers.bands.lastIndex(where: { $0 != nil }) : carriers.bands.firstIndex(where: { $0 != nil }),
        let bands = carriers.bands[cell], let function = isFar ? functions.far : functions.near
      else { continue }
      let neighbour = isFar ? cell + 1 : cell - 1
      let face = isFar ? cell + 1 : cell
      guard neighbour >= 0, neighbour < cells, let interface = carriers.interfaces[face],
        interface.crossingVelocity != nil || interface.tunnellingVelocity > 0
      else { continue }
      let insulators = isFar ? mesh.length - mesh.edges[face] : mesh.edges[face]
      let contact = isFar ? device.contacts.holeSide : device.contacts.electronSide
      let (own, other) = (mesh.widths[cell] / permittivity[cell], mesh.widths[neighbour] / permittivity[neighbour])
      for (row, carrier) in [
        (carriers.electronRow, species[carriers.electronRow - 1]), (carriers.holeRow, species[carriers.holeRow - 1]),
      ] {
        let isElectron = carrier.charge < 0
        guard (isElectron ? contact.electronVelocity : contact.holeVelocity) > 0 else { continue }
        let states = scale * carrier.stateDensity[cell] / TransportSystem.densityUnit
        let depth = isElectron ? bands.electronAffinity - function : function - bands.ionisationEnergy
        found.append(
          LeakLink(
            cell: cell, neighbour: neighbour, row: row, isFar: isFar,
            drift: carrier.charge / PhysicalConstants.thermalVoltage(temperature: temperature),
            velocity: interface.crossingVelocity ?? 0, tunnellingVelocity: interface.tunnellingVelocity,
            tunnellingField: interface.tunnellingField, inverseStates: 1 / states, contactLevel: depth / thermalEnergy,
            inverseThickness: 1 / insulators, share: own / (own + other),
            faceOffset: faceOffset(face)))
      }
    }
    return found
  }

  /// Work functions of the two contacts, J: as given, from the doping of the layer beside, or from that of the other contact
  /// and the built-in voltage; `nil` where nothing says.
  func contactWorkFunctions(temperature: Double) -> (near: Double?, far: Double?) {
    let levels = contactLevels(temperature: temperature)
    let near = device.contacts.electronSide.workFunction ?? levels.near?.workFunction
    let far = device.contacts.holeSide.workFunction ?? levels.far?.workFunction
    let builtIn = PhysicalConstants.elementaryCharge * device.contacts.builtInVoltage
    return (near ?? far.map { $0 - builtIn }, far ?? near.map { $0 + builtIn })
  }
}
