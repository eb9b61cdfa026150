import Foundation

/// Where a run stands in its timeline.
struct RunCourse {
  /// The timeline, with the durations that conditions gave to their moves.
  private(set) var timeline: Timeline
  /// How the run ends if it ends now.
  var outcome = RunOutcome.complete
  private var index: Int
  private var stops: [RunJournal.Stage.Stop] = []

  init(_ timeline: Timeline, _ control: RunControl) {
    self.timeline = timeline
    index = control.journal?.earlier?.nextSegment ?? 0
    for stop in control.journal?.earlier?.stops ?? [] {
      self.timeline.shorten(segment: stop.segment, to: stop.duration)
    }
  }

  /// The move to be made, if one is left.
  var next: TimelineSegment? { index < timeline.segments.count ? timeline.segments[index] : nil }
  /// The sentence at work.
  var step: TimelineStep { timeline.steps[timeline.segments[min(index, timeline.segments.count - 1)].step] }
  /// The move before, whose settings hold.
  var previous: TimelineSegment? { index > 0 ? timeline.segments[index - 1] : nil }

  /// Goes on to the next move.
  mutating func advance(stoppedAfter duration: Double?) {
    if let duration {
      timeline.shorten(segment: index, to: duration)
      stops.append(RunJournal.Stage.Stop(segment: index, duration: duration))
    }
    index += 1
  }

  /// What the journal has to say of this moment.
  mutating func stage(_ state: Data) -> RunJournal.Stage {
    defer { stops = [] }
    return RunJournal.Stage(nextSegment: index, stops: stops, readings: [], apparatus: state)
  }

  func reading<Exposure>(_ observed: Observed<Exposure>) -> Reading {
    let segment = timeline.segments[index]
    let (observation, time) = (observed.observation, segment.start + observed.instant.time)
    return Reading(
      segment: index, step: segment.step, time: time, timeInStep: time - timeline.steps[segment.step].start,
      kinds: observed.instant.kinds, bias: observation.bias, fluence: segment.fluence,
      currentDensity: observation.currentDensity, meanIonFraction: observation.meanIonFraction,
      chargePassed: observation.chargePassed, temperature: observation.temperature, profile: observation.profile)
  }

  /// Waits for all spectra.
  mutating func gather(_ group: inout TaskGroup<DevelopedExposure>, _ ledger: RunLedger) async {
    for await item in group {
      switch item.result {
      case .success: break
      case .failure(let cause):
        let reading = ledger.readings[item.reading]
        if outcome == .complete {
          outcome = .failed(
            RunFailure(sentence: timeline.steps[reading.step].sentence, time: reading.time, cause: cause))
        }
      case nil: if outcome == .complete { outcome = .cancelled }
      }
    }
  }
}

extension Timeline {
  /// Gives a move the duration that its condition left it, and moves everything behind it.
  mutating func shorten(segment index: Int, to duration: Double) {
    let saved = segments[index].duration - duration
    segments[index].duration = duration
    steps[segments[index].step].duration -= saved
    for later in segments.indices.dropFirst(index + 1) { segments[later].start -= saved }
    for later in steps.indices.dropFirst(segments[index].step + 1) { steps[later].start -= saved }
    self.duration -= saved
  }
}
