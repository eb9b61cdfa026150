// Books of every kind of measurement: ions keep their number, and the charge that has passed is the charge that is there.
//
// Ions: fluxes go out of one cell and into the next by the same number, so that 1e-13 is round-off of sums over 1e2 cells and
// 1e3 steps. Charge: |∫J dt − conducted − ΔQ|/∫|J| dt with Q from the charges in the device alone (induced-charge theorem).
// Poisson's equation is linear in the unknowns, so that a Rosenbrock method keeps it to round-off: 1e-9 of what has passed.

import Foundation
import Materials
import Testing
import Transport

@Suite("Verification: books of every measurement")
struct BooksTests {
  /// A device that is measured: name, overrides, the largest bias, V, and the layer that light reaches.
  struct Subject: CustomTestStringConvertible, Sendable {
    var name: String
    var overrides: [String] = []
    var top: Double
    var lit: String?
    var testDescription: String { ([name] + overrides).joined(separator: " ") }

    func model() throws -> TransportModel {
      try TransportModel(device: DeviceLibrary.load(name, overrides: ["carriers=full"] + overrides).device)
    }
  }

  static let subjects = [
    Subject(name: "mapi-benchmark", top: 1.1, lit: "MAPI"),
    Subject(name: "mapi-benchmark", overrides: ["contacts.seriesResistance=5 Ohm cm^2"], top: 1.1, lit: "MAPI"),
    Subject(name: "triple-cation-cell", top: 1.2, lit: "perovskite"),
    Subject(name: "organic-diode", top: 3, lit: nil),
    Subject(name: "pn-homojunction", top: 0.8, lit: nil),
    Subject(name: "single-layer-diode", top: 3, lit: nil),
    Subject(name: "cspbbr3-led", top: 6, lit: "CsPbBr3"),
    Subject(name: "cspbbr3-led", overrides: ["use=M2"], top: 6, lit: "CsPbBr3"),
    Subject(name: "cspbbr3-led-blocked-inner", top: 6, lit: "CsPbBr3"),
    Subject(name: "cspbbr3-led-blocked-outer", top: 6, lit: "CsPbBr3"),
  ]

  static func hold(_ audit: AuditReport, _ what: String) {
    #expect(audit.largestIonDrift < 1e-13, "\(what): \(audit)")
    #expect(audit.chargeImbalance < 1e-9, "\(what): \(audit)")
  }

  @Test("jump, hold, ramp, light on and off, staircase, pulses, open circuit", arguments: subjects)
  func kinds(subject: Subject) throws {
    let model = try subject.model()
    let light = try subject.lit.map { try model.uniformGeneration(layer: $0, rate: 1e27) }
    var state = try model.equilibrium(bias: 0)
    Self.hold(model.audit(of: state), "\(subject.testDescription): rest")
    try model.advance(&state, duration: 10, biasFrom: subject.top, biasTo: subject.top)
    Self.hold(model.audit(of: state), "\(subject.testDescription): step")
    try model.advance(&state, duration: 100, biasFrom: 0, biasTo: 0)
    Self.hold(model.audit(of: state), "\(subject.testDescription): step back")
    try model.advance(&state, duration: 1e-3, biasFrom: 0, biasTo: 0, generation: light)
    try model.advance(&state, duration: 1e-3, biasFrom: 0, biasTo: 0)
    Self.hold(model.audit(of: state), "\(subject.testDescription): light on and off")
    let scan = try model.scan(&state, from: 0, to: subject.top, rate: 0.1, pointCount: 21, generation: light)
    Self.hold(scan.audit, "\(subject.testDescription): scan")
    _ = try model.staircase(&state, biases: [0.3, 0.6, 0.2], dwell: 0.1, generation: light)
    Self.hold(model.audit(of: state), "\(subject.testDescription): staircase")
    for _ in 0..<3 {
      try model.advance(&state, duration: 1e-4, biasFrom: subject.top, biasTo: subject.top)
      try model.advance(&state, duration: 1e-3, biasFrom: 0, biasTo: 0)
    }
    Self.hold(model.audit(of: state), "\(subject.testDescription): pulses")
    try model.advance(&state, duration: 0.1, currentFrom: 0, currentTo: 0, generation: light)
    Self.hold(model.audit(of: state), "\(subject.testDescription): open circuit")
  }

  @Test("three ions, electrons, holes and two dynamic traps: eight unknowns in a cell")
  func eightUnknowns() throws {
    let trap = { (depth: Double, kind: Trap.Kind) in
      Trap(
        density: 1e21, depth: depth * CarrierDevices.charge, electronCapture: 1e-14, holeCapture: 1e-14, kind: kind,
        occupancy: .dynamic)
    }
    let film = CarrierDevices.layer(
      "film", thickness: 100e-9, permittivity: 20, affinity: 3.9, ionisation: 5.4, states: 5e24,
      recombination: BulkRecombination(radiative: 1e-16, traps: [trap(0.6, .acceptor), trap(0.9, .donor)]))
    let left = CarrierDevices.layer(
      "left", thickness: 40e-9, permittivity: 10, affinity: 4, ionisation: 7, states: 1e25, donors: 1e23)
    let right = CarrierDevices.layer(
      "right", thickness: 40e-9, affinity: 2, ionisation: 5.3, states: 1e25, acceptors: 1e23)
    func ion(_ name: String, _ charge: Int, _ rest: Double, _ diffusivity: Double) -> IonSpecies {
      IonSpecies(
        name: name, chargeNumber: charge,
        layers: ["film": IonInLayer(restDensity: rest, siteDensity: 1e27, diffusivity: diffusivity)])
    }
    let device = CarrierDevices.device(
      [left, film, right],
      ions: [ion("fast", 1, 2e23, 1e-14), ion("slow", 1, 1e23, 1e-17), ion("negative", -1, 3e23, 1e-15)])
    let model = try TransportModel(device: device)
    #expect(model.unknownsPerCell == 8)
    let light = try model.uniformGeneration(layer: "film", rate: 1e27)
    var state = try model.equilibrium(bias: 0)
    for (flux, species) in zip(model.fluxes(of: state), model.speciesNames) {
      let gross = flux.gross.max() ?? 0
      #expect(flux.net.allSatisfy { abs($0) <= 1e-12 * gross + 1 }, "\(species)")
    }
    for (bias, lit) in [(0.8, false), (0.8, true), (-0.5, true), (0, false)] {
      try model.advance(&state, duration: 10, biasFrom: bias, biasTo: bias, generation: lit ? light : nil)
      Self.hold(model.audit(of: state), "eight unknowns at \(bias) V")
    }
    let scan = try model.scan(&state, from: 0, to: 1, rate: 0.1, pointCount: 11, generation: light)
    Self.hold(scan.audit, "eight unknowns, scan")
    // A steady state from there is stationary and takes the same current through every face.
    let point = try model.steadyState(bias: 0.5, generation: light, from: state)
    #expect(point.isStationary)
    let total = try #require(model.profile(of: point.state).carriers).totalCurrent
    for face in total { #expect(abs(face + point.currentDensity) < 1e-9 * abs(point.currentDensity)) }
  }
}
