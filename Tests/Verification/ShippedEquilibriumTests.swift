// In the dark at zero bias nothing flows: every flux is the difference of two gross fluxes that are equal. The fluxes are
// thermodynamically consistent by construction (FluxLink.swift), so what remains is round-off, in every shipped device.

import Foundation
import Materials
import Testing
import Transport

@Suite("Verification: equilibrium of the shipped devices")
struct ShippedEquilibriumTests {
  static let devices = DeviceLibrary.names.filter { name in
    (try? DeviceLibrary.load(name).device.transportLayerIndices.isEmpty) == false
  }

  @Test("net flux at every face ≤ 1e-12 of the gross flux of the species", arguments: devices)
  func fluxFree(name: String) throws {
    for carriers in ["majority", "full"] {
      let device = try DeviceLibrary.load(name, overrides: ["carriers=\(carriers)"]).device
      let model = try TransportModel(device: device)
      // A second call polishes: Newton's method stops at 1e-6, and its next correction is exact to round-off.
      let first = try model.steadyState(bias: 0).state
      let state = try model.steadyState(bias: 0, from: first).state
      for (flux, species) in zip(model.fluxes(of: state), model.speciesNames) {
        // A flux runs through the device: its round-off is that of the largest gross flux on its way.
        let largest = flux.gross.max() ?? 0
        for (face, net) in flux.net.enumerated() {
          // Below one particle per m² and s nothing happens in the life of a device.
          #expect(abs(net) <= 1e-12 * largest + 1, "\(name) \(carriers) \(species) face \(face): \(net) of \(largest)")
        }
      }
      for drift in model.audit(of: state).ionDrift { #expect(abs(drift) < 1e-13) }
    }
  }
}
