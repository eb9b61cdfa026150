// The reference numbers of parameter set M1, once more, from the device file as it is shipped: the tests of the slow model
// build their device by hand, this one reads it.
//
// Quantities as there: x = mean (P + N)/2c₀ over the film less 5 nm at either edge, η = k2r/(k2r + k2n) with
// k2r = 1/(1 + 10x), k2n = 0.34 + 0.57x. The film is 120 nm as shipped. The return current, after 13.5 s at 4 V from rest,
// is met within 5 % by a film of 122 nm only (Documentation/methods/transport.md): at 120 nm the current at 0.5 s, a
// shallow minimum between two returns, is 26.1 for 28 nA/cm², and at 20 s 14.2 for 15.

import Foundation
import Materials
import Testing
import Transport

@Suite("M1 from the shipped device file")
struct ShippedM1Tests {
  /// The shipped device with M1, ready at rest at 0 V.
  struct Bench {
    let model: TransportModel
    let rest: TransportState
    private let emitter: Int

    init(overrides: [String] = []) throws {
      let loaded = try DeviceLibrary.load("cspbbr3-led", overrides: ["use=M1"] + overrides)
      #expect(loaded.parameterSet == "M1")
      model = try TransportModel(device: loaded.device)
      rest = try model.equilibrium(bias: 0)
      emitter = try #require(loaded.device.emitterIndex)
    }

    /// Mean ion fraction x of the bulk, dimensionless.
    func bulkFraction(_ state: TransportState) -> Double {
      let cells = model.mesh.cells(ofLayer: emitter)
      let (low, high) = (model.mesh.edges[cells.lowerBound] + 5e-9, model.mesh.edges[cells.upperBound] - 5e-9)
      var sum = 0.0
      for (cell, fraction) in zip(cells, model.ionFraction(of: state)) {
        sum += fraction * max(0, min(model.mesh.edges[cell + 1], high) - max(model.mesh.edges[cell], low))
      }
      return sum / (high - low)
    }

    /// First time, s, at which η passes a level after a step from rest to a bias.
    func switchOn(_ bias: Double, levels: [Double]) throws -> [Double] {
      var state = rest
      var curve: [(time: Double, efficiency: Double)] = []
      try model.advance(
        &state, duration: 15, biasFrom: bias, biasTo: bias, sampleTimes: (0...300).map { 0.05 * Double($0) }
      ) { sample in
        let x = bulkFraction(sample.state)
        curve.append((sample.time, 1 / (1 + (0.34 + 0.57 * x) * (1 + 10 * x))))
      }
      return levels.map { level in
        for (a, b) in zip(curve, curve.dropFirst()) where a.efficiency < level && b.efficiency >= level {
          return a.time + (b.time - a.time) * (level - a.efficiency) / (b.efficiency - a.efficiency)
        }
        return .nan
      }
    }
  }

  static func expect(_ values: [Double], _ expected: [Double], _ what: String) {
    #expect(values.count == expected.count)
    for (value, reference) in zip(values, expected) {
      #expect(abs(value / reference - 1) < 0.05, "\(what): \(value) against \(reference)")
    }
  }

  @Test("steady ion fraction at 1, 2, 3, 4 V: 0.76, 0.10, 0.07, 0.05; 4 V moves 0.90 µC/cm²")
  func steady() throws {
    let bench = try Bench()
    var fractions: [Double] = []
    var moved = 0.0
    for bias in [1.0, 2, 3, 4] {
      var state = bench.rest
      try bench.model.settle(&state, bias: bias)
      fractions.append(bench.bulkFraction(state))
      moved = state.chargePassed
    }
    Self.expect(fractions, [0.76, 0.10, 0.07, 0.05], "steady c/c₀")
    Self.expect([moved], [0.90e-2], "moved charge, C/m²")
  }

  @Test("switch-on to η = 0.4 and 0.6: 6.9 and 10.1 s at 4 V, 2.0 and 2.8 s at 6 V")
  func switchOn() throws {
    let bench = try Bench()
    Self.expect(try bench.switchOn(4, levels: [0.4, 0.6]), [6.9, 10.1], "4 V, s")
    Self.expect(try bench.switchOn(6, levels: [0.4, 0.6]), [2.0, 2.8], "6 V, s")
  }

  @Test("return current at 0.1, 0.5, 5, 20 s after 4 V: −122, −28, −32, −15 nA/cm² (122 nm film)")
  func returnCurrent() throws {
    let bench = try Bench(overrides: ["layers.CsPbBr3.thickness=122 nm"])
    var state = bench.rest
    try bench.model.advance(&state, duration: 13.5, biasFrom: 4, biasTo: 4)
    var currents: [Double] = []
    try bench.model.advance(&state, duration: 20, biasFrom: 0, biasTo: 0, sampleTimes: [0.1, 0.5, 5, 20]) {
      currents.append($0.currentDensity * 1e5)
    }
    Self.expect(currents, [-122, -28, -32, -15], "nA/cm²")
  }
}
