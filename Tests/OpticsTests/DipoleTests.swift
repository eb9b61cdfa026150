import Foundation
import Optics
import Testing

@Suite("Dipoles in a stack")
struct DipoleTests {
  @Test(
    "in a uniform medium the rate is that of the bulk, half of the light on either side",
    arguments: DipoleOrientation.allCases)
  func bulk(orientation: DipoleOrientation) throws {
    let stack = try OpticalStack(layers: [layer(100, 1.5, emitter: true)], wavelength: 538e-9, ambientIndex: 1.5)
    let light = try stack.dipoleEmission(depth: 40e-9, orientation: orientation)
    // 1200 points by the midpoint rule, mapped so that the integrand is smooth: 3e-6.
    #expect(abs(light.purcellFactor - 1) < 1e-5 && abs(light.guided) < 1e-5)
    #expect(abs(light.upper - 0.5) < 1e-5 && abs(light.lowerWithinCone - 0.5) < 1e-5)
  }

  @Test("before a mirror the rate follows the closed formula", arguments: [30.0, 100, 300])
  func mirror(distance: Double) throws {
    let stack = try OpticalStack(
      layers: [layer(1000, 1e-3, 1e5), layer(distance + 50, 1.5, emitter: true)], wavelength: 538e-9, ambientIndex: 1.5)
    let x = 4 * .pi / 538e-9 * 1.5 * distance * 1e-9
    let upright = 1 - 3 * cos(x) / (x * x) + 3 * sin(x) / (x * x * x)
    let flat = 1 - 1.5 * (sin(x) / x + cos(x) / (x * x) - sin(x) / (x * x * x))
    let found = try [DipoleOrientation.perpendicular, .parallel].map {
      try stack.dipoleEmission(depth: distance * 1e-9, orientation: $0).purcellFactor
    }
    // The mirror has k = 1e5: it differs from a perfect one by n/k = 1.5e-5 times the near field.
    #expect(abs(found[0] - upright) < 1e-4 && abs(found[1] - flat) < 1e-4)
  }

  @Test("the shares of the device add up to 1, and without absorption nothing is absorbed", arguments: [10.0, 75, 140])
  func balance(depth: Double) throws {
    let layers = AbsorbingGuideTests.layers()
    let light = try OpticalStack(layers: layers, wavelength: 538e-9).dipoleEmission(depth: depth * 1e-9)
    let sum = light.upper + light.lowerWithinCone + light.lowerBeyondCone + light.guided + light.absorbed
    #expect(abs(sum - 1) < 1e-12 && light.absorbed > 0 && light.guided > 0.5 && light.purcellFactor > 0.5)
    let clear = layers.map { layer in
      var layer = layer
      layer.refractiveIndex.imaginary = 0
      return layer
    }
    let lossless = try OpticalStack(layers: clear, wavelength: 538e-9).dipoleEmission(depth: depth * 1e-9)
    #expect(abs(lossless.absorbed) < 1e-13)
    #expect(throws: OpticsError.self) {
      try OpticalStack(layers: layers, wavelength: 538e-9).dipoleEmission(depth: 151e-9)
    }
  }

  @Test("without loss the modes get all that is guided, in each orientation", arguments: [10.0, 60, 130])
  func modesShareTheGuided(depth: Double) throws {
    let clear = AbsorbingGuideTests.layers().map { layer in
      var layer = layer
      layer.refractiveIndex.imaginary = 0
      return layer
    }
    let stack = try OpticalStack(layers: clear, wavelength: 538e-9)
    let modes = try stack.guidedModes(polarisations: ModePolarisation.allCases)
    for (orientation, light) in try stack.dipoleEmissions(depth: depth * 1e-9) {
      #expect(light.modes.map(\.polarisation) == modes.map(\.polarisation))
      // Residues and the integral along its path are computed apart; the midpoint rule of the latter is good for 1e-5.
      #expect(abs(light.nearField) < 2e-5, "\(orientation): \(light.nearField)")
      if orientation == .perpendicular {
        #expect(light.modes.allSatisfy { $0.polarisation == .transverseMagnetic || abs($0.share) < 1e-12 })
      }
    }
  }

  @Test("the share of a mode follows its field: closed formula of TE modes of a slab")
  func slabMode() throws {
    // Rate into TE mode m of in-plane dipoles over that in the bulk: (3π/4) ψ²(x)/(k0 n_e N ∫ψ² dx) · N, from the residue of
    // the one-dimensional Green function ψ(x)²/(k0² (N² − N_m²) ∫ψ²).
    let (core, wavelength, d) = (2.2, 538e-9, 300e-9)
    let stack = try OpticalStack(layers: [layer(300, core, emitter: true)], wavelength: wavelength, ambientIndex: 1.4)
    let k0 = 2 * Double.pi / wavelength
    let modes = try stack.guidedModes()
    for depth in [40e-9, 150e-9, 230e-9] {
      let light = try stack.dipoleEmission(depth: depth, orientation: .parallel)
      for (order, mode) in modes.enumerated() {
        let n = mode.effectiveIndex.real
        let (q, gamma) = (k0 * (core * core - n * n).squareRoot(), k0 * (n * n - 1.96).squareRoot())
        let phase = 0.5 * q * d - 0.5 * .pi * Double(order)
        let field = cos(q * (depth - 0.5 * d) + 0.5 * .pi * Double(order))
        let norm = 0.5 * d + sin(q * d) * cos(.pi * Double(order)) / (2 * q) + pow(cos(phase), 2) / gamma
        let rate = 0.75 * .pi * field * field / (k0 * core * norm)
        #expect(abs(light.modes[order].share * light.purcellFactor - rate) < 1e-9, "TE\(order) at \(depth)")
      }
    }
  }
}
