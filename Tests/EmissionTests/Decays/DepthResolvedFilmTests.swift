import Emission
import Foundation
import NumericalMethods
import Testing

@Suite("Carriers that diffuse in depth")
struct DepthResolvedFilmTests {
  static let thickness = 400e-9
  static let diffusivity = 2e-6
  static let surface = (low: 3.0, high: 40.0)
  static let k1 = 5e6

  /// Wave number of the slowest modes: (D² q² − S₀S₁) tan(qd) = D q (S₀ + S₁).
  static func waveNumber(_ index: Int) throws -> Double {
    let (d, D) = (thickness, diffusivity)
    func condition(_ q: Double) -> Double {
      (D * D * q * q - surface.low * surface.high) * sin(q * d) - D * q * (surface.low + surface.high) * cos(q * d)
    }
    let low = (Double(index) + 1e-6) * Double.pi / d
    return try findRoot(in: low...(Double(index + 1) * Double.pi / d * (1 - 1e-9)), condition)
  }

  /// cos(qx) + (S₀/Dq) sin(qx), averaged over a cell.
  static func mode(_ q: Double, from a: Double, to b: Double) -> Double {
    let ratio = surface.low / (diffusivity * q)
    return ((sin(q * b) - sin(q * a)) - ratio * (cos(q * b) - cos(q * a))) / (q * (b - a))
  }

  /// Error of the mean density after two lifetimes of a single mode, relative, against the exact exponential.
  static func error(cells: Int, tolerance: Double = 1e-9) throws -> Double {
    let q = try waveNumber(0)
    let h = thickness / Double(cells)
    let shape = (0..<cells).map { mode(q, from: Double($0) * h, to: Double($0 + 1) * h) }
    let sum = shape.reduce(0, +)
    let linear = RecombinationConstants(k1: k1, k2r: 0, k2nonr: 0)
    let film = DepthResolvedFilm(
      widths: [Double](repeating: h, count: cells),
      constants: [RecombinationConstants](repeating: linear, count: cells),
      generationShare: shape.map { $0 / sum }, diffusivity: diffusivity, lowSurfaceVelocity: surface.low,
      highSurfaceVelocity: surface.high, relativeTolerance: tolerance)
    let rate = k1 + diffusivity * q * q
    let time = 2 / rate
    let found = try film.emission(after: DecayExcitation(density: 1e22), at: [time]).density[0]
    return found / (1e22 * exp(-rate * time)) - 1
  }

  @Test("a diffusion mode with surface recombination decays at its analytic rate, second order in the cells")
  func order() throws {
    let errors = try [16, 32, 64, 128].map { abs(try Self.error(cells: $0)) }
    for (coarse, fine) in zip(errors, errors.dropFirst()) {
      #expect(log2(coarse / fine) > 1.9 && log2(coarse / fine) < 2.1, "\(errors)")
    }
    #expect(errors[3] < 1e-4)
  }

  @Test("the error falls with the tolerance as the steps ask for")
  func tolerance() throws {
    let reference = try Self.error(cells: 32, tolerance: 1e-10)
    let errors = try [1e-3, 1e-4, 1e-5].map { abs(try Self.error(cells: 32, tolerance: $0) - reference) }
    // One tolerance a step, a few tens of steps.
    for (tolerance, error) in zip([1e-3, 1e-4, 1e-5], errors) { #expect(error < 10 * tolerance, "\(errors)") }
    #expect(errors[2] < errors[0])
  }

  @Test("a surface layer of carriers spreads as the Fourier series with surface recombination says")
  func series() throws {
    // Two hundred modes of the series against 256 cells, from an exponential profile, at four times.
    let cells = 256
    let film = DepthResolvedFilm(
      thickness: Self.thickness, cells: cells,
      constants: RecombinationConstants(k1: Self.k1, k2r: 0, k2nonr: 0), absorptionLength: 80e-9,
      diffusivity: Self.diffusivity, lowSurfaceVelocity: Self.surface.low, highSurfaceVelocity: Self.surface.high,
      relativeTolerance: 1e-8)
    let times = [1e-9, 5e-9, 20e-9, 100e-9]
    let found = try film.emission(after: DecayExcitation(density: 1e22), at: times).density
    let (d, D, alpha) = (Self.thickness, Self.diffusivity, 1 / 80e-9)
    let front = 1e22 * alpha * d / -expm1(-alpha * d)
    var exact = [Double](repeating: 0, count: times.count)
    let rule = GaussLegendre(count: 24)
    for index in 0..<60 {
      let q = try Self.waveNumber(index)
      let ratio = Self.surface.low / (D * q)
      func shape(_ x: Double) -> Double { cos(q * x) + ratio * sin(q * x) }
      var (overlap, norm, mean) = (0.0, 0.0, 0.0)
      for piece in 0..<(index + 4) {
        let (a, b) = (d * Double(piece) / Double(index + 4), d * Double(piece + 1) / Double(index + 4))
        overlap += rule.integral(from: a, to: b) { shape($0) * front * exp(-alpha * $0) }
        norm += rule.integral(from: a, to: b) { shape($0) * shape($0) }
        mean += rule.integral(from: a, to: b) { shape($0) } / d
      }
      for (k, time) in times.enumerated() {
        exact[k] += overlap / norm * mean * exp(-(Self.k1 + D * q * q) * time)
      }
    }
    // Second order: (h/80 nm)²/12 ≈ 3e-5 of the steepest part.
    for (a, b) in zip(found, exact) { #expect(abs(a / b - 1) < 1e-4, "\(found) \(exact)") }
  }

  @Test("without diffusion and surfaces every cell decays by itself; with fast diffusion the film decays as one")
  func limits() throws {
    let c = RecombinationConstants(k1: 6e6, k2r: 1e-15, k2nonr: 1e-15, k3: 1e-41)
    let times = [1e-9, 1e-8, 1e-7]
    let excitation = DecayExcitation(density: 2e24)
    let still = DepthResolvedFilm(
      thickness: 150e-9, cells: 40, constants: c, absorptionLength: 80e-9, diffusivity: 0, relativeTolerance: 1e-9)
    let light = try still.emission(after: excitation, at: times)
    var (expected, photons) = ([Double](repeating: 0, count: 3), [Double](repeating: 0, count: 3))
    for share in still.generationShare {
      let own = try c.emission(after: DecayExcitation(density: 2e24 * share * 40), at: times)
      for k in 0..<3 {
        expected[k] += own.density[k] / 40
        photons[k] += own.cumulative[k] / 40
      }
    }
    for k in 0..<3 {
      #expect(abs(light.density[k] / expected[k] - 1) < 1e-7)
      #expect(abs(light.cumulative[k] / photons[k] - 1) < 1e-7)
    }
    let fast = DepthResolvedFilm(
      thickness: 150e-9, cells: 40, constants: c, absorptionLength: 80e-9, diffusivity: 1e-1, relativeTolerance: 1e-9)
    let mixed = try fast.emission(after: excitation, at: times)
    let uniform = try c.emission(after: excitation, at: times)
    // Mixing takes d²/D = 0.2 ps, in which 2 k2 n t ≈ 1e-3 · 2 of the pairs of the front recombine faster.
    for k in 0..<3 { #expect(abs(mixed.density[k] / uniform.density[k] - 1) < 2e-3) }
    #expect(abs(mixed.total / uniform.total - 1) < 2e-3)
  }

  @Test("a Gaussian pulse and a train of pulses agree with the uniform film where there is nothing to diffuse")
  func trains() throws {
    let c = RecombinationConstants(k1: 6e6, k2r: 1e-16, k2nonr: 1e-16)
    let film = DepthResolvedFilm(thickness: 150e-9, cells: 12, constants: c, diffusivity: 1e-6, relativeTolerance: 1e-8)
    for shape in [nil, PulseShape.gaussian, .hyperbolicSecantSquared] {
      let excitation = DecayExcitation(density: 1e22, period: 60e-9, shape: shape, width: 0.5e-9)
      let times = [1e-9, 3e-9, 3e-8]
      let (a, b) = (try film.emission(after: excitation, at: times), try c.emission(after: excitation, at: times))
      #expect(abs(a.densityBefore / b.densityBefore - 1) < 1e-6)
      #expect(abs(a.total / b.total - 1) < 1e-6)
      for k in 0..<3 { #expect(abs(a.cumulative[k] / b.cumulative[k] - 1) < 1e-6, "\(k)") }
    }
  }

  @Test("128 cells over 2 µs cost little")
  func cost() throws {
    let c = RecombinationConstants(k1: 6e6, k2r: 1e-15, k2nonr: 1e-15, k3: 1e-41)
    let film = DepthResolvedFilm(
      thickness: 400e-9, cells: 128, constants: c, absorptionLength: 80e-9, diffusivity: 1e-6, lowSurfaceVelocity: 10,
      highSurfaceVelocity: 10)
    let times = (0..<1000).map { 2e-9 * Double($0) }
    var best = Double.infinity
    for _ in 0..<20 {
      let start = clock()
      _ = try film.emission(after: DecayExcitation(density: 1e24), at: times)
      best = min(best, Double(clock() - start) / Double(CLOCKS_PER_SEC))
    }
    // 2 ms on a free core; three times that on a shared one.
    #expect(best < 6e-3, "\(best) s")
  }
}
