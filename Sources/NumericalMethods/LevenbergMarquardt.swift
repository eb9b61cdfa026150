// Nonlinear least squares min Σ rᵢ(p)², lower ≤ p ≤ upper.
//
// Goals, in this order:
//   1. the certified digits of the NIST problems from their far starting points;
//   2. survive a model that fails at a trial point (a simulation that does not converge): the step is refused, not
//      the fit;
//   3. few model runs: a residual may be a whole device simulation.
//
// Each step solves min ‖J s + r‖² + µ‖D s‖² by QR of J followed by QR of the small stacked matrix [R; √µ D], never by
// normal equations. D holds the largest column norms of J seen so far (Moré), which makes the path independent of
// the units of the parameters. µ follows the gain ratio ρ = actual/predicted reduction by Nielsen's rule,
// µ ← µ·max(1/3, 1 − (2ρ − 1)³) on success, µ ← µν, ν ← 2ν on failure: no jumps, so no ping-pong near thresholds.
// The first damping is raised until ‖D s‖ ≤ ‖D p‖ (no model runs are needed for that): from far starts the first step
// otherwise lands on a plateau (BoxBOD from (1, 1): an exponential so fast that only its end value is left).
// A stop is believed only where the undamped step, too, promises less than 1e-8 of the sum of squares; else D is stale
// (Meyer's problem, MGH10, loses fifty decades of it) and is renewed from the present Jacobian, and the fit goes on.
// Bounds: a parameter on its bound whose gradient points outwards is held for this step; one that would leave goes to
// its bound and the others are solved for again. Derivatives are central differences of the residuals unless a Jacobian
// is given; near a bound, one-sided.
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

  /// The standard settings.
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
    var iteration = 0
    var squaresAtRenewal = Double.infinity
    try state.updateJacobian(settings: self, jacobian, residuals)
    damping = state.firstDamping(initialDamping)
    while iteration < maximumIterations {
      if state.largestCosine() <= gradientTolerance || state.squares == 0 {
        return state.solution(iterations: iteration, reason: .gradient)
      }
      iteration += 1
      let trial = state.cut(state.boundedStep(damping: damping))
      let length = state.relativeLength(of: trial.step)
      let outcome = state.evaluate(trial.parameters, residuals)
      let predicted = state.predictedReduction(trial.step)
      let negligible = squaresTolerance * state.squares
      var reason: LeastSquaresSolution.StopReason?
      if let outcome, outcome.squares < state.squares {
        let actual = state.squares - outcome.squares
        let s = 2 * (predicted > 0 ? actual / predicted : 0) - 1
        state.accept(trial.parameters, outcome)
        damping *= max(1.0 / 3, 1 - s * s * s)
        growth = 2
        if actual <= negligible, predicted <= negligible { reason = .squares }
        try state.updateJacobian(settings: self, jacobian, residuals)
      } else {
        if abs(predicted) <= negligible || damping > 1e30 { reason = .exhausted }
        damping = max(damping, 1e-15) * growth
        growth *= 2
      }
      if length <= stepTolerance { reason = reason ?? .step }
      guard let reason else { continue }
      if state.promise() <= 1e-8 { return state.solution(iterations: iteration, reason: reason) }
      if state.squares > squaresAtRenewal * (1 - 1e-6) {
        return state.solution(iterations: iteration, reason: .exhausted)
      }
      squaresAtRenewal = state.squares
      state.renewScales()
      damping = state.firstDamping(initialDamping)
      growth = 2
    }
    throw .noConvergence(iterations: iteration, parameters: state.parameters, squares: state.squares)
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
