import Emission
import Foundation
import Testing

@Suite("Histograms of decays")
struct DecayDetectionTests {
  static let constants = RecombinationConstants(k1: 2e7, k2r: 2e-16, k2nonr: 3e-16)

  @Test("all light is counted once: the bins of a period add up to scale and background")
  func sum() throws {
    let excitation = DecayExcitation(density: 1e23, period: 100e-9)
    for response in [
      InstrumentResponse.instantaneous, .gaussian(width: 0.7e-9), .measured([0, 1, 4, 9, 5, 2, 1]),
    ] {
      for zero in [0, 3.21e-9, 50e-9, 99e-9] {
        let detection = DecayDetection(
          binWidth: 0.25e-9, binCount: 400, timeZero: zero, response: response, background: 2, scale: .counts(5e5))
        let counts = try detection.expectedCounts(of: Self.constants, after: excitation)
        let total = counts.reduce(0, +)
        #expect(abs(total / 500_800 - 1) < 1e-9)
        #expect(counts.allSatisfy { $0 >= 2 - 1e-9 })
      }
    }
  }

  @Test("an exponential behind a Gaussian response is the analytic convolution")
  func convolution() throws {
    let (rate, width, bin) = (2e8, 0.5e-9, 0.02e-9)
    let sigma = width / (8 * log(2.0)).squareRoot()
    // First order and a dark density so high that the light follows n itself.
    let linear = RecombinationConstants(k1: 0, k2r: rate / 1e26, k2nonr: 0, darkDensity: 1e26)
    let detection = DecayDetection(
      binWidth: bin, binCount: 1500, timeZero: 3e-9, response: .gaussian(width: width), scale: .counts(1e6))
    let counts = try detection.expectedCounts(of: linear, after: DecayExcitation(density: 1e17))
    for k in stride(from: 50, to: 1400, by: 50) {
      let t = (Double(k) + 0.5) * bin - 3e-9
      let exact =
        0.5 * rate * exp(0.5 * pow(rate * sigma, 2) - rate * t)
        * erfc((rate * sigma * sigma - t) / (2.0.squareRoot() * sigma)) * bin * 1e6
      // The bins blur the response by bin²/12 of variance each way: (bin/σ)²/12 · (t/σ)² at most.
      let allowed = max(pow(bin / sigma, 2) / 12 * max(1, pow(t / sigma, 2)), 1e-6) * exact + 1e-9
      #expect(abs(counts[k] - exact) < (t < 3 * sigma ? allowed : 3e-3 * exact), "\(t)")
    }
  }

  @Test("the histogram of a train is the sum of single decays, each a period later, folded into one period")
  func wrap() throws {
    // Light in proportion to n: a dark density far above it, so that decays add.
    let linear = RecombinationConstants(k1: 2e7, k2r: 1e-30, k2nonr: 0, darkDensity: 1e26)
    let response = InstrumentResponse.gaussian(width: 1e-9)
    let detection = DecayDetection(
      binWidth: 0.5e-9, binCount: 100, timeZero: 10.1e-9, response: response, scale: .perPhotonDensity(1))
    let train = try detection.expectedCounts(of: linear, after: DecayExcitation(density: 1e16, period: 50e-9))
    var long = detection
    long.binCount = 4000
    let one = try long.expectedCounts(of: linear, after: DecayExcitation(density: 1e16))
    var folded = [Double](repeating: 0, count: 100)
    for (k, value) in one.enumerated() { folded[k % 100] += value }
    for k in 0..<100 { #expect(abs(train[k] / folded[k] - 1) < 1e-8, "bin \(k)") }
  }

  @Test("counted histograms scatter as Poisson does, and repeat with their seed")
  func noise() throws {
    let expected =
      [Double](repeating: 0.3, count: 4000) + [Double](repeating: 25, count: 4000)
      + [Double](repeating: 4e3, count: 4000)
    let counts = DecayDetection.counted(expected, seed: 7)
    #expect(counts == DecayDetection.counted(expected, seed: 7))
    #expect(counts != DecayDetection.counted(expected, seed: 8))
    for (start, mean) in [(0, 0.3), (4000, 25.0), (8000, 4e3)] {
      let part = counts[start..<(start + 4000)]
      let average = part.reduce(0, +) / 4000
      let variance = part.reduce(0) { $0 + ($1 - average) * ($1 - average) } / 3999
      // Four standard errors of mean and of variance.
      #expect(abs(average - mean) < 4 * (mean / 4000).squareRoot())
      #expect(abs(variance / mean - 1) < 4 * ((2 + 1 / mean) / 4000).squareRoot())
      #expect(part.allSatisfy { $0 >= 0 && $0 == $0.rounded() })
    }
  }

  @Test("a thousand bins of a train cost far less than a millisecond")
  func cost() throws {
    let detection = DecayDetection(
      binWidth: 0.5e-9, binCount: 1000, timeZero: 20e-9, response: .gaussian(width: 2e-9), background: 1)
    let c = RecombinationConstants(k1: 2e7, k2r: 2e-16, k2nonr: 3e-16, k3: 1e-41)
    var best = Double.infinity
    for _ in 0..<20 {
      let start = clock()
      _ = try detection.expectedCounts(of: c, after: DecayExcitation(density: 1e24, period: 1e-6))
      best = min(best, Double(clock() - start) / Double(CLOCKS_PER_SEC))
    }
    #expect(best < 1e-3, "\(best) s")
  }
}
