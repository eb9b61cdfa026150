import Emission
import Foundation
import Inference
import NumericalMethods
import Testing

/// Three decays and a yield curve of one film, counted with Poisson noise; the truth is known.
struct SyntheticFilm {
  var truth = RecombinationConstants(k1: 2e7, k2r: 3e-16, k2nonr: 2.8e-15, k3: 0)
  var densities = [3e21, 3e22, 2e23]
  var photons = 2e5

  func decays(seed: UInt64, group: String = "", period: Double? = nil) throws -> [DecayData] {
    try densities.enumerated().map { index, density in
      let excitation = DecayExcitation(density: density, period: period)
      let detection = DecayDetection(
        binWidth: 0.25e-9, binCount: 1000, timeZero: 5e-9, response: .gaussian(width: 1e-9), background: 3,
        scale: .counts(photons))
      let expected = try detection.expectedCounts(of: truth, after: excitation)
      return DecayData(
        name: "decay \(index)\(group)", group: group,
        counts: DecayDetection.counted(expected, seed: seed, stream: UInt64(index)), binWidth: 0.25e-9,
        excitation: excitation, response: .gaussian(width: 1e-9), timeZero: (5e-9, nil))
    }
  }

  func yields(seed: UInt64, group: String = "", deviation: Double = 0.03) throws -> YieldData {
    let densities = (0..<12).map { 1e21 * pow(10, 0.25 * Double($0)) }
    var generator = SeededGenerator(seed: seed, stream: 99)
    let clean = try truth.quantumYields(densities: densities).map { 40 * $0 }
    return YieldData(
      name: "yield\(group)", group: group, densities: densities,
      yields: clean.map { $0 * (1 + deviation * generator.normal()) }, deviations: clean.map { deviation * $0 })
  }

  static func constants(perGroup: Bool = false) throws -> [String: RateFit.Knowledge] {
    let k1 = try FitParameter(name: "k1", unit: "s^-1", start: 1e7, bounds: 1e5...1e9)
    let k2r = try FitParameter(name: "k2r", unit: "m3/s", start: 1e-15, bounds: 1e-18...1e-13)
    let k2nonr = try FitParameter(name: "k2nonr", unit: "m3/s", start: 1e-15, bounds: 1e-18...1e-13)
    return perGroup
      ? ["k1": .perGroup(k1), "k2r": .perGroup(k2r), "k2nonr": .perGroup(k2nonr)]
      : ["k1": .shared(k1), "k2r": .shared(k2r), "k2nonr": .shared(k2nonr)]
  }
}

@Suite("Global fits of rate constants")
struct RateFitTests {
  @Test("decays and relative yields give k1 and k2r + k2nonr; intervals hold the truth; the fit is good")
  func recovery() throws {
    let film = SyntheticFilm()
    let fit = RateFit(
      model: .uniform, knowledge: try SyntheticFilm.constants(), decays: try film.decays(seed: 3),
      yields: [try film.yields(seed: 3)])
    let problem = try fit.problem()
    let best = try problem.maximise()
    let k1 = try problem.profile(of: 0, about: best, confidence: 0.999)
    #expect(try #require(k1.lower) < 2e7 && 2e7 < #require(k1.upper))
    #expect(abs(best.values[0] / 2e7 - 1) < 0.05)
    let k2 = best.values[1] + best.values[2]
    #expect(abs(k2 / 3.1e-15 - 1) < 0.05)
    // χ² of 3012 data less 9 parameters: within five of its standard deviations √(2·3003).
    #expect(abs(best.deviance - 3003) < 5 * (2 * 3003.0).squareRoot())
    // Relative yields leave the share of k2r free: only its product with the factor is known.
    let report = Identifiability(best, of: problem)
    #expect(report.directions.last?.firmness != .fixed)
  }

  @Test("absolute yields fix the radiative share as well")
  func absoluteYields() throws {
    let film = SyntheticFilm()
    let relative = try film.yields(seed: 4)
    let absolute = YieldData(
      name: "yield", densities: relative.densities, yields: relative.yields.map { $0 / 40 },
      deviations: relative.deviations.map { $0 / 40 }, isAbsolute: true)
    let fit = RateFit(
      model: .uniform, knowledge: try SyntheticFilm.constants(), decays: try film.decays(seed: 4), yields: [absolute])
    let problem = try fit.problem()
    let best = try problem.maximise()
    for (value, truth, deviation) in zip3(best.values, [2e7, 3e-16, 2.8e-15], best.deviations) {
      #expect(abs(log(value / truth)) < 4 * deviation)
      #expect(deviation < 0.1)
    }
    #expect(Identifiability(best, of: problem).directions.allSatisfy { $0.firmness == .fixed })
  }

  @Test("two conditions with one factor of the yields: each has its constants, and their change is found")
  func twoConditions() throws {
    let rest = SyntheticFilm()
    var biased = SyntheticFilm()
    biased.truth = RecombinationConstants(k1: 1.2e7, k2r: 2.5e-15, k2nonr: 0.9e-15, k3: 0)
    let fit = RateFit(
      model: .uniform, knowledge: try SyntheticFilm.constants(perGroup: true),
      decays: try rest.decays(seed: 5, group: "0 V") + biased.decays(seed: 6, group: "6 V"),
      yields: [try rest.yields(seed: 5, group: "0 V"), try biased.yields(seed: 6, group: "6 V")])
    let problem = try fit.problem()
    let names = problem.parameters.map(\.name)
    #expect(names.contains("k1 at 0 V") && names.contains("k2nonr at 6 V"))
    let best = try problem.maximise()
    func value(_ name: String) throws -> Double { best.values[try #require(names.firstIndex(of: name))] }
    #expect(abs(try value("k1 at 6 V") / value("k1 at 0 V") / 0.6 - 1) < 0.1)
    // The common factor leaves k2r free, and its ratio between the conditions fixed: 8.3.
    let i = try #require(names.firstIndex(of: "k2r at 6 V"))
    let j = try #require(names.firstIndex(of: "k2r at 0 V"))
    #expect(abs(best.values[i] / best.values[j] / (2.5 / 0.3) - 1) < 0.15)
  }

  @Test("repetition: a decay that has not ended before the next pulse is fitted as such")
  func accumulation() throws {
    let film = SyntheticFilm(densities: [2e22])
    // 1/k1 = 50 ns against 250 ns between pulses; without the period the tail reads as background.
    let decays = try film.decays(seed: 8, period: 250e-9)
    let fit = RateFit(
      model: .uniform,
      knowledge: [
        "k1": .shared(try FitParameter(name: "k1", start: 1e7, bounds: 1e5...1e9)), "k2r": .fixed(3e-16),
        "k2nonr": .fixed(2.8e-15),
      ], decays: decays)
    let best = try fit.problem().maximise()
    #expect(abs(log(best.values[0] / 2e7)) < 4 * best.deviations[0])
  }

  @Test("trap filling against constant k1 on decays of a film with traps: the traps win")
  func modelComparison() throws {
    let truth = TrapFilling(
      constants: RecombinationConstants(k1: 1e6, k2r: 1e-16, k2nonr: 0), trapDensity: 2e21, captureConstant: 2e-14,
      holeCaptureConstant: 1e-15)
    let decays = try [1e21, 1e22, 1e23].enumerated().map { index, density in
      let excitation = DecayExcitation(density: density)
      let detection = DecayDetection(
        binWidth: 2e-9, binCount: 150, timeZero: 5e-9, background: 1, scale: .counts(1e5))
      let expected = try detection.expectedCounts(of: truth, after: excitation)
      return DecayData(
        name: "decay \(index)", counts: DecayDetection.counted(expected, seed: 9, stream: UInt64(index)),
        binWidth: 1e-9,
        excitation: excitation, timeZero: (5e-9, nil))
    }
    let k1 = try FitParameter(name: "k1", start: 1e7, bounds: 1e4...1e9)
    let k2r = try FitParameter(name: "k2r", start: 1e-15, bounds: 1e-18...1e-13)
    let plain = RateFit(model: .uniform, knowledge: ["k1": .shared(k1), "k2r": .shared(k2r)], decays: decays)
    let traps = RateFit(
      model: .trapFilling,
      knowledge: [
        "k1": .shared(k1), "k2r": .shared(k2r),
        "trapDensity": .shared(try FitParameter(name: "trapDensity", start: 1e21, bounds: 1e19...1e24)),
        "captureConstant": .shared(try FitParameter(name: "captureConstant", start: 1e-14, bounds: 1e-17...1e-11)),
        "holeCaptureConstant": .shared(
          try FitParameter(name: "holeCaptureConstant", start: 1e-15, bounds: 1e-18...1e-11)),
      ], decays: decays)
    let models = try [("constant k1", plain), ("traps", traps)].map { name, fit in
      let problem = try fit.problem()
      return ModelEvidence(name: name, try problem.maximise(), of: problem)
    }
    let comparison = ModelComparison(models)
    #expect(comparison.ranked[0].name == "traps")
    #expect(comparison.logBayesFactor(against: 1) > 10)
  }

  @Test("two decays that contradict each other are flagged, both by their deviance")
  func contradiction() async throws {
    let film = SyntheticFilm(densities: [3e21])
    var other = film
    other.truth = RecombinationConstants(k1: 6e7, k2r: 3e-16, k2nonr: 2.8e-15, k3: 0)
    let second = try other.decays(seed: 12)[0]
    let folder = FileManager.default.temporaryDirectory.appending(path: "contradiction-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, decay) in [("a", try film.decays(seed: 11)[0]), ("b", second)] {
      let rows = decay.counts.enumerated().map { "\(0.25 * Double($0.offset)),\(Int($0.element))" }
      try Data((["time (ns),counts"] + rows).joined(separator: "\n").utf8).write(
        to: folder.appending(path: "\(name).csv"))
    }
    let text = """
      data:
        - {name: first, kind: decay, file: a.csv, density: 3e15 cm^-3, responseWidth: 1 ns, timeZero: 5 ns}
        - {name: second, kind: decay, file: b.csv, density: 3e15 cm^-3, responseWidth: 1 ns, timeZero: 5 ns}
      parameters:
        k1: {start: 1e7 s^-1, range: [1e5 s^-1, 1e9 s^-1]}
        k2r: {start: 1e-9 cm^3/s, range: [1e-12 cm^3/s, 1e-7 cm^3/s]}
      estimate: {profiles: false}
      """
    let path = folder.appending(path: "fit.yaml")
    try Data(text.utf8).write(to: path)
    let outcome = try await FitFile(path: path.path).carryOut()
    for name in ["first", "second"] {
      #expect(
        outcome.warnings.contains { $0.contains("'\(name)'") && $0.contains("not described") }, "\(outcome.warnings)")
    }
  }

  @Test("data that cannot be meant are refused with the reason")
  func refusals() throws {
    let film = SyntheticFilm()
    func refusal(_ decays: [DecayData], _ yields: [YieldData] = []) -> String {
      do {
        _ = try RateFit(
          model: .uniform, knowledge: try SyntheticFilm.constants(), decays: decays, yields: yields
        ).problem()
        return ""
      } catch { return "\(error)" }
    }
    let flat = DecayData(
      name: "flat", counts: [Double](repeating: 10, count: 100), binWidth: 1e-9, excitation: .init(density: 1e22))
    #expect(refusal([flat]).contains("flat"))
    let empty = DecayData(
      name: "dark", counts: [Double](repeating: 0, count: 100), binWidth: 1e-9, excitation: .init(density: 1e22))
    #expect(refusal([empty]).contains("all counts are zero"))
    let percent = YieldData(name: "percent", densities: [1e22], yields: [12], deviations: [1], isAbsolute: true)
    #expect(refusal(try film.decays(seed: 1), [percent]).contains("per cent"))
    let unknown = RateFit(model: .uniform, knowledge: ["k9": .fixed(1)], decays: [flat])
    #expect { _ = try unknown.problem() } throws: { "\($0)".contains("k9") && "\($0)".contains("k2nonr") }
  }
}

func zip3(_ a: [Double], _ b: [Double], _ c: [Double]) -> [(Double, Double, Double)] {
  zip(zip(a, b), c).map { ($0.0, $0.1, $1) }
}
