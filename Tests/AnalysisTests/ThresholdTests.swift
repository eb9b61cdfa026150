import Analysis
import Foundation
import NumericalMethods
import Testing

@Suite("Thresholds")
struct ThresholdTests {
  static func curve(
    _ fluences: [Double], noise: Double = 0, seed: UInt64 = 0, _ model: (Double) -> Double
  ) throws -> InputOutputCurve {
    var generator = SeededGenerator(seed: 99, stream: seed)
    return try InputOutputCurve(
      fluences: fluences, intensities: fluences.map { model($0) * exp(noise > 0 ? noise * generator.normal() : 0) })
  }

  static func broken(_ threshold: Double) -> (Double) -> Double {
    { Synthetic.broken($0, threshold: threshold, below: 1.2, above: 9, saturation: 1.5 * threshold) }
  }

  @Test("a broken line of 20 rungs: each method finds the kink, wherever it falls between rungs")
  func knownKink() throws {
    for threshold in [1.9, 2.4, 4.0, 6.1] {
      for shift in [0.0, 0.3, 0.7] {
        let curve = try Self.curve(Synthetic.ladder(shift: shift), Self.broken(threshold))
        let segmented = try curve.threshold(by: .segmentedRegression).fluence.value
        #expect(abs(segmented / threshold - 1) < 0.002, "segmented \(segmented) for \(threshold)")
        let crossing = try curve.threshold(by: .logLogIntersection)
        // A steep piece of 2.4 rungs is smoothed by a window of five: the tangent is flatter and meets the line lower.
        #expect(abs(crossing.fluence.value / threshold - 1) < 0.06, "\(crossing.fluence.value) for \(threshold)")
        #expect(crossing.slopeBelow.map { abs($0.value - 1.2) < 0.05 } == true)
        #expect((crossing.slopeChange ?? 0) > 3)
      }
    }
  }

  @Test("the intersection moves smoothly with the curve: no jumps from rung to rung")
  func smooth() throws {
    // A steep but rounded onset: slope 1 → 5.5 at F = 3 → 1.
    let scaled = try stride(from: 0.0, to: 1.0, by: 0.05).map { shift in
      let curve = try Self.curve(Synthetic.ladder(shift: shift)) {
        Synthetic.amplifier($0, threshold: 3, beta: 0.01)
      }
      return try curve.threshold(by: .logLogIntersection).fluence.value
    }
    let (low, high) = (scaled.min() ?? 0, scaled.max() ?? 0)
    #expect(high / low - 1 < 0.02, "\(low) … \(high)")
    let jumps = zip(scaled, scaled.dropFirst()).map { abs($1 / $0 - 1) }.max() ?? 1
    // A twentieth of a rung is 0.8 % of fluence; the estimate never moves by more than twice that against the curve.
    #expect(jumps < 0.016)
  }

  @Test("the amplifier's curve: limits of the definitions on a fine ladder")
  func amplifier() throws {
    // Exact: slope at p = 1 is (1 + √β)/(2√β) and I = √β there; the line below is s ≈ βp (1 + p), which the rungs well
    // below p = 1 show with a slope slightly above 1. For β = 1e-4 the steepest place is at p = 1 within 1 %.
    var settings = ThresholdSettings()
    settings.resamples = 0
    let curve = try Self.curve(Synthetic.ladder(300)) { Synthetic.amplifier($0, threshold: 3, beta: 1e-3) }
    let steepest = try curve.threshold(by: .maximumLogSlope, settings: settings)
    #expect(abs(steepest.fluence.value / 3 - 1) < 0.02)
    let exact = (1 + 1e-3.squareRoot()) / (2 * 1e-3.squareRoot())
    #expect(abs((steepest.slopeAbove?.value ?? 0) / exact - 1) < 0.05)
    // Far above, s → p − 1: the linear intersection tends to p = 1.
    let linear = try curve.threshold(by: .linearIntersection, settings: settings)
    #expect(abs(linear.fluence.value / 3 - 1) < 0.02)
  }

  @Test("a straight line above and below in I against F: the linear intersection is the kink")
  func linearKink() throws {
    let curve = try Self.curve(Synthetic.ladder(30)) { $0 < 4 ? $0 : 4 + 60 * ($0 - 4) }
    let found = try curve.threshold(by: .linearIntersection)
    // The window of five rungs, 11 % each, rounds the kink; with the same window in finer rungs the rounding shrinks.
    #expect(abs(found.fluence.value / 4 - 1) < 0.05)
    let finer = try Self.curve(Synthetic.ladder(120)) { $0 < 4 ? $0 : 4 + 60 * ($0 - 4) }
    #expect(abs(try finer.threshold(by: .linearIntersection).fluence.value / 4 - 1) < 0.0125)
    #expect(found.fluence.interval?.contains(found.fluence.value) == true)
  }

  @Test("intervals of the segmented threshold hold the kink as often as they say")
  func segmentedCoverage() throws {
    let repeats = 500
    var (narrow, wide, refused) = (0, 0, 0)
    var settings = ThresholdSettings()
    for k in 0..<repeats {
      let curve = try Self.curve(Synthetic.ladder(), noise: 0.05, seed: UInt64(k)) {
        Synthetic.broken($0, threshold: 3.05, below: 1, above: 4)
      }
      settings.confidence = 0.68
      guard let a = try? curve.threshold(by: .segmentedRegression, settings: settings) else {
        refused += 1
        continue
      }
      if a.fluence.interval?.contains(3.05) == true { narrow += 1 }
      settings.confidence = 0.95
      let b = try curve.threshold(by: .segmentedRegression, settings: settings)
      if b.fluence.interval?.contains(3.05) == true { wide += 1 }
    }
    #expect(refused == 0)
    // The third piece is taken by chance in 1 % of curves and the profile is exact only for smooth models.
    #expect(abs(Double(narrow) / 500 - 0.68) < coverageTolerance(0.68, repeats: repeats, systematic: 0.03))
    #expect(abs(Double(wide) / 500 - 0.95) < coverageTolerance(0.95, repeats: repeats, systematic: 0.02))
  }

  @Test("intervals of the log-log intersection hold its noise-free value about as often as they say")
  func intersectionCoverage() throws {
    let repeats = 500
    let fluences = Synthetic.ladder(40)
    let model = { (f: Double) in Synthetic.amplifier(f, threshold: 3, beta: 0.02) }
    var settings = ThresholdSettings()
    settings.resamples = 0
    settings.smoothingRungs = 5
    let truth = try Self.curve(fluences, model).threshold(settings: settings).fluence.value
    settings.resamples = 120
    var (narrow, wide, found) = (0, 0, 0)
    for k in 0..<repeats {
      let curve = try Self.curve(fluences, noise: 0.04, seed: UInt64(k), model)
      settings.confidence = 0.95
      guard let b = try? curve.threshold(settings: settings) else { continue }
      found += 1
      if b.fluence.interval?.contains(truth) == true { wide += 1 }
      settings.confidence = 0.68
      if try curve.threshold(settings: settings).fluence.interval?.contains(truth) == true { narrow += 1 }
    }
    #expect(found > 490)
    // The steepest place is a maximum of noisy slopes, which no resampling corrects in full: ± 4 %.
    #expect(abs(Double(narrow) / Double(found) - 0.68) < coverageTolerance(0.68, repeats: repeats, systematic: 0.04))
    #expect(abs(Double(wide) / Double(found) - 0.95) < coverageTolerance(0.95, repeats: repeats, systematic: 0.04))
  }

  @Test("no kink, no threshold: the reason is told")
  func refusals() throws {
    let fluences = Synthetic.ladder()
    for method in [ThresholdMethod.logLogIntersection, .linearIntersection, .segmentedRegression, .maximumLogSlope] {
      // A power law, clean; a saturating one; a parabola in logarithms.
      for model: (Double) -> Double in [
        { pow($0, 1.5) }, { $0 * $0 / (1 + 0.3 * $0) }, { exp(0.5 * log($0) + 0.8 * log($0) * log($0)) },
      ] {
        let curve = try Self.curve(fluences, model)
        #expect(throws: AnalysisError.self, "\(method.rawValue)") { try curve.threshold(by: method) }
      }
    }
    #expect(throws: AnalysisError.tooFewPoints(what: "ladder of fluences", have: 5, need: 8)) {
      try Self.curve([1, 2, 3, 4, 5]) { $0 }.threshold()
    }
    let early = try Self.curve(Synthetic.ladder(from: 2.9), Self.broken(3))
    #expect(throws: AnalysisError.self) { try early.threshold() }
    #expect(throws: AnalysisError.self) { try Self.curve(fluences, Self.broken(3)).threshold(by: .widthOnset) }
    #expect(throws: AnalysisError.notPositive(what: "intensities", index: 2, value: -1)) {
      try InputOutputCurve(fluences: [1, 2, 3], intensities: [1, 2, -1])
    }
    #expect(throws: AnalysisError.notFinite(what: "intensities", index: 1)) {
      try InputOutputCurve(fluences: [1, 2, 3], intensities: [1, .nan, 3])
    }
    #expect(throws: AnalysisError.notAscending(what: "fluences", index: 2)) {
      try InputOutputCurve(fluences: [1, 2, 2], intensities: [1, 2, 3])
    }
  }

  @Test("noise on a power law is rarely taken for a threshold", arguments: [0.02, 0.1, 0.3])
  func falseAlarms(noise: Double) throws {
    var alarms = [ThresholdMethod: Int]()
    for k in 0..<300 {
      let curve = try Self.curve(Synthetic.ladder(), noise: noise, seed: UInt64(k)) { pow($0, 1.3) }
      var settings = ThresholdSettings()
      settings.resamples = 0
      for (method, result) in curve.thresholds(settings: settings) {
        if case .success = result { alarms[method, default: 0] += 1 }
      }
    }
    for (method, count) in alarms { #expect(count <= 6, "\(method.rawValue): \(count) of 300 at noise \(noise)") }
  }

  @Test("the ratio of two thresholds: the scale of fluence cancels, the interval holds the truth")
  func ratio() throws {
    let repeats = 500
    var held = 0
    var settings = ThresholdSettings()
    settings.calibrationUncertainty = 0.2
    for k in 0..<repeats {
      let pair = try [6.0, 2.0].enumerated().map { j, threshold in
        try Self.curve(Synthetic.ladder(), noise: 0.03, seed: UInt64(2 * k + j)) {
          Synthetic.broken($0, threshold: threshold, below: 1, above: 5)
        }
      }
      let ratio = try Threshold.ratio(of: pair[0], to: pair[1], by: .segmentedRegression, settings: settings)
      if ratio.interval?.contains(3) == true { held += 1 }
      #expect(abs(ratio.value / 3 - 1) < 0.15)
    }
    #expect(abs(Double(held) / Double(repeats) - 0.95) < coverageTolerance(0.95, repeats: repeats, systematic: 0.02))
  }

  @Test("a calibration error widens a threshold and leaves its value")
  func calibration() throws {
    let curve = try Self.curve(Synthetic.ladder(), noise: 0.01, Self.broken(3))
    var settings = ThresholdSettings()
    let plain = try curve.threshold(settings: settings).fluence
    settings.calibrationUncertainty = 0.1
    let wide = try curve.threshold(settings: settings).fluence
    #expect(plain.value == wide.value)
    let width = { (f: Finding) in f.interval.map { log($0.upper / $0.lower) } ?? 0 }
    // ± 1.96 · 10 % in logarithm, joined by squares; 400 resamples know the width to some 6 %.
    let expected = hypot(width(plain), 2 * 1.96 * 0.1)
    #expect(abs(width(wide) / expected - 1) < 0.15)
  }
}
