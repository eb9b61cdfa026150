import Emission
import Foundation
import NumericalMethods
import Testing

@Suite("Decay and light of a uniform film")
struct UniformDecayTests {
  static let constants = RecombinationConstants(k1: 8e6, k2r: 4e-16, k2nonr: 1.6e-15, k3: 0)
  static let auger = RecombinationConstants(k1: 8e6, k2r: 4e-16, k2nonr: 1.6e-15, k3: 4e-40, darkDensity: 3e21)

  /// Q(n₀) by the trapezoidal rule in ln n, an oracle without poles: doubly checked by halving.
  static func yield(_ c: RecombinationConstants, _ start: Double) -> Double {
    func sum(_ steps: Int) -> Double {
      let width = 45.0 / Double(steps)
      var total = 0.0
      for step in 0...steps {
        let n = start * exp(-width * Double(step))
        let weight = step == 0 || step == steps ? 0.5 : 1
        total += weight * n * c.k2r * (n + c.darkDensity) / (c.k1 + c.k2 * c.darkDensity + n * (c.k2 + n * c.k3))
      }
      // Euler and Maclaurin: the end at n₀ is not flat, so the h²/12 term is taken off by Richardson below.
      return total * width
    }
    let (coarse, fine) = (sum(20_000), sum(40_000))
    return (4 * fine - coarse) / 3 / start
  }

  @Test("the yield of a whole decay is its integral over density", arguments: [1e18, 1e21, 1e23, 3e24, 1e26])
  func yieldIntegral(density: Double) throws {
    for c in [Self.constants, Self.auger] {
      let exact = Self.yield(c, density)
      #expect(abs(c.yield(ofDecayFrom: density) / exact - 1) < 1e-9)
      let light = try c.emission(after: DecayExcitation(density: density), at: [0, 1e-9, 1e-8])
      #expect(abs(light.total / density / exact - 1) < 1e-9)
    }
  }

  @Test("with first order only, all of the dark density's light and none of the pairs'")
  func firstOrder() {
    let c = RecombinationConstants(k1: 1e7, k2r: 0, k2nonr: 0)
    #expect(c.yield(ofDecayFrom: 1e24) == 0)
    let pure = RecombinationConstants(k1: 0, k2r: 3e-16, k2nonr: 1e-16)
    #expect(abs(pure.yield(ofDecayFrom: 1e24) - 0.75) < 1e-15)
  }

  /// n(t) and ∫ k2r n(n+p₀) dt after a Gaussian pulse by the classical Runge–Kutta method in small steps: an oracle.
  static func oracle(
    _ c: RecombinationConstants, pairs: Double, sigma: Double, until end: Double
  ) -> (density: Double, light: Double) {
    let start = -7 * sigma
    let steps = 60_000
    let h = (end - start) / Double(steps)
    func rates(_ t: Double, _ n: Double) -> (Double, Double) {
      let pump =
        t < 7 * sigma ? pairs * exp(-0.5 * t * t / (sigma * sigma)) / (sigma * (2 * Double.pi).squareRoot()) : 0
      return (
        pump - n * (c.k1 + c.k2 * (n + c.darkDensity) + c.k3 * n * n), c.k2r * n * (n + c.darkDensity)
      )
    }
    var (n, light) = (0.0, 0.0)
    for step in 0..<steps {
      let t = start + Double(step) * h
      let a = rates(t, n)
      let b = rates(t + 0.5 * h, n + 0.5 * h * a.0)
      let d = rates(t + 0.5 * h, n + 0.5 * h * b.0)
      let e = rates(t + h, n + h * d.0)
      n += h * (a.0 + 2 * b.0 + 2 * d.0 + e.0) / 6
      light += h * (a.1 + 2 * b.1 + 2 * d.1 + e.1) / 6
    }
    return (n, light)
  }

  @Test("a Gaussian pulse gives the densities and the light of a tight integration to 1e-9")
  func gaussianPulse() throws {
    for c in [Self.constants, Self.auger] {
      for end in [-0.3e-9, 0.5e-9, 4e-9, 40e-9] {
        let (n, light) = Self.oracle(c, pairs: 5e24, sigma: 1e-9 / (8 * log(2.0)).squareRoot(), until: end)
        let excitation = DecayExcitation(density: 5e24, shape: .gaussian, width: 1e-9)
        let found = try c.emission(after: excitation, at: [end])
        #expect(abs(found.density[0] / n - 1) < 1e-9, "\(end)")
        #expect(abs(found.cumulative[0] / light - 1) < 1e-9, "\(end)")
      }
    }
  }

  @Test("all pulse shapes of one width and energy bring the same pairs; a measured Gaussian acts as the Gaussian")
  func shapes() throws {
    // Nothing recombines during the pulse: what is left is what was brought.
    let slow = RecombinationConstants(k1: 1e2, k2r: 0, k2nonr: 0)
    let sigma = 1e-9 / (8 * log(2.0)).squareRoot()
    let times = (-400...400).map { Double($0) * 0.0175 * sigma }
    let measured = try MeasuredPulse(
      times: times.map { $0 + 5e-9 }, powers: times.map { exp(-0.5 * pow($0 / sigma, 2)) })
    for shape in [PulseShape.gaussian, .hyperbolicSecantSquared, .measured(measured)] {
      let light = try slow.emission(
        after: DecayExcitation(density: 1e24, shape: shape, width: 1e-9), at: [10e-9])
      #expect(abs(light.density[0] / 1e24 / exp(-1e2 * 10e-9) - 1) < 1e-10)
    }
    #expect(abs(measured.width / 1e-9 - 1) < 1e-4)
    let a = try Self.constants.emission(
      after: DecayExcitation(density: 3e24, shape: .gaussian, width: 1e-9), at: [2e-9])
    let b = try Self.constants.emission(after: DecayExcitation(density: 3e24, shape: .measured(measured)), at: [2e-9])
    // Straight lines between points 0.0175 σ apart: h²/12 of the curvature, 3e-5.
    #expect(abs(a.density[0] / b.density[0] - 1) < 5e-5)
  }

  @Test("in a train every pulse finds what one period leaves, whatever the shape")
  func train() throws {
    for shape in [nil, PulseShape.gaussian] {
      for period in [20e-9, 200e-9, 1e-6] {
        let excitation = DecayExcitation(density: 2e22, period: period, shape: shape, width: 1e-9)
        let start = shape == nil ? 0 : -7e-9 / (8 * log(2.0)).squareRoot()
        let light = try Self.auger.emission(after: excitation, at: [start, start + period])
        #expect(abs(light.density[1] / light.densityBefore - 1) < 1e-9)
        #expect(abs(light.cumulative[1] / light.total - 1) < 1e-9)
      }
    }
    // First order only: r = n₀/(e^{kT} − 1).
    let linear = RecombinationConstants(k1: 1e7, k2r: 1e-30, k2nonr: 0)
    let light = try linear.emission(after: DecayExcitation(density: 1e20, period: 100e-9), at: [0])
    #expect(abs(light.densityBefore / (1e20 / (exp(1) - 1)) - 1) < 1e-9)
  }

  @Test("the steady density balances generation")
  func steady() throws {
    for generation in [1e20, 1e28, 1e34] {
      let n = try Self.auger.steadyDensity(generation: generation)
      let c = Self.auger
      #expect(abs(n * (c.k1 + c.k2 * (n + c.darkDensity) + c.k3 * n * n) / generation - 1) < 1e-13)
    }
    #expect(throws: EmissionError.nothingRecombines) {
      try RecombinationConstants(k1: 0, k2r: 0, k2nonr: 0).steadyDensity(generation: 1)
    }
  }

  @Test("what makes no sense is refused in words")
  func refused() {
    let c = Self.constants
    #expect(throws: EmissionError.self) { try c.emission(after: DecayExcitation(density: .nan), at: []) }
    #expect(throws: EmissionError.self) { try c.emission(after: DecayExcitation(density: 1e24), at: [-1e-9]) }
    #expect(throws: EmissionError.self) { try c.emission(after: DecayExcitation(density: 1e24, period: -1), at: []) }
    #expect(throws: EmissionError.self) { try MeasuredPulse(times: [0, 1], powers: [0, 0]) }
    #expect(throws: EmissionError.self) { try MeasuredPulse(times: [1, 0], powers: [1, 1]) }
    var bad = c
    bad.k2r = -1
    #expect(throws: EmissionError.self) { try bad.emission(after: DecayExcitation(density: 1e24), at: []) }
  }
}
