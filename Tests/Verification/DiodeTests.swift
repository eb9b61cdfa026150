// Junction diodes against W. Shockley, Bell Syst. Tech. J. 28, 435 (1949), doi:10.1002/j.1538-7305.1949.tb03645.x, and
// C.-T. Sah, R. N. Noyce, W. Shockley, Proc. IRE 45, 1228 (1957), doi:10.1109/JRPROC.1957.278528.
//
// Without recombination minority carriers diffuse to the contacts: J = J₀ (e^{V/V_t} − 1),
//   J₀ = q n_i² [D_n/(N_A (W_p − x_p)) + D_p/(N_D (W_n − x_n))],
// with the depletion widths x of the abrupt junction at that bias. Ideality 1.
// With equal lifetimes τ at mid-gap, recombination in the depletion zone is U = n_i²(e^{V/V_t} − 1)/τ(n + p + 2n_i), integrated
// here over the parabolic potential, beside the diffusion current of the short diode; for a constant field E it is (π/2) q n_i (V_t/E)/τ e^{V/2V_t}. Since E falls as
// √(V_bi − V), the ideality is close to 2, not 2.
// Trap emission: electrons leave a filled trap at the rate C_n n₁, n₁ = N_c e^{−depth/kT}, where no carrier is near.

import Foundation
import Materials
import Testing
import Transport

@Suite("Verification: junctions and traps")
struct DiodeTests {
  typealias D = CarrierDevices
  static let doping = 1e22
  static let width = 1e-6
  static let states = 2.5e25
  static let gap = 1.1
  static let permittivity = 11.7 * D.vacuum
  static let intrinsic = states * exp(-gap / (2 * D.thermalVoltage))
  static let builtIn = 2 * D.thermalVoltage * log(doping / intrinsic)

  static func junction(_ recombination: BulkRecombination = .init()) -> Device {
    func side(_ name: String, _ donors: Double, _ acceptors: Double) -> Layer {
      D.layer(
        name, thickness: width, permittivity: 11.7, affinity: 4, ionisation: 4 + gap, states: states,
        electronMobility: .init(0.1), holeMobility: .init(0.04), donors: donors, acceptors: acceptors,
        recombination: recombination, largestCell: 10e-9)
    }
    return D.device([side("n", doping, 0), side("p", 0, doping)])
  }

  /// Depletion width on either side of the symmetric junction, m.
  static func depletion(_ bias: Double) -> Double {
    (permittivity * (builtIn - 2 * D.thermalVoltage - bias) / (D.charge * doping)).squareRoot()
  }

  @Test("ideality 1: diffusion current of the short diode")
  func shockley() throws {
    let model = try D.model(Self.junction())
    let biases = (0...20).map { 0.2 + 0.01 * Double($0) }
    let curve = try model.steadyCurve(biases: biases)
    for point in curve.points {
      let diffusion = D.thermalVoltage * (0.1 + 0.04) / (Self.width - Self.depletion(point.bias))
      let expected =
        D.charge * Self.intrinsic * Self.intrinsic / Self.doping * diffusion * (exp(point.bias / D.thermalVoltage) - 1)
      // The edge of the depletion zone is smeared over a Debye length, 41 nm of some 800 nm.
      #expect(abs(point.currentDensity / expected - 1) < 0.03, "\(point)")
    }
    let slopes = curve.ideality(temperature: D.temperature)
    // The depletion width shrinks with bias: d ln(W − x)/dV adds at most 0.4 %/V_t… as computed from the formula.
    for slope in slopes {
      let step = 1e-3
      let (wide, narrow) = (Self.depletion(slope.bias - step), Self.depletion(slope.bias + step))
      let change = log((Self.width - narrow) / (Self.width - wide))
      let expected = 1 / (1 - D.thermalVoltage * change / (2 * step))
      #expect(abs(slope.value - expected) < 2e-3, "\(slope) \(expected)")
    }
  }

  @Test("ideality 2: recombination in the depletion zone")
  func sahNoyceShockley() throws {
    let lifetime = 1e-9
    let trap = Trap(density: 1e20, depth: Self.gap / 2 * D.charge, electronCapture: 1e-11, holeCapture: 1e-11)
    let model = try D.model(Self.junction(BulkRecombination(traps: [trap])))
    let curve = try model.steadyCurve(biases: (0...10).map { 0.15 + 0.01 * Double($0) })
    func theory(_ bias: Double) -> Double {
      // U = n_i² (e^{V/V_t} − 1)/τ(n + p + 2n_i) over the parabolic potential of the depletion zone, Simpson's rule.
      let edge = Self.depletion(bias)
      let field = D.charge * Self.doping * edge / Self.permittivity
      let (count, base) = (4000, Self.intrinsic * exp(bias / (2 * D.thermalVoltage)))
      var sum = 0.0
      for i in 0...count {
        let x = edge * Double(i) / Double(count)
        let psi = field * x - D.charge * Self.doping * x * x / (2 * Self.permittivity)
        let rate = 1 / (2 * base * cosh(psi / D.thermalVoltage) + 2 * Self.intrinsic)
        sum += rate * (i == 0 || i == count ? 1 : (i % 2 == 1 ? 4 : 2))
      }
      let whole = 2 * sum * edge / Double(count) / 3
      let diffusion = D.thermalVoltage * (0.1 + 0.04) / (Self.width - edge) / Self.doping
      let minority =
        D.charge * Self.intrinsic * Self.intrinsic * diffusion * expm1(bias / D.thermalVoltage)
      return minority + D.charge * Self.intrinsic * Self.intrinsic * expm1(bias / D.thermalVoltage) / lifetime * whole
    }
    for point in curve.points {
      // The depletion approximation leaves out the carriers' own charge, V_t of the V_bi − V ≈ 0.6 V.
      #expect(abs(point.currentDensity / theory(point.bias) - 1) < 0.05, "\(point) \(theory(point.bias))")
    }
    for slope in curve.ideality(temperature: D.temperature) {
      let expected = 0.01 / D.thermalVoltage / log(theory(slope.bias + 0.005) / theory(slope.bias - 0.005))
      #expect(abs(slope.value / expected - 1) < 0.01, "\(slope) \(expected)")
      #expect(slope.value > 1.75 && slope.value < 2)
    }
  }

  @Test("a filled trap empties at the rate C n₁")
  func trapEmission() throws {
    let (depth, capture) = (0.4, 1e-14)
    let trap = Trap(
      density: 1e20, depth: depth * D.charge, electronCapture: capture, holeCapture: 0, kind: .neutral,
      occupancy: .dynamic)
    let states = 1e25
    let device = D.device(
      [
        D.layer(
          thickness: 200e-9, permittivity: 10, affinity: 4, ionisation: 6, states: states,
          electronMobility: .init(1e-3), holeMobility: .init(1e-3), recombination: BulkRecombination(traps: [trap]))
      ], left: 5, right: 5)
    let model = try TransportModel(device: device, settings: TransportSettings(relativeTolerance: 1e-6))
    var state = try model.equilibrium(bias: 0)
    let m = model.unknownsPerCell
    for i in 0..<model.mesh.cellCount { state.unknowns[i * m + m - 1] = trap.density }
    state.nextStep = 0
    let rate = capture * states * exp(-depth / D.thermalVoltage)
    // An electron that leaves is swept out within 0.02 ns; retrapping is C N_t times that, 2e-5.
    var filled: [Double] = []
    try model.advance(
      &state, duration: 2 / rate, biasFrom: -2, biasTo: -2, sampleTimes: [0.5 / rate, 1 / rate, 2 / rate]
    ) { filled.append($0.state.unknowns[model.mesh.cellCount / 2 * m + m - 1] / trap.density) }
    for (share, time) in zip(filled, [0.5, 1, 2]) { #expect(abs(share / exp(-time) - 1) < 1e-4, "\(filled)") }
  }
}
