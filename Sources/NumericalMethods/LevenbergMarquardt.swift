// Nonlinear least squares min Σ rᵢ(p)², lower ≤ p ≤ upper.
//
// Goals, in this order:
//   1. the certified digits of the NIST problems from their far starting points;
//   2. survive a model that fails at a trial point (a simulation that does not converge): the step is refused, not the fit;
//   3. few model runs: a residual may be a whole device simulation.
//
// Each step solves min ‖J s + r‖² + µ‖D s‖² by QR of J followed by QR of the small stacked matrix [R; √µ D], never by
// normal equations. D holds the largest column norms of J seen so far (Moré), which makes the path independent of
// the units of the parameters. µ follows the gain ratio ρ = actual/predicted reduction by Nielsen's rule,
// µ ← µ·max(1/3, 1 − (2ρ − 1)³) on success, µ ← µν, ν ← 2ν on failure: no jumps, so no ping-pong near thresholds.
// Bounds: a parameter on its bound whose gradient points outwards is held for this step; other steps are cut at the
// bound. Derivatives are central differences of the residuals unless a Jacobian is given; near a bound, one-sided.
//
// Source: Moré, in Numerical Analysis, Lecture Notes in Mathematics 630, 105 (1978), doi:10.1007/BFb0067700;
// Nielsen, report IMM-REP-1999-05, Technical University of Denmark (1999), eq. 2.5.

import Foundation

/// Levenberg–Marquardt fit with bounds and covariance.
public struct LevenbergMarquardt: Sendable, Equatable {
  /// Relative reduction of the sum of squares below which the fit stops, dimensionless.
  public var squaresTolerance = 1e-15
  /// Step relative to the parameters below which the fit stops, dimensionless.
  public var stepTolerance = 1e-12
  /// Largest cosine between the residual and a column of the Jacobian at which the fit stops, dimensionless.
  public var gradientTolerance = 1e-13
  /// Limit on steps, accepted or not.
  public var maximumIterations = 500
  /// Relative step of the finite differences, dimensionless; 6e-6 ≈ ∛ε suits a model computed to full precision,
  /// a model with its own tolerance needs about the cube root of that tolerance.
  public var differenceStep = 6e-6
  /// Smallest finite-difference step of each parameter, for parameters that may be zero; in their own units.
  public var smallestDifferences: [Double]?
  /// Factor of the first damping, dimensionless: small for a start near the solution.
  public var initialDamping = 1e-3

  public init() {}

  /// Fits `parameters`, writing residuals into the array given.
  ///
  /// - Parameters:
  ///   - start: first guess, inside the bounds.
  ///   - bounds: one closed range per parameter, `-.infinity ... .infinity` where free; nil leaves all free.
  ///   - residualCount: number of residuals m ≥ number of parameters.
  ///   - jacobian: derivatives ∂rᵢ/∂pⱼ column after column (m values for j = 0, then 1 …); finite differences if nil.
  ///   - residuals: writes the residuals (data minus model, divided by σ where known) for given parameters; may throw
  ///     for a trial point at which the model cannot be computed.
  /// - Throws: `LeastSquaresError`.
  public func fit(
    from start: [Double], bounds: [ClosedRange<Double>]? = nil, residualCount: Int,
    jacobian: (([Double]) throws -> [Double])? = nil,
    residuals: ([Double], inout [Double]) throws -> Void
  ) throws(LeastSquaresError) -> LeastSquaresSolution {
    let ranges = try validated(start: start, bounds: bounds, residualCount: residualCount)
    var state = try FitState(start: start, ranges: ranges, residualCount: residualCount, residuals)
    var damping = 0.0
    var growth = 2.0
    var reason: LeastSquaresSolution.StopReason?
    var iteration = 0
    try state.updateJacobian(settings: self, jacobian, residuals)
    while iteration < maximumIterations {
      if state.largestCosine() <= gradientTolerance || state.squares == 0 {
        reason = .gradient
        break
      }
      if iteration == 0 { damping = initialDamping }
      iteration += 1
      let step = state.step(damping: damping)
      let trial = state.cut(step)
      let length = state.relativeLength(of: trial.step)
      let outcome = state.evaluate(trial.parameters, residuals)
      let predicted = state.predictedReduction(trial.step)
      if let outcome, outcome.squares < state.squares {
        let actual = state.squares - outcome.squares
        let gain = predicted > 0 ? actual / predicted : 0
        let small = actual <= squaresTolerance * state.squares && predicted <= squaresTolerance * state.squares
        state.accept(trial.parameters, outcome)
        let s = 2 * gain - 1
        damping *= max(1.0 / 3, 1 - s * s * s)
        growth = 2
        if small { reason = .squares } else if length <= stepTolerance { reason = .step }
        try state.updateJacobian(settings: self, jacobian, residuals)
        if reason != nil { break }
      } else {
        if length <= stepTolerance {
          reason = .step
          break
        }
        if predicted <= squaresTolerance * state.squares || damping > 1e30 {
          reason = .exhausted
          break
        }
        damping = max(damping, 1e-15) * growth
        growth *= 2
      }
    }
    guard let reason else {
      throw .noConvergence(iterations: iteration, parameters: state.parameters, squares: state.squares)
    }
    return state.solution(iterations: iteration, reason: reason)
  }

  private func validated(
    start: [Double], bounds: [ClosedRange<Double>]?, residualCount: Int
  ) throws(LeastSquaresError) -> [ClosedRange<Double>] {
    guard residualCount >= start.count, !start.isEmpty else {
      throw .tooFewResiduals(residuals: residualCount, parameters: start.count)
    }
    for (k, value) in start.enumerated() where !value.isFinite { throw .invalidStart(parameter: k, value: value) }
    let ranges = bounds ?? start.map { _ in -Double.infinity ... .infinity }
    guard ranges.count == start.count else { throw .invalidBounds(parameter: min(ranges.count, start.count)) }
    for (k, range) in ranges.enumerated() where !range.contains(start[k]) { throw .invalidBounds(parameter: k) }
    return ranges
  }
}
