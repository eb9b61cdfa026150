// The point of highest posterior density, by Fisher scoring with Levenberg's damping.
//
// Goals, in this order:
//   1. counts and normal data in one fit, each with its own likelihood, not least squares on counts;
//   2. survive a model that fails at a trial point; bounds that are met exactly;
//   3. few model calls.
//
// With scores ρ = √W (n − m), A = √W ∂m/∂u and one row for each prior, the step solves min ‖A s − ρ‖² + µ‖D s‖² by QR of
// A, then QR of the small stacked matrix [R; √µ D] (D: the largest column norms so far), so that normal equations are
// never formed. AᵀA is the expected information, so its inverse is the covariance for every noise; for normal data this
// is Levenberg–Marquardt. A step is taken where deviance plus priors falls; µ follows Nielsen's rule.
// A parameter on its bound whose gradient points outwards is held for that step.
// Derivatives are one-sided differences until the deviance settles and central at the end, for the covariance.
//
// Source: Nelder and Wedderburn, J. R. Stat. Soc. A 135, 370 (1972), doi:10.2307/2344614 (scoring);
// Moré, Lecture Notes in Mathematics 630, 105 (1978), doi:10.1007/BFb0067700; Nielsen, IMM-REP-1999-05 (1999).

import Foundation
import NumericalMethods

/// How the maximum is looked for.
public struct MaximumPosteriorSettings: Sendable, Equatable {
  /// Fall of the deviance below which the fit stops, dimensionless: 1 is one standard deviation.
  public var devianceTolerance = 1e-7
  /// Most steps of one start, accepted or not.
  public var maximumIterations = 200
  /// Starts beside the given one, drawn from the bounds or the priors.
  public var extraStarts = 0
  /// Seed of those starts.
  public var seed: UInt64 = 1

  /// The standard settings.
  public init() {}
}

/// The best parameters of a fit, with the information the data hold about them.
public struct MaximumPosterior: Sendable, Equatable {
  /// Best coordinates u, in the order of the parameters.
  public let coordinates: [Double]
  /// Best values p, in the units of the parameters.
  public let values: [Double]
  /// Deviance of the data −2 ln L + const at the best values.
  public let deviance: Double
  /// Sum of the squared prior residuals there.
  public let priorDeviance: Double
  /// Inverse of the expected information of data and priors in u, row after row, zero for parameters on a bound; nil
  /// where a direction is not fixed at all.
  public let covariance: [Double]?
  /// Information of the data alone, in u, row after row.
  public let information: [Double]
  /// Whether each parameter ended on one of its bounds.
  public let isAtBound: [Bool]
  /// Expectations of all data at the best values.
  public let expectations: [Double]
  /// Steps of the best start.
  public let iterations: Int
  /// Calls of the model, all starts together.
  public let evaluations: Int
  /// Deviance with priors of every start that ended, ascending: whether there are several minima.
  public let minima: [Double]

  /// Deviance of data and priors.
  public var totalDeviance: Double { deviance + priorDeviance }

  /// Standard deviations in u; NaN where not fixed or on a bound.
  public var deviations: [Double] {
    let n = coordinates.count
    guard let covariance else { return [Double](repeating: .nan, count: n) }
    return (0..<n).map { isAtBound[$0] ? .nan : covariance[$0 * n + $0].squareRoot() }
  }

  /// Correlation of two parameters, −1 … 1; NaN where either is not fixed.
  public func correlation(_ i: Int, _ j: Int) -> Double {
    guard let covariance else { return .nan }
    let n = coordinates.count
    return covariance[i * n + j] / (covariance[i * n + i] * covariance[j * n + j]).squareRoot()
  }

  /// Interval of a parameter from the curvature at the maximum, in its unit, cut at its bounds.
  public func interval(of index: Int, in problem: InferenceProblem, confidence: Double) -> ClosedRange<Double>? {
    let deviation = deviations[index]
    guard deviation.isFinite else { return nil }
    let half = deviation * normalQuantile(0.5 + 0.5 * confidence)
    let parameter = problem.parameters[index]
    let limits = parameter.coordinateBounds
    let lower = max(limits.lowerBound, coordinates[index] - half)
    let upper = min(limits.upperBound, coordinates[index] + half)
    return parameter.value(at: lower)...parameter.value(at: upper)
  }
}

extension InferenceProblem {
  /// Finds the maximum of the posterior (of the likelihood, where all priors are flat).
  /// - Parameters:
  ///   - start: coordinates to begin from; the parameters' starts if nil.
  ///   - held: parameters that stay where they start.
  ///   - settings: limits of the search.
  /// - Throws: `InferenceError` where the model fails at every start or no start converges.
  public func maximise(
    from start: [Double]? = nil, holding held: Set<Int> = [], settings: MaximumPosteriorSettings = .init()
  ) throws(InferenceError) -> MaximumPosterior {
    var starts = [start ?? self.start]
    var generator = SeededGenerator(seed: settings.seed, stream: 17)
    for _ in 0..<settings.extraStarts { starts.append(randomStart(&generator, holding: held, at: starts[0])) }
    var best: ScoringFit?
    var minima: [Double] = []
    var evaluations = 0
    var failure: InferenceError = .noConvergence(iterations: 0, deviance: .infinity)
    for one in starts {
      do throws(InferenceError) {
        var fit = try ScoringFit(self, start: one, held: held, settings: settings)
        defer { evaluations += fit.evaluations }
        try fit.converge()
        minima.append(fit.total)
        if fit.total < best?.total ?? .infinity { best = fit }
      } catch { failure = error }
    }
    guard let best else { throw failure }
    return best.result(evaluations: evaluations, minima: minima.sorted())
  }

  /// The curvature at a point that is known to be the maximum: information, covariance and deviances there.
  /// - Parameter coordinates: the point, in coordinates u.
  /// - Throws: `InferenceError.modelFailed` where the model fails there.
  public func curvature(at coordinates: [Double]) throws(InferenceError) -> MaximumPosterior {
    let fit = try ScoringFit(self, start: coordinates, held: [], settings: .init())
    return fit.result(evaluations: fit.evaluations, minima: [fit.total])
  }

  private func randomStart(
    _ generator: inout SeededGenerator, holding held: Set<Int>, at first: [Double]
  ) -> [Double] {
    parameters.indices.map { index in
      guard !held.contains(index) else { return first[index] }
      let parameter = parameters[index]
      let limits = parameter.coordinateBounds
      let spread: Double
      switch parameter.prior {
      case .flat:
        if limits.lowerBound.isFinite, limits.upperBound.isFinite {
          return limits.lowerBound + generator.uniform() * (limits.upperBound - limits.lowerBound)
        }
        spread = max(1, abs(first[index]))
      case .normal(_, let deviation):
        spread = parameter.scale == .logarithmic ? deviation / parameter.start : deviation
      case .logNormal(_, let width): spread = parameter.scale == .logarithmic ? width : width * parameter.start
      }
      return min(max(first[index] + spread * generator.normal(), limits.lowerBound), limits.upperBound)
    }
  }
}
