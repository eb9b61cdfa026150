// The readings of a run while their spectra come back from all cores in any order. A stage is written to the journal when
// every reading before it is complete; stages are written in the order of the protocol.

import Foundation
import Records
import Synchronization

/// The readings of a run that goes on.
final class RunLedger: Sendable {
  private struct Contents {
    var readings: [Reading]
    var waiting: Set<Int> = []
    var stages: [(count: Int, stage: RunJournal.Stage)] = []
    var written: Int
    var failure: OutputError?
    var lastStage = ContinuousClock.now
  }

  private let contents: Mutex<Contents>
  private let journal: RunJournal?
  private let onReading: @Sendable (Reading) -> Void

  init(_ control: RunControl) {
    let readings = control.journal?.earlier?.readings ?? []
    contents = Mutex(Contents(readings: readings, written: readings.count))
    journal = control.journal
    onReading = control.onReading
  }

  /// Everything read so far, in the order of the protocol.
  var readings: [Reading] { contents.withLock { $0.readings } }
  /// Why the journal could not be written, if it could not.
  var failure: OutputError? { contents.withLock { $0.failure } }
  /// Whether enough time has passed since the last stage to note another.
  var isStageDue: Bool {
    guard let journal else { return false }
    return contents.withLock { ContinuousClock.now - $0.lastStage >= journal.interval }
  }

  /// Adds a reading.
  /// - Parameter waits: whether its spectrum is still to come.
  /// - Returns: its place.
  func add(_ reading: Reading, waits: Bool) -> Int {
    let place = contents.withLock { contents in
      contents.readings.append(reading)
      if waits { contents.waiting.insert(contents.readings.count - 1) }
      return contents.readings.count - 1
    }
    if !waits { onReading(reading) }
    return place
  }

  /// Puts a spectrum to its reading.
  func complete(_ place: Int, with emission: DetectedEmission) {
    let reading = contents.withLock { contents in
      contents.readings[place].emission = emission
      contents.waiting.remove(place)
      writeStages(&contents)
      return contents.readings[place]
    }
    onReading(reading)
  }

  /// Notes that the run can go on from here.
  func note(_ stage: RunJournal.Stage) {
    contents.withLock { contents in
      contents.lastStage = .now
      contents.stages.append((contents.readings.count, stage))
      writeStages(&contents)
    }
  }

  private func writeStages(_ contents: inout Contents) {
    guard let journal else { return }
    let firstWaiting = contents.waiting.min() ?? Int.max
    while let (count, stage) = contents.stages.first, count <= firstWaiting {
      contents.stages.removeFirst()
      var whole = stage
      whole.readings = Array(contents.readings[contents.written..<count])
      do throws(OutputError) { try journal.append(whole) } catch {
        contents.failure = error
        contents.stages = []
        return
      }
      contents.written = count
    }
  }
}
