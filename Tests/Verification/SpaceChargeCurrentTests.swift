// Space-charge-limited currents against theory.
//
// Low field. One carrier between two ohmic contacts of density n₀: n = n_m/cos²(κx) between them, with
//   κ² = q² n_m/(2ε kT),   n_m = n₀ cos²(κL/2),   and J = qµ n_m V/(L/2 + sin(κL)/(2κ)) for V ≪ kT/q,
// exact for any n₀; for n₀ → ∞ it is the known 4π² (kT/q) ε µ V/L³ (A. Wetzelaer and P. Blom, Phys. Rev. B 89, 241201
// (2014), doi:10.1103/PhysRevB.89.241201).
// Drift and diffusion, one carrier (P. N. Murgatroyd and others solved it by Airy functions): with E = 2V_t w′/w Poisson's
// equation and J = qµnE − qDn′ become w″ = (x − x₀) w/ℓ³, ℓ³ = 2V_t² εµ/J. Infinite densities at both contacts are zeros of
// w: the first is Airy's a₁ = −2.33811, and V = 2V_t ln[π Ai′(a₁) Bi(s)], s = L/ℓ + a₁. A contact of density n₀ stands
// √(2εV_t/qn₀) inside. For V ≫ V_t it is Mott and Gurney's (1940) 9/8 εµV²/L³, approached as slowly as (V_t/V)^{2/3}.
// Trap-filled limit (M. A. Lampert, Phys. Rev. 103, 1648 (1956)): the current jumps at V = q N_t L²/2ε.
// Double injection with weak recombination (R. H. Parmenter and W. Ruppel, J. Appl. Phys. 30, 1548 (1959)): with n = p =
// J/(q(µ_n + µ_p)E), the difference of the continuity equations gives (E²)″ = −A/E²,
//   A = 2BJ²/(ε q µ_n µ_p (µ_n + µ_p)),   hence J = (3/2) √π √(ε q µ_n µ_p (µ_n + µ_p)/B) V²/L³.

import Foundation
import Materials
import Testing
import Transport

@Suite("Verification: space-charge-limited currents")
struct SpaceChargeCurrentTests {
  typealias D = CarrierDevices

  /// Electrons only: the valence band lies 4 eV below, and no hole is ever there.
  static func electronOnly(
    _ length: Double, states: Double = 1e26, mobility: Mobility = .init(1e-8), traps: [Trap] = [],
    largestCell: Double? = nil
  ) -> Device {
    D.device(
      [
        D.layer(
          thickness: length, affinity: 3, ionisation: 7, states: states, electronMobility: mobility,
          recombination: BulkRecombination(traps: traps), largestCell: largestCell)
      ], left: 3, right: 3)
  }

  @Test(
    "low field: the exact conductance between two contacts, with second order in the mesh", arguments: [1e23, 1e24])
  func lowField(contactDensity: Double) throws {
    let length = 200e-9
    let mobility = 1e-8
    let permittivity = 3 * D.vacuum
    // n₀ = n_m/cos²(κL/2) for κL/2 = θ.
    func contact(_ theta: Double) -> Double {
      let middle = 2 * permittivity * D.thermalVoltage / D.charge * pow(2 * theta / length, 2)
      return middle / pow(cos(theta), 2)
    }
    var (low, high) = (1e-6, Double.pi / 2 - 1e-9)
    for _ in 0..<200 {
      let middle = 0.5 * (low + high)
      if contact(middle) < contactDensity { low = middle } else { high = middle }
    }
    let kappa = (low + high) / length
    let middle = 2 * permittivity * D.thermalVoltage / D.charge * kappa * kappa
    let expected = D.charge * mobility * middle / (length / 2 + sin(kappa * length) / (2 * kappa))
    // The current is odd in V: the first correction is (V/V_t)² = 1e-6.
    let bias = 1e-3 * D.thermalVoltage
    let errors = try [1, 2, 4].map { refinement in
      let model = try D.model(Self.electronOnly(length, states: contactDensity), refinement: refinement)
      return try D.current(model, bias) / bias / expected - 1
    }
    #expect(abs(errors[0]) < 0.01)
    let order = log2(abs(errors[0] / errors[1]))
    #expect(order > 1.8 && order < 2.2, "\(errors)")
    // Richardson: the second-order part removed.
    #expect(abs((4 * errors[2] - errors[1]) / 3) < 1e-5, "\(errors)")
  }

  /// V that drives J, V, with drift and diffusion between contacts of density n₀.
  static func voltage(
    _ current: Double, length: Double, mobility: Double, contactDensity: Double
  ) -> Double {
    let permittivity = 3 * D.vacuum
    let inner = (2 * permittivity * D.thermalVoltage / (D.charge * contactDensity)).squareRoot()
    let scale = cbrt(2 * D.thermalVoltage * D.thermalVoltage * permittivity * mobility / current)
    let s = (length + 2 * inner) / scale - 2.338_107_410_459_767
    // ln Bi(s) = ⅔ s^{3/2} − ¼ ln s − ½ ln π + ln(1 + 5/72 ζ⁻¹ + 385/10368 ζ⁻² + …), ζ = ⅔ s^{3/2}.
    let zeta = 2.0 / 3 * s * s.squareRoot()
    let tail = log1p(5 / (72 * zeta) + 385 / (10368 * zeta * zeta) + 85085 / (2_239_488 * pow(zeta, 3)))
    let bi = zeta - log(s) / 4 - log(Double.pi) / 2 + tail
    return 2 * D.thermalVoltage * (log(Double.pi * 0.701_210_822_866_7) + bi)
  }

  @Test("one carrier by drift and diffusion: Airy's solution, and Mott and Gurney's limit", arguments: [2.0, 5, 15])
  func mottGurney(bias: Double) throws {
    let (length, mobility, states) = (300e-9, 1e-8, 1e26)
    var (low, high) = (1e-3, 1e9)
    for _ in 0..<200 {
      let middle = (low * high).squareRoot()
      if Self.voltage(middle, length: length, mobility: mobility, contactDensity: states) < bias {
        low = middle
      } else {
        high = middle
      }
    }
    let errors = try [1, 2].map { refinement in
      let device = Self.electronOnly(length, states: states, largestCell: 1e-9)
      return try D.current(try D.model(device, refinement: refinement), bias) / low - 1
    }
    // What is left after Richardson: the contact's density enters to first order only, (√(2εV_t/qn₀)/L)² = 1e-6 next.
    #expect(abs((4 * errors[1] - errors[0]) / 3) < 1e-4, "\(errors)")
    let plain = 9.0 / 8 * 3 * D.vacuum * mobility * bias * bias / pow(length, 3)
    // Diffusion helps: the current exceeds Mott and Gurney's, by less the higher the bias.
    #expect(low > plain && low / plain < 1 + 20 * pow(D.thermalVoltage / bias, 2.0 / 3))
  }

  @Test("Poole and Frenkel: the integral of the drift equation, and Murgatroyd's fit to it", arguments: [5.0, 10])
  func murgatroyd(bias: Double) throws {
    let length = 200e-9
    let (mobility, factor) = (5e-11, 5e-4)
    let permittivity = 3 * D.vacuum
    /// J L/ε and J V/ε for the field at the far contact, by Simpson's rule in s = √E.
    func integrals(_ field: Double) -> (x: Double, v: Double) {
      let count = 2000
      let top = field.squareRoot()
      var (x, v) = (0.0, 0.0)
      for i in 0...count {
        let s = top * Double(i) / Double(count)
        let weight = i == 0 || i == count ? 1.0 : (i % 2 == 1 ? 4 : 2)
        let common = weight * mobility * exp(factor * s) * 2 * pow(s, 3)
        x += common
        v += common * s * s
      }
      let scale = permittivity * top / Double(count) / 3
      return (x * scale, v * scale)
    }
    var (low, high) = (bias / length, 4 * bias / length)
    for _ in 0..<100 {
      let middle = 0.5 * (low + high)
      let (x, v) = integrals(middle)
      if v / x < bias / length { low = middle } else { high = middle }
    }
    let expected = integrals(low).x / length
    let fit =
      9.0 / 8 * permittivity * mobility * bias * bias / pow(length, 3)
      * exp(0.891 * factor * (bias / length).squareRoot())
    // A fit in the exponent over decades: a tenth of the current.
    #expect(abs(expected / fit - 1) < 0.1)
    let device = Self.electronOnly(
      length, mobility: Mobility(mobility, fieldActivation: factor), largestCell: 1e-9)
    let current = try D.current(try D.model(device, refinement: 2), bias)
    // Diffusion adds what it adds to a constant mobility (Airy's solution above), and no more than three times that.
    let plain = 9.0 / 8 * permittivity * 1e-8 * bias * bias / pow(length, 3)
    var (less, more) = (plain, 2 * plain)
    for _ in 0..<100 {
      let middle = 0.5 * (less + more)
      if Self.voltage(middle, length: length, mobility: 1e-8, contactDensity: 1e26) < bias {
        less = middle
      } else {
        more = middle
      }
    }
    #expect(current > expected && current / expected - 1 < 3 * (less / plain - 1), "\(current) \(expected)")
  }

  @Test("trap-filled limit: the current jumps below q N_t L²/2ε, by no more than the filling takes")
  func trapFilled() throws {
    let (length, density, depth) = (4e-6, 4e21, 0.6)
    let limit = D.charge * density * length * length / (2 * 3 * D.vacuum)
    let trap = Trap(
      density: density, depth: depth * D.charge, electronCapture: 1e-15, holeCapture: 0, kind: .acceptor)
    let model = try D.model(Self.electronOnly(length, traps: [trap], largestCell: 20e-9))
    let points = try model.steadyCurrentVoltage(biases: (1...110).map { limit * 0.01 * Double($0) })
    let slopes = zip(points, points.dropFirst()).map { a, b in
      (bias: (a.bias * b.bias).squareRoot(), value: log(b.currentDensity / a.currentDensity) / log(b.bias / a.bias))
    }
    let steepest = try #require(slopes.max { $0.value < $1.value })
    // With all traps filled the barrier inside is V_l (1 − V/V_l)²/4; they are filled once it is below their depth.
    let filled = 1 - (4 * depth / limit).squareRoot()
    #expect(steepest.bias < limit && steepest.bias > filled * limit, "\(steepest) against \(limit)")
    #expect(steepest.value > 50)
  }

  @Test("double injection: the plasma current with weak recombination")
  func doubleInjection() throws {
    let length = 500e-9
    // A hundredth of Langevin's constant, 1.8e-16: recombination is weak, and the plasma dense.
    let (electrons, holes, rate) = (2e-8, 1e-8, 1e-18)
    let permittivity = 3 * D.vacuum
    let device = D.device(
      [
        D.layer(
          thickness: length, affinity: 3, ionisation: 5, states: 1e27, electronMobility: .init(electrons),
          holeMobility: .init(holes), recombination: BulkRecombination(radiative: rate), largestCell: 2e-9)
      ], left: 3, right: 5, leftVelocities: (.infinity, 0), rightVelocities: (0, .infinity))
    let model = try D.model(device)
    let product = permittivity * D.charge * electrons * holes * (electrons + holes) / rate
    let ratios = try [10.0, 20, 40].map { drop in
      try D.current(model, drop + 2) / (1.5 * (Double.pi * product).squareRoot() * drop * drop / pow(length, 3))
    }
    // Near a contact diffusion wins over a length that shrinks as (V_t/V)^{2/3} L, as for one carrier; the deviation follows.
    #expect(ratios[0] > ratios[1] && ratios[1] > ratios[2] && ratios[2] > 1, "\(ratios)")
    let factor = pow(2, 2.0 / 3)
    #expect(abs((factor * ratios[2] - ratios[1]) / (factor - 1) - 1) < 0.1, "\(ratios)")
  }
}
