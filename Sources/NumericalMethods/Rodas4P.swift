// Adaptive integration of stiff differential–algebraic systems by Rodas4P.
//
// Goals, in this order:
//   1. keep linear invariants (ion numbers) to round-off: every update is a sum of stage vectors, never a projection;
//   2. one factorisation per attempted step, no iteration, so no convergence failure to handle;
//   3. eleven decades of time in a few hundred steps: growth up to sixfold, dense output for samples.
//
// Step control: the embedded error U_6 has order 3, so h ← h · clamp(0.9 err^(−1/4), 1/5, 6), after a rejected step no
// growth. Rejected: the Gustafsson predictor, which gained under 3 % of the steps on the relaxations this code meets.
// Source: Hairer and Wanner, Solving Ordinary Differential Equations II, 2nd ed. (1996), sections IV.7 and VI.4.

import Foundation

/// One accepted step, with its interpolant; valid only inside the closure that receives it.
public struct DenseStep {
  /// Time at the start of the step, s.
  public let start: Double
  /// Length of the step h, s.
  public let length: Double
  /// Error norm of the step, at most 1.
  public let error: Double
  /// Unknowns at the start.
  public let before: UnsafePointer<Double>
  /// Unknowns at the end.
  public let after: UnsafePointer<Double>
  let first: UnsafePointer<Double>
  let second: UnsafePointer<Double>

  /// One unknown at the fraction θ of the step.
  public func value(_ index: Int, at theta: Double) -> Double {
    let change = after[index] - before[index]
    return before[index] + theta * (change + (1 - theta) * (first[index] + theta * second[index]))
  }

  /// Time derivative of one unknown at the fraction θ of the step, per s.
  public func derivative(_ index: Int, at theta: Double) -> Double {
    let change = after[index] - before[index]
    let slope = (1 - 2 * theta) * first[index] + theta * (2 - 3 * theta) * second[index]
    return (change + slope) / length
  }

  /// All unknowns and their time derivatives at the fraction θ of the step.
  /// - Parameters:
  ///   - theta: place within the step, 0 … 1.
  ///   - count: number of unknowns.
  ///   - values: `count` unknowns.
  ///   - rates: their derivatives, per s.
  public func evaluate(
    at theta: Double, count: Int, values: UnsafeMutablePointer<Double>, rates: UnsafeMutablePointer<Double>
  ) {
    let (rise, bend) = (1 - theta, 1 - 2 * theta)
    let (twist, inverse) = (theta * (2 - 3 * theta), 1 / length)
    for k in 0..<count {
      let change = after[k] - before[k]
      values[k] = before[k] + theta * (change + rise * (first[k] + theta * second[k]))
      rates[k] = (change + (bend * first[k] + twist * second[k])) * inverse
    }
  }
}

/// Work done by an integration.
public struct IntegrationStatistics: Sendable, Equatable {
  /// Accepted steps.
  public var accepted = 0
  /// Rejected steps.
  public var rejected = 0
  /// Shortest accepted step, s.
  public var shortest = Double.infinity
  /// Longest accepted step, s.
  public var longest = 0.0

  /// An empty account.
  public init() {}
}

/// The integrator and its work area for systems of one size.
public final class Rodas4P {
  private let count: Int
  private let buffer: UnsafeMutablePointer<Double>
  private let stages: [UnsafeMutablePointer<Double>]
  private let trial: UnsafeMutablePointer<Double>
  private let rates: UnsafeMutablePointer<Double>
  private let initialRates: UnsafeMutablePointer<Double>
  private let timeDerivative: UnsafeMutablePointer<Double>
  private let denseFirst: UnsafeMutablePointer<Double>
  private let denseSecond: UnsafeMutablePointer<Double>

  /// - Parameter unknownCount: number of unknowns of the systems to integrate.
  public init(unknownCount: Int) {
    count = unknownCount
    let total = 12 * unknownCount
    buffer = .allocate(capacity: total)
    buffer.initialize(repeating: 0, count: total)
    let base = buffer
    stages = (0..<6).map { base + $0 * unknownCount }
    trial = base + 6 * unknownCount
    rates = base + 7 * unknownCount
    initialRates = base + 8 * unknownCount
    timeDerivative = base + 9 * unknownCount
    denseFirst = base + 10 * unknownCount
    denseSecond = base + 11 * unknownCount
  }

  deinit { buffer.deallocate() }

  /// Integrates from time `start` to `end`.
  /// - Parameters:
  ///   - system: the system; its unknown count must be that of this work area.
  ///   - start: time at which it starts, s; a kink in time is the start of a new call.
  ///   - end: end of the integration, s.
  ///   - state: unknowns, advanced in place; keeps the last accepted step if an error is thrown.
  ///   - step: first step on entry; on return the step the error control would take next, s.
  ///   - stepLimit: most steps, accepted and rejected together.
  ///   - hasFixedStep: takes every step as long as `step` on entry, whatever its error, for measuring the order.
  ///   - observe: called after each accepted step; return `false` to stop there.
  /// - Returns: the work done.
  public func integrate<System: StiffSystem>(
    _ system: System, start: Double = 0, end: Double, state: UnsafeMutablePointer<Double>, step: inout Double,
    stepLimit: Int = 100_000, hasFixedStep: Bool = false,
    observe: (DenseStep) -> Bool
  ) throws(IntegrationError) -> IntegrationStatistics {
    precondition(system.unknownCount == count, "work area made for another number of unknowns")
    var statistics = IntegrationStatistics()
    var time = start
    var isFresh = true
    var wasRejected = false
    while time < end {
      guard statistics.accepted + statistics.rejected < stepLimit else {
        throw .tooManySteps(time: time, limit: stepLimit)
      }
      let wanted = step
      // A sliver of a step at the end would cost as much as a full one: stretch by 1 % instead.
      let isLast = time + 1.01 * wanted >= end
      let length = isLast ? end - time : wanted
      guard length > 4 * time.ulp, length > 1e-30 else { throw .stepTooSmall(time: time, step: length) }
      if isFresh {
        system.linearise(time: time, state: state, rates: initialRates, timeDerivative: timeDerivative)
        isFresh = false
      }
      let error = attempt(system, time: time, length: length, state: state)
      let growth = error > 0 ? 0.9 * pow(error, -0.25) : 6
      if error <= 1 || (hasFixedStep && error.isFinite) {
        let continues = finish(
          time: time, length: length, error: error, state: state, observe: observe, statistics: &statistics)
        system.conclude(state)
        time = isLast ? end : time + length
        let proposal = length * min(max(growth, 0.2), wasRejected ? 1 : 6)
        // A step cut short by the end says nothing against the step that was wanted.
        step = isLast ? max(proposal, min(wanted, 6 * length)) : proposal
        if hasFixedStep { step = wanted }
        isFresh = true
        wasRejected = false
        if !continues { break }
      } else if hasFixedStep {
        throw .stepTooSmall(time: time, step: length)
      } else {
        statistics.rejected += 1
        step = length * (error.isFinite ? min(max(growth, 0.2), 0.9) : 0.1)
        wasRejected = true
      }
    }
    return statistics
  }

  /// Hands over the end of the step tried last and its error estimate, for saying what went wrong.
  public func withLastAttempt<Result>(
    _ body: (_ next: UnsafePointer<Double>, _ error: UnsafePointer<Double>) -> Result
  ) -> Result {
    body(UnsafePointer(trial), UnsafePointer(stages[5]))
  }

  /// Computes the stages of one step into `stages` and the new value into `trial`; the error norm, infinite if the
  /// step cannot be taken.
  private func attempt<System: StiffSystem>(
    _ system: System, time: Double, length: Double, state: UnsafePointer<Double>
  ) -> Double {
    guard system.factor(shift: 1 / (length * Rodas4PTableau.gamma)) else { return .infinity }
    let mass = system.mass
    for i in 0..<6 {
      let stage = stages[i]
      var source = UnsafePointer(initialRates)
      if i > 0 {
        combine(Rodas4PTableau.arguments[i], from: state, into: trial)
        system.evaluate(time: time + Rodas4PTableau.nodes[i] * length, state: trial, rates: rates)
        source = UnsafePointer(rates)
      }
      couple(Rodas4PTableau.couplings[i], mass: mass, source: source, length: length, into: stage)
      let weight = Rodas4PTableau.timeWeights[i] * length
      if weight != 0 { for k in 0..<count { stage[k] += weight * timeDerivative[k] } }
      system.solve(stage)
    }
    let last = stages[5]
    for k in 0..<count { trial[k] += last[k] }
    let error = system.errorNorm(previous: state, next: trial, error: last)
    return error.isFinite ? error : .infinity
  }

  /// target = y + Σ a_j U_j.
  private func combine(
    _ a: [Double], from y: UnsafePointer<Double>, into target: UnsafeMutablePointer<Double>
  ) {
    let (u0, u1, u2, u3, u4) = (stages[0], stages[1], stages[2], stages[3], stages[4])
    switch a.count {
    case 1:
      let a0 = a[0]
      for k in 0..<count { target[k] = y[k] + a0 * u0[k] }
    case 2:
      let (a0, a1) = (a[0], a[1])
      for k in 0..<count { target[k] = y[k] + (a0 * u0[k] + a1 * u1[k]) }
    case 3:
      let (a0, a1, a2) = (a[0], a[1], a[2])
      for k in 0..<count { target[k] = y[k] + (a0 * u0[k] + a1 * u1[k] + a2 * u2[k]) }
    case 4:
      let (a0, a1, a2, a3) = (a[0], a[1], a[2], a[3])
      for k in 0..<count { target[k] = y[k] + (a0 * u0[k] + a1 * u1[k] + a2 * u2[k] + a3 * u3[k]) }
    default:
      // The sixth argument is the fifth plus U_5, and the fifth still stands in `target`.
      for k in 0..<count { target[k] += u4[k] }
    }
  }

  /// stage = f + M Σ (C_j/h) U_j.
  private func couple(
    _ couplings: [Double], mass: UnsafePointer<Double>, source: UnsafePointer<Double>, length: Double,
    into stage: UnsafeMutablePointer<Double>
  ) {
    let (u0, u1, u2, u3, u4) = (stages[0], stages[1], stages[2], stages[3], stages[4])
    let (c, inverse) = (couplings, 1 / length)
    switch c.count {
    case 0:
      for k in 0..<count { stage[k] = source[k] }
    case 1:
      let c0 = c[0] * inverse
      for k in 0..<count { stage[k] = source[k] + mass[k] * (c0 * u0[k]) }
    case 2:
      let (c0, c1) = (c[0] * inverse, c[1] * inverse)
      for k in 0..<count { stage[k] = source[k] + mass[k] * (c0 * u0[k] + c1 * u1[k]) }
    case 3:
      let (c0, c1, c2) = (c[0] * inverse, c[1] * inverse, c[2] * inverse)
      for k in 0..<count { stage[k] = source[k] + mass[k] * (c0 * u0[k] + c1 * u1[k] + c2 * u2[k]) }
    case 4:
      let (c0, c1, c2, c3) = (c[0] * inverse, c[1] * inverse, c[2] * inverse, c[3] * inverse)
      for k in 0..<count {
        stage[k] = source[k] + mass[k] * (c0 * u0[k] + c1 * u1[k] + c2 * u2[k] + c3 * u3[k])
      }
    default:
      let (c0, c1, c2, c3, c4) = (c[0] * inverse, c[1] * inverse, c[2] * inverse, c[3] * inverse, c[4] * inverse)
      for k in 0..<count {
        stage[k] =
          source[k] + mass[k] * (c0 * u0[k] + c1 * u1[k] + c2 * u2[k] + c3 * u3[k] + c4 * u4[k])
      }
    }
  }

  /// Hands the accepted step to the observer and moves the state on.
  private func finish(
    time: Double, length: Double, error: Double, state: UnsafeMutablePointer<Double>,
    observe: (DenseStep) -> Bool, statistics: inout IntegrationStatistics
  ) -> Bool {
    let (p, q) = (Rodas4PTableau.denseFirst, Rodas4PTableau.denseSecond)
    let (u0, u1, u2, u3, u4) = (stages[0], stages[1], stages[2], stages[3], stages[4])
    let (p0, p1, p2, p3) = (p[0], p[1], p[2], p[3])
    let (q0, q1, q2, q3, q4) = (q[0], q[1], q[2], q[3], q[4])
    for k in 0..<count {
      denseFirst[k] = p0 * u0[k] + p1 * u1[k] + p2 * u2[k] + p3 * u3[k]
      denseSecond[k] = q0 * u0[k] + q1 * u1[k] + q2 * u2[k] + q3 * u3[k] + q4 * u4[k]
    }
    statistics.accepted += 1
    statistics.shortest = min(statistics.shortest, length)
    statistics.longest = max(statistics.longest, length)
    let continues = observe(
      DenseStep(
        start: time, length: length, error: error, before: UnsafePointer(state), after: UnsafePointer(trial),
        first: UnsafePointer(denseFirst), second: UnsafePointer(denseSecond)))
    state.update(from: trial, count: count)
    return continues
  }
}
