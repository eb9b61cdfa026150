// A wide-gap diode that is switched off: where both carriers vanish, densities far below the tolerance must not slow the
// integration down. Before pairs below zero were brought back, half of all steps were rejected here.

import Materials
import Testing
import Transport

@Suite("Switching a wide-gap diode off")
struct SwitchOffTests {
  @Test("few steps are rejected, no carrier is left below zero where traps are, ions and charge are kept")
  func rejections() throws {
    let device = try DeviceLibrary.load("cspbbr3-led", overrides: ["carriers=full"]).device
    let model = try TransportModel(device: device)
    var state = try model.steadyState(bias: 0).state
    try model.advance(&state, duration: 100, biasFrom: 6, biasTo: 6)
    let summary = try model.advance(&state, duration: 100, biasFrom: 0, biasTo: 0)
    #expect(Double(summary.rejectedSteps) < 0.2 * Double(summary.steps), "\(summary)")
    #expect(summary.audit.largestIonDrift < 1e-13 && summary.audit.chargeImbalance < 1e-9)
    let profile = model.profile(of: state)
    for (name, densities) in zip(model.speciesNames, profile.densities) where ["electrons", "holes"].contains(name) {
      for layer in device.transportLayerIndices {
        let recombination = device.layers[layer].transport?.semiconductor?.recombination
        guard recombination?.traps.isEmpty == false else { continue }
        for cell in model.mesh.cells(ofLayer: layer) { #expect(densities[cell] >= 0, "\(name), cell \(cell)") }
      }
    }
  }
}
