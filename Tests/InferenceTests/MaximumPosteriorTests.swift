import Foundation
import Inference
import NumericalMethods
import Testing

@Suite("Maximum of the posterior")
struct MaximumPosteriorTests {
  @Test("a straight line: values and covariance are those of the normal equations")
  func straightLine() throws {
    let (problem, x, y) = try lineProblem()
    let best = try problem.maximise()
    let (n, sx, sxx) = (Double(x.count), x.reduce(0, +), x.reduce(0) { $0 + $1 * $1 })
    let (sy, sxy) = (y.reduce(0, +), zip(x, y).reduce(0) { $0 + $1.0 * $1.1 })
    let determinant = n * sxx - sx * sx
    let (a, b) = ((sxx * sy - sx * sxy) / determinant, (n * sxy - sx * sy) / determinant)
    #expect(abs(best.values[0] - a) < 1e-8 && abs(best.values[1] - b) < 1e-8)
    let covariance = try #require(best.covariance)
    // Differences of a linear model are exact to round-off over the step: 1e-16/1e-8.
    #expect(abs(covariance[0] / (0.25 * sxx / determinant) - 1) < 1e-6)
    #expect(abs(covariance[3] / (0.25 * n / determinant) - 1) < 1e-6)
    #expect(abs(best.correlation(0, 1) - (-sx / (n * sxx).squareRoot())) < 1e-6)
  }

  @Test("a normal prior acts as one more datum")
  func priorAsDatum() throws {
    let (problem, _, _) = try lineProblem(priors: [.normal(mean: 3, deviation: 0.05), .flat])
    let (free, x, y) = try lineProblem()
    let best = try problem.maximise()
    // The same by hand: weights 4 for the data, 400 for the prior.
    let w = 4.0
    let n = Double(x.count)
    let (sx, sxx) = (x.reduce(0, +), x.reduce(0) { $0 + $1 * $1 })
    let (sy, sxy) = (y.reduce(0, +), zip(x, y).reduce(0) { $0 + $1.0 * $1.1 })
    let (m11, m12, m22) = (w * n + 400, w * sx, w * sxx)
    let (r1, r2) = (w * sy + 1200, w * sxy)
    let determinant = m11 * m22 - m12 * m12
    #expect(abs(best.values[0] - (m22 * r1 - m12 * r2) / determinant) < 1e-7)
    #expect(abs(best.values[1] - (m11 * r2 - m12 * r1) / determinant) < 1e-7)
    #expect(best.deviance > (try free.maximise()).deviance)
  }

  @Test("counts: the mean, not the mean of the inverse; the information is that of Poisson's law")
  func counts() throws {
    let counts: [Double] = [0, 1, 0, 2, 1, 0, 0, 3, 1, 0]
    let best = try constantCounts(counts).maximise()
    #expect(abs(best.values[0] - 0.8) < 1e-7)
    // Var(ln µ) = 1/Σn.
    #expect(abs(best.deviations[0] - (1 / 8.0).squareRoot()) < 1e-5)
  }

  @Test("a parameter that wants to leave its bounds ends on them, and the others are best there")
  func bounds() throws {
    let (problem, x, y) = try lineProblem(bounds: -0.5...0.5)
    let best = try problem.maximise()
    #expect(best.values[0] == 0.5 && best.isAtBound[0])
    let slope = zip(x, y).reduce(0) { $0 + $1.0 * ($1.1 - 0.5) } / x.reduce(0) { $0 + $1 * $1 }
    #expect(abs(best.values[1] - min(0.5, slope)) < 1e-6)
  }

  @Test("an outlier moves a robust fit by less than a standard deviation, and a normal one by many")
  func robust() throws {
    let (_, x, y) = try lineProblem()
    var spoiled = y
    spoiled[20] += 40
    let parameters = [
      try FitParameter(name: "a", start: 0, bounds: -100...100, scale: .linear),
      try FitParameter(name: "b", start: 0, bounds: -100...100, scale: .linear),
    ]
    func best(_ noise: FitData.Noise, _ values: [Double]) throws -> MaximumPosterior {
      let data = try FitData(name: "line", values: values, noise: noise)
      return try InferenceProblem(parameters: parameters, data: [data]) { p in x.map { p[0] + p[1] * $0 } }.maximise()
    }
    let deviations = y.map { _ in 0.5 }
    let clean = try best(.normal(deviations: deviations), y)
    let robust = try best(.robust(deviations: deviations), spoiled)
    let plain = try best(.normal(deviations: deviations), spoiled)
    #expect(abs(robust.values[1] - clean.values[1]) < clean.deviations[1])
    #expect(abs(plain.values[1] - clean.values[1]) > 5 * clean.deviations[1])
  }

  @Test("a model that fails at trial points costs the step, not the fit; two minima are both reported")
  func failingModelAndTwoMinima() throws {
    let data = try FitData(name: "square", values: [4], noise: .normal(deviations: [0.1]))
    let parameter = try FitParameter(name: "x", start: 0.2, bounds: -10...10, scale: .linear)
    struct Refusal: Error {}
    let problem = try InferenceProblem(parameters: [parameter], data: [data]) { p in
      guard abs(p[0]) < 3 else { throw Refusal() }
      return [p[0] * p[0] + 0.05 * p[0]]
    }
    var settings = MaximumPosteriorSettings()
    settings.extraStarts = 12
    let best = try problem.maximise(settings: settings)
    #expect(abs(best.deviance) < 1e-9)
    #expect(best.minima.count > 2)
    #expect(abs(abs(best.values[0]) - 2) < 0.1)
  }

  @Test(
    "bad input is refused with its reason",
    arguments: [
      ("all zero", [0.0, 0, 0], "all counts are zero"), ("negative", [1.0, -2], "negative"),
      ("not finite", [1.0, .nan], "not finite"), ("empty", [], "no values"),
    ])
  func refusals(name: String, values: [Double], reason: String) {
    #expect {
      _ = try FitData(name: name, values: values, noise: .poisson)
    } throws: { "\($0)".contains(reason) && "\($0)".contains(name) }
  }

  @Test("parameters that cannot be meant are refused")
  func badParameters() {
    #expect(throws: InferenceError.self) { try FitParameter(name: "k", start: 2, bounds: 3...4) }
    #expect(throws: InferenceError.self) { try FitParameter(name: "k", start: 2, bounds: 0...4) }
    #expect(throws: InferenceError.self) {
      try FitParameter(name: "k", start: 2, bounds: 1...4, prior: .logNormal(median: 2, width: 0))
    }
  }
}

@Suite("Profiles")
struct ProfileTests {
  @Test("a straight line: the profile is the normal interval")
  func straightLine() throws {
    let problem = try lineProblem().problem
    let best = try problem.maximise()
    let profile = try problem.profile(of: 1, about: best, confidence: 0.95)
    let half = best.deviations[1] * normalQuantile(0.975)
    // The end is looked for to 1e-3 of the half width.
    #expect(abs(try #require(profile.lower) - (best.values[1] - half)) < 2e-3 * half)
    #expect(abs(try #require(profile.upper) - (best.values[1] + half)) < 2e-3 * half)
  }

  @Test("few counts: the ends are where 2 Σn [µ/m̄ − 1 − ln(µ/m̄)] = z², not symmetric")
  func fewCounts() throws {
    let problem = try constantCounts([1, 0, 2, 0, 1])
    let best = try problem.maximise()
    let profile = try problem.profile(of: 0, about: best, confidence: 0.95)
    let z = normalQuantile(0.975)
    for end in [try #require(profile.lower), try #require(profile.upper)] {
      let rise = 2 * 4 * (end / 0.8 - 1 - log(end / 0.8))
      #expect(abs(rise.squareRoot() / z - 1) < 2e-3)
    }
  }

  @Test("a parameter that the data do not bound has no end there")
  func openEnd() throws {
    let data = try FitData(name: "saturated", values: [1, 1], noise: .normal(deviations: [0.1, 0.1]))
    let parameter = try FitParameter(name: "rate", start: 5, bounds: 1e-3...1e9)
    // 1 − e^(−rate): any large rate will do.
    let problem = try InferenceProblem(parameters: [parameter], data: [data]) { p in
      [1 - exp(-p[0]), 1 - exp(-2 * p[0])]
    }
    let profile = try problem.profile(of: 0, about: try problem.maximise())
    #expect(profile.upper == nil)
    let lower = try #require(profile.lower)
    #expect(lower > 0.5 && lower < 5)
  }
}
