// The automatic mesh of layers with so many ions that their Debye length is close to the standard boundary cell, or below it.
//
// Two double layers in series hold q = ε V/(2λ) per area at V ≪ V_t, and each 2 ε V_t/λ sinh(ψ₀/2) beyond (Gouy 1910, Chapman
// 1913), λ² = ε V_t/(2 q c₀). With ten boundary cells in λ the scheme, solved for one double layer by itself, is 0.4 % (cells
// growing by 1.15) and 0.8 % (1.3) short of the first, and 2.5 and 3.0 % of the second at ψ₀ = 4: the bounds of these tests.

import Foundation
import Materials
import Testing
import Transport

@Suite("Verification: mesh from Debye lengths")
struct DebyeMeshTests {
  static let thermalVoltage = 1.380_649e-23 * 298.15 / 1.602_176_634e-19
  /// It has no electrical layers.
  static let bareFilm = "cspbbr3-film"
  static let permittivity = 20 * 8.854_187_8188e-12

  static func debyeLength(_ density: Double) -> Double {
    (permittivity * thermalVoltage / (2 * 1.602_176_634e-19 * density)).squareRoot()
  }

  static func device(_ density: Double) -> Device {
    let offer = IonInLayer(restDensity: density, siteDensity: .infinity, diffusivity: 1e-14)
    return Device(
      name: "cell",
      layers: [
        Layer(
          name: "film", thickness: 60e-9, opticalMaterial: "film", isEmitter: true,
          transport: LayerTransport(relativePermittivity: 20))
      ],
      ions: [
        IonSpecies(name: "positive", chargeNumber: 1, layers: ["film": offer]),
        IonSpecies(name: "negative", chargeNumber: -1, layers: ["film": offer]),
      ])
  }

  /// Charge on the contact over that of the closed form at the same drop, less 1.
  static func error(_ density: Double, bias: Double, settings: TransportSettings) throws -> Double {
    let model = try TransportModel(device: device(density), settings: settings)
    let profile = model.profile(of: try model.equilibrium(bias: bias))
    let middle = model.mesh.cellCount / 2
    let drop = (profile.potential[middle - 1] + profile.potential[middle]) / 2
    let bulk = (profile.densities[0][middle] + profile.densities[1][middle]) / 2
    let expected = 2 * thermalVoltage / debyeLength(bulk) * sinh(abs(drop) / thermalVoltage / 2)
    return abs(profile.fieldAbove[0]) / expected - 1
  }

  @Test("charge of a double layer to 1 % at small bias and 3 % at 0.1 V a side, of second order", arguments: [1e26, 1e27, 1e28])
  func charge(density: Double) throws {
    for (bias, bound) in [(1e-4, 0.01), (0.2, 0.03)] {
      let errors = try [1, 2, 4].map {
        try Self.error(density, bias: bias, settings: TransportSettings(meshRefinement: $0))
      }
      #expect(abs(errors[0]) < bound, "\(bias) V: \(errors)")
      #expect(abs(errors[1] / errors[0]) < 0.3 && abs(errors[2] / errors[1]) < 0.3, "\(bias) V: \(errors)")
    }
  }

  @Test("fixed boundary cells miss that by a multiple")
  func fixed() throws {
    let plain = TransportSettings(cellsPerDebyeLength: 1e-6)
    #expect(abs(try Self.error(1e27, bias: 1e-4, settings: plain)) > 0.05)
    #expect(abs(try Self.error(1e28, bias: 1e-4, settings: plain)) > 0.2)
  }

  @Test("the Debye length counts ions that move and the doping of the model")
  func length() throws {
    var device = Self.device(4e23)
    let film = device.layers[0]
    let expected = (Self.permittivity * device.temperature / 298.15 * Self.thermalVoltage
      / (2 * 1.602_176_634e-19 * 4e23)).squareRoot()
    #expect(abs(TransportMesh.debyeLength(of: film, device: device) / expected - 1) < 1e-9)
    device.ions[1].layers["film"]?.isPermeable = false
    #expect(abs(TransportMesh.debyeLength(of: film, device: device) / expected - 2.squareRoot()) < 1e-9)
    device.ions = []
    #expect(TransportMesh.debyeLength(of: film, device: device) == .infinity)
  }

  @Test("shipped devices keep the standard boundary cells", arguments: DeviceLibrary.names.filter { $0 != bareFilm }, ["majority", "full"])
  func shipped(name: String, carriers: String) throws {
    let device = try DeviceLibrary.load(name, overrides: ["carriers=\(carriers)"]).device
    let model = try TransportModel(device: device)
    let plain = try TransportModel(device: device, settings: TransportSettings(cellsPerDebyeLength: 1e-6))
    #expect(model.mesh == plain.mesh)
    let counts = [
      "cspbbr3-led full": 253, "cspbbr3-led majority": 187, "mapi-benchmark full": 278, "triple-cation-cell full": 200,
      "single-layer-diode full": 104, "pn-homojunction full": 252, "organic-diode full": 80,
    ]
    if let count = counts["\(name) \(carriers)"] { #expect(model.mesh.cellCount == count) }
  }
}
