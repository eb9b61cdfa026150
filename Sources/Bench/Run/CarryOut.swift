// Carrying a timeline out. The state of the device has a history, so the moves follow one another; the spectra have
// none beyond the frozen state they were exposed on, so they are developed on all cores while the moves go on.

import Records

extension Apparatus {
  /// Carries a timeline out, from the apparatus' present state.
  ///
  /// Never throws away what was observed: a failure or a cancellation ends the run early and says so in its outcome.
  /// - Parameters:
  ///   - timeline: what to do.
  ///   - progress: called with the fraction done, 0…1, and the sentence at work.
  /// - Returns: everything observed.
  public mutating func carryOut(
    _ timeline: Timeline, progress: @Sendable (_ fraction: Double, _ message: String) -> Void = { _, _ in }
  ) async -> BenchRun {
    var readings: [Reading] = []
    var outcome = RunOutcome.complete
    let work = Double(max(1, timeline.segments.count + timeline.spectrumCount))
    let developer = self
    var apparatus = self
    await withTaskGroup(of: DevelopedExposure.self) { group in
      for (index, segment) in timeline.segments.enumerated() {
        if Task.isCancelled {
          outcome = .cancelled
          break
        }
        let step = timeline.steps[segment.step]
        progress(Double(index) / work, step.sentence)
        var observed: [Observation<Exposure>] = []
        do throws(ApparatusFailure) {
          switch segment.motion {
          case .settle(let bias):
            try apparatus.settle(bias: bias, fluence: segment.fluence)
            if !segment.instants.isEmpty {
              try apparatus.move(
                .hold(bias), for: 0, fluence: segment.fluence, observing: segment.instants
              ) { observed.append($0) }
            }
          case .hold, .ramp:
            try apparatus.move(
              segment.motion, for: segment.duration, fluence: segment.fluence, observing: segment.instants
            ) { observed.append($0) }
          }
        } catch {
          outcome = .failed(RunFailure(sentence: step.sentence, time: segment.start, cause: error))
        }
        for (instant, observation) in zip(segment.instants, observed) {
          let place = readings.count
          readings.append(Reading(observation, at: instant, in: segment, index: index, step: step))
          if let exposure = observation.exposure {
            group.addTask {
              guard !Task.isCancelled else { return DevelopedExposure(reading: place, result: nil) }
              return DevelopedExposure(reading: place, result: developer.developed(exposure))
            }
          }
        }
        if outcome != .complete { break }
        await Task.yield()
      }
      var developed = 0
      for await item in group {
        developed += 1
        progress((work - Double(timeline.spectrumCount - developed)) / work, "spectra")
        switch item.result {
        case .success(let emission): readings[item.reading].emission = emission
        case .failure(let cause):
          let reading = readings[item.reading]
          if outcome == .complete {
            outcome = .failed(
              RunFailure(sentence: timeline.steps[reading.step].sentence, time: reading.time, cause: cause))
          }
        case nil: outcome = .cancelled
        }
      }
    }
    self = apparatus
    let checks = apparatus.audit() + [Self.photonCheck(of: readings)].compactMap { $0 }
    return BenchRun(
      apparatus: name, timeline: timeline, readings: readings, outcome: outcome, audit: PhysicsAudit(checks))
  }

  private func developed(_ exposure: Exposure) -> Result<DetectedEmission, ApparatusFailure> {
    do { return .success(try develop(exposure)) } catch { return .failure(error) }
  }

  /// The worst photon balance of all pulses; `nil` where no spectrum was calculated.
  private static func photonCheck(of readings: [Reading]) -> PhysicsAudit.Check? {
    let balances = readings.compactMap { $0.emission?.figures?.photonBalance }
    guard !balances.isEmpty else { return nil }
    let worst = balances.reduce(0.0) { worst, balance in balance.isNaN ? .nan : max(worst, abs(balance)) }
    return PhysicsAudit.Check("photons", value: worst, limit: PhysicsAudit.photonLimit)
  }
}

/// A developed exposure with the place of its reading; `nil` when it was cancelled before.
private struct DevelopedExposure: Sendable {
  let reading: Int
  let result: Result<DetectedEmission, ApparatusFailure>?
}

extension Reading {
  fileprivate init<Exposure>(
    _ observation: Observation<Exposure>, at instant: TimelineInstant, in segment: TimelineSegment, index: Int,
    step: TimelineStep
  ) {
    self.init(
      segment: index, step: segment.step, time: segment.start + instant.time,
      timeInStep: segment.start + instant.time - step.start, kinds: instant.kinds, bias: observation.bias,
      fluence: segment.fluence, currentDensity: observation.currentDensity,
      meanIonFraction: observation.meanIonFraction, chargePassed: observation.chargePassed,
      profile: observation.profile)
  }
}
