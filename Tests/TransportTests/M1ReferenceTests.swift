// The reference numbers of parameter set M1, each within 5 %.
//
// Film 122 nm: between 120 nm (187 cells, all but one number) and 123 nm every number is met; the set leaves 120–150 nm.
// "Steady" c/c₀ is the end of a hold at that bias from rest at 0 V. The return current is taken after 13.5 s at 4 V from
// rest: after an endless hold −25.1 nA/cm² flow at 0.5 s (−24.9 when the mesh is halved), 10 % less than the −28 of the
// reference, which a 3 nm mesh in TFB, too coarse for the field there, also gives. See Documentation/methods/transport.md.

import Foundation
import Materials
import Testing
import Transport

@Suite("Reference numbers of M1")
struct M1ReferenceTests {
  static let film = 122e-9

  /// Mean of (P + N)/2c₀ over the perovskite less 5 nm at either edge.
  static func bulkFraction(_ model: TransportModel, _ state: TransportState) -> Double {
    let cells = model.mesh.cells(ofLayer: 1)
    let (low, high) = (model.mesh.edges[cells.lowerBound] + 5e-9, model.mesh.edges[cells.upperBound] - 5e-9)
    let fractions = model.ionFraction(of: state)
    var sum = 0.0
    for (cell, fraction) in zip(cells, fractions) {
      let width = min(model.mesh.edges[cell + 1], high) - max(model.mesh.edges[cell], low)
      if width > 0 { sum += fraction * width }
    }
    return sum / (high - low)
  }

  /// Coarse efficiency η = k2r/(k2r + k2n) of an ion fraction.
  static func efficiency(_ x: Double) -> Double {
    let radiative = 1 / (1 + 10 * x)
    return radiative / (radiative + 0.34 + 0.57 * x)
  }

  static func model() throws -> (TransportModel, TransportState) {
    let model = try TransportModel(device: ReferenceDevices.m1(film: film))
    return (model, try model.equilibrium(bias: 0))
  }

  @Test("steady ion fraction at 1, 2, 3, 4 V", arguments: zip([1.0, 2, 3, 4], [0.76, 0.10, 0.07, 0.05]))
  func steadyFraction(bias: Double, expected: Double) throws {
    var (model, state) = try Self.model()
    try model.settle(&state, bias: bias)
    #expect(abs(Self.bulkFraction(model, state) / expected - 1) < 0.05)
    #expect(model.audit(of: state).largestIonDrift < 1e-12)
  }

  @Test("switch-on times to η = 0.4 and 0.6", arguments: [(4.0, 6.9, 10.1), (6.0, 2.0, 2.8)])
  func switchOn(bias: Double, first: Double, second: Double) throws {
    var (model, state) = try Self.model()
    var curve: [(Double, Double)] = []
    let times = (0...300).map { 0.05 * Double($0) }
    try model.advance(&state, duration: 15, biasFrom: bias, biasTo: bias, sampleTimes: times) { sample in
      curve.append((sample.time, Self.efficiency(Self.bulkFraction(model, sample.state))))
    }
    func crossing(_ level: Double) -> Double {
      for (a, b) in zip(curve, curve.dropFirst()) where a.1 < level && b.1 >= level {
        return a.0 + (b.0 - a.0) * (level - a.1) / (b.1 - a.1)
      }
      return .nan
    }
    #expect(abs(crossing(0.4) / first - 1) < 0.05, "\(crossing(0.4)) s")
    #expect(abs(crossing(0.6) / second - 1) < 0.05, "\(crossing(0.6)) s")
  }

  @Test("charge moved by 4 V: 0.90 µC/cm²")
  func movedCharge() throws {
    var (model, state) = try Self.model()
    try model.settle(&state, bias: 4)
    #expect(abs(state.chargePassed / 0.90e-2 - 1) < 0.05)
  }

  @Test("return current at 0.1, 0.5, 5, 20 s after 4 V for 13.5 s: −122, −28, −32, −15 nA/cm²")
  func returnCurrent() throws {
    var (model, state) = try Self.model()
    try model.advance(&state, duration: 13.5, biasFrom: 4, biasTo: 4)
    var currents: [Double] = []
    try model.advance(&state, duration: 30, biasFrom: 0, biasTo: 0, sampleTimes: [0.1, 0.5, 5, 20]) {
      currents.append($0.currentDensity)
    }
    for (current, expected) in zip(currents, [-122e-5, -28e-5, -32e-5, -15e-5]) {
      #expect(abs(current / expected - 1) < 0.05, "\(current * 1e5) nA/cm²")
    }
    #expect(currents.count == 4)
  }

  @Test("the numbers are those of the equations: half the mesh size and a tenth of the tolerance move them by < 1 %")
  func resolution() throws {
    func numbers(_ settings: TransportSettings) throws -> [Double] {
      let model = try TransportModel(device: ReferenceDevices.m1(film: Self.film), settings: settings)
      var state = try model.equilibrium(bias: 0)
      var values: [Double] = []
      try model.advance(&state, duration: 100, biasFrom: 4, biasTo: 4, sampleTimes: [7, 10]) {
        values.append(Self.bulkFraction(model, $0.state))
      }
      values.append(Self.bulkFraction(model, state))
      values.append(state.chargePassed)
      try model.advance(&state, duration: 20, biasFrom: 0, biasTo: 0, sampleTimes: [0.1, 0.5, 5, 20]) {
        values.append($0.currentDensity)
      }
      return values
    }
    let base = try numbers(.init())
    for settings in [TransportSettings(meshRefinement: 2), TransportSettings(relativeTolerance: 1e-5)] {
      for (value, other) in zip(base, try numbers(settings)) { #expect(abs(value / other - 1) < 0.01) }
    }
  }
}
