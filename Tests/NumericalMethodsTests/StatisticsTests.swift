import Foundation
import NumericalMethods
import Testing

@Suite("Distributions, regression and resampling")
struct StatisticsTests {
  @Test("Student's critical values agree with published tables")
  func student() {
    // Abramowitz and Stegun, table 26.10, more digits from the closed forms for ν = 1, 2 and from the normal limit.
    let cases: [(Double, Double, Double)] = [
      (1, 0.95, tan(0.475 * .pi)), (2, 0.95, 0.95 * (2 / (1 - 0.95 * 0.95)).squareRoot()),
      (5, 0.99, 4.032_142_983_557_536), (10, 0.95, 2.228_138_851_964_939), (.infinity, 0.95, 1.959_963_984_540_054),
    ]
    for (freedom, confidence, value) in cases {
      let found = StudentDistribution(degreesOfFreedom: freedom).criticalValue(confidence: confidence)
      #expect(abs(found / value - 1) < 1e-11, "ν = \(freedom)")
    }
    #expect(abs(normalQuantile(0.1) + 1.281_551_565_544_600_4) < 1e-11)
  }

  @Test("the incomplete beta function meets its closed forms")
  func beta() {
    for x in [1e-6, 0.1, 0.5, 0.9, 0.999] {
      #expect(abs(regularisedIncompleteBeta(x, a: 1, b: 3) / (1 - pow(1 - x, 3)) - 1) < 1e-9)
      #expect(abs(regularisedIncompleteBeta(x, a: 0.5, b: 0.5) - 2 / .pi * asin(x.squareRoot())) < 1e-13)
    }
  }

  @Test("linear regression gives NIST's certified Norris line")
  func norris() throws {
    // NIST/ITL StRD, Norris: https://www.itl.nist.gov/div898/strd/lls/data/Norris.shtml
    let x = [
      0.2, 337.4, 118.2, 884.6, 10.1, 226.5, 666.3, 996.3, 448.6, 777.0, 558.2, 0.4, 0.6, 775.5, 666.9, 338.0, 447.5,
      11.6, 556.0, 228.1, 995.8, 887.6, 120.2, 0.3, 0.3, 556.8, 339.1, 887.2, 999.0, 779.0, 11.1, 118.3, 229.2, 669.1,
      448.9, 0.5,
    ]
    let y = [
      0.1, 338.8, 118.1, 888.0, 9.2, 228.1, 668.5, 998.5, 449.1, 778.9, 559.2, 0.3, 0.1, 778.1, 668.8, 339.3, 448.9,
      10.8, 557.7, 228.3, 998.0, 888.8, 119.6, 0.3, 0.6, 557.6, 339.3, 888.0, 998.5, 778.9, 10.2, 117.6, 228.9, 668.4,
      449.2, 0.2,
    ]
    let line = try #require(LinearRegression(x, y))
    #expect(abs(line.slope / 1.00211681802045 - 1) < 1e-12)
    #expect(abs(line.intercept / -0.262323073774029 - 1) < 1e-11)
    #expect(abs(line.slopeStandardError / 0.429796848199937E-03 - 1) < 1e-11)
    #expect(abs(line.interceptStandardError / 0.232818234301152 - 1) < 1e-11)
    #expect(abs(line.unitVariance.squareRoot() / 0.884796396144373 - 1) < 1e-11)
  }

  @Test("the generator gives the published stream of xoshiro256++ and moments of the normal distribution")
  func generator() {
    // First outputs from the state (1, 2, 3, 4), as in the authors' reference code.
    var published = SeededGenerator(state: (1, 2, 3, 4))
    #expect(
      (0..<4).map { _ in published.next() } == [41_943_041, 58_720_359, 3_588_806_011_781_223, 3_591_011_842_654_386])
    var generator = SeededGenerator(seed: 1)
    let n = 200_000
    let values = (0..<n).map { _ in generator.normal() }
    let moment = { (k: Int) in values.reduce(0) { $0 + pow($1, Double(k)) } / Double(n) }
    // Standard errors of the moments 1…4: √(1, 2, 15, 96)/√n; four of each.
    let scale = 4 / Double(n).squareRoot()
    #expect(abs(moment(1)) < scale && abs(moment(2) - 1) < 2.0.squareRoot() * scale)
    #expect(abs(moment(3)) < 15.0.squareRoot() * scale && abs(moment(4) - 3) < 96.0.squareRoot() * scale)
    var again = SeededGenerator(seed: 1)
    #expect(again.normal() == values[0])
    var other = SeededGenerator(seed: 1, stream: 1)
    #expect(other.normal() != values[0])
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[generator.index(below: 7)] += 1 }
    #expect(counts.allSatisfy { abs(Double($0) - 10_000) < 4 * 92.6 })
  }

  @Test("slope intervals of regression hold the truth as often as they say, with and without known σ")
  func regressionCoverage() throws {
    let x = (0..<12).map { Double($0) }
    let repeats = 20_000
    var hits = [0, 0, 0, 0]
    for k in 0..<repeats {
      var noise = SeededGenerator(seed: 3, stream: UInt64(k))
      let y = x.map { 2 + 0.5 * $0 + 0.3 * noise.normal() }
      let line = try #require(LinearRegression(x, y))
      let known = try #require(
        LinearRegression(x, y, weights: x.map { _ in 1 / 0.09 }, uncertaintiesAreKnown: true))
      for (j, (fit, confidence)) in [(line, 0.68), (line, 0.95), (known, 0.68), (known, 0.95)].enumerated() {
        let half = fit.halfWidth(ofStandardError: fit.slopeStandardError, confidence: confidence)
        if abs(fit.slope - 0.5) <= half { hits[j] += 1 }
      }
    }
    for (j, confidence) in [0.68, 0.95, 0.68, 0.95].enumerated() { expectCoverage(hits[j], of: repeats, confidence) }
  }

  @Test(
    "bootstrap intervals of a mean hold the truth as often as they say",
    arguments: BootstrapDistribution.Reading.allCases)
  func bootstrapCoverage(reading: BootstrapDistribution.Reading) {
    let repeats = 500
    var (narrow, wide) = (0, 0)
    for k in 0..<repeats {
      var noise = SeededGenerator(seed: 7, stream: UInt64(k))
      let data = (0..<60).map { _ in noise.normal() }
      let mean = { (values: [Double]) in values.reduce(0, +) / Double(values.count) }
      let drawn = BootstrapDistribution(estimate: mean(data), count: 400, seed: UInt64(k)) { generator in
        mean((0..<60).map { _ in data[generator.index(below: 60)] })
      }
      if let a = drawn.interval(confidence: 0.68, reading: reading), a.lower <= 0, 0 <= a.upper { narrow += 1 }
      if let b = drawn.interval(confidence: 0.95, reading: reading), b.lower <= 0, 0 <= b.upper { wide += 1 }
    }
    // Resampling n = 60 values knows their scatter √(59/60) too small and 400 resamples find the ends to 1 %: 1.5 % in
    // coverage at most.
    let tolerance = { (p: Double) in 3 * (p * (1 - p) / Double(repeats)).squareRoot() + 0.015 }
    #expect(abs(Double(narrow) / Double(repeats) - 0.68) < tolerance(0.68))
    #expect(abs(Double(wide) / Double(repeats) - 0.95) < tolerance(0.95))
  }

  @Test("too few resamples give no interval, and refusals are counted")
  func refusals() {
    let drawn = BootstrapDistribution(estimate: 1, count: 30, seed: 1) { $0.uniform() < 0.5 ? nil : $0.uniform() }
    #expect(drawn.refusals + drawn.values.count == 30)
    #expect(BootstrapDistribution(estimate: 1, count: 19, seed: 1) { $0.uniform() }.interval(confidence: 0.9) == nil)
  }
}
