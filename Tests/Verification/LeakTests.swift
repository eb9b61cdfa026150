// Carriers that leak through the insulator of the diode.
//
// Theory: F = v N [o(η) − o(η_c)] (LeakLink.swift). Dilute carriers at equal Fermi levels give no current; under a bias that
// lifts every state of the contact's face above the metal's level the current ends at q v N. Tolerances: the saturation is
// reached to the occupation that is left, below 1e-3 at 10 V; currents agree face by face to the round-off of their balance.

import Foundation
import Materials
import Quantities
import Testing
import Transport

@Suite("Verification: leaks through insulators")
struct LeakTests {
  private static func diode(_ overrides: [String] = []) throws -> TransportModel {
    try TransportModel(device: DeviceLibrary.load("cspbbr3-led", overrides: ["carriers=full"] + overrides).device)
  }

  @Test("without a bias nothing flows, and a bias finds its steady state from nothing")
  func rest() throws {
    let model = try Self.diode()
    let points = try model.steadyCurrentVoltage(biases: [0, 6, 10])
    let moving = points.filter { !$0.isStationary }
    #expect(moving.isEmpty)
    #expect(abs(points[0].currentDensity) < 1e-20 * points[2].currentDensity)
    let alone = try model.steadyState(bias: 6)
    #expect(alone.isStationary)
    #expect(abs(alone.currentDensity / points[1].currentDensity - 1) < 1e-6)
    let profile = try #require(model.profile(of: alone.state).carriers)
    let current = profile.totalCurrent
    for face in current { #expect(abs(face + alone.currentDensity) < 1e-9 * alone.currentDensity) }
    #expect(model.audit(of: alone.state).largestIonDrift < 1e-12)
  }

  @Test("ends at q v N, once every state at the face meets a filled one")
  func saturation() throws {
    let model = try Self.diode([
      "interfaces.TFB-Al2O3.crossingVelocity=1e-5 cm/s", "interfaces.TFB-Al2O3.tunnellingVelocity=1e-30 cm/s",
    ])
    let limit = PhysicalConstants.elementaryCharge * 1e-7 * 1e27
    let current = try model.steadyState(bias: 10).currentDensity
    #expect(abs(current / limit - 1) < 1e-3, "\(current)")
  }

  @Test("a step has its books in order, forth and back", arguments: [(0.0, 6.0), (6, 0)])
  func books(from: Double, to: Double) throws {
    let model = try Self.diode()
    var state = try model.steadyState(bias: from).state
    let audit = try model.advance(&state, duration: 100, biasFrom: to, biasTo: to).audit
    #expect(audit.largestIonDrift < 1e-13)
    #expect(audit.chargeImbalance < 1e-9)
    // A thousandth of the ions put right would be a flux that does not conserve.
    #expect((audit.ionRoundOff.max() ?? 1) < 1e-6)
  }

  @Test("insulators at both contacts without a leak pass less than 1 nA/cm²", arguments: [2.0, 6])
  func blocked(bias: Double) throws {
    let device = try DeviceLibrary.load("cspbbr3-led-blocked-outer", overrides: ["carriers=full"]).device
    let point = try TransportModel(device: device).steadyState(bias: bias)
    #expect(abs(point.currentDensity) < 1e-5)
  }

  @Test("a leak into an insulator between two layers with bands is refused")
  func inner() throws {
    var device = try DeviceLibrary.load("cspbbr3-led-blocked-inner", overrides: ["carriers=full"]).device
    device.interfaces.append(InterfaceTransport(first: "CsPbBr3", second: "Al2O3-right", crossingVelocity: 1))
    #expect(throws: TransportError.self) { _ = try TransportModel(device: device) }
  }
}
