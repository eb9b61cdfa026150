// The device of a step of bias in plain numbers, as the independent program Tests/Oracles/diode_step.py reads it. SI, kelvin.

import Foundation
import Materials
import Transport

/// Everything the independent program is told.
struct DiodeStep: Encodable {
  struct TrapNumbers: Encodable {
    var density: Double
    var depth: Double
    var captureN: Double
    var captureP: Double

    init(_ trap: Trap) {
      (density, depth, captureN, captureP) = (trap.density, trap.depth, trap.electronCapture, trap.holeCapture)
    }
  }

  struct Bands: Encodable {
    var affinity: Double
    var ionisation: Double
    var Nc: Double
    var Nv: Double
    var mobilityN: Double
    var mobilityP: Double
    var acceptors: Double
    var radiative: Double
    var augerN: Double
    var augerP: Double
    var traps: [TrapNumbers]
  }

  struct LayerNumbers: Encodable {
    var name: String
    var thickness: Double
    var permittivity: Double
    var donors: Double
    var largest: Double
    var bands: Bands?
  }

  struct Offer: Encodable {
    var rest: Double
    var sites: Double
    var partition: Double
    var diffusivity: Double
    var permeable: Bool
  }

  struct Ion: Encodable {
    var charge: Int
    var layers: [String: Offer]
  }

  struct Boundary: Encodable {
    var layers: [String]
    var velocity: Double?
    var tunnellingVelocity: Double
    var tunnellingField: Double
    var traps: [TrapNumbers]
  }

  var temperature: Double
  var builtIn: Double
  var bias: Double
  var times: [Double]
  var film: Int
  /// Depths into the film at which profiles are read, m.
  var depths: [Double]
  /// Mesh of the independent program: its smallest element, m, and their growth.
  var smallest: Double
  var ratio: Double
  /// Meshes (splits of every element) and tolerances to compute with.
  var runs: [[Double]]
  var layers: [LayerNumbers]
  var ions: [Ion]
  var interfaces: [Boundary]

  /// - Parameter model: a model at the reference temperature of its diffusivities and densities of states.
  init(_ model: TransportModel, bias: Double, times: [Double], depths: [Double], runs: [[Double]]) {
    let device = model.device
    temperature = device.temperature
    builtIn = model.builtInVoltage(temperature: device.temperature)
    (self.bias, self.times, self.depths, self.runs) = (bias, times, depths, runs)
    (smallest, ratio) = (0.02e-9, 1.12)
    let indices = device.transportLayerIndices
    film = indices.firstIndex { device.layers[$0].isEmitter } ?? 0
    layers = indices.compactMap { index in
      let layer = device.layers[index]
      guard let transport = layer.transport else { return nil }
      return LayerNumbers(
        name: layer.name, thickness: layer.thickness, permittivity: transport.relativePermittivity,
        donors: transport.donorDensity, largest: min(transport.largestCell ?? 2e-9, 2e-9),
        bands: transport.semiconductor.map { bands in
          let bulk = bands.recombination
          return Bands(
            affinity: bands.electronAffinity, ionisation: bands.ionisationEnergy, Nc: bands.conductionDensity,
            Nv: bands.valenceDensity, mobilityN: bands.electronMobility.lowField,
            mobilityP: bands.holeMobility.lowField, acceptors: bands.acceptorDensity,
            radiative: bulk.radiative * (1 - bulk.recycledShare), augerN: bulk.augerElectrons,
            augerP: bulk.augerHoles, traps: bulk.traps.map(TrapNumbers.init))
        })
    }
    ions = device.ions.map { ion in
      Ion(
        charge: ion.chargeNumber,
        layers: ion.layers.filter { $0.value.isPermeable }.mapValues { offer in
          Offer(
            rest: offer.restDensity, sites: offer.siteDensity, partition: offer.partitionEnergy,
            diffusivity: offer.diffusivity, permeable: offer.isPermeable)
        })
    }
    interfaces = device.interfaces.map { one in
      Boundary(
        layers: [one.first, one.second], velocity: one.crossingVelocity.flatMap { $0.isFinite ? $0 : nil },
        tunnellingVelocity: one.tunnellingVelocity,
        tunnellingField: one.tunnellingField, traps: one.traps.map(TrapNumbers.init))
    }
  }
}
