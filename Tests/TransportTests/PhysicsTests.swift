import Foundation
import Materials
import Testing
import Transport

@Suite("Transport physics")
struct TransportPhysicsTests {
  @Test("equilibrium is flux-free to round-off for every species at every face", arguments: [0.0, 1.5, 4])
  func fluxFree(bias: Double) throws {
    var device = ReferenceDevices.m1()
    device.ions[1].layers["TFB"]?.partitionEnergy = 1.6e-20
    device.ions[1].layers["TFB"]?.siteDensity = 3e26
    let model = try TransportModel(device: device)
    let state = try model.equilibrium(bias: bias)
    for (flux, name) in zip(model.fluxes(of: state), model.speciesNames) {
      for (net, gross) in zip(flux.net, flux.gross) where gross > 0 {
        // Gross fluxes differ by powers of ten; below 1 ion per m² and s nothing moves in the age of the device.
        #expect(abs(net) <= 1e-12 * gross + 1, "\(name): \(net) of \(gross)")
      }
    }
  }

  @Test("an empty stack is a plate capacitor: charge, current in a scan, field in each layer")
  func plateCapacitor() throws {
    var device = ReferenceDevices.m1()
    device.ions = []
    device.layers[0].transport?.donorDensity = 0
    device.layers[0].transport?.electronMobility = nil
    let model = try TransportModel(device: device)
    let vacuum = 8.854_187_8188e-12
    let capacitance = vacuum / (50e-9 / 8.5 + 150e-9 / 20 + 40e-9 / 3 + 7e-9 / 7.5)
    #expect(abs(model.geometricCapacitance / capacitance - 1) < 1e-12)
    var state = try model.equilibrium(bias: 0)
    try model.advance(&state, duration: 0, biasFrom: 2, biasTo: 2)
    #expect(abs(state.chargePassed / (2 * capacitance) - 1) < 1e-12)
    var current = 0.0
    try model.advance(&state, duration: 1, biasFrom: 2, biasTo: 5, sampleTimes: [0.5]) { current = $0.currentDensity }
    #expect(abs(current / (3 * capacitance) - 1) < 1e-9)
    #expect(abs(state.chargePassed / (5 * capacitance) - 1) < 1e-9)
    // E in TFB, downhill for positive bias: negative x direction.
    let field = model.extractingField(of: state)
    #expect(abs(field / (-capacitance * 4.5 / (3 * vacuum)) - 1) < 1e-12)
  }

  @Test("reverse bias pulls holes towards their contact, forward bias pushes them back")
  func extractingField() throws {
    let model = try TransportModel(device: ReferenceDevices.m1())
    var state = try model.equilibrium(bias: 0)
    try model.advance(&state, duration: 0, biasFrom: -4, biasTo: -4)
    #expect(model.extractingField(of: state) > 0)
    try model.advance(&state, duration: 0, biasFrom: 6, biasTo: 6)
    #expect(model.extractingField(of: state) < 0)
  }

  @Test("electrons in ZnO follow Boltzmann from the ohmic contact, at any bias once the field has settled")
  func ohmicContact() throws {
    let model = try TransportModel(device: ReferenceDevices.m1())
    let thermalVoltage = 1.380_649e-23 * 298.15 / 1.602_176_634e-19
    for bias in [0.0, 4] {
      let profile = model.profile(of: try model.equilibrium(bias: bias))
      for cell in model.mesh.cells(ofLayer: 0) {
        let expected = 1e24 * exp(profile.potential[cell] / thermalVoltage)
        #expect(abs(profile.electrons[cell] / expected - 1) < 1e-9, "cell \(cell)")
      }
      for cell in model.mesh.cells(ofLayer: 1) { #expect(profile.electrons[cell] == 0) }
    }
  }

  @Test("the as-made device is neutral, a single ion species included")
  func neutrality() throws {
    var device = ReferenceDevices.m1()
    device.ions.removeLast()
    device.contacts.builtInVoltage = 0
    let model = try TransportModel(device: device)
    let field = model.displacement(of: model.asMade(bias: 0))
    // Surface charge of one extra ion layer would be q c₀ d = 1e-2 C/m².
    for value in field { #expect(abs(value) < 1e-14) }
    let state = try model.equilibrium(bias: 0)
    for fraction in model.ionFraction(of: state) { #expect(abs(fraction - 1) < 1e-9) }
  }

  @Test("ions that may move nowhere stay, and the run costs next to nothing")
  func frozen() throws {
    var device = ReferenceDevices.m1()
    for k in device.ions.indices {
      for layer in device.ions[k].layers.keys { device.ions[k].layers[layer]?.isPermeable = false }
    }
    let model = try TransportModel(device: device)
    var state = try model.equilibrium(bias: 0)
    let before = model.ionFraction(of: state)
    try model.advance(&state, duration: 100, biasFrom: 6, biasTo: 6)
    #expect(model.ionFraction(of: state) == before)
    #expect(before.allSatisfy { $0 == 1 })
    #expect(before.count > 50)
  }

  @Test("warmth speeds ions up by exactly the Arrhenius factor")
  func arrhenius() throws {
    var device = ReferenceDevices.m1(film: 60e-9)
    let energy = 0.3 * 1.602_176_634e-19
    for k in device.ions.indices {
      for layer in device.ions[k].layers.keys { device.ions[k].layers[layer]?.activationEnergy = energy }
    }
    let (cold, warm) = (298.15, 338.15)
    let factor = exp(-energy / 1.380_649e-23 * (1 / warm - 1 / cold))
    var same = device
    for k in same.ions.indices {
      for layer in same.ions[k].layers.keys {
        same.ions[k].layers[layer]?.activationEnergy = 0
        same.ions[k].layers[layer]?.diffusivity *= factor
      }
    }
    func passed(_ device: Device) throws -> Double {
      let model = try TransportModel(device: device)
      var state = try model.equilibrium(bias: 0, temperature: warm)
      #expect(state.temperature == warm)
      try model.advance(&state, duration: 0.3, biasFrom: 4, biasTo: 4)
      return state.chargePassed
    }
    #expect(abs(try passed(device) / passed(same) - 1) < 1e-9)
  }

  @Test("insulators next to the perovskite stop the exchange with TFB")
  func blockedInner() throws {
    var device = ReferenceDevices.m1()
    device.layers.insert(
      Layer(
        name: "barrier", thickness: 2e-9, opticalMaterial: "Al2O3",
        transport: LayerTransport(relativePermittivity: 7.5)), at: 2)
    let model = try TransportModel(device: device)
    var state = try model.equilibrium(bias: 0)
    try model.advance(&state, duration: 1000, biasFrom: 4, biasTo: 4)
    let fractions = model.ionFraction(of: state)
    let widths = model.mesh.widths[model.mesh.cells(ofLayer: 1)]
    let mean = zip(fractions, widths).reduce(0) { $0 + $1.0 * $1.1 } / widths.reduce(0, +)
    #expect(abs(mean - 1) < 1e-12)
    #expect(state.chargePassed > 0)
  }

  @Test("a slow interface slows the exchange but not the end")
  func interfaceVelocity() throws {
    let device = ReferenceDevices.m1(film: 60e-9)
    var results: [(Double, Double)] = []
    for velocity in [Double.infinity, 1e-14] {
      let model = try TransportModel(device: device, settings: TransportSettings(interfaceVelocity: velocity))
      var state = try model.equilibrium(bias: 0)
      try model.advance(&state, duration: 1, biasFrom: 4, biasTo: 4)
      let entered = model.profile(of: state).densities[1]
      let early = model.mesh.cells(ofLayer: 2).reduce(0) { $0 + entered[$1] * model.mesh.widths[$1] }
      try model.settle(&state, bias: 4)
      results.append((early, state.chargePassed))
    }
    #expect(results[1].0 < 0.1 * results[0].0)
    #expect(abs(results[1].1 / results[0].1 - 1) < 1e-6)
  }
}
