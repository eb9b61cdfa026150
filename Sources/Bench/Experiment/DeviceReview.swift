// What is wrong with a device though each of its numbers may stand: combinations that no sample has, or that the mesh of
// the slow model cannot resolve. Each remark points at the line that the number came from.

import Foundation
import InputFiles
import Materials
import Quantities
import Transport

/// Remarks on combinations of a device's numbers.
public struct DeviceReview: Sendable {
  /// Errors before warnings, each with the place of the number it is about.
  public let diagnostics: [Diagnostic]

  /// - Parameter loaded: the device with the origin of its numbers.
  public init(_ loaded: LoadedDevice) {
    let found = Self.sites(loaded) + Self.contacts(loaded) + Self.mesh(loaded)
    diagnostics = found.filter { $0.severity == .error } + found.filter { $0.severity == .warning }
  }

  /// - Throws: `InputError` where a remark is an error.
  public func throwIfErrors() throws(InputError) {
    guard diagnostics.contains(where: { $0.severity == .error }) else { return }
    throw InputError(kind: .inputFile, diagnostics: diagnostics)
  }

  // MARK: - Ions and their sites

  private static func sites(_ loaded: LoadedDevice) -> [Diagnostic] {
    loaded.device.ions.flatMap { ion in
      ion.layers.sorted { $0.key < $1.key }.compactMap { layer, offer -> Diagnostic? in
        // More ions than sites is an error of the device's reader already.
        guard offer.restDensity > 0, offer.siteDensity.isFinite else { return nil }
        let path = "ions.species.\(ion.name).layers.\(layer)"
        let share = offer.restDensity / offer.siteDensity
        let place = loaded.ledger["\(path).restDensity"]?.origin.location
        guard share > 0.3 else { return nil }
        return Diagnostic(
          .warning, code: "W-sites",
          message: "\(path): \(Int((100 * share).rounded())) % of all sites are taken at rest",
          at: place, reason: "ions of so full a lattice hardly move, and the site-blocking statistics is stretched",
          remedy: "check both densities and their units")
      }
    }
  }

  // MARK: - Contacts

  private static func contacts(_ loaded: LoadedDevice) -> [Diagnostic] {
    let device = loaded.device
    var found: [Diagnostic] = []
    let charge = PhysicalConstants.elementaryCharge
    let gap =
      device.emitterIndex.flatMap { device.layers[$0].transport?.semiconductor?.bandGap }
      ?? device.emission.map { $0.edge.edgeEnergy + $0.edge.gapOffset }
    if let gap, !device.transportLayerIndices.isEmpty, abs(device.contacts.builtInVoltage) * charge > gap {
      found.append(
        Diagnostic(
          .warning, code: "W-contacts",
          message: "contacts.builtInVoltage of \(number(device.contacts.builtInVoltage)) V exceeds the gap of "
            + "\(number(gap / charge)) eV", at: loaded.ledger["contacts.builtInVoltage"]?.origin.location,
          reason: "the difference of two Fermi levels inside the bands cannot exceed the gap",
          remedy: "check the voltage; V_bi is the difference of the contacts' work functions at most"))
    }
    for (side, contact, index) in [
      ("electronSide", device.contacts.electronSide, device.transportLayerIndices.first),
      ("holeSide", device.contacts.holeSide, device.transportLayerIndices.last),
    ] {
      guard let work = contact.workFunction, let index, let layer = device.layers[index].transport?.semiconductor else {
        continue
      }
      guard work < layer.electronAffinity || work > layer.ionisationEnergy else { continue }
      found.append(
        Diagnostic(
          .warning, code: "W-contacts",
          message: "contacts.\(side).workFunction of \(number(work / charge)) eV lies outside the gap of "
            + "'\(device.layers[index].name)'", at: loaded.ledger["contacts.\(side).workFunction"]?.origin.location,
          reason: "the gap reaches from \(number(layer.electronAffinity / charge)) to "
            + "\(number(layer.ionisationEnergy / charge)) eV below the vacuum; beyond it the contact degenerates",
          remedy: "choose a work function inside, or an ohmic contact"))
    }
    return found
  }

  // MARK: - Mesh

  private static func mesh(_ loaded: LoadedDevice) -> [Diagnostic] {
    let device = loaded.device
    return device.transportLayerIndices.compactMap { index -> Diagnostic? in
      let layer = device.layers[index]
      guard let transport = layer.transport else { return nil }
      var ionic = 0.0
      for ion in device.ions {
        let charge = Double(ion.chargeNumber)
        ionic += charge * charge * (ion.layers[layer.name]?.restDensity ?? 0)
      }
      let density = ionic + transport.donorDensity
      guard density > 0 else { return nil }
      let thermal = PhysicalConstants.boltzmannConstant * device.temperature
      let charge = PhysicalConstants.elementaryCharge
      let debye = sqrt(
        PhysicalConstants.vacuumPermittivity * transport.relativePermittivity * thermal / (charge * charge * density))
      let path = "layers.\(layer.name)"
      // Cells at the boundaries begin with a part of this length by themselves; a cell that the file gives does not.
      guard let own = transport.largestCell, own > debye else { return nil }
      return Diagnostic(
        .warning, code: "W-mesh",
        message: "\(path).largestCell of \(number(own * 1e9)) nm is wider than the Debye length of "
          + "\(number(debye * 1e9)) nm",
        at: loaded.ledger["\(path).largestCell"]?.origin.location ?? place(loaded, path),
        reason: "space charge inside the layer is smeared over a cell", remedy: "give a smaller cell, or leave it out")
    }
  }

  private static func place(_ loaded: LoadedDevice, _ path: String) -> SourceLocation? {
    for key in ["transport.donorDensity", "donorDensity", "transport.relativePermittivity", "thickness"] {
      if let place = loaded.ledger["\(path).\(key)"]?.origin.location { return place }
    }
    return nil
  }

  private static func number(_ value: Double) -> String { String(format: "%.3g", value) }
}
