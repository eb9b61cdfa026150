// Order of convergence on a device with everything at once: ions, two heterojunctions, doping, traps, light.
//
// Space: currents on meshes with every cell halved, J₁, J₂, J₄, differ as h², so (J₁ − J₂)/(J₂ − J₄) = 4.
// Time: the end state of a step of bias with the tolerance divided by ten: the error per step is proportional to it.

import Foundation
import Materials
import Testing
import Transport

@Suite("Verification: order of convergence")
struct ConvergenceOrderTests {
  @Test("steady current of the three-layer cell: order 2 in space", arguments: [0.0, 0.6, 0.95])
  func space(bias: Double) throws {
    let device = try DeviceLibrary.load("mapi-benchmark").device
    let currents = try [1, 2, 4, 8].map { refinement in
      let model = try TransportModel(device: device, settings: TransportSettings(meshRefinement: refinement))
      let light = try model.beerLambert(layer: "MAPI", photonFlux: 1.4e21, absorption: 1.3e7)
      return try model.steadyState(bias: bias, generation: light).currentDensity
    }
    let differences = zip(currents, currents.dropFirst()).map { $0 - $1 }
    let order = log2(differences[1] / differences[2])
    #expect(order > 1.8 && order < 2.2, "\(currents)")
  }

  @Test("transient of the three-layer cell: the error in time follows the tolerance")
  func time() throws {
    let device = try DeviceLibrary.load("mapi-benchmark").device
    func charge(_ tolerance: Double) throws -> Double {
      let model = try TransportModel(device: device, settings: TransportSettings(relativeTolerance: tolerance))
      let light = try model.beerLambert(layer: "MAPI", photonFlux: 1.4e21, absorption: 1.3e7)
      var state = try model.steadyState(bias: 0.9, generation: light).state
      try model.advance(&state, duration: 1, biasFrom: 0.2, biasTo: 0.2, generation: light)
      return state.chargePassed
    }
    let reference = try charge(1e-9)
    let errors = try [1e-4, 1e-6].map { abs(try charge($0) / reference - 1) }
    #expect(errors[0] < 1e-4)
    #expect(errors[1] < errors[0] / 20, "\(errors)")
  }
}
