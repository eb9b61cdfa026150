import Emission
import Foundation
import Materials
import Testing

@Suite("Decay without guided light")
struct DecayTests {
  /// One cell, constant rates, and a guide too weak to matter (Γ = 1e-6 guides 1e-6 of the light).
  static func model(k3: Double = 0, numerics: PulseNumerics) throws -> PulseModel {
    var parameters = Sample.parameters
    parameters.rates = RateLaw(
      k1Floor: 2e7, k1Slope: 0, k2rMaximum: 1e-15, k2rHalfFraction: 1, k2nonrFloor: 2e-15, k2nonrSlope: 0,
      k2nonrSaturation: nil, k3: k3, extractionCoefficient: 9.2e-24)
    var coupling = Sample.coupling
    coupling.confinement = 1e-6
    return try PulseModel(parameters: parameters, coupling: coupling, numerics: numerics)
  }

  static func film(field: Double = 0, capacity: Double? = nil) -> FilmCells {
    FilmCells(
      widths: [150e-9], ionFraction: [0], absorbedShare: [0.3], extractingField: field, extractionCapacity: capacity)
  }

  static let shortPulse = LaserPulse(incidentFluence: 1, photonWavelength: 355e-9, duration: 1e-13)

  /// Largest relative deviation from n(t) = k1 n₀ / ((k1 + k2 n₀) e^{k1 t} − k2 n₀) while n > n₀/300.
  static func deviation(tolerance: Double) throws -> Double {
    let result = try model(numerics: PulseNumerics(relativeTolerance: tolerance)).fire(shortPulse, film: film())
    let start = try #require(result.times.firstIndex { $0 > 1e-12 })
    let (k1, k2, n0) = (2e7, 3e-15, result.meanDensity[start])
    var worst = 0.0
    for (time, density) in zip(result.times, result.meanDensity).dropFirst(start) where density > n0 / 300 {
      let exact = k1 * n0 / ((k1 + k2 * n0) * exp(k1 * (time - result.times[start])) - k2 * n0)
      worst = max(worst, abs(density / exact - 1))
    }
    return worst
  }

  @Test("follows the analytic decay of first and second order, and converges with the tolerance")
  func analytic() throws {
    let coarse = try Self.deviation(tolerance: 1e-3)
    let fine = try Self.deviation(tolerance: 1e-5)
    // A few tens of steps of the allowed error each, contracting; the global error scales as tolerance^(2/3).
    #expect(coarse < 0.02)
    #expect(fine < coarse / 8)
  }

  @Test("the radiative yield is that of the integral over the decay")
  func yield() throws {
    let result = try Self.model(k3: 1e-41, numerics: PulseNumerics(relativeTolerance: 1e-5))
      .fire(Self.shortPulse, film: Self.film())
    // Q(n₀) = (1/n₀) ∫₀^{n₀} k2r n/(k1 + k2 n + k3 n²) dn, by the trapezoidal rule in ln n.
    let n0 = result.photons.absorbed / 150e-9
    let steps = 20_000
    var sum = 0.0
    for step in 0...steps {
      let n = n0 * exp(-25 * Double(step) / Double(steps))
      let weight = step == 0 || step == steps ? 0.5 : 1
      sum += weight * n * 1e-15 * n / (2e7 + n * (3e-15 + n * 1e-41))
    }
    let exact = sum * 25 / Double(steps) / n0
    #expect(abs(result.photons.radiative / result.photons.absorbed / exact - 1) < 1e-3)
    #expect(abs(result.meanRadiativeFraction - 1.0 / 3) < 1e-12)
  }

  @Test("a capped field extracts no more than its charge, an uncapped one more")
  func capacity() throws {
    let model = try Self.model(numerics: PulseNumerics())
    let free = try model.fire(Sample.pulse(300), film: Self.film(field: 5e8))
    let capacity = 1e-2
    let capped = try model.fire(Sample.pulse(300), film: Self.film(field: 5e8, capacity: capacity))
    let most = capacity / Sample.electronVolt
    #expect(free.photons.extracted > 2 * most)
    #expect(capped.photons.extracted <= most)
    #expect(capped.photons.extracted > 0.5 * most)
    #expect(abs(capped.photonBalance) < 1e-12)
    let pushed = try model.fire(Sample.pulse(300), film: Self.film(field: -5e8))
    #expect(pushed.photons.extracted == 0)
  }
}
