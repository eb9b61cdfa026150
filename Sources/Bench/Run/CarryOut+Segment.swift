// One move. A move with a condition is made in pieces from test to test; the test itself leaves no reading.

import Foundation

extension Apparatus {
  /// Makes one move.
  /// - Parameters:
  ///   - segment: the move.
  ///   - previous: the move before, whose temperature and light hold.
  ///   - onStep: called for each integration step, on the clock of the protocol.
  ///   - observe: called for each observation, in order.
  /// - Returns: how long it took, s, where a condition ended it; `nil` where it took the time laid out.
  mutating func carryOut(
    _ segment: TimelineSegment, after previous: TimelineSegment?,
    onStep: (@Sendable (IntegrationStep) -> Void)? = nil, observe: (Observed<Exposure>) -> Void
  ) throws(ApparatusFailure) -> Double? {
    if let wanted = segment.temperature, wanted != previous?.temperature { try bring(toTemperature: wanted) }
    if segment.biasLight != previous?.biasLight { try shine(segment.biasLight) }
    if let rule = segment.stop { return try carryOut(segment, until: rule, onStep: onStep, observe: observe) }
    reportSteps(of: segment, from: 0, to: onStep)
    var waiting = segment.instants[...]
    func pass(_ observation: Observation<Exposure>) {
      if let instant = waiting.popFirst() { observe(Observed(observation: observation, instant: instant)) }
    }
    switch segment.motion {
    case .settle(let bias):
      try settle(bias: bias, fluence: segment.fluence)
      guard !segment.instants.isEmpty else { return nil }
      try move(.hold(bias), for: 0, fluence: segment.fluence, observing: segment.instants, observe: pass)
    case .hold, .ramp, .drive:
      try move(
        segment.motion, for: segment.duration, fluence: segment.fluence, observing: segment.instants,
        observe: pass)
    }
    return nil
  }

  /// From test to test until the condition holds or the longest time is over; records due at the end of the step are
  /// taken when it holds.
  private mutating func carryOut(
    _ segment: TimelineSegment, until rule: StopRule, onStep: (@Sendable (IntegrationStep) -> Void)?,
    observe: (Observed<Exposure>) -> Void
  ) throws(ApparatusFailure) -> Double {
    let isDueAtEnd = { (instant: TimelineInstant) in instant.time >= rule.limit * (1 - 1e-12) }
    let atEnd = segment.instants.filter(isDueAtEnd)
    var waiting = segment.instants.filter { !isDueAtEnd($0) }[...]
    var start = 0.0
    for test in 1...rule.testCount {
      let end = test == rule.testCount ? rule.limit : Double(test) * rule.interval
      let due = waiting.prefix { $0.time <= end }
      waiting = waiting.dropFirst(due.count)
      var instants = due.map { TimelineInstant(time: max(0, $0.time - start), kinds: $0.kinds) }
      instants.append(TimelineInstant(time: end - start, kinds: [rule.quantity.kind]))
      var seen: [Observation<Exposure>] = []
      reportSteps(of: segment, from: start, to: onStep)
      try move(segment.motion, for: end - start, fluence: segment.fluence, observing: instants) { seen.append($0) }
      for (observation, instant) in zip(seen, due) { observe(Observed(observation: observation, instant: instant)) }
      start = end
      if let last = seen.last, rule.isMet(by: try value(of: rule.quantity, in: last)) { break }
    }
    if let kinds = atEnd.first.map({ atEnd.reduce($0.kinds) { $0.union($1.kinds) } }) {
      try move(
        segment.motion, for: 0, fluence: segment.fluence, observing: [TimelineInstant(time: 0, kinds: kinds)]
      ) { observe(Observed(observation: $0, instant: TimelineInstant(time: start, kinds: kinds))) }
    }
    return start
  }

  /// Has the integration steps of a piece of a move that begins `start` (s) into it reported, on the protocol's clock.
  private mutating func reportSteps(
    of segment: TimelineSegment, from start: Double, to onStep: (@Sendable (IntegrationStep) -> Void)?
  ) {
    guard let onStep else { return }
    let rests = if case .settle = segment.motion { true } else { false }
    reportSteps { time, length, error in
      let clock = segment.start + start + (rests ? 0 : time)
      onStep(IntegrationStep(step: segment.step, time: clock, length: length, error: error))
    }
  }

  /// The quantity that a condition watches, in the units of `StopRule.threshold`.
  private func value(
    of quantity: StopQuantity, in observation: Observation<Exposure>
  ) throws(ApparatusFailure) -> Double {
    let found: Double?
    switch quantity {
    case .current: found = observation.currentDensity.map { abs($0) }
    case .ionFraction: found = observation.meanIonFraction
    case .emissionRatio:
      if let exposure = observation.exposure { found = try develop(exposure).componentRatio } else { found = nil }
    }
    guard let found else {
      throw ApparatusFailure(
        "\(name) does not tell the \(quantity.rawValue) that the step waits for",
        remedy: "wait for a time, or for another quantity")
    }
    return found
  }
}

extension DetectedEmission {
  /// Peak of the amplified part over the peak of the spontaneous part, dimensionless; `nil` where only the sum is known.
  public var componentRatio: Double? {
    guard let spontaneous = plSpectrum?.max(), let amplified = aseSpectrum?.max(), spontaneous > 0 else { return nil }
    return max(0, amplified) / spontaneous
  }
}
