// The maximum of the posterior of a model that takes seconds, with few calls of it.
//
// Goals, in this order:
//   1. as few calls as possible: one Jacobian serves several steps, kept up to date by Broyden's rank-one formula;
//   2. a failing model at a trial point costs one call, not the fit;
//   3. begun again, the same search asks for the same points (see EvaluationJournal).
//
// About the best point u₀ the model is m + J (u − u₀). Its posterior, with the likelihood of every data set and all priors
// and bounds, is maximised exactly (MaximumPosterior) inside a box |u − u₀| ≤ r w, w the width of the prior; the point found
// is then computed. The box grows and shrinks with the ratio of the fall of the deviance to the promised one (Conn, Gould
// and Toint, Trust-Region Methods, SIAM 2000, chapter 6). After a step s the Jacobian takes J += (m' − m − J s) sᵀ/(sᵀs) in
// units of w (Broyden, Math. Comput. 19, 577 (1965), doi:10.1090/S0025-5718-1965-0198670-6); where the promise fails with an
// updated Jacobian it is computed anew. The end is declared on a Jacobian of central differences only.
//
// Intervals: of the linearised posterior at the end, then each checked with the model itself. Along the line on which the
// linearised profile of a parameter runs, u(t) = u₀ + t C e_j/√C_jj, the deviance should rise by z² at t = ±z. It is
// computed there, and the end of the interval is moved to t = z²/√rise, where a rise ∝ t² would meet z².

import Foundation
import NumericalMethods

/// How an expensive fit goes on.
public struct ExpensiveFitSettings: Sendable, Equatable {
  /// Promised fall of the deviance below which the search ends, dimensionless.
  public var devianceTolerance = 0.02
  /// Most steps, accepted or not.
  public var maximumSteps = 30
  /// Confidence of the intervals, dimensionless.
  public var confidence = 0.95
  /// Whether the ends of the intervals are checked with the model itself.
  public var checksIntervals = true

  /// The standard settings.
  public init() {}
}

/// What an expensive fit has come to.
public struct ExpensiveFitState: Sendable {
  /// What is being done.
  public enum Stage: Sendable, Equatable {
    /// First call, Jacobians.
    case derivatives
    /// Steps.
    case step(Int)
    /// Ends of the intervals.
    case intervals
  }
  /// What is being done.
  public let stage: Stage
  /// Calls done of this stage and to be done.
  public let calls: (done: Int, of: Int)
  /// Deviance of data and priors at the best point so far; NaN before the first call.
  public let totalDeviance: Double
}

/// Result of an expensive fit.
public struct ExpensiveFitResult: Sendable {
  /// The posterior linearised about the best point: all that holds for a fast problem holds for it.
  public let linearised: InferenceProblem
  /// The maximum, with covariance and information from central differences.
  public let best: MaximumPosterior
  /// Intervals of the parameters in their units; nil at an end where the bounds come first.
  public let intervals: [(lower: Double?, upper: Double?)]
  /// Rise of the deviance at both ends of the linearised intervals over the promised one, dimensionless: 1 for a model that
  /// is linear as far as the data see; nil where a bound came first or the model failed.
  public let linearity: [(lower: Double?, upper: Double?)]
  /// Derivatives ∂m/∂u at the best point, one column a parameter.
  public let jacobian: [[Double]]
  /// Steps of the search.
  public let steps: Int
  /// Whether the promised fall of the deviance ended below the tolerance.
  public let converged: Bool
}

extension ExpensiveProblem {
  /// Finds the maximum of the posterior.
  /// - Parameters:
  ///   - journal: what the model gave before.
  ///   - settings: limits of the search.
  ///   - report: called after every call of the model.
  /// - Throws: `InferenceError.modelFailed` where the model fails at the start or beside the best point;
  ///   `CancellationError`; `OutputError` where the journal cannot be written.
  public func maximise(
    journal: EvaluationJournal = EvaluationJournal(), settings: ExpensiveFitSettings = .init(),
    report: @escaping @Sendable (ExpensiveFitState) -> Void = { _ in }
  ) async throws -> ExpensiveFitResult {
    var search = ExpensiveSearch(problem: self, journal: journal, settings: settings, report: report)
    try await search.begin()
    try await search.converge()
    return try await search.result()
  }
}

/// One search: what changes from step to step.
struct ExpensiveSearch {
  let problem: ExpensiveProblem
  let journal: EvaluationJournal
  let settings: ExpensiveFitSettings
  let report: @Sendable (ExpensiveFitState) -> Void
  let widths: [Double]
  private var u: [Double] = []
  private var expectations: [Double] = []
  private var total = Double.nan
  private var jacobian: [[Double]] = []
  private var isCentral = false
  private var isFresh = false
  private var steps = 0
  private var converged = false

  init(
    problem: ExpensiveProblem, journal: EvaluationJournal, settings: ExpensiveFitSettings,
    report: @escaping @Sendable (ExpensiveFitState) -> Void
  ) {
    (self.problem, self.journal, self.settings, self.report) = (problem, journal, settings, report)
    widths = problem.parameters.map(\.priorSpread)
  }

  private func evaluate(_ coordinates: [Double]) async throws -> [Double] {
    let values = zip(problem.parameters, coordinates).map { $0.value(at: $1) }
    let found = try await journal.expectations(of: problem, at: values)
    guard found.count == problem.dataCount else {
      throw InferenceError.wrongPredictionCount(expected: problem.dataCount, found: found.count)
    }
    return found
  }

  private func deviance(_ expectations: [Double], at coordinates: [Double]) throws -> Double {
    let fast = try InferenceProblem(parameters: problem.parameters, data: problem.data) { _ in [] }
    return fast.deviance(of: expectations) + fast.priorDeviance(at: coordinates)
  }

  mutating func begin() async throws {
    u = problem.parameters.map { $0.coordinate(of: $0.start) }
    tell(.derivatives, 0, problem.parameters.count + 1)
    do { expectations = try await evaluate(u) } catch let error as InferenceError {
      throw error
    } catch {
      if error is CancellationError { throw error }
      throw InferenceError.modelFailed(reason: "\(error)")
    }
    total = try deviance(expectations, at: u)
    try await differentiate(central: false)
  }

  private func tell(_ stage: ExpensiveFitState.Stage, _ done: Int, _ of: Int) {
    report(ExpensiveFitState(stage: stage, calls: (done, of), totalDeviance: total))
  }

  /// Derivatives at u; a difference that leaves the bounds, or at which the model fails, is taken on the other side.
  private mutating func differentiate(central: Bool) async throws {
    let (u, expectations, search) = (u, expectations, self)
    let count = problem.parameters.count
    // As many at once as there are cores: each call is parallel only in parts.
    let lanes = max(1, ProcessInfo.processInfo.activeProcessorCount)
    var columns = [[Double]](repeating: [], count: count)
    try await withThrowingTaskGroup(of: (Int, [Double]).self) { group in
      var (next, done) = (0, 0)
      func add(_ group: inout ThrowingTaskGroup<(Int, [Double]), any Error>) {
        guard next < count else { return }
        let index = next
        next += 1
        group.addTask { (index, try await search.column(index, at: u, expectations, central: central)) }
      }
      for _ in 0..<lanes { add(&group) }
      while let (index, column) = try await group.next() {
        columns[index] = column
        done += 1
        search.tell(.derivatives, done, count)
        add(&group)
      }
    }
    jacobian = columns
    (isCentral, isFresh) = (central, true)
  }

  private func column(
    _ index: Int, at u: [Double], _ expectations: [Double], central: Bool
  ) async throws -> [Double] {
    let width = problem.differenceWidths[index]
    let limits = problem.parameters[index].coordinateBounds
    func side(_ sign: Double) async throws -> [Double]? {
      var moved = u
      moved[index] += sign * width
      guard limits.contains(moved[index]) else { return nil }
      do { return try await evaluate(moved) } catch {
        if Task.isCancelled || error is CancellationError { throw CancellationError() }
        return nil
      }
    }
    let above = try await side(1)
    if let above, !central { return zip(above, expectations).map { ($0 - $1) / width } }
    switch (above, try await side(-1)) {
    case (let above?, let below?): return zip(above, below).map { ($0 - $1) / (2 * width) }
    case (let above?, nil): return zip(above, expectations).map { ($0 - $1) / width }
    case (nil, let below?): return zip(expectations, below).map { ($0 - $1) / width }
    case (nil, nil):
      throw InferenceError.modelFailed(
        reason: "it cannot be computed on either side of \(problem.parameters[index].name)")
    }
  }

  private func linearised(radius: Double?) throws -> InferenceProblem {
    try problem.linearised(
      at: u, expectations: expectations, jacobian: jacobian,
      limits: radius.map { radius in zip(u, widths).map { ($0 - radius * $1)...($0 + radius * $1) } })
  }

  mutating func converge() async throws {
    var radius = 1.0
    while steps < settings.maximumSteps {
      let model = try linearised(radius: radius)
      let trial = try model.maximise(from: u)
      let promised = total - trial.totalDeviance
      if promised < settings.devianceTolerance {
        if isFresh, isCentral {
          converged = true
          return
        }
        try await differentiate(central: true)
        continue
      }
      steps += 1
      tell(.step(steps), steps, settings.maximumSteps)
      let wasFresh = isFresh
      var fall = -Double.infinity
      do {
        let found = try await evaluate(trial.coordinates)
        fall = total - (try deviance(found, at: trial.coordinates))
        // A failed step says more about the Jacobian than an old Jacobian about the step.
        if fall > 0 || !wasFresh { update(zip(trial.coordinates, u).map { $0 - $1 }, found) }
        if fall > 0 { (u, expectations) = (trial.coordinates, found) }
      } catch {
        if Task.isCancelled || error is CancellationError { throw CancellationError() }
      }
      if fall > 0 {
        total -= fall
        (isFresh, isCentral) = (false, false)
        radius = fall > 0.75 * promised ? min(4, 2 * radius) : fall < 0.25 * promised ? 0.5 * radius : radius
      } else if wasFresh {
        radius *= 0.3
        // What derivatives of this width still promise so close by is their error.
        if radius < 0.02 {
          converged = promised < 10 * settings.devianceTolerance
          return
        }
      } else {
        try await differentiate(central: true)
      }
    }
  }

  /// Broyden's update from a computed step, in units of the prior widths; it describes u as well as the point computed.
  private mutating func update(_ move: [Double], _ found: [Double]) {
    let scaled = zip(move, widths).map { $0 / $1 }
    let square = scaled.reduce(0) { $0 + $1 * $1 }
    guard square > 0 else { return }
    var miss = zip(found, expectations).map { $0 - $1 }
    for (column, step) in zip(jacobian, move) {
      for row in miss.indices { miss[row] -= column[row] * step }
    }
    for index in jacobian.indices {
      let weight = scaled[index] / (square * widths[index])
      for row in miss.indices { jacobian[index][row] += miss[row] * weight }
    }
    isFresh = false
  }

  mutating func result() async throws -> ExpensiveFitResult {
    if !(isFresh && isCentral) { try await differentiate(central: true) }
    let model = try linearised(radius: nil)
    // At the point that was computed, not at the linear model's own optimum, which differs by less than the tolerance.
    let best = try model.curvature(at: u)
    let ends = try await intervals(best)
    return ExpensiveFitResult(
      linearised: model, best: best, intervals: ends.map { ($0.lower.end, $0.upper.end) },
      linearity: ends.map { ($0.lower.ratio, $0.upper.ratio) }, jacobian: jacobian, steps: steps, converged: converged)
  }

  private struct End: Sendable {
    var end: Double?
    var ratio: Double?
  }

  private func intervals(_ best: MaximumPosterior) async throws -> [(lower: End, upper: End)] {
    let z = normalQuantile(0.5 + 0.5 * settings.confidence)
    let count = problem.parameters.count
    let search = self
    return try await withThrowingTaskGroup(of: (Int, Bool, End).self) { group in
      let lanes = max(1, ProcessInfo.processInfo.activeProcessorCount)
      var ends = [(lower: End, upper: End)](repeating: (End(), End()), count: count)
      var (next, done) = (0, 0)
      func add(_ group: inout ThrowingTaskGroup<(Int, Bool, End), any Error>) {
        guard next < 2 * count else { return }
        let (index, isUpper) = (next / 2, next % 2 == 1)
        next += 1
        group.addTask { (index, isUpper, try await search.end(of: index, best, isUpper ? z : -z)) }
      }
      for _ in 0..<lanes { add(&group) }
      while let (index, isUpper, end) = try await group.next() {
        if isUpper { ends[index].upper = end } else { ends[index].lower = end }
        done += 1
        search.tell(.intervals, done, 2 * count)
        add(&group)
      }
      return ends
    }
  }

  /// One end of an interval: where the deviance rises by z².
  private func end(of index: Int, _ best: MaximumPosterior, _ z: Double) async throws -> End {
    let parameter = problem.parameters[index]
    let count = problem.parameters.count
    guard let covariance = best.covariance, best.deviations[index].isFinite else { return End() }
    let deviation = best.deviations[index]
    func point(_ t: Double) -> [Double] {
      u.indices.map { u[$0] + t * covariance[$0 * count + index] / deviation }
    }
    func value(_ t: Double) -> Double? {
      let place = u[index] + t * deviation
      return parameter.coordinateBounds.contains(place) ? parameter.value(at: place) : nil
    }
    guard settings.checksIntervals else { return End(end: value(z)) }
    let outer = point(z)
    guard zip(problem.parameters, outer).allSatisfy({ $0.coordinateBounds.contains($1) }) else {
      return End(end: value(z))
    }
    let found: [Double]
    do { found = try await evaluate(outer) } catch {
      if Task.isCancelled || error is CancellationError { throw CancellationError() }
      return End(end: value(z))
    }
    let ratio = (try deviance(found, at: outer) - total) / (z * z)
    // Far from quadratic, a parabola through one point says little: the end then moves by at most a factor of two.
    let stretch = ratio > 0 ? min(2, max(0.5, 1 / ratio.squareRoot())) : 2
    return End(end: value(z * stretch), ratio: ratio)
  }
}
