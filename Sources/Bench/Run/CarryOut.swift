// Carrying a timeline out. The state of the device has a history, so the moves follow one another; the spectra have
// none beyond the frozen state they were exposed on, so they are developed on all cores while the moves go on.

import Foundation
import Records

extension Apparatus {
  /// Carries a timeline out, from the apparatus' present state.
  /// - Parameters:
  ///   - timeline: what to do.
  ///   - progress: called with the fraction done, 0…1, and the sentence at work.
  /// - Returns: everything observed.
  public mutating func carryOut(
    _ timeline: Timeline,
    progress: @escaping @Sendable (_ fraction: Double, _ message: String) -> Void = { _, _ in }
  ) async -> BenchRun {
    await carryOut(timeline, control: RunControl(progress: progress))
  }

  /// Carries a timeline out, from the apparatus' present state or from where an earlier process came to.
  ///
  /// Never throws away what was observed: a failure or a cancellation ends the run early and says so in its outcome.
  /// - Parameters:
  ///   - timeline: what to do.
  ///   - control: who is told, when the run has to end, where it is written down.
  /// - Returns: everything observed.
  public mutating func carryOut(_ timeline: Timeline, control: RunControl) async -> BenchRun {
    var course = RunCourse(timeline, control)
    let ledger = RunLedger(control)
    let progress = RunProgress(
      timeline, done: control.journal?.movesDone ?? 0, pulses: ledger.readings.count { $0.emission != nil },
      report: control.progress)
    let start = ContinuousClock.now
    let developer = self
    var apparatus = self
    if let refusal = apparatus.firstRefusal(in: timeline) {
      course.outcome = .failed(refusal)
    } else if let earlier = control.journal?.earlier {
      do throws(ApparatusFailure) { try apparatus.restore(earlier.apparatus) } catch {
        course.outcome = .failed(RunFailure(sentence: "--resume", time: 0, cause: error))
      }
    }
    await withTaskGroup(of: DevelopedExposure.self) { group in
      while course.outcome == .complete, let segment = course.next {
        if Task.isCancelled { course.outcome = .cancelled }
        if let limit = control.timeLimit, ContinuousClock.now - start > limit { course.outcome = .outOfTime }
        guard course.outcome == .complete else { break }
        progress.begin(course.step.sentence)
        var observed: [Observed<Exposure>] = []
        var stopped: Double?
        do throws(ApparatusFailure) {
          stopped = try apparatus.carryOut(segment, after: course.previous, onStep: control.onStep) {
            observed.append($0)
          }
        } catch {
          course.outcome = .failed(
            RunFailure(sentence: course.step.sentence, time: segment.start, cause: error))
        }
        for one in observed {
          let place = ledger.add(course.reading(one), waits: one.observation.exposure != nil)
          if let exposure = one.observation.exposure {
            group.addTask {
              guard !Task.isCancelled else { return DevelopedExposure(reading: place, result: nil) }
              let result = developer.developed(exposure)
              if case .success(let emission) = result {
                ledger.complete(place, with: emission.counted(stream: UInt64(place)))
              }
              progress.develop()
              return DevelopedExposure(reading: place, result: result)
            }
          }
        }
        guard course.outcome == .complete else { break }
        progress.finish(segment, after: course.previous, course.step.sentence)
        course.advance(stoppedAfter: stopped)
        if ledger.isStageDue || course.next == nil, let state = apparatus.checkpoint() {
          ledger.note(course.stage(state))
        }
        if let failure = ledger.failure {
          course.outcome = .failed(
            RunFailure(
              sentence: course.step.sentence, time: segment.start,
              cause: ApparatusFailure("\(failure)", remedy: "free some space, then go on with --resume")))
        }
        await Task.yield()
      }
      await course.gather(&group, ledger)
    }
    if course.outcome == .complete { progress.end() }
    self = apparatus
    let readings = ledger.readings
    let checks = apparatus.audit() + [Self.photonCheck(of: readings)].compactMap { $0 }
    return BenchRun(
      apparatus: name, timeline: course.timeline, readings: readings, outcome: course.outcome,
      audit: PhysicsAudit(checks))
  }

  /// The first move that the apparatus cannot make at all, before any is made.
  private func firstRefusal(in timeline: Timeline) -> RunFailure? {
    for segment in timeline.segments {
      if let cause = refusal(of: segment) {
        return RunFailure(sentence: timeline.steps[segment.step].sentence, time: segment.start, cause: cause)
      }
    }
    return nil
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
struct DevelopedExposure: Sendable {
  let reading: Int
  let result: Result<DetectedEmission, ApparatusFailure>?
}

/// What was observed at an instant of a move.
struct Observed<Exposure: Sendable>: Sendable {
  var observation: Observation<Exposure>
  var instant: TimelineInstant
}
