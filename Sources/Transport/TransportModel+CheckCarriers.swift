import Foundation
import Materials
import Quantities

extension TransportModel {
  /// Refuses bands, traps and rate constants that cannot be meant.
  static func check(_ bands: Semiconductor, path: String) throws(TransportError) {
    try finite(bands.electronAffinity, "\(path).electronAffinity", "give a finite energy")
    guard bands.ionisationEnergy > bands.electronAffinity, bands.ionisationEnergy.isFinite else {
      throw .invalidValue(
        path: "\(path).ionisationEnergy", value: bands.ionisationEnergy,
        remedy: "give an ionisation energy above the electron affinity")
    }
    try positive(bands.conductionDensity, "\(path).conductionDensity", "give an effective density of states above 0")
    try positive(bands.valenceDensity, "\(path).valenceDensity", "give an effective density of states above 0")
    try notNegative(bands.acceptorDensity, "\(path).acceptorDensity", "give 0 or more acceptors")
    for (name, mobility) in [("electronMobility", bands.electronMobility), ("holeMobility", bands.holeMobility)] {
      try positive(mobility.lowField, "\(path).\(name)", "give a mobility above 0")
      try notNegative(mobility.fieldActivation, "\(path).\(name).fieldActivation", "give 0 or more")
      try finite(mobility.activationEnergy, "\(path).\(name).activationEnergy", "give a finite energy")
    }
    let bulk = bands.recombination
    try notNegative(bulk.radiative, "\(path).radiative", "give a rate constant of 0 or more")
    try notNegative(bulk.langevinFactor, "\(path).langevinFactor", "give 0 or more")
    try notNegative(bulk.augerElectrons, "\(path).augerElectrons", "give a rate constant of 0 or more")
    try notNegative(bulk.augerHoles, "\(path).augerHoles", "give a rate constant of 0 or more")
    guard (0...1).contains(bulk.recycledShare) else {
      throw .invalidValue(
        path: "\(path).recycledShare", value: bulk.recycledShare, remedy: "give a share between 0 and 1")
    }
    for (index, trap) in bulk.traps.enumerated() {
      try check(trap, bandGap: bands.bandGap, path: "\(path).traps[\(index)]")
    }
  }

  /// Refuses a trap outside the gap or with rates below zero.
  static func check(_ trap: Trap, bandGap: Double, path: String) throws(TransportError) {
    try positive(trap.density, "\(path).density", "give a trap density above 0, or leave the trap out")
    try notNegative(trap.electronCapture, "\(path).electronCapture", "give a capture coefficient of 0 or more")
    try notNegative(trap.holeCapture, "\(path).holeCapture", "give a capture coefficient of 0 or more")
    guard trap.depth >= 0, trap.depth <= bandGap else {
      throw .invalidValue(
        path: "\(path).depth", value: trap.depth,
        remedy: "give a depth below the conduction band between 0 and the band gap, \(bandGap) J")
    }
  }

  /// Refuses stacks, contacts and interfaces on which full carriers have no meaning.
  static func checkCarriers(_ device: Device, layers: [Int]) throws(TransportError) {
    guard layers.contains(where: { device.layers[$0].transport?.semiconductor != nil }) else {
      throw .noBands(device: device.name)
    }
    let contacts = [
      ("electron-side", device.contacts.electronSide, layers.first),
      ("hole-side", device.contacts.holeSide, layers.last),
    ]
    for (name, contact, layer) in contacts {
      for (what, velocity) in [("electron", contact.electronVelocity), ("hole", contact.holeVelocity)]
      where !(velocity >= 0) {
        throw .invalidValue(
          path: "contacts.\(name).\(what)Velocity", value: velocity, remedy: "give a velocity of 0 or more")
      }
      guard let workFunction = contact.workFunction, let layer else { continue }
      try finite(workFunction, "contacts.\(name).workFunction", "give a finite energy")
      guard let bands = device.layers[layer].transport?.semiconductor else { continue }
      // A level on the band edge is an ohmic contact written as a metal; round-off of the units is no fault.
      let slack = 1e-9 * bands.bandGap
      guard workFunction > bands.electronAffinity - slack, workFunction < bands.ionisationEnergy + slack else {
        let volt = PhysicalConstants.elementaryCharge
        throw .contactOutsideGap(
          contact: name, layer: device.layers[layer].name, workFunction: workFunction / volt,
          affinity: bands.electronAffinity / volt, ionisation: bands.ionisationEnergy / volt)
      }
    }
    try notNegative(device.contacts.seriesResistance, "contacts.seriesResistance", "give 0 or more")
    guard device.contacts.shuntResistance > 0 else {
      throw .invalidValue(
        path: "contacts.shuntResistance", value: device.contacts.shuntResistance, remedy: "give a value above 0")
    }
    if let node = device.thermalNode {
      try positive(node.heatCapacity, "thermalNode.heatCapacity", "give a heat capacity above 0")
      try positive(node.conductance, "thermalNode.conductance", "give a heat conductance above 0")
    }
    for interface in device.interfaces { try check(interface, device: device, layers: layers) }
  }

  private static func check(
    _ interface: InterfaceTransport, device: Device, layers: [Int]
  ) throws(TransportError) {
    let path = "interfaces.\(interface.first)/\(interface.second)"
    let pairs = zip(layers, layers.dropFirst()).map { (device.layers[$0], device.layers[$1]) }
    guard
      let pair = pairs.first(where: {
        [$0.name, $1.name] == [interface.first, interface.second]
          || [$1.name, $0.name]
            == [interface.first, interface.second]
      })
    else { throw .interfaceWithoutLayers(first: interface.first, second: interface.second) }
    try finite(interface.fixedCharge, "\(path).fixedCharge", "give a finite charge per area")
    if let velocity = interface.crossingVelocity, !(velocity > 0) {
      throw .invalidValue(path: "\(path).crossingVelocity", value: velocity, remedy: "give a velocity above 0")
    }
    try notNegative(interface.tunnellingVelocity, "\(path).tunnellingVelocity", "give 0 or more")
    try notNegative(interface.tunnellingField, "\(path).tunnellingField", "give 0 or more")
    if let velocity = interface.crossingVelocity ?? (interface.tunnellingVelocity > 0 ? 0 : nil) {
      try checkLeak(interface, velocity: velocity, device: device, layers: layers, path: path)
    }
    guard !interface.traps.isEmpty else { return }
    let charged = interface.traps.count { $0.hasOwnOccupancy }
    guard charged <= InterfaceFace.dynamicLimit else {
      throw .invalidValue(
        path: "\(path).traps", value: Double(charged),
        remedy: "give at most \(InterfaceFace.dynamicLimit) charged or dynamic traps on one interface")
    }
    guard let one = pair.0.transport?.semiconductor, let two = pair.1.transport?.semiconductor else {
      throw .invalidValue(
        path: "\(path).traps", value: Double(interface.traps.count),
        remedy: "put interface traps between two layers that both have bands")
    }
    let gap =
      min(one.ionisationEnergy, two.ionisationEnergy) - max(one.electronAffinity, two.electronAffinity)
    for (index, trap) in interface.traps.enumerated() {
      try check(trap, bandGap: max(gap, 0), path: "\(path).traps[\(index)]")
    }
  }

  /// Beside an insulator the crossing velocity is that of a leak to the contact behind it.
  private static func checkLeak(
    _ interface: InterfaceTransport, velocity: Double, device: Device, layers: [Int], path: String
  ) throws(TransportError) {
    let hasBands = layers.map { device.layers[$0].transport?.semiconductor != nil }
    let names = layers.map { device.layers[$0].name }
    guard let one = names.firstIndex(of: interface.first), let two = names.firstIndex(of: interface.second),
      !(hasBands[one] && hasBands[two])
    else { return }
    func refuse(_ remedy: String) -> TransportError {
      .invalidValue(path: "\(path).crossingVelocity", value: velocity, remedy: remedy)
    }
    let insulator = hasBands[one] ? two : one
    let isAtContact =
      hasBands[one] != hasBands[two]
      && (hasBands[max(one, two)...].allSatisfy { !$0 } || hasBands[...min(one, two)].allSatisfy { !$0 })
    guard isAtContact else {
      throw refuse(
        "carriers leak through '\(names[insulator])' only to a contact behind it; give it bands and a small mobility")
    }
    guard velocity.isFinite else {
      throw refuse("give the finite velocity of a leak through the insulator '\(names[insulator])', or leave it out")
    }
    func isKnown(_ contact: Contact, _ layer: Int) -> Bool { contact.workFunction != nil || hasBands[layer] }
    guard
      isKnown(device.contacts.electronSide, 0) || isKnown(device.contacts.holeSide, hasBands.count - 1)
    else {
      throw refuse("a leak needs the work function of a contact; give contacts.electronSide.workFunction")
    }
  }

  private static func finite(_ value: Double, _ path: String, _ remedy: String) throws(TransportError) {
    guard value.isFinite else { throw .invalidValue(path: path, value: value, remedy: remedy) }
  }
}
