// Electrons and holes: equilibrium, balance of currents, and the textbook limits of a diode and of an illuminated layer.

import Foundation
import Materials
import Testing
import Transport

@Suite("Full electrons and holes")
struct CarrierTests {
  static let thermalVoltage = 1.380_649e-23 * 298.15 / 1.602_176_634e-19

  static func light(_ model: TransportModel, layer: Int, pairs: Double) -> Generation {
    Generation(rates: model.mesh.layerIndices.map { $0 == layer ? pairs : 0 })
  }

  @Test("equilibrium is flux-free to round-off in any statistics", arguments: CarrierStatistics.allCases)
  func fluxFree(statistics: CarrierStatistics) throws {
    let model = try TransportModel(device: CarrierDevices.cell(statistics: statistics))
    let point = try model.steadyState(bias: 0)
    for (flux, name) in zip(model.fluxes(of: point.state), model.speciesNames) {
      // Each flux is the difference of two gross parts, each exact to a few ulp of exponents of up to 100.
      for (net, gross) in zip(flux.net, flux.gross) { #expect(abs(net) <= 1e-12 * gross, "\(name)") }
    }
    let carriers = try #require(model.profile(of: point.state).carriers)
    let level = carriers.electronLevel[0]
    for cell in model.mesh.centres.indices {
      #expect(abs(carriers.electronLevel[cell] - level) < 1e-9 * CarrierDevices.electronVolt)
      #expect(abs(carriers.holeLevel[cell] - level) < 1e-9 * CarrierDevices.electronVolt)
    }
  }

  @Test("the total current is the same at every face, at rest under light and in the middle of a scan")
  func oneCurrent() throws {
    let model = try TransportModel(device: CarrierDevices.cell())
    let light = Self.light(model, layer: 1, pairs: 4e27)
    let point = try model.steadyState(bias: 0.9, generation: light)
    let steady = try #require(model.profile(of: point.state).carriers).totalCurrent
    for current in steady { #expect(abs(current + point.currentDensity) < 1e-10 * abs(point.currentDensity)) }
    var state = point.state
    var sample: TransportSample?
    try model.advance(
      &state, duration: 3, biasFrom: 0.9, biasTo: 0.3, generation: light, sampleTimes: [1.234]
    ) { sample = $0 }
    let middle = try #require(sample)
    let total = try #require(model.profile(of: middle.state).carriers).totalCurrent
    for current in total { #expect(abs(current + middle.currentDensity) < 1e-9 * abs(middle.currentDensity)) }
    let audit = model.audit(of: state)
    #expect(audit.largestIonDrift < 1e-13)
    #expect(audit.chargeImbalance < 1e-9)
  }

  @Test("J(V) of a p–n junction with long diffusion lengths is Shockley's, ideality 1")
  func shockley() throws {
    let model = try TransportModel(device: CarrierDevices.junction())
    let biases = [0.3, 0.35, 0.4, 0.45, 0.5]
    let points = try model.steadyCurrentVoltage(biases: biases)
    // Short diode: J = q n_i² D (1/(N_A W_p) + 1/(N_D W_n)) (exp V/V_t − 1), W the quasi-neutral width at each bias.
    let (q, vacuum) = (CarrierDevices.electronVolt, 8.854_187_8188e-12)
    let intrinsic = 1e50 * exp(-1 / Self.thermalVoltage)
    let builtIn = model.builtInVoltage(temperature: 298.15)
    for point in points {
      let depletion = (2 * 12 * vacuum * (builtIn - point.bias - 2 * Self.thermalVoltage) / (q * 0.5e23)).squareRoot()
      let width = 500e-9 - depletion / 2
      let expected =
        2 * q * intrinsic * 1e-3 * Self.thermalVoltage / (1e23 * width) * expm1(point.bias / Self.thermalVoltage)
      // The depletion approximation is good to V_t/(V_bi − V) of its width, here some 10 % of 15 % of W.
      #expect(abs(point.currentDensity / expected - 1) < 0.02, "\(point.bias) V")
    }
    for (one, two) in zip(points, points.dropFirst()) {
      let ideality =
        (two.bias - one.bias) / (Self.thermalVoltage * log(two.currentDensity / one.currentDensity))
      #expect(abs(ideality - 1) < 0.02)
    }
  }

  @Test("an illuminated intrinsic layer whose contacts take only one carrier each: V_oc = E_g − kT ln(k N_c N_v/G)")
  func openCircuitVoltage() throws {
    let volt = CarrierDevices.electronVolt
    var device = CarrierDevices.cell(traps: [], ions: false)
    device.layers = [
      CarrierDevices.layer(
        "layer", nanometres: 200, permittivity: 20,
        bands: CarrierDevices.bands(
          affinity: 4, ionisation: 5.6, recombination: BulkRecombination(radiative: 1e-16)))
    ]
    device.contacts = Contacts(
      electronSide: Contact(workFunction: 4 * volt, holeVelocity: 0),
      holeSide: Contact(workFunction: 5.6 * volt, electronVelocity: 0))
    let model = try TransportModel(device: device)
    let pairs = 1e27
    let light = Self.light(model, layer: 0, pairs: pairs)
    let expected = 1.6 - Self.thermalVoltage * log(1e-16 * 1e50 / pairs)
    // At V_oc both quasi-Fermi levels are flat, so k np = G everywhere and no current flows: exact in any field.
    let current = try model.steadyState(bias: expected, generation: light).currentDensity
    let photocurrent = volt * pairs * 200e-9
    #expect(abs(current) < 1e-6 * photocurrent)
    #expect(try model.steadyState(bias: expected - 0.01, generation: light).currentDensity < 0)
    #expect(try model.steadyState(bias: expected + 0.01, generation: light).currentDensity > 0)
  }

  @Test("a pulse of picoseconds makes the pairs that it brings, and they are gone in the end")
  func pulse() throws {
    let volt = CarrierDevices.electronVolt
    var device = CarrierDevices.cell(ions: false)
    let recombination = BulkRecombination(radiative: 1e-16)
    device.layers = ["left", "middle", "right"].map {
      CarrierDevices.layer(
        $0, nanometres: $0 == "middle" ? 100 : 500, permittivity: 20,
        bands: CarrierDevices.bands(affinity: 4, ionisation: 5.6, mobility: 1, recombination: recombination))
    }
    let contact = Contact(workFunction: 4.8 * volt)
    device.contacts = Contacts(electronSide: contact, holeSide: contact)
    let model = try TransportModel(device: device)
    var state = try model.steadyState(bias: 0).state
    let density = 1e23
    let light = Generation.pulse(
      pairs: model.mesh.layerIndices.map { $0 == 1 ? density : 0 }, centre: 10e-12, width: 3e-12)
    var samples: [TransportSample] = []
    try model.advance(
      &state, duration: 1e-3, biasFrom: 0, biasTo: 0, generation: light, sampleTimes: [1e-12, 20e-12, 1e-9, 1e-3]
    ) { samples.append($0) }
    try #require(samples.count == 4)
    func pairs(_ sample: TransportSample) -> [Double] {
      let carriers = model.profile(of: sample.state).carriers
      return [carriers?.electrons ?? [], carriers?.holes ?? []].map { density in
        zip(density, model.mesh.widths).reduce(0) { $0 + $1.0 * $1.1 }
      }
    }
    for made in pairs(samples[1]) {
      // In 10 ps recombination takes k n t = 1e-4, and the contacts are 500 nm away.
      #expect(abs(made / (density * 100e-9) - 1) < 3e-4)
    }
    for left in pairs(samples[3]) { #expect(left < 1e-3 * density * 100e-9) }
    #expect(model.audit(of: state).chargeImbalance < 1e-9)
  }

  @Test("what cannot be meant is refused with its place")
  func refusals() {
    var device = CarrierDevices.cell()
    device.contacts.electronSide.workFunction = 3.5 * CarrierDevices.electronVolt
    #expect(throws: TransportError.self) { try TransportModel(device: device) }
    device = CarrierDevices.cell()
    for index in device.layers.indices { device.layers[index].transport?.semiconductor = nil }
    #expect(throws: TransportError.noBands(device: "cell")) { try TransportModel(device: device) }
    device = CarrierDevices.cell()
    device.layers[1].transport?.semiconductor?.recombination.radiative = .nan
    #expect(throws: TransportError.self) { try TransportModel(device: device) }
    device = CarrierDevices.cell(interfaces: [InterfaceTransport(first: "ETL", second: "HTL")])
    #expect(throws: TransportError.interfaceWithoutLayers(first: "ETL", second: "HTL")) {
      try TransportModel(device: device)
    }
  }
}
