// The circuit around the layers, traps on interfaces and with an occupancy of their own, and self-heating.

import Foundation
import Materials
import Testing
import Transport

@Suite("Circuit, traps and heat with full carriers")
struct CarrierCircuitTests {
  @Test("open circuit in the light carries no current; in the dark it decays to nothing")
  func openCircuit() throws {
    let model = try TransportModel(device: CarrierDevices.cell())
    let light = CarrierTests.light(model, layer: 1, pairs: 4e27)
    let point = try model.steadyState(generation: light)
    let photocurrent = CarrierDevices.electronVolt * 4e27 * 300e-9
    #expect(abs(point.currentDensity) < 1e-9 * photocurrent)
    #expect(point.bias > 0.9 && point.bias < 1.4)
    // Nothing happens to it while the light stays.
    var state = point.state
    try model.advance(&state, duration: 1e-3, currentFrom: 0, currentTo: 0, generation: light)
    #expect(abs(state.bias - point.bias) < 1e-4)
    var biases: [Double] = []
    try model.advance(
      &state, duration: 1e6, currentFrom: 0, currentTo: 0, sampleTimes: [1e-7, 1e-5, 1e-3, 1e6]
    ) { biases.append($0.bias) }
    #expect(zip(biases, biases.dropFirst()).allSatisfy { $0.0 > $0.1 })
    #expect(try #require(biases.last) < 0.3)
    #expect(model.audit(of: state).chargeImbalance < 1e-9)
    #expect(model.audit(of: state).largestIonDrift < 1e-13)
  }

  @Test("with series and shunt resistance V = u + R_s J at every time, and the step ends at the steady state")
  func resistances() throws {
    var device = CarrierDevices.cell()
    device.contacts.seriesResistance = 5e-4
    device.contacts.shuntResistance = 0.1
    let model = try TransportModel(device: device)
    let light = CarrierTests.light(model, layer: 1, pairs: 4e27)
    let end = try model.steadyState(bias: 0.9, generation: light)
    #expect(abs(end.state.layerBias + 5e-4 * end.currentDensity - 0.9) < 1e-10)
    device.contacts.seriesResistance = 0
    device.contacts.shuntResistance = .infinity
    let bare = try TransportModel(device: device).steadyState(bias: end.state.layerBias, generation: light)
    #expect(abs(bare.currentDensity + end.state.layerBias / 0.1 - end.currentDensity) < 1e-8)
    var state = try model.steadyState(bias: 0.4, generation: light).state
    var samples: [TransportSample] = []
    try model.advance(
      &state, duration: 1e5, biasFrom: 0.9, biasTo: 0.9, generation: light, sampleTimes: [1e-9, 1e-7, 1e-3, 1, 1e5]
    ) { samples.append($0) }
    // The current is read from the interpolant, good to the tolerance of 1e-4.
    for sample in samples {
      #expect(abs(sample.state.layerBias + 5e-4 * sample.currentDensity - 0.9) < 2e-4, "\(sample.time)")
    }
    let last = try #require(samples.last)
    #expect(abs(last.currentDensity / end.currentDensity - 1) < 1e-4)
    // Right after the step nearly all of it still lies across the resistance.
    #expect(samples[0].currentDensity > 0.8 * 0.5 / 5e-4)
  }

  @Test("a scan through a series resistance follows V = u + R_s J, and its samples add up to the charge that passed")
  func ramp() throws {
    var device = CarrierDevices.cell()
    device.contacts.seriesResistance = 1e-3
    device.contacts.shuntResistance = 0.1
    let model = try TransportModel(device: device)
    let light = CarrierTests.light(model, layer: 1, pairs: 4e27)
    var state = try model.steadyState(bias: 0, generation: light).state
    let scan = CurrentVoltageScan(corners: [0, 1.3, 0], rate: 0.1, samplesPerLeg: 261, generation: light)
    var samples: [TransportSample] = []
    let points = try model.currentVoltage(&state, scan: scan) { samples.append($0) }
    let largest = points.map { abs($0.currentDensity) }.max() ?? 0
    // The drop across the resistance is to matter: here 0.2 V.
    #expect(1e-3 * largest > 0.05)
    // Both are read between steps: J to 1e-4 of it, u as any potential to 1e-4 of 10 V_t + |u|.
    for sample in samples {
      let (drop, inner) = (1e-3 * sample.currentDensity, sample.state.layerBias)
      let allowed = 1e-4 * (abs(drop) + abs(inner) + 0.26)
      #expect(abs(inner + drop - sample.bias) < allowed, "\(sample.time): \(inner + drop - sample.bias)")
    }
    // The books count what the layers take, without the shunt. Trapezoidal sum over steps of 50 ms, 5 mV: (5 mV/V_t)²/12 = 0.3 % where
    // J grows exponentially.
    let taken = samples.map { ($0.time, $0.currentDensity - $0.state.layerBias / 0.1) }
    let steps = zip(taken, taken.dropFirst())
    let sum = steps.reduce(0) { $0 + 0.5 * ($1.0.1 + $1.1.1) * ($1.1.0 - $1.0.0) }
    let turnover = steps.reduce(0) { $0 + abs($1.0.1) * ($1.1.0 - $1.0.0) }
    #expect(abs(sum - state.chargePassed) < 3e-3 * turnover)
  }

  @Test("interface traps, neutral and charged, keep equilibrium flux-free and the current one")
  func interfaces() throws {
    let volt = CarrierDevices.electronVolt
    let bare = try TransportModel(device: CarrierDevices.cell())
    let device = CarrierDevices.cell(interfaces: [
      InterfaceTransport(
        first: "ETL", second: "perovskite",
        traps: [Trap(density: 1e14, depth: 0.7 * volt, electronCapture: 1e-13, holeCapture: 1e-13)],
        fixedCharge: 1e-4),
      InterfaceTransport(
        first: "perovskite", second: "HTL",
        traps: [
          Trap(density: 1e15, depth: 0.7 * volt, electronCapture: 1e-14, holeCapture: 1e-14, kind: .acceptor)
        ], crossingVelocity: 1e3),
    ])
    let model = try TransportModel(device: device)
    let rest = try model.steadyState(bias: 0)
    for flux in model.fluxes(of: rest.state) {
      for (net, gross) in zip(flux.net, flux.gross) { #expect(abs(net) <= 1e-12 * gross) }
    }
    let light = CarrierTests.light(model, layer: 1, pairs: 4e27)
    let point = try model.steadyState(bias: 0.9, generation: light)
    let total = try #require(model.profile(of: point.state).carriers).totalCurrent
    for current in total { #expect(abs(current + point.currentDensity) < 1e-10 * abs(point.currentDensity)) }
    // Recombination at the interfaces costs photocurrent.
    let without = try bare.steadyState(bias: 0.9, generation: CarrierTests.light(bare, layer: 1, pairs: 4e27))
    #expect(point.currentDensity > without.currentDensity)
    var state = point.state
    var middle: TransportSample?
    try model.advance(&state, duration: 3, biasFrom: 0.9, biasTo: 0.3, generation: light, sampleTimes: [1.2]) {
      middle = $0
    }
    #expect(model.audit(of: state).chargeImbalance < 1e-9)
    #expect(model.audit(of: state).largestIonDrift < 1e-13)
    #expect(middle != nil)
  }

  @Test("a trap with an occupancy of its own comes to the stationary one's current", arguments: Trap.Kind.allCases)
  func dynamicTraps(kind: Trap.Kind) throws {
    func current(_ occupancy: Trap.Occupancy) throws -> Double {
      let trap = Trap(
        density: 1e21, depth: 0.6 * CarrierDevices.electronVolt, electronCapture: 1e-13, holeCapture: 1e-14,
        kind: kind, occupancy: occupancy)
      let model = try TransportModel(device: CarrierDevices.cell(traps: [trap], ions: false))
      return try model.steadyState(bias: 0.8, generation: CarrierTests.light(model, layer: 1, pairs: 4e27))
        .currentDensity
    }
    let (stationary, dynamic) = (try current(.stationary), try current(.dynamic))
    #expect(abs(dynamic / stationary - 1) < 1e-8)
  }

  @Test("self-heating ends where Joule power and cooling balance")
  func heating() throws {
    var device = CarrierDevices.cell(ions: false)
    device.thermalNode = ThermalNode(heatCapacity: 10, conductance: 30)
    let model = try TransportModel(device: device)
    var state = try model.steadyState(bias: 1.2).state
    var last: TransportSample?
    try model.advance(&state, duration: 20, biasFrom: 1.2, biasTo: 1.2, sampleTimes: [20]) { last = $0 }
    let power = try #require(last).currentDensity * 1.2
    #expect(power > 30)
    // The temperature is held over steps of 0.05 K, in which the current moves by a few per mille.
    #expect(abs((state.temperature - 298.15) * 30 / power - 1) < 0.02)
  }
}
