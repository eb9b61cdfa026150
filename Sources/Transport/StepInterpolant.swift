// The state between two steps of the integration.
//
// Potentials and ions follow the interpolant of the integrator. Carriers under a running bias grow exponentially and are in
// balance with it at every instant; the integrator's interpolant is 0.15 % too high in the middle of a step over which they
// grow by a quarter, and so would the current be, at an error of 1e-5 at the ends. A quasi-Fermi level is nearly linear
// where a density is exponential, so ln c is interpolated instead, by Newton's divided differences through the last four
// steps (order 4):
//   u(θ) = u₀ + θ u[0,1] + θ(θ − 1) (u[b,0,1] + (θ + r) u[a,b,0,1]),   b = −r, a = b − s, in units of the step.
// Where four positive densities in steps of similar length are not at hand, and for changes below 1e-3, where both agree,
// the integrator's interpolant stands. Time derivatives are always its own: they add up to the charge that moved.

import Foundation
import NumericalMethods

/// Unknowns and their rates at any instant of a step, for the current and for samples.
final class StepInterpolant {
  /// Unknowns at the instant of the last `evaluate`.
  let values: UnsafeMutablePointer<Double>
  /// Their time derivatives, per s.
  let rates: UnsafeMutablePointer<Double>
  private let count: Int
  /// Places of the carriers' densities.
  private let carriers: [Int]
  /// Carriers one and two steps ago.
  private var last: UnsafeMutablePointer<Double>
  private var older: UnsafeMutablePointer<Double>
  private var lastLength = 0.0
  private var olderLength = 0.0
  /// Places of the carriers that follow their logarithms in this step, with the three differences of each.
  private var followed: [Int] = []
  private let differences: UnsafeMutablePointer<Double>
  private var isPrepared = false
  private var shape = (lastRatio: 0.0, olderRatio: 0.0)

  /// - Parameters:
  ///   - count: number of unknowns.
  ///   - carriers: places of the densities of electrons and holes among them.
  init(count: Int, carriers: [Int]) {
    self.count = count
    self.carriers = carriers
    values = .allocate(capacity: 2 * count + 5 * carriers.count)
    values.initialize(repeating: 0, count: 2 * count + 5 * carriers.count)
    rates = values + count
    last = values + 2 * count
    older = last + carriers.count
    differences = older + carriers.count
    followed.reserveCapacity(carriers.count)
  }

  deinit { values.deallocate() }

  /// Fills `values` and `rates` for the fraction θ of a step.
  func evaluate(_ step: DenseStep, at theta: Double) {
    step.evaluate(at: theta, count: count, values: values, rates: rates)
    guard theta > 0, theta < 1 else { return }
    prepare(step)
    let product = theta * (theta - 1)
    let (first, second, third) = (theta, product, product * (theta + shape.lastRatio))
    for (n, k) in followed.enumerated() {
      let one = differences + 3 * n
      values[k] = step.before[k] * exp(first * one[0] + second * one[1] + third * one[2])
    }
  }

  /// Goes on to the next step.
  func conclude(_ step: DenseStep) {
    swap(&last, &older)
    (olderLength, lastLength) = (lastLength, step.length)
    for (n, k) in carriers.enumerated() { last[n] = step.before[k] }
    isPrepared = false
  }

  private func prepare(_ step: DenseStep) {
    guard !isPrepared else { return }
    isPrepared = true
    followed.removeAll(keepingCapacity: true)
    let (r, s) = (lastLength / step.length, olderLength / step.length)
    let similar = 0.2...5.0
    guard similar.contains(r), similar.contains(s) else { return }
    shape = (r, s)
    for (n, k) in carriers.enumerated() {
      let (c1, c0, cb, ca) = (step.after[k], step.before[k], last[n], older[n])
      guard c0 > 0, abs(c1 - c0) > 1e-3 * c0, c1 > 0, cb > 0, ca > 0 else { continue }
      let rise = log(c1 / c0)
      let before = log(c0 / cb) / r
      let second = (rise - before) / (1 + r)
      let third = (second - (before - log(cb / ca) / s) / (r + s)) / (1 + r + s)
      // A density that turned or jumped is no exponential.
      guard abs(rise) < 3, abs(second) < 0.5, abs(third) < 0.5 else { continue }
      let one = differences + 3 * followed.count
      (one[0], one[1], one[2]) = (rise, second, third)
      followed.append(k)
    }
  }
}
