// What must hold between the values of different keys where electrons and holes are followed. Diagnostics point at the
// value that was read, found through the ledger.

import InputFiles
import Quantities

extension DeviceReader {
  /// Bands, traps, contacts and insulators of a device that is otherwise read.
  func checkCarriers(_ device: Device, _ layers: [MappingReader], carriers: InputNode?) {
    for layer in device.layers { checkBands(layer) }
    checkInterfaceTraps(device)
    guard device.carriers == .full else { return }
    let electrical = device.transportLayerIndices
    for index in electrical { checkHoldsCarriers(device.layers[index], layers[index]) }
    if !electrical.contains(where: { device.layers[$0].transport?.semiconductor != nil }) {
      log.report(
        Diagnostic(
          code: "E-device", message: "electrons and holes are asked for, and no layer holds them",
          at: carriers?.location, reason: "no layer has a `transport.semiconductor`",
          remedy: "describe the bands of at least one layer, or write carriers: majority"))
    }
    if let first = electrical.first {
      checkContact(device.contacts.electronSide, "electronSide", device.layers[first])
    }
    if let last = electrical.last { checkContact(device.contacts.holeSide, "holeSide", device.layers[last]) }
  }

  /// The valence band lies below the conduction band, traps between them, and doping below what the statistics bear.
  private func checkBands(_ layer: Layer) {
    guard let bands = layer.transport?.semiconductor else { return }
    let path = "layers.\(layer.name).transport.semiconductor"
    if let ionisation = ledger["\(path).ionisationEnergy"], let affinity = ledger["\(path).electronAffinity"] {
      if bands.bandGap <= 0 {
        log.report(
          Diagnostic(
            code: "E-device", message: "the band gap of `\(layer.name)` is \(Self.electronvolts(bands.bandGap))",
            at: ionisation.origin.location,
            reason: "ionisationEnergy \(ionisation.text) must exceed electronAffinity \(affinity.text)",
            remedy: "both count downwards from the vacuum, as positive numbers"))
      }
    }
    let trapPrefix = "\(path).recombination.traps."
    checkDepths(
      bands.recombination.traps, gap: bands.bandGap, paths: trapPaths(trapPrefix), where: "of `\(layer.name)`")
    guard bands.statistics == .boltzmann else { return }
    for (doping, limit, key, edge) in [
      (
        layer.transport?.donorDensity ?? 0, bands.conductionDensity, "layers.\(layer.name).transport.donorDensity",
        "N_c"
      ),
      (bands.acceptorDensity, bands.valenceDensity, "\(path).acceptorDensity", "N_v"),
    ] where doping > limit {
      log.report(
        Diagnostic(
          .warning, code: "W-degenerate", message: "`\(key)` exceeds the effective density of states \(edge)",
          at: ledger[key]?.origin.location, reason: "Boltzmann statistics fill a band without limit",
          remedy: "write statistics: fermi-dirac for `\(layer.name)`"))
    }
  }

  /// Paths of the traps under a prefix, in the order of the file.
  private func trapPaths(_ prefix: String) -> [String] {
    ledger.entries.compactMap { entry in
      entry.path.hasPrefix(prefix) && entry.path.hasSuffix(".depth") ? String(entry.path.dropLast(6)) : nil
    }
  }

  private func checkInterfaceTraps(_ device: Device) {
    func bands(_ name: String) -> Semiconductor? { device.layers.first { $0.name == name }?.transport?.semiconductor }
    let prefixes = ledger.entries.filter { $0.path.hasPrefix("interfaces.") && $0.path.hasSuffix(".first") }
      .map { String($0.path.dropLast(5)) + "traps." }
    for (interface, prefix) in zip(device.interfaces, prefixes) {
      guard let first = bands(interface.first), let second = bands(interface.second) else { continue }
      let gap =
        min(first.ionisationEnergy, second.ionisationEnergy) - max(first.electronAffinity, second.electronAffinity)
      checkDepths(
        interface.traps, gap: gap, paths: trapPaths(prefix),
        where:
          "between the lower conduction and the upper valence band of `\(interface.first)` and `\(interface.second)`"
      )
    }
  }

  /// A layer between the contacts either has bands or says that it is an insulator.
  private func checkHoldsCarriers(_ layer: Layer, _ reader: MappingReader) {
    let hasBands = layer.transport?.semiconductor != nil
    let isInsulator = insulators.contains(layer.name)
    guard hasBands == isInsulator else { return }
    log.report(
      Diagnostic(
        code: "E-device",
        message: hasBands
          ? "`\(layer.name)` has bands and is declared an insulator"
          : "`\(layer.name)` holds no carriers and stands between the contacts",
        at: reader.node("transport")?.location ?? reader.location,
        reason: hasBands ? "an insulator holds no electrons and no holes" : "no current can pass it",
        remedy: hasBands
          ? "remove `insulator: true` or `semiconductor`"
          : "describe its `semiconductor`, or write `insulator: true` in its `transport` if that is meant"))
  }

  /// The level of a metal lies within the gap of the layer beside it.
  private func checkContact(_ contact: Contact, _ side: String, _ layer: Layer) {
    guard let level = contact.workFunction, let bands = layer.transport?.semiconductor, bands.bandGap > 0 else {
      return
    }
    let isAbove = level < bands.electronAffinity
    guard isAbove || level > bands.ionisationEnergy else { return }
    let entry = ledger["contacts.\(side).workFunction"]
    let place = isAbove ? "above the conduction band" : "below the valence band"
    log.report(
      Diagnostic(
        code: "E-device",
        message: "the level of the contact, \(entry?.text ?? ""), lies \(place)",
        at: entry?.origin.location,
        reason: "the gap of `\(layer.name)` reaches from \(Self.electronvolts(bands.electronAffinity)) to "
          + Self.electronvolts(bands.ionisationEnergy),
        remedy: "choose a work function inside the gap, or leave it out for an ohmic contact to the doped layer"))
  }
}
