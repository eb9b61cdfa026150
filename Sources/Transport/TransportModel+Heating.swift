// Self-heating: one lumped temperature, C dT/dt = P − G (T − T_ambient), P the Joule power J V and the absorbed light.
//
// The temperature enters every coefficient, so it is held over pieces of a call, each so short that the temperature moves by
// less than `settings.temperatureStep` in it, and follows exactly (an exponential) from the mean power of the piece. The
// splitting is of first order in the piece; its error in T is a fraction of that step.

import Foundation
import Materials
import NumericalMethods

/// How a bias or a current runs over one call.
struct DriveCourse {
  /// Values at the start and the end, V or A m⁻².
  var from: Double
  var to: Double
  /// Whether it is the terminal current that is given.
  var isCurrent: Bool

  /// Value after the share `theta` of the call.
  func value(_ theta: Double) -> Double { theta >= 1 ? to : from + (to - from) * theta }
}

extension TransportModel {
  /// Advances piece by piece, the temperature following the power.
  func advanceHeated(
    _ state: inout TransportState, node: ThermalNode, duration: Double, course: DriveCourse, generation: Generation?,
    sampleTimes: [Double], observe: (TransportSample) -> Void
  ) throws(TransportError) -> AdvanceSummary {
    let relaxation = node.heatCapacity / node.conductance
    var reached = 0.0
    var piece = min(duration, 1e-3 * relaxation)
    var (steps, rejected, shortest, longest) = (0, 0, Double.infinity, 0.0)
    var isStationary = false
    repeat {
      let length = reached + 1.001 * piece >= duration ? duration - reached : piece
      let isLast = reached + length >= duration
      let (first, last) = (course.value(reached / duration), course.value(isLast ? 1 : (reached + length) / duration))
      let before = state
      let times = sampleTimes.filter { ($0 > reached || reached == 0) && ($0 <= reached + length || isLast) }
      let shifted = generation?.shifted(by: reached)
      let rate = length > 0 ? (last - first) / length : 0
      let summary = try run(
        &state, duration: length, biasFrom: course.isCurrent ? state.bias : first,
        biasTo: course.isCurrent ? state.bias : last, temperature: before.temperature,
        drive: course.isCurrent ? .current(first, rate: rate) : nil, generation: shifted,
        sampleTimes: times.map { $0 - reached }, stop: .whenNothingIsLeft, observe: observe)
      steps += summary.steps
      rejected += summary.rejectedSteps
      shortest = min(shortest, summary.shortestStep)
      longest = max(longest, summary.longestStep)
      isStationary = summary.becameStationary
      reached += length
      guard length > 0 else { break }
      let passed = state.chargePassed - before.chargePassed
      let joule = max(0, passed * 0.5 * (state.bias + before.bias) / length)
      let power = joule + (generation?.absorbedPower ?? 0)
      let target = device.temperature + power / node.conductance
      let change = (target - state.temperature) * -expm1(-length / relaxation)
      state.temperature += change
      // The next piece moves the temperature by the allowed step, at most four times as long as this one.
      let pace = abs(target - state.temperature) / relaxation
      let allowed = pace > 0 ? settings.temperatureStep / pace : .infinity
      piece = min(4 * length, max(allowed, 1e-6 * relaxation))
    } while reached < duration
    return AdvanceSummary(
      steps: steps, rejectedSteps: rejected, shortestStep: shortest, longestStep: longest,
      becameStationary: isStationary, audit: audit(of: state))
  }
}
