import Analysis
import Foundation
import NumericalMethods
import Testing

@Suite("Decays behind a response")
struct DecayTests {
  @Test("lifetimes are unbiased to 0.5 %, and nine of ten intervals and more hold them", arguments: [60.0, 10, 3])
  func unbiased(tau: Double) throws {
    let truth = SyntheticDecay.expected(tau: tau, photons: 1e5, background: 2, bins: 512)
    var generator = SeededGenerator(seed: 11)
    var (sum, inside) = (0.0, 0)
    for _ in 0..<100 {
      let decay = try DecayHistogram(counts: truth.decay.map { generator.poisson($0) }, binWidth: 1e-10)
      let response = try DecayHistogram(counts: truth.response.map { generator.poisson($0) }, binWidth: 1e-10)
      let lifetime = try decay.fit(.single, response: response).lifetimes[0]
      sum += lifetime.value
      if lifetime.interval?.contains(tau * 1e-10) == true { inside += 1 }
    }
    let mean = sum * 1e8
    #expect(mean > 0.995 * tau && mean < 1.005 * tau)
    // 95 of 100 expected; fewer than 88 has a chance of 0.2 %.
    #expect(inside >= 88)
  }

  @Test("200 counts over 256 bins: the mean lifetime is right to half a per cent")
  func fewCounts() throws {
    let truth = SyntheticDecay.expected(tau: 40, photons: 200, background: 0.02, bins: 256)
    var generator = SeededGenerator(seed: 4)
    let response = try DecayHistogram(counts: truth.response, binWidth: 1e-10)
    var settings = DecayFitSettings()
    settings.fitsShift = false
    var values: [Double] = []
    for _ in 0..<1000 {
      let decay = try DecayHistogram(counts: truth.decay.map { generator.poisson($0) }, binWidth: 1e-10)
      values.append(try decay.fit(.single, response: response, settings: settings).lifetimes[0].value * 1e10)
    }
    // One lifetime scatters by 9 %, the mean of 1000 by 0.3 %: two of those.
    let mean = values.reduce(0, +) / 1000
    #expect(abs(mean / 40 - 1) < 0.006, "\(mean)")
  }

  @Test("two lifetimes, their shares, and that Akaike's criterion prefers them to one")
  func double() throws {
    let (fast, slow) = (
      SyntheticDecay.expected(tau: 10, photons: 4e5, background: 0, bins: 1024),
      SyntheticDecay.expected(tau: 90, photons: 6e5, background: 3, bins: 1024)
    )
    var generator = SeededGenerator(seed: 8)
    let decay = try DecayHistogram(
      counts: zip(fast.decay, slow.decay).map { generator.poisson($0 + $1) }, binWidth: 1e-10)
    let response = try DecayHistogram(counts: fast.response, binWidth: 1e-10)
    let fit = try decay.fit(.double, response: response)
    #expect(fit.lifetimes[0].value > 0.98e-9 && fit.lifetimes[0].value < 1.02e-9)
    #expect(fit.lifetimes[1].value > 8.82e-9 && fit.lifetimes[1].value < 9.18e-9)
    #expect(abs(fit.shares[0] - 0.4) < 0.01)
    #expect(fit.reducedChiSquare < 1.2)
    #expect(try decay.fit(.single, response: response).akaike > fit.akaike + 1000)
  }

  @Test("a stretched decay with β = 1 is the exponential; a stretched one is found in its tail")
  func stretched() throws {
    let truth = SyntheticDecay.expected(tau: 30, photons: 1e6, background: 1, bins: 400)
    let decay = try DecayHistogram(counts: truth.decay, binWidth: 1e-10)
    let response = try DecayHistogram(counts: truth.response, binWidth: 1e-10)
    let fit = try decay.fit(.stretched, response: response)
    let exponent = try #require(fit.exponent).value
    #expect(exponent > 0.995 && exponent < 1.005)
    #expect(fit.meanLifetime.value > 2.985e-9 && fit.meanLifetime.value < 3.015e-9)
    let counts = (0..<400).map { 1e5 * exp(-pow((Double($0) + 0.5) / 25, 0.7)) }
    let tail = try DecayHistogram(counts: counts, binWidth: 1e-9).fit(.stretched)
    let beta = try #require(tail.exponent).value
    #expect(beta > 0.69 && beta < 0.71)
    #expect(tail.lifetimes[0].value > 24.5e-9 && tail.lifetimes[0].value < 25.5e-9)
  }

  @Test("pile-up: the correction undoes what a one-photon counter does")
  func pileUp() throws {
    let rates = (0..<100).map { 0.02 * exp(-Double($0) / 15) }
    var (left, recorded) = (1e7, [Double]())
    for rate in rates {
      let hits = left * -expm1(-rate)
      recorded.append(hits)
      left -= hits
    }
    let check = try PileUpCheck(DecayHistogram(counts: recorded, binWidth: 1e-10), pulses: 1e7)
    for (value, rate) in zip(check.corrected.counts, rates) {
      let expected = 1e7 * rate
      #expect(abs(value - expected) < 1e-9 * expected)
    }
    #expect(!check.isAcceptable)
    #expect(throws: AnalysisError.self) {
      try PileUpCheck(DecayHistogram(counts: recorded, binWidth: 1e-10), pulses: 100)
    }
  }

  @Test("counts below zero, empty and short histograms are refused")
  func refusals() throws {
    #expect(throws: AnalysisError.self) { try DecayHistogram(counts: [1, 2, -1, 4, 5, 6, 7, 8], binWidth: 1) }
    #expect(throws: AnalysisError.self) { try DecayHistogram(counts: [1, 2], binWidth: 1) }
    let empty = try DecayHistogram(counts: [Double](repeating: 0, count: 100), binWidth: 1)
    #expect(throws: AnalysisError.self) { try empty.fit() }
    let full = try DecayHistogram(counts: [Double](repeating: 50, count: 100), binWidth: 1)
    #expect(throws: AnalysisError.self) { try full.fit(response: empty) }
  }
}
