// Light: photocurrent of an insulator, voltage and decay at open circuit.
//
// R. Sokel and R. C. Hughes, J. Appl. Phys. 53, 7414 (1982), doi:10.1063/1.330111: uniform generation without
// recombination or space charge between contacts that take both carriers: J = −qGL [coth(u/2) − 2/u], u = V/V_t.
// Open circuit with contacts that each take one carrier and radiative loss alone: no current flows anywhere, so the
// quasi-Fermi levels are flat and np − n_i² = G/k: qV_oc = E_g − kT ln(k N_c N_v/G), exactly (n_i² aside).
// Small-perturbation decay: n = p = √(G/k); dδn/dt = −2kn δn, so τ = 1/(2√(kG)).

import Foundation
import Materials
import Testing
import Transport

@Suite("Verification: light")
struct PhotovoltageTests {
  typealias D = CarrierDevices

  @Test("Sokel and Hughes: photocurrent of an insulator against field, second order in the mesh")
  func sokelHughes() throws {
    let (length, rate) = (200e-9, 1e20)
    let device = D.device([D.layer(thickness: length, affinity: 3, ionisation: 5)], left: 4, right: 4)
    for bias in [-1.0, -0.2, -0.05, 0.02, 0.1, 0.5] {
      let u = bias / D.thermalVoltage
      let expected = D.charge * rate * length * (1 / tanh(u / 2) - 2 / u)
      let errors = try [1, 2].map { refinement in
        let model = try D.model(device, refinement: refinement)
        let light = try model.uniformGeneration(layer: "film", rate: rate)
        return try D.current(model, bias, light) / expected - 1
      }
      #expect(abs(errors[1]) < 1e-3, "\(bias) V: \(errors)")
      #expect(abs(4 * errors[1] - errors[0]) / 3 < 2e-5, "\(bias) V: \(errors)")
    }
  }

  /// A film whose contacts take one carrier each; radiative recombination alone.
  static func selective(gap: Double, rate: Double, barrier: Double = 0.1) -> Device {
    D.device(
      [
        D.layer(
          thickness: 300e-9, permittivity: 20, affinity: 3.8, ionisation: 3.8 + gap, states: 2e24,
          electronMobility: .init(1e-3), holeMobility: .init(1e-3), recombination: BulkRecombination(radiative: rate))
      ], left: 3.8 + barrier, right: 3.8 + gap - barrier, leftVelocities: (.infinity, 0),
      rightVelocities: (0, .infinity))
  }

  @Test("V_oc = E_g − kT ln(k N_c N_v/G)", arguments: [1e24, 1e27, 1e29])
  func openCircuitVoltage(rate: Double) throws {
    let (gap, constant) = (1.6, 1e-16)
    let model = try D.model(Self.selective(gap: gap, rate: constant))
    let light = try model.uniformGeneration(layer: "film", rate: rate)
    let expected = gap - D.thermalVoltage * log(constant * 4e48 / rate)
    // J passes zero within 1 µV of the formula: no mesh error, since nothing flows.
    let points = try model.steadyCurrentVoltage(biases: [expected - 1e-6, expected + 1e-6], generation: light)
    #expect(points[0].currentDensity < 0 && points[1].currentDensity > 0, "\(points.map(\.currentDensity))")
  }

  @Test("small-perturbation decay τ = 1/(2√(kG)) in a film whose contacts block", arguments: [1e26, 1e28])
  func decay(rate: Double) throws {
    let constant = 1e-16
    let device = D.device(
      [
        D.layer(
          thickness: 300e-9, permittivity: 20, affinity: 3.8, ionisation: 5.4, states: 2e24,
          electronMobility: .init(1e-3), holeMobility: .init(1e-3),
          recombination: BulkRecombination(radiative: constant))
      ], left: 4.6, right: 4.6, leftVelocities: (0, 0), rightVelocities: (0, 0))
    let model = try TransportModel(device: device, settings: TransportSettings(relativeTolerance: 1e-7))
    let light = try model.uniformGeneration(layer: "film", rate: rate)
    var state = try model.steadyState(bias: 0, generation: light).state
    let steady = model.emission(of: state)
    let tau = 1 / (2 * (constant * rate).squareRoot())
    // 0.1 % more pairs.
    let m = model.unknownsPerCell
    for i in 0..<model.mesh.cellCount {
      state.unknowns[i * m + 1] *= 1.001
      state.unknowns[i * m + 2] *= 1.001
    }
    state.nextStep = 0
    var excess: [Double] = []
    try model.advance(
      &state, duration: 2 * tau, biasFrom: 0, biasTo: 0, generation: light, sampleTimes: [0, tau, 2 * tau]
    ) { excess.append(model.emission(of: $0.state) / steady - 1) }
    // The equation is dδ/dt = −2√(kG) δ (1 + δ/2): the second-order term is 1e-3 at the start.
    #expect(abs(excess[1] / excess[0] * exp(1) - 1) < 2e-3, "\(excess)")
    #expect(abs(excess[2] / excess[1] * exp(1) - 1) < 2e-3, "\(excess)")
  }

  @Test("photovoltage after a weak pulse at open circuit: the same decay, with the plates' charge")
  func photovoltageDecay() throws {
    let (constant, rate) = (1e-16, 1e29)
    // Contacts that hold just the density of the light leave the bands flat: n = p everywhere.
    let barrier = D.thermalVoltage * log(2e24 / (rate / constant).squareRoot())
    let model = try TransportModel(
      device: Self.selective(gap: 1.6, rate: constant, barrier: barrier),
      settings: TransportSettings(relativeTolerance: 1e-7))
    let light = try model.uniformGeneration(layer: "film", rate: rate)
    var state = try model.steadyState(currentDensity: 0, generation: light).state
    let steady = state.bias
    // The bulk rises by δV/2 against either contact, over a Debye length λ² = εV_t/2qn: the plates take C = ε/2λ, and
    // d/dt (qnL/2V_t + C) δV = −qkn²L δV/V_t.
    let density = (rate / constant).squareRoot()
    let permittivity = 20 * D.vacuum
    let debye = (permittivity * D.thermalVoltage / (2 * D.charge * density)).squareRoot()
    let plates = D.thermalVoltage * permittivity / (debye * D.charge * density * 300e-9)
    let tau = (1 + plates) / (2 * (constant * rate).squareRoot())
    let pulse = Generation.pulse(
      pairs: light.rates.map { $0 * 1e-3 * tau }, centre: 0.2 * tau, width: 0.03 * tau, background: light.rates)
    var excess: [Double] = []
    try model.advance(
      &state, duration: 3 * tau, currentFrom: 0, currentTo: 0, generation: pulse,
      sampleTimes: [tau, 2 * tau, 3 * tau]
    ) { excess.append($0.bias - steady) }
    // Linear in the perturbation of 0.1 %, and e^{−L/2λ} = 1e-3 of either contact at the other.
    #expect(abs(excess[1] / excess[0] * exp(1) - 1) < 0.01, "\(excess)")
    #expect(abs(excess[2] / excess[1] * exp(1) - 1) < 0.01, "\(excess)")
  }

  @Test("RC time: a film of insulator behind a series resistance")
  func charging() throws {
    var device = D.device([D.layer(thickness: 100e-9, affinity: 2, ionisation: 6)], left: 4, right: 4)
    device.contacts.seriesResistance = 1e-3
    let model = try TransportModel(device: device, settings: TransportSettings(relativeTolerance: 1e-6))
    let time = 1e-3 * 3 * D.vacuum / 100e-9
    var state = try model.equilibrium(bias: 0)
    var currents: [Double] = []
    try model.advance(
      &state, duration: 3 * time, biasFrom: 1, biasTo: 1, sampleTimes: [0.5 * time, time, 2 * time]
    ) { currents.append($0.currentDensity) }
    for (current, share) in zip(currents, [0.5, 1, 2]) {
      #expect(abs(current / (1e3 * exp(-share)) - 1) < 1e-4, "\(currents)")
    }
  }
}
