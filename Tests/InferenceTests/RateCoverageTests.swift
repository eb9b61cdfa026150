import Emission
import Foundation
import Inference
import NumericalMethods
import Testing

/// Intervals of global fits hold the truth as often as they say.
///
/// 40 repeats in every run of the tests; `DRIFTLIGHT_COVERAGE=500 swift test -c release --filter RateCoverageTests` for the
/// shares in Documentation/methods/inference.md.
@Suite("Coverage of fitted rate constants")
struct RateCoverageTests {
  static let repeats = ProcessInfo.processInfo.environment["DRIFTLIGHT_COVERAGE"].flatMap { Int($0) } ?? 40

  @Test("curvature and profile intervals of k1 and k2 over repeated counts, at 68.3 % and 95 %")
  func coverage() throws {
    let film = SyntheticFilm(photons: 2e4)
    let k2 = film.truth.k2r + film.truth.k2nonr
    var hits = [String: Int]()
    for seed in 0..<UInt64(Self.repeats) {
      let decays = try film.decays(seed: 1000 + seed).map { one in
        DecayData(
          name: one.name, counts: Self.binned(one.counts, by: 8), binWidth: 8 * one.binWidth,
          excitation: one.excitation, response: one.response, timeZero: one.timeZero)
      }
      let knowledge: [String: RateFit.Knowledge] = [
        "k1": .shared(try FitParameter(name: "k1", start: 1e7, bounds: 1e5...1e9)),
        // All of k2 in one constant: relative decays do not divide it.
        "k2r": .shared(try FitParameter(name: "k2r", start: 1e-15, bounds: 1e-18...1e-13)), "k2nonr": .fixed(0),
      ]
      let problem = try RateFit(model: .uniform, knowledge: knowledge, decays: decays).problem()
      let best = try problem.maximise()
      for (index, truth) in [film.truth.k1, k2].enumerated() {
        for confidence in [0.683, 0.95] {
          let name = "\(index == 0 ? "k1" : "k2") at \(confidence)"
          let curvature = try #require(best.interval(of: index, in: problem, confidence: confidence))
          if curvature.contains(truth) { hits["curvature, " + name, default: 0] += 1 }
          let profile = try problem.profile(of: index, about: best, confidence: confidence)
          if (profile.lower ?? 0) <= truth, truth <= (profile.upper ?? .infinity) {
            hits["profile, " + name, default: 0] += 1
          }
        }
      }
    }
    let n = Double(Self.repeats)
    for kind in ["curvature", "profile"] {
      for constant in ["k1", "k2"] {
        for confidence in [0.683, 0.95] {
          let name = "\(kind), \(constant) at \(confidence)"
          let share = Double(hits[name] ?? 0) / n
          // Three binomial standard deviations, of the nominal share.
          let slack = 3 * (confidence * (1 - confidence) / n).squareRoot()
          #expect(abs(share - confidence) <= slack, "\(name): \(share) of \(Self.repeats)")
          if Self.repeats > 100 { print("coverage: \(name): \(String(format: "%.1f", 100 * share)) %") }
        }
      }
    }
  }

  private static func binned(_ counts: [Double], by factor: Int) -> [Double] {
    stride(from: 0, to: counts.count - factor + 1, by: factor).map { counts[$0..<($0 + factor)].reduce(0, +) }
  }
}
