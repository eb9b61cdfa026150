// Decays of a diffusing film: Rodas4P (fourth order, L-stable, no order loss at the surfaces) on the cells; the times
// asked
// for are served from its dense output and prescribe no step.
//
// A train of pulses is carried on pulse by pulse until the profile that a pulse finds repeats to 1e-9 of what the pulse
// adds.
// The slowest part shrinks by a constant factor λ per period; every third period the sequence is extrapolated to its
// limit
// (Aitken's process with one λ for the whole profile), so that long lifetimes do not take thousands of periods.

import Foundation
import NumericalMethods

/// Densities against depth and time.
public struct DepthResolvedDensity: Sendable, Equatable {
  /// Times, s.
  public var times: [Double]
  /// Density per cell at each time, m⁻³.
  public var profiles: [[Double]]
}

extension DepthResolvedFilm: DecayModel {
  /// Light and mean density after a pulse.
  public func emission(after excitation: DecayExcitation, at times: [Double]) throws(EmissionError) -> EmittedLight {
    try run(excitation, at: times, profiles: nil)
  }

  /// Density per cell at the times asked for, after a pulse.
  public func profiles(after excitation: DecayExcitation, at times: [Double]) throws(EmissionError)
    -> DepthResolvedDensity
  {
    var found: [[Double]] = []
    _ = try run(excitation, at: times) { found.append($0) }
    return DepthResolvedDensity(times: times, profiles: found)
  }

  private func run(
    _ excitation: DecayExcitation, at times: [Double], profiles: (([Double]) -> Void)?
  ) throws(EmissionError) -> EmittedLight {
    try validate()
    try excitation.validate()
    try validateTimes(times, of: excitation)
    let system = DepthResolvedSystem(film: self, excitation: excitation)
    let stepper = Rodas4P(unknownCount: system.unknownCount)
    var before = [Double](repeating: 0, count: widths.count)
    if let period = excitation.period {
      before = try steadyProfile(system, stepper, excitation, period)
    }
    let wanted = excitation.period ?? (times.last ?? 0) - excitation.start
    var light = EmittedLight(cumulative: [], total: 0, density: [], densityBefore: 0)
    var next = 0
    let start = excitation.start
    let end = try carry(system, stepper, before, excitation, for: wanted) { state, place in
      if next == 0 { light.densityBefore = state.before }
      while next < times.count, times[next] - start <= state.end * (1 + 1e-13) {
        let theta = state.length > 0 ? min(max((times[next] - start - state.start) / state.length, 0), 1) : 0
        light.cumulative.append(place(widths.count, theta))
        light.density.append(place(widths.count + 1, theta))
        profiles?((0..<widths.count).map { place($0, theta) })
        next += 1
      }
    }
    light.densityBefore = zip(before, widths).reduce(0) { $0 + $1.0 * $1.1 } / thickness
    light.total = end[widths.count]
    if excitation.period == nil { light.total += try rest(of: end, excitation) }
    return light
  }

  /// One step of the integration, seen from outside.
  private struct Step {
    var start: Double
    var end: Double
    var length: Double
    var before: Double
  }

  /// From the beginning of the pulse for a time, s; the final state.
  private func carry(
    _ system: DepthResolvedSystem, _ stepper: Rodas4P, _ before: [Double], _ excitation: DecayExcitation,
    for duration: Double, observe: (Step, (Int, Double) -> Double) -> Void
  ) throws(EmissionError) -> [Double] {
    var state = before + [0, 0]
    let count = widths.count
    let mean = zip(before, widths).reduce(0) { $0 + $1.0 * $1.1 } / thickness
    state[count + 1] = mean
    var failure: IntegrationError?
    state.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      var pieces: [Double] = []
      if let profile = excitation.profile {
        // A pulse is passed in pieces no longer than its width, so that no step leaps over it.
        let length = profile.end - profile.start
        let pieceCount = max(1, Int((length / (3 * profile.sigma)).rounded(.up)))
        pieces = (0..<pieceCount).map { _ in length / Double(pieceCount) }
      } else {
        system.addPulse(to: base)
      }
      let first = Step(start: 0, end: 0, length: 0, before: mean)
      observe(first) { index, _ in base[index] }
      pieces.append(max(duration - pieces.reduce(0, +), 0))
      var done = 0.0
      var step = 1e-13
      if let profile = excitation.profile { step = min(0.05 * profile.sigma, pieces[0]) }
      for piece in pieces where piece > 0 {
        system.clock = excitation.start + done
        do throws(IntegrationError) {
          _ = try stepper.integrate(system, end: piece, state: base, step: &step) { dense in
            observe(
              Step(
                start: done + dense.start, end: done + dense.start + dense.length, length: dense.length, before: mean)
            ) { dense.value($0, at: $1) }
            return true
          }
        } catch {
          failure = error
          return
        }
        done += piece
      }
    }
    if let failure { throw .decayNotSolved(reason: "\(failure)") }
    return state
  }

  /// Light that is still to come after the last time asked for: the decay is followed until 1e-9 of the pairs are left.
  private func rest(of state: [Double], _ excitation: DecayExcitation) throws(EmissionError) -> Double {
    let count = widths.count
    var left = Array(state[0..<count])
    guard left.contains(where: { $0 > 1e-9 * excitation.density }) else { return 0 }
    var total = 0.0
    let system = DepthResolvedSystem(film: self, excitation: excitation)
    let stepper = Rodas4P(unknownCount: system.unknownCount)
    let slowest = max(constants.map(\.smallDensityRate).min() ?? 0, 1e-3)
    var step = 1e-13
    left += [0, 0]
    var failure: IntegrationError?
    left.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      system.clock = 1e6  // long after the pulse
      do throws(IntegrationError) {
        _ = try stepper.integrate(system, end: 30 / slowest, state: base, step: &step) { dense in
          (0..<count).contains { dense.after[$0] > 1e-9 * excitation.density }
        }
      } catch {
        failure = error
      }
      total = base[count]
    }
    if let failure { throw .decayNotSolved(reason: "\(failure)") }
    return total
  }

  /// The profile that each pulse of a train finds.
  private func steadyProfile(
    _ system: DepthResolvedSystem, _ stepper: Rodas4P, _ excitation: DecayExcitation, _ period: Double
  ) throws(EmissionError) -> [Double] {
    let count = widths.count
    var found = [Double](repeating: 0, count: count)
    var lastChange: [Double] = []
    for round in 0..<600 {
      let end = try carry(system, stepper, found, excitation, for: period) { _, _ in }
      let change = (0..<count).map { end[$0] - found[$0] }
      let size = change.map(abs).max() ?? 0
      found = Array(end[0..<count])
      if size <= 1e-9 * excitation.density + 1e-7 * (found.max() ?? 0) { return found }
      if round % 3 == 2, lastChange.count == count {
        let (cross, square) = zip(change, lastChange).reduce((0, 0)) { ($0.0 + $1.0 * $1.1, $0.1 + $1.1 * $1.1) }
        let factor = square > 0 ? cross / square : 0
        if factor > 0, factor < 0.9999 {
          for i in 0..<count { found[i] = max(found[i] + change[i] * factor / (1 - factor), 0) }
        }
      }
      lastChange = change
    }
    throw .notPeriodic(periods: 600)
  }
}
