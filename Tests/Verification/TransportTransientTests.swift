// Transients against exact solutions of the equations themselves, started from the exact state.
//
// 1. Ambipolar diffusion: two ions of opposite sign, equal D and equal density carry no charge, so φ = 0 stays exact and
//    c(x, t) = c₀ + A cos(πx/L) exp(−D π² t/L²) solves the full nonlinear problem with blocking contacts.
// 2. Drift and diffusion in a constant field: so few ions that they screen nothing. With a = zE/V_t the flux-free modes of
//    ∂c/∂t = D ∂/∂x(∂c/∂x − a c) are e^(ax/2)[cos kx + (a/2k) sin kx], k = π/L, decaying at D(k² + a²/4).
// 3. Across a layer boundary with a jump of energy, D and ε there is no such form; there the order is measured on the
//    scheme's own refinements.

import Foundation
import Materials
import Testing
import Transport

@Suite("Verification: transients of ions")
struct TransportTransientTests {
  static let length = 100e-9
  static let diffusivity = 1e-14
  static let rest = 4e23

  static func film(_ ions: [(Int, Double)], bulkCell: Double = 4e-9) -> Device {
    Device(
      name: "film",
      layers: [
        Layer(
          name: "film", thickness: length, opticalMaterial: "film", isEmitter: true,
          transport: LayerTransport(relativePermittivity: 20, largestCell: bulkCell))
      ],
      ions: ions.map { charge, density in
        IonSpecies(
          name: "ion \(charge)", chargeNumber: charge,
          layers: ["film": IonInLayer(restDensity: density, diffusivity: diffusivity)])
      })
  }

  /// Largest error of the amplitude, relative, after the mode has decayed to about a third.
  static func ambipolarError(refinement: Int, tolerance: Double) throws -> Double {
    var settings = TransportSettings(relativeTolerance: tolerance, meshRefinement: refinement)
    settings.smallestCell = 4e-9
    let model = try TransportModel(device: film([(1, rest), (-1, rest)]), settings: settings)
    var state = model.asMade(bias: 0)
    let k = Double.pi / length
    // Cell averages, which is what a finite volume holds.
    func average(_ cell: Int, _ amplitude: Double) -> Double {
      let (a, b) = (model.mesh.edges[cell], model.mesh.edges[cell + 1])
      return rest + amplitude * (sin(k * b) - sin(k * a)) / (k * (b - a))
    }
    for cell in 0..<model.mesh.cellCount {
      for species in 1...2 { state.unknowns[cell * 3 + species] = average(cell, 0.5 * rest) }
    }
    state.ionInventory = model.inventory(of: state)
    let time = 1 / (diffusivity * k * k)
    let summary = try model.advance(&state, duration: time, biasFrom: 0, biasTo: 0)
    #expect(summary.audit.largestIonDrift < 1e-12)
    let densities = model.profile(of: state).densities
    var worst = 0.0
    for cell in 0..<model.mesh.cellCount {
      let exact = average(cell, 0.5 * rest * exp(-1))
      for species in 0...1 { worst = max(worst, abs(densities[species][cell] - exact) / (0.5 * rest)) }
    }
    return worst
  }

  @Test("ambipolar diffusion: second order in space")
  func ambipolarSpace() throws {
    let errors = try [1, 2, 4].map { try Self.ambipolarError(refinement: $0, tolerance: 1e-8) }
    #expect(errors[0] < 1e-3)
    for (coarse, fine) in zip(errors, errors.dropFirst()) {
      #expect((1.9...2.1).contains(log2(coarse / fine)), "errors \(errors)")
    }
  }

  @Test("ambipolar diffusion: the error in time follows the tolerance")
  func ambipolarTime() throws {
    let exact = try Self.ambipolarError(refinement: 4, tolerance: 1e-9)
    for tolerance in [1e-3, 1e-4, 1e-5] {
      let error = try Self.ambipolarError(refinement: 4, tolerance: tolerance)
      #expect(abs(error - exact) < 2 * tolerance)
    }
  }

  static func driftError(refinement: Int) throws -> Double {
    var settings = TransportSettings(relativeTolerance: 1e-11, meshRefinement: refinement)
    settings.smallestCell = 2e-9
    let bias = 0.2
    // Ions of 1e17 m⁻³ over 100 nm change the field by 9 V/m in 2e6.
    let model = try TransportModel(device: film([(1, 1e17)], bulkCell: 2e-9), settings: settings)
    var state = model.asMade(bias: bias)
    let thermalVoltage = 1.380_649e-23 * state.temperature / 1.602_176_634e-19
    let (k, a) = (Double.pi / length, -bias / length / thermalVoltage)
    let rate = diffusivity * (k * k + a * a / 4)
    func density(_ x: Double, _ time: Double) -> Double {
      let mode = exp(a * x / 2) * (cos(k * x) + a / (2 * k) * sin(k * x))
      return 1e17 * (2 * exp(a * x) + mode * exp(-rate * time))
    }
    /// Cell average by three-point Gauss quadrature, exact to the sixth power of the width.
    func average(_ cell: Int, _ time: Double) -> Double {
      let (x, w) = (model.mesh.centres[cell], model.mesh.widths[cell])
      let offset = 0.5 * 0.6.squareRoot() * w
      return (5 * density(x - offset, time) + 8 * density(x, time) + 5 * density(x + offset, time)) / 18
    }
    for cell in 0..<model.mesh.cellCount { state.unknowns[cell * 2 + 1] = average(cell, 0) }
    state.ionInventory = model.inventory(of: state)
    try model.advance(&state, duration: 1 / rate, biasFrom: bias, biasTo: bias)
    let found = model.profile(of: state).densities[0]
    var worst = 0.0
    for cell in 0..<model.mesh.cellCount { worst = max(worst, abs(found[cell] - average(cell, 1 / rate)) / 1e17) }
    return worst
  }

  @Test("drift and diffusion in a field: second order in space")
  func drift() throws {
    let errors = try [1, 2, 4].map { try Self.driftError(refinement: $0) }
    #expect(errors[0] < 2e-2)
    for (coarse, fine) in zip(errors, errors.dropFirst()) { #expect(log2(coarse / fine) > 1.85, "errors \(errors)") }
  }

  @Test("a boundary with a jump of energy, diffusivity and permittivity: second order under bias")
  func boundary() throws {
    let thermalEnergy = 1.380_649e-23 * 298.15
    let left = IonInLayer(restDensity: 1e22, siteDensity: 1e27, diffusivity: 1e-14)
    let right = IonInLayer(
      restDensity: 1e22, siteDensity: 2e26, diffusivity: 2e-15, partitionEnergy: 3 * thermalEnergy)
    let device = Device(
      name: "two layers",
      layers: [
        Layer(
          name: "a", thickness: 40e-9, opticalMaterial: "a", isEmitter: true,
          transport: LayerTransport(relativePermittivity: 20, largestCell: 1e-9)),
        Layer(
          name: "b", thickness: 40e-9, opticalMaterial: "b",
          transport: LayerTransport(relativePermittivity: 5, largestCell: 1e-9)),
      ],
      ions: [
        IonSpecies(name: "positive", chargeNumber: 1, layers: ["a": left, "b": right]),
        IonSpecies(name: "negative", chargeNumber: -1, layers: ["a": left]),
      ])
    // Content of the second layer during the exchange, and charge passed: functionals that see the boundary flux.
    var values: [(Double, Double)] = []
    for refinement in [1, 2, 4, 8] {
      var settings = TransportSettings(relativeTolerance: 1e-7, meshRefinement: refinement)
      settings.smallestCell = 0.4e-9
      let model = try TransportModel(device: device, settings: settings)
      var state = model.asMade(bias: 0)
      try model.advance(&state, duration: 0.05, biasFrom: 0.3, biasTo: 0.3)
      let density = model.profile(of: state).densities[0]
      let content = model.mesh.cells(ofLayer: 1).reduce(0) { $0 + density[$1] * model.mesh.widths[$1] }
      values.append((content, state.chargePassed))
    }
    let content = values.map(\.0)
    let charge = values.map(\.1)
    for series in [content, charge] {
      let steps = zip(series, series.dropFirst()).map { abs($0 - $1) }
      #expect(log2(steps[1] / steps[2]) > 1.7, "changes \(steps)")
    }
  }
}
