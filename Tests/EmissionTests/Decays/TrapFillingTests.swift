import Emission
import Foundation
import Testing

@Suite("Traps that fill")
struct TrapFillingTests {
  static let model = TrapFilling(
    constants: RecombinationConstants(k1: 0, k2r: 2e-16, k2nonr: 0), trapDensity: 1e22, captureConstant: 2e-15,
    holeCaptureConstant: 1e-17, relativeTolerance: 1e-9)

  @Test("far below the trap density carriers decay by k_c N_t")
  func weak() throws {
    let times = (1...5).map { 20e-9 * Double($0) }
    let light = try Self.model.emission(after: DecayExcitation(density: 1e17), at: times)
    let rate = 2e-15 * 1e22
    for (time, n) in zip(times, light.density) {
      // Filled traps and n p recombination take 1e17·(2e-15 + 2e-16)/rate ≈ 1e-5.
      #expect(abs(n / (1e17 * exp(-rate * time)) - 1) < 1e-4)
    }
  }

  @Test("pairs are counted: free, trapped and recombined add up at any time")
  func conservation() throws {
    // All light and no dark channel: pairs = free + trapped + photons + trapped–hole recombination; without the last,
    // exact.
    var model = Self.model
    model.holeCaptureConstant = 0
    let times = [1e-9, 1e-8, 1e-7, 1e-6]
    let found = try model.emissionAndOccupancy(after: DecayExcitation(density: 5e22), at: times)
    for k in times.indices {
      let sum = found.light.density[k] + found.occupancy[k] * 1e22 + found.light.cumulative[k]
      #expect(abs(sum / 5e22 - 1) < 1e-8)
    }
  }

  @Test("strong excitation fills the traps, and the light follows the two-carrier equations of a tight integration")
  func oracle() throws {
    let m = Self.model
    let times = [2e-9, 2e-8, 2e-7]
    let found = try m.emissionAndOccupancy(after: DecayExcitation(density: 3e23), at: times)
    var (n, t, light, time) = (3e23, 0.0, 0.0, 0.0)
    func rates(_ n: Double, _ t: Double) -> (Double, Double, Double) {
      let p = n + t
      let capture = m.captureConstant * n * (m.trapDensity - t)
      return (-capture - 2e-16 * n * p, capture - m.holeCaptureConstant * t * p, 2e-16 * n * p)
    }
    for (k, end) in times.enumerated() {
      let steps = 40_000
      let h = (end - time) / Double(steps)
      for _ in 0..<steps {
        let a = rates(n, t)
        let b = rates(n + 0.5 * h * a.0, t + 0.5 * h * a.1)
        let c = rates(n + 0.5 * h * b.0, t + 0.5 * h * b.1)
        let d = rates(n + h * c.0, t + h * c.1)
        light += h * (a.2 + 2 * b.2 + 2 * c.2 + d.2) / 6
        t += h * (a.1 + 2 * b.1 + 2 * c.1 + d.1) / 6
        n += h * (a.0 + 2 * b.0 + 2 * c.0 + d.0) / 6
      }
      time = end
      #expect(abs(found.light.density[k] / n - 1) < 1e-6)
      #expect(abs(found.light.cumulative[k] / light - 1) < 1e-6)
      #expect(abs(found.occupancy[k] * 1e22 / t - 1) < 1e-6)
    }
    #expect(found.occupancy[0] > 0.5)
  }

  @Test("at high repetition rate the traps stay full and the yield rises; the periodic state repeats itself")
  func repetition() throws {
    let slow = try Self.model.emissionAndOccupancy(after: DecayExcitation(density: 5e21, period: 1e-3), at: [0, 1e-3])
    let fast = try Self.model.emissionAndOccupancy(after: DecayExcitation(density: 5e21, period: 1e-6), at: [0, 1e-6])
    for found in [slow, fast] {
      #expect(abs(found.light.density[1] - found.light.densityBefore) < 1e-6 * 5e21)
      #expect(abs(found.occupancy[1] - found.occupancy[0]) < 1e-6)
    }
    #expect(fast.occupancy[0] > 2 * slow.occupancy[0])
    #expect(fast.light.total > 1.2 * slow.light.total)
  }
}
