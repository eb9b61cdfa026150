// What the model with full electrons and holes keeps beside the species: where the carriers stand among the unknowns of a
// cell, and the bands they find.

import Foundation
import Materials
import Quantities

/// Electrons, holes and dynamic traps of a device: their rows and their surroundings.
struct CarrierDomain: Sendable {
  /// Temperature at which densities of states and mobilities are given, K.
  static let referenceTemperature = IonInLayer.referenceTemperature

  /// Position of the electron density within a cell's unknowns.
  let electronRow: Int
  /// Position of the hole density within a cell's unknowns.
  let holeRow: Int
  /// Unknowns of a cell after the holes: filled densities of traps with an occupancy of their own.
  let trapRows: Int
  /// Bands per cell; `nil` in an insulator.
  let bands: [Semiconductor?]
  /// Donor density N_D per cell, m⁻³.
  let donors: [Double]
  /// What the device says of the boundaries between layers, by face.
  let interfaces: [Int: InterfaceTransport]

  init(device: Device, mesh: TransportMesh, ionCount: Int) {
    electronRow = ionCount + 1
    holeRow = ionCount + 2
    let layers = mesh.layerIndices.map { device.layers[$0].transport }
    bands = layers.map { $0?.semiconductor }
    donors = layers.map { $0?.donorDensity ?? 0 }
    var interfaces: [Int: InterfaceTransport] = [:]
    for face in 1..<max(1, mesh.cellCount) where mesh.layerIndices[face - 1] != mesh.layerIndices[face] {
      let names = [device.layers[mesh.layerIndices[face - 1]].name, device.layers[mesh.layerIndices[face]].name]
      interfaces[face] = device.interfaces.first {
        [$0.first, $0.second] == names || [$0.second, $0.first] == names
      }
    }
    self.interfaces = interfaces
    let bands = bands
    trapRows = bands.indices.reduce(0) { most, cell in
      let bulk = bands[cell]?.recombination.traps.count { $0.occupancy == .dynamic } ?? 0
      let surface = interfaces[cell + 1]?.traps.count { $0.hasOwnOccupancy } ?? 0
      return max(most, bulk + surface)
    }
  }

  /// Rows of a cell that dynamic traps of its layer take, then those on the boundary above it.
  func trapRows(ofCell cell: Int) -> (bulk: Int, surface: Int) {
    (
      bands[cell]?.recombination.traps.count { $0.occupancy == .dynamic } ?? 0,
      interfaces[cell + 1]?.traps.count { $0.hasOwnOccupancy } ?? 0
    )
  }
}

extension Trap {
  /// Whether a trap on an interface is an unknown: a charged one always, so that its charge is part of the state.
  var hasOwnOccupancy: Bool { occupancy == .dynamic || kind != .neutral }
}

/// Where a Fermi level stands in a layer: densities of both carriers, m⁻³, and its depth below the vacuum, J.
struct FermiLevel: Sendable, Equatable {
  /// Electron density n, m⁻³.
  var electrons: Double
  /// Hole density p, m⁻³.
  var holes: Double
  /// Depth of the level below the local vacuum level Φ, J.
  var workFunction: Double

  /// The level of a metal with work function Φ that touches a layer.
  init(workFunction: Double, in bands: Semiconductor, temperature: Double) {
    let thermalEnergy = PhysicalConstants.boltzmannConstant * temperature
    let scale = Self.densityScale(temperature)
    self.workFunction = workFunction
    electrons =
      scale * bands.conductionDensity
      * BandFilling.occupation((bands.electronAffinity - workFunction) / thermalEnergy, bands.statistics)
    holes =
      scale * bands.valenceDensity
      * BandFilling.occupation((workFunction - bands.ionisationEnergy) / thermalEnergy, bands.statistics)
  }

  /// The level of a neutral, doped layer: n − p = N_D − N_A.
  init(neutral bands: Semiconductor, donors: Double, temperature: Double) {
    let thermalEnergy = PhysicalConstants.boltzmannConstant * temperature
    let net = donors - bands.acceptorDensity
    func level(_ depth: Double) -> FermiLevel {
      FermiLevel(workFunction: depth, in: bands, temperature: temperature)
    }
    // n − p falls with the depth of the level; 60 kT beyond the edges covers any doping of a solid.
    var lower = bands.electronAffinity - 60 * thermalEnergy
    var upper = bands.ionisationEnergy + 60 * thermalEnergy
    for _ in 0..<200 where upper - lower > 1e-15 * (abs(upper) + abs(lower)) {
      let middle = 0.5 * (lower + upper)
      let trial = level(middle)
      if trial.electrons - trial.holes > net { lower = middle } else { upper = middle }
    }
    self = level(0.5 * (lower + upper))
  }

  /// Growth of a band's density of states with temperature, (T/298.15 K)^{3/2}.
  static func densityScale(_ temperature: Double) -> Double {
    pow(temperature / CarrierDomain.referenceTemperature, 1.5)
  }
}

extension TransportModel {
  /// Fermi levels that the contacts at x = 0 and x = L hold in the layer beside them; `nil` beside an insulator or
  /// without full carriers.
  func contactLevels(temperature: Double) -> (near: FermiLevel?, far: FermiLevel?) {
    guard let carriers else { return (nil, nil) }
    func level(_ contact: Contact, _ cell: Int) -> FermiLevel? {
      guard carriers.bands.indices.contains(cell), let bands = carriers.bands[cell] else { return nil }
      if let workFunction = contact.workFunction {
        return FermiLevel(workFunction: workFunction, in: bands, temperature: temperature)
      }
      return FermiLevel(neutral: bands, donors: carriers.donors[cell], temperature: temperature)
    }
    return (
      level(device.contacts.electronSide, 0), level(device.contacts.holeSide, mesh.cellCount - 1)
    )
  }

  /// Built-in voltage V_bi, V: from the Fermi levels of the contacts where both are known, else as the device gives it.
  public func builtInVoltage(temperature: Double) -> Double {
    guard carriers != nil else { return device.contacts.builtInVoltage }
    let levels = contactLevels(temperature: temperature)
    let near = device.contacts.electronSide.workFunction ?? levels.near?.workFunction
    let far = device.contacts.holeSide.workFunction ?? levels.far?.workFunction
    guard let near, let far else { return device.contacts.builtInVoltage }
    return (far - near) / PhysicalConstants.elementaryCharge
  }
}
