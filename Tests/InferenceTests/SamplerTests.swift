import Foundation
import Inference
import NumericalMethods
import Testing

@Suite("Ensemble sampler")
struct SamplerTests {
  /// Settings whose errors of the mean and variance are known from the independent samples they give.
  static var settings: SamplerSettings {
    var settings = SamplerSettings()
    settings.walkers = 24
    settings.warmUp = 300
    settings.steps = 1500
    return settings
  }

  @Test("a normal posterior with correlation 0.99: means, variances and correlation within five standard errors")
  func normalPosterior() async throws {
    // x + y to 0.1, x − y to 1.41: correlation −0.99.
    let data = try FitData(name: "combinations", values: [1, 0], noise: .normal(deviations: [0.1, 1.41]))
    let parameters = try ["x", "y"].map {
      try FitParameter(name: $0, start: 0.5, bounds: -50...50, scale: .linear)
    }
    let problem = try InferenceProblem(parameters: parameters, data: [data]) { p in [p[0] + p[1], p[0] - p[1]] }
    let best = try problem.maximise()
    let sampler = try EnsembleSampler(problem, settings: Self.settings)
    var state = try sampler.begin(about: best)
    let samples = await sampler.sample(from: &state)
    let variance = 0.25 * (0.01 + 1.41 * 1.41)
    for index in 0..<2 {
      let x = samples.samples(of: index)
      let quality = samples.diagnostics(of: index)
      #expect(quality.isConverged, "\(quality.warning ?? "")")
      let mean = x.reduce(0, +) / Double(x.count)
      let found = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)
      let size = quality.effectiveSampleSize
      #expect(abs(mean - 0.5) < 5 * (variance / size).squareRoot())
      #expect(abs(found / variance - 1) < 5 * (2 / size).squareRoot())
    }
    let sum = zip(samples.samples(of: 0), samples.samples(of: 1)).map { $0 + $1 }
    let mean = sum.reduce(0, +) / Double(sum.count)
    let spread = (sum.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(sum.count)).squareRoot()
    #expect(abs(spread / 0.1 - 1) < 0.1)
    #expect(samples.acceptance > 0.15 && samples.acceptance < 0.8)
  }

  @Test("a banana: x normal about 0 with σ 1, y about x² with σ 0.2; mean of y is 1, its variance 2 + 0.04")
  func banana() async throws {
    let data = try FitData(name: "banana", values: [0, 0], noise: .normal(deviations: [1, 0.2]))
    let parameters = try ["x", "y"].map {
      try FitParameter(name: $0, start: 0.1, bounds: -60...60, scale: .linear)
    }
    let problem = try InferenceProblem(parameters: parameters, data: [data]) { p in [p[0], p[1] - p[0] * p[0]] }
    var settings = Self.settings
    settings.steps = 6000
    let sampler = try EnsembleSampler(problem, settings: settings)
    var state = try sampler.begin(about: try problem.maximise())
    let samples = await sampler.sample(from: &state)
    let y = samples.samples(of: 1)
    let size = samples.diagnostics(of: 1).effectiveSampleSize
    #expect(size > 400)
    let mean = y.reduce(0, +) / Double(y.count)
    #expect(abs(mean - 1) < 5 * (2.04 / size).squareRoot())
    // y = x² has kurtosis 15: the variance of the variance is 14 σ⁴/n.
    let variance = y.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(y.count)
    #expect(abs(variance / 2.04 - 1) < 5 * (14 / size).squareRoot())
  }

  @Test("stored in the middle and gone on: the same samples, bit by bit")
  func goesOn() async throws {
    let problem = try lineProblem().problem
    let best = try problem.maximise()
    var settings = Self.settings
    (settings.warmUp, settings.steps) = (20, 60)
    let sampler = try EnsembleSampler(problem, settings: settings)
    var whole = try sampler.begin(about: best)
    let expected = await sampler.sample(from: &whole)
    var parts = try sampler.begin(about: best)
    let first = await sampler.sample(from: &parts) { done, _ in done < 47 }
    var restored = try JSONDecoder().decode(SamplerState.self, from: JSONEncoder().encode(parts))
    let second = await sampler.sample(from: &restored, adding: first)
    #expect(second.coordinates == expected.coordinates)
    #expect(restored == whole)
  }

  @Test("ensembles that sit in two places are found out")
  func disagreement() async throws {
    let data = try FitData(name: "two wells", values: [25], noise: .normal(deviations: [0.05]))
    let parameter = try FitParameter(name: "x", start: 5, bounds: -10...10, scale: .linear)
    let problem = try InferenceProblem(parameters: [parameter], data: [data]) { p in [p[0] * p[0]] }
    var settings = Self.settings
    (settings.warmUp, settings.steps, settings.ensembles) = (100, 400, 2)
    let sampler = try EnsembleSampler(problem, settings: settings)
    let best = try problem.maximise()
    var state = try sampler.begin(about: best)
    // The second ensemble starts in the other well.
    for walker in settings.walkers..<(2 * settings.walkers) { state.positions[walker] = [-state.positions[walker][0]] }
    let samples = await sampler.sample(from: &state)
    let quality = samples.diagnostics(of: 0)
    #expect(!quality.isConverged)
    #expect(quality.warning?.contains("disagree") == true)
  }

  @Test("autocorrelation time of an autoregressive series is (1 + ρ)/(1 − ρ)")
  func autocorrelation() {
    var generator = SeededGenerator(seed: 5)
    var x = 0.0
    let series = (0..<40_000).map { _ -> Double in
      x = 0.8 * x + generator.normal()
      return x
    }
    // Sokal: relative error √(2 (2M + 1)/n) with M = 5 τ.
    let expected = 1.8 / 0.2
    #expect(abs(autocorrelationTime(series) / expected - 1) < 3 * (2 * 91 / 40_000.0).squareRoot())
  }
}
