// Impedance by exact linearisation against closed forms and against the steady state.
//
// Insulator: Y = iωε₀ε/L. Ions between blocking electrodes, both signs mobile (J. R. Macdonald, Phys. Rev. 92, 4 (1953),
// doi:10.1103/PhysRev.92.4), derived anew: with λ² = εkT/(2q²c₀) and β² = 1/λ² + iω/D,
//   Z = 2/(iωεβ²) [tanh(βL/2)/(λ²β) + iωL/(2D)],
// whose limits are the double layers in series, C = ε/(2λ) coth(L/2λ), and the geometric capacitance.
// ω → 0: Re Y is the slope of the steady current–voltage curve, and the modulated photocurrent that of J against light.
// Kramers and Kronig for the complex capacitance C* = Y/iω = C′ − iC″ (the steady conductance taken off):
//   C′(ω) − C(∞) = (2/π) P∫ x C″(x)/(x² − ω²) dx; on a logarithmic grid with ω between two points the midpoint rule
// converges faster than any power of the spacing.

import Foundation
import Materials
import Testing
import Transport

@Suite("Verification: impedance")
struct ImpedanceTests {
  typealias D = CarrierDevices
  static let length = 300e-9
  static let density = 1e23
  static let diffusivity = 1e-14
  static let permittivity = 20 * D.vacuum

  /// Both ions, nothing else, at flat band.
  static func ionicCell(_ refinement: Int = 1) throws -> TransportModel {
    let offer = IonInLayer(restDensity: density, diffusivity: diffusivity)
    let device = Device(
      name: "cell",
      layers: [
        Layer(
          name: "film", thickness: length, opticalMaterial: "", transport: LayerTransport(relativePermittivity: 20))
      ],
      ions: [
        IonSpecies(name: "positive", chargeNumber: 1, layers: ["film": offer]),
        IonSpecies(name: "negative", chargeNumber: -1, layers: ["film": offer]),
      ], temperature: D.temperature)
    return try TransportModel(device: device, settings: TransportSettings(meshRefinement: refinement))
  }

  /// The square root with a positive real part.
  static func root(_ z: ComplexValue) -> ComplexValue {
    let modulus = z.modulus.squareRoot()
    return ComplexValue(modulus * cos(z.phase / 2), modulus * sin(z.phase / 2))
  }

  static func exact(_ frequency: Double) -> ComplexValue {
    let omega = 2 * Double.pi * frequency
    let square = permittivity * D.thermalVoltage / (2 * D.charge * density)
    let betaSquare = ComplexValue(1 / square, omega / diffusivity)
    let beta = root(betaSquare)
    // tanh z = (1 − e^{−2z})/(1 + e^{−2z})
    let decay = exp(-beta.real * length)
    let (c, s) = (decay * cos(beta.imaginary * length), -decay * sin(beta.imaginary * length))
    let tangent = ComplexValue(1 - c, -s) * ComplexValue(1 + c, s).reciprocal
    let bracket =
      tangent * ComplexValue(square * beta.real, square * beta.imaginary).reciprocal
      + ComplexValue(0, omega * length / (2 * diffusivity))
    return ComplexValue(0, -2 / (omega * permittivity)) * betaSquare.reciprocal * bracket
  }

  @Test("ions between blocking electrodes: Macdonald's impedance over ten decades, second order in the mesh")
  func ions() throws {
    let spectra = try [1, 2, 4].map { refinement in
      let model = try Self.ionicCell(refinement)
      return try model.impedance(of: try model.equilibrium(bias: 0)).impedance
    }
    for (k, frequency) in ImpedanceSpectrum.standardFrequencies.enumerated() {
      let expected = Self.exact(frequency)
      func deviation(_ z: ComplexValue) -> ComplexValue {
        ComplexValue(z.real - expected.real, z.imaginary - expected.imaginary)
      }
      let errors = spectra.map { deviation($0[k]).modulus / expected.modulus }
      #expect(errors[0] < 5e-3, "\(frequency) Hz: \(errors)")
      // Richardson, for real and imaginary part at once.
      let (a, b) = (deviation(spectra[1][k]), deviation(spectra[2][k]))
      let rest = ComplexValue((4 * b.real - a.real) / 3, (4 * b.imaginary - a.imaginary) / 3)
      #expect(rest.modulus / expected.modulus < 2e-5, "\(frequency) Hz: \(errors)")
    }
  }

  @Test("double layers at low frequency, geometric capacitance at high")
  func capacitances() throws {
    let model = try Self.ionicCell(4)
    let spectrum = try model.impedance(of: try model.equilibrium(bias: 0), frequencies: [1e-4, 1e9])
    let debye = (Self.permittivity * D.thermalVoltage / (2 * D.charge * Self.density)).squareRoot()
    let layers = Self.permittivity / (2 * debye) / tanh(Self.length / (2 * debye))
    #expect(abs(spectrum.capacitance[0] / layers - 1) < 1e-3)
    #expect(abs(spectrum.capacitance[1] / (Self.permittivity / Self.length) - 1) < 1e-6)
    #expect(abs(model.geometricCapacitance / (Self.permittivity / Self.length) - 1) < 1e-12)
  }

  @Test("a fully depleted film with carriers is a plate capacitor")
  func depleted() throws {
    let model = try D.model(D.device([D.layer(thickness: 100e-9, affinity: 2, ionisation: 6)], left: 4, right: 4))
    let state = try model.steadyState(bias: 0).state
    for capacitance in try model.impedance(of: state).capacitance {
      #expect(abs(capacitance / (3 * D.vacuum / 100e-9) - 1) < 1e-9)
    }
  }

  @Test(
    "ω → 0 is the slope of the steady current–voltage curve and of the photocurrent",
    arguments: [
      ("single-layer-diode", 0.9), ("single-layer-diode", 1.3), ("mapi-benchmark", 1.1), ("pn-homojunction", 0.5),
    ])
  func staticLimit(name: String, bias: Double) throws {
    let device = try DeviceLibrary.load(name).device
    let model = try TransportModel(device: device)
    let light = try model.uniformGeneration(
      layer: device.layers[device.transportLayerIndices.count / 2].name, rate: 1e26)
    let step = 1e-3
    let points = try model.steadyCurrentVoltage(biases: [bias - step, bias, bias + step], generation: light)
    let slope = (points[2].currentDensity - points[0].currentDensity) / (2 * step)
    let spectrum = try model.impedance(of: points[1].state, frequencies: [1e-5])
    // The central difference errs by (step/V_t)²/6 = 2.5e-4.
    #expect(abs(spectrum.conductance[0] / slope - 1) < 1e-3, "\(spectrum.conductance[0]) \(slope)")
    var brighter = light
    brighter.rates = light.rates.map { $0 * 1.0001 }
    let more = try model.steadyState(bias: bias, generation: brighter, from: points[1].state)
    let photons = zip(light.rates, model.mesh.widths).reduce(0) { $0 + $1.0 * $1.1 }
    let response = -(more.currentDensity - points[1].currentDensity) / (D.charge * photons * 1e-4)
    #expect(abs(spectrum.photocurrent[0].real - response) < 1e-3 * max(abs(response), 0.01), "\(response)")
  }

  @Test("Kramers and Kronig hold for the computed spectrum of a diode with ions")
  func kramersKronig() throws {
    let model = try TransportModel(device: try DeviceLibrary.load("single-layer-diode").device)
    let state = try model.steadyState(bias: 0.8).state
    let (perDecade, decades) = (12, 24)
    let spacing = log(10) / Double(perDecade)
    // From 1e-8 to 1e16 Hz: the tails beyond carry nothing.
    let grid = (0..<(perDecade * decades)).map { 1e-8 * exp(spacing * Double($0)) }
    let spectrum = try model.impedance(of: state, frequencies: grid)
    // Far below the slowest relaxation, 1e-2 Hz; further down the round-off of the solution grows as 1/ω.
    let steady = try model.impedance(of: state, frequencies: [1e-7]).conductance[0]
    let loss = zip(grid, spectrum.conductance).map { ($1 - steady) / (2 * .pi * $0) }
    let fast = model.geometricCapacitance
    var worst = 0.0
    for k in stride(from: 4 * perDecade, to: 18 * perDecade, by: 5) {
      let frequency = grid[k] * exp(spacing / 2)
      let direct = try model.impedance(of: state, frequencies: [frequency]).capacitance[0]
      var sum = 0.0
      for (x, value) in zip(grid, loss) { sum += x * x * value / (x * x - frequency * frequency) }
      let transformed = fast + 2 / Double.pi * sum * spacing
      worst = max(worst, abs(transformed - direct) / fast)
    }
    #expect(worst < 1e-3, "\(worst)")
  }
}
