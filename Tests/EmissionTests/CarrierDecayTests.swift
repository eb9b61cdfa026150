import Emission
import Foundation
import Testing

@Suite("Decay after a delta pulse")
struct CarrierDecayTests {
  static let times = (0..<1000).map { 2e-9 * Double($0) }

  @Test("without k3 it is the closed form, also without k1")
  func closed() throws {
    let n0 = 3e24
    let decay = try CarrierDecay(k1: 6e6, k2: 2e-15).density(from: n0, at: Self.times)
    for (time, n) in zip(Self.times, decay) {
      let exact = 6e6 * n0 / ((6e6 + 2e-15 * n0) * exp(6e6 * time) - 2e-15 * n0)
      #expect(abs(n / exact - 1) < 1e-12)
    }
    let pure = try CarrierDecay(k1: 0, k2: 2e-15).density(from: n0, at: Self.times)
    for (time, n) in zip(Self.times, pure) { #expect(abs(n * (1 / n0 + 2e-15 * time) - 1) < 1e-14) }
  }

  @Test("a vanishing k3 gives the closed form: the series against the formula")
  func vanishingAuger() throws {
    let closed = try CarrierDecay(k1: 6e6, k2: 2e-15).density(from: 3e24, at: Self.times)
    let stepped = try CarrierDecay(k1: 6e6, k2: 2e-15, k3: 1e-60).density(from: 3e24, at: Self.times)
    for (a, b) in zip(closed, stepped) { #expect(abs(a / b - 1) < 1e-10) }
  }

  @Test("with k3 every density fulfils the closed t(n)", arguments: [1e-41, 1e-39])
  func auger(k3: Double) throws {
    let (k1, k2, n0) = (6e6, 2e-15, 8e24)
    let decay = try CarrierDecay(k1: k1, k2: k2, k3: k3).density(from: n0, at: Self.times)
    // ∫ dn/(n (k1 + k2 n + k3 n²)) by partial fractions; the discriminant decides on logarithm or arctangent.
    let discriminant = k2 * k2 - 4 * k1 * k3
    func primitive(_ n: Double) -> Double {
      let quadratic = k1 + k2 * n + k3 * n * n
      let root = abs(discriminant).squareRoot()
      let rest =
        discriminant > 0
        ? log((2 * k3 * n + k2 - root) / (2 * k3 * n + k2 + root)) / root
        : 2 * atan((2 * k3 * n + k2) / root) / root
      return (log(n) - 0.5 * log(quadratic) - 0.5 * k2 * rest) / k1
    }
    for (time, n) in zip(Self.times, decay) {
      // The formula loses digits to cancellation; 1e-9 of a lifetime is what it holds.
      #expect(abs(primitive(n0) - primitive(n) - time) * k1 < 1e-9, "\(time)")
    }
  }

  @Test("a wait of ten thousand lifetimes costs no more than a short one, and ends as the closed form from where k3 is over")
  func longWait() throws {
    let decay = try CarrierDecay(k1: 2e7, k2: 2e-15, k3: 1e-41)
    // At 3 µs, 60 lifetimes, k3 n² is 1e-60 of k1: from there on the formula without k3 is exact.
    let times = [3e-6, 4e-6, 5e-6, 5e-4]
    let found = try decay.density(from: 3e24, at: times)
    let rest = try CarrierDecay(k1: 2e7, k2: 2e-15).density(from: found[0], at: times.map { $0 - times[0] })
    for (value, expected) in zip(found, rest) { #expect(abs(value - expected) <= 1e-11 * expected) }
    func cost(_ time: Double) throws -> Double {
      var best = Double.infinity
      for _ in 0..<50 {
        let start = Self.threadSeconds()
        for _ in 0..<200 { _ = try decay.density(from: 3e24, at: [time]) }
        best = min(best, Self.threadSeconds() - start)
      }
      return best
    }
    // A thousand times the wait: as many steps as before, and one closed formula.
    let ratio = try cost(5e-4) / cost(3e-6)
    #expect(ratio < 3, "\(ratio)")
  }

  private static func threadSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }

  @Test("a thousand densities cost little, with and without k3", arguments: [0, 1e-40])
  func cost(k3: Double) throws {
    let decay = try CarrierDecay(k1: 6e6, k2: 2e-15, k3: k3)
    var best = Double.infinity
    for _ in 0..<50 {
      let start = clock()
      for _ in 0..<20 { _ = try decay.density(from: 3e24, at: Self.times) }
      best = min(best, Double(clock() - start) / Double(CLOCKS_PER_SEC) / 20)
    }
    // 20 µs on a free core; three times that on a shared one.
    #expect(best < 60e-6, "\(best) s")
  }

  @Test("times out of order and negative rates are refused")
  func refused() throws {
    #expect(throws: EmissionError.self) { try CarrierDecay(k1: -1, k2: 0) }
    let decay = try CarrierDecay(k1: 1, k2: 0)
    #expect(throws: EmissionError.self) { try decay.density(from: 1e20, at: [1, 0.5]) }
    #expect(throws: EmissionError.self) { try decay.density(from: .nan, at: [1]) }
  }
}
