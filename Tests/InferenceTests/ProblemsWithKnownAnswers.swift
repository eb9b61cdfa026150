import Foundation
import Inference
import NumericalMethods

/// A straight line through normal data: everything about it is known in closed form.
func lineProblem(
  deviation: Double = 0.5, priors: [FitParameter.Prior] = [.flat, .flat], bounds: ClosedRange<Double> = -100...100
) throws -> (problem: InferenceProblem, x: [Double], y: [Double]) {
  let x = (0..<25).map { Double($0) / 5 - 1 }
  var generator = SeededGenerator(seed: 42)
  let y = x.map { 1.5 + 0.7 * $0 + deviation * generator.normal() }
  let data = try FitData(name: "line", values: y, noise: .normal(deviations: y.map { _ in deviation }))
  let parameters = [
    try FitParameter(name: "a", start: 0, bounds: bounds, scale: .linear, prior: priors[0]),
    try FitParameter(name: "b", start: 0, bounds: bounds, scale: .linear, prior: priors[1]),
  ]
  let problem = try InferenceProblem(parameters: parameters, data: [data]) { p in x.map { p[0] + p[1] * $0 } }
  return (problem, x, y)
}

/// Counts of one expectation: the maximum is the mean, the information n/µ, the profile 2n[ln(m̄/µ) …] in closed form.
func constantCounts(_ counts: [Double]) throws -> InferenceProblem {
  let data = try FitData(name: "counts", values: counts, noise: .poisson)
  let parameter = try FitParameter(name: "mean", start: 1, bounds: 1e-3...1e4)
  return try InferenceProblem(parameters: [parameter], data: [data]) { p in counts.map { _ in p[0] } }
}
