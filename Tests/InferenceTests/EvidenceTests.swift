import Foundation
import Inference
import NumericalMethods
import Testing

@Suite("Model comparison, identifiability, design")
struct EvidenceTests {
  @Test("a straight line: Laplace's evidence is the integral, done here by quadrature")
  func laplace() throws {
    let (problem, x, y) = try lineProblem(bounds: -20...20)
    let best = try problem.maximise()
    let laplace = try #require(ModelEvidence(name: "line", best, of: problem).logEvidence)
    // ∫∫ L da db/(40²) on a grid that ends eight standard deviations away.
    let (da, db) = (best.deviations[0] / 8, best.deviations[1] / 8)
    var sum = 0.0
    for i in -64...64 {
      for j in -64...64 {
        let (a, b) = (best.values[0] + Double(i) * da, best.values[1] + Double(j) * db)
        let squares = zip(x, y).reduce(0) { $0 + pow(($1.1 - a - b * $1.0) / 0.5, 2) }
        sum += exp(-0.5 * (squares - best.deviance))
      }
    }
    let constant = -Double(y.count) * (log(0.5) + 0.5 * log(2 * Double.pi))
    let exact = log(sum * da * db / 1600) - 0.5 * best.deviance + constant
    #expect(abs(laplace - exact) < 1e-4)
  }

  @Test("stepping stones agree with Laplace where both are right")
  func steppingStones() async throws {
    let problem = try lineProblem(bounds: -5...5).problem
    let best = try problem.maximise()
    let laplace = try #require(ModelEvidence(name: "line", best, of: problem).logEvidence)
    var settings = SamplerSettings()
    (settings.walkers, settings.warmUp, settings.steps) = (16, 100, 150)
    let stones = try await problem.evidenceBySteppingStones(from: best, stones: 20, settings: settings)
    #expect(stones.standardError < 0.3)
    #expect(abs(stones.logEvidence - laplace) < 5 * max(stones.standardError, 0.02))
  }

  @Test("a superfluous parameter costs evidence; a needed one is worth it")
  func occam() throws {
    let (line, x, y) = try lineProblem(bounds: -20...20)
    let constant = try line.with(parameters: [line.parameters[0]]) { p in x.map { _ in p[0] } }
    let third = try FitParameter(name: "c", start: 0, bounds: -20...20, scale: .linear)
    let parabola = try line.with(parameters: line.parameters + [third]) { p in
      x.map { p[0] + p[1] * $0 + p[2] * $0 * $0 }
    }
    let models = try [("constant", constant), ("line", line), ("parabola", parabola)].map { name, problem in
      ModelEvidence(name: name, try problem.maximise(), of: problem)
    }
    let comparison = ModelComparison(models)
    #expect(comparison.usesEvidence)
    #expect(comparison.ranked.map(\.name) == ["line", "parabola", "constant"])
    #expect(comparison.logBayesFactor(against: 2) > 5)
    #expect(abs(comparison.probabilities.reduce(0, +) - 1) < 1e-12)
    #expect(comparison.verdict.contains("'line' against 'parabola'"))
    #expect(y.count == 25)
  }

  @Test("information about some parameters is the inverse of their block of the covariance")
  func marginalInformation() throws {
    let problem = try lineProblem().problem
    let best = try problem.maximise()
    let slope = Identifiability(best, of: problem, for: [1])
    // Scale of a linear parameter is its range, 200.
    #expect(abs(slope.directions[0].deviation * 200 / best.deviations[1] - 1) < 1e-6)
  }

  @Test("only the ratio is fixed: the words say so, and the best next measurement is the one that fixes the product")
  func identifiability() throws {
    let data = try FitData(name: "yield", values: [0.5, 0.5], noise: .normal(deviations: [0.01, 0.01]))
    let parameters = try ["k2r", "k2nonr"].map { try FitParameter(name: $0, start: 1, bounds: 1e-3...1e3) }
    let yield: @Sendable ([Double]) -> Double = { $0[0] / ($0[0] + $0[1]) }
    let problem = try InferenceProblem(parameters: parameters, data: [data]) { p in [yield(p), yield(p)] }
    let best = try problem.maximise()
    let report = Identifiability(best, of: problem)
    #expect(report.directions[0].firmness == .fixed)
    #expect(report.directions[1].firmness == .open)
    #expect(["k2r / k2nonr", "k2nonr / k2r"].contains(report.directions[0].words))
    #expect(report.sentences.first?.contains("only k2") == true)
    let candidates = [
      CandidateMeasurement(name: "yield again", deviations: { $0.map { _ in 0.01 } }) { [yield($0)] },
      CandidateMeasurement(name: "decay", deviations: { $0.map { 0.05 * $0 } }) { [$0[0] + $0[1]] },
    ]
    let ranked = try problem.rank(candidates, for: 0, at: best)
    #expect(ranked[0].name == "decay")
    #expect(ranked[0].gains[0] > 10)
    #expect(ranked[1].gains[0] < 1.01)
    // After the decay: ln k2r to √(σ_sum² + (σ_ratio/2)²), σ_ratio = 0.01/√2/0.25, both known in closed form.
    let expected = (0.05 * 0.05 + pow(0.5 * 0.01 / 2.0.squareRoot() / 0.25, 2)).squareRoot()
    #expect(abs(ranked[0].deviations[0] / expected - 1) < 0.01)
  }
}
