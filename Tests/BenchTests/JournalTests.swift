import Bench
import Foundation
import Records
import Synchronization
import Testing

/// An apparatus with a memory that can be kept, and that can be told to stop the task it runs in at its n-th move.
struct ForgetfulApparatus: Apparatus {
  struct Frame: Sendable { let memory: Double, fluence: Double }
  let name = "forgetful"
  var memory = 0.1
  var movesLeft = Int.max

  mutating func settle(bias: Double, fluence: Double?) throws(ApparatusFailure) { memory = bias }

  mutating func move(
    _ motion: BiasMotion, for duration: Double, fluence: Double?, observing instants: [TimelineInstant],
    observe: (Observation<Frame>) -> Void
  ) throws(ApparatusFailure) {
    movesLeft -= 1
    if movesLeft < 0 { throw ApparatusFailure("pulled the plug", remedy: "plug it in") }
    for instant in instants {
      memory = (memory * 3.7).truncatingRemainder(dividingBy: 1) + motion.end * 1e-3 + instant.time * 1e-4
      observe(
        Observation(
          bias: motion.end, currentDensity: 1 - memory,
          exposure: instant.kinds.contains(.spectrum) ? Frame(memory: memory, fluence: fluence ?? 0) : nil))
    }
    // A stage is written every 20 ms.
    Thread.sleep(forTimeInterval: 0.005)
  }

  func develop(_ exposure: Frame) throws(ApparatusFailure) -> DetectedEmission {
    DetectedEmission(
      wavelengths: [1], spectrum: [exposure.memory * exposure.fluence], plSpectrum: [1], aseSpectrum: [exposure.memory])
  }

  func checkpoint() -> Data? { try? JSONEncoder().encode(memory) }

  mutating func restore(_ checkpoint: Data) throws(ApparatusFailure) {
    memory = (try? JSONDecoder().decode(Double.self, from: checkpoint)) ?? .nan
  }

  func audit() -> [PhysicsAudit.Check] { [] }
}

@Suite("A run written down while it goes on")
struct JournalTests {
  static let identity = RunJournal.Identity(experiment: "a: 1  # here", device: "b", program: "0")

  static func timeline() throws -> Timeline {
    let cycle = ProtocolStep(
      .repeated(
        count: 20,
        [
          try step("hold 0 V for 1 s, record spectrum every 0.25 s, record current"),
          try step("hold 2 V until ASE/PL above 0.6, at most 2 s, tested every 0.1 s, record spectrum every 0.3 s"),
        ]))
    return try Timeline(LabProtocol(steps: [cycle]), fluence: 2)
  }

  @Test("goes on after it was cut off at any move, with the readings of a run that was not")
  func resumes() async throws {
    let folder = URL.temporaryDirectory.appending(path: "journal-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "journal")
    var whole = ForgetfulApparatus()
    let expected = await whole.carryOut(try Self.timeline())
    #expect(expected.outcome == .complete && expected.readings.count > 80)
    #expect(expected.timeline.duration < 60, "conditions end steps early: \(expected.timeline.duration)")

    var first = ForgetfulApparatus(movesLeft: 60)
    let cut = await first.carryOut(
      try Self.timeline(), control: RunControl(journal: try RunJournal(creating: file, of: Self.identity)))
    #expect(cut.outcome != .complete && cut.readings.count < expected.readings.count)
    // A frame that was being written when the process died.
    let handle = try FileHandle(forWritingTo: file)
    try handle.seekToEnd()
    try handle.write(contentsOf: Data([9, 0, 0, 0, 1, 2, 3]))
    try handle.close()

    let journal = try RunJournal(resuming: file, as: Self.identity)
    #expect(journal.movesDone > 0)
    var second = ForgetfulApparatus()
    let resumed = await second.carryOut(try Self.timeline(), control: RunControl(journal: journal))
    #expect(resumed.outcome == .complete && resumed.readings == expected.readings)
    #expect(resumed.timeline == expected.timeline)
  }

  @Test("is not taken for another run, nor by two processes at once")
  func identity() throws {
    let folder = URL.temporaryDirectory.appending(path: "journal-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "journal")
    do {
      _ = try RunJournal(creating: file, of: Self.identity)
    }
    let sameWithOtherOrigins = RunJournal.Identity(experiment: "a: 1  # elsewhere", device: "b", program: "0")
    do {
      let held = try RunJournal(resuming: file, as: sameWithOtherOrigins)
      #expect(held.movesDone == 0 && JournalFile.isInUse(file))
      #expect(throws: OutputError.inUse(path: folder.path(percentEncoded: false) + "/")) {
        try RunJournal(resuming: file, as: Self.identity)
      }
      withExtendedLifetime(held) {}
    }
    for other in [
      RunJournal.Identity(experiment: "a: 2", device: "b", program: "0"),
      RunJournal.Identity(experiment: "a: 1", device: "c", program: "0"),
      RunJournal.Identity(experiment: "a: 1", device: "b", program: "1"),
    ] {
      #expect(throws: OutputError.self) { try RunJournal(resuming: file, as: other) }
    }
  }

  @Test("ends in time, and tells every reading as it comes")
  func timeLimit() async throws {
    let told = Fractions()
    var apparatus = ForgetfulApparatus()
    let run = await apparatus.carryOut(
      try Self.timeline(),
      control: RunControl(timeLimit: .milliseconds(40), onReading: { told.append($0.time) }))
    #expect(run.outcome == .outOfTime && !run.readings.isEmpty)
    #expect(told.all.sorted() == run.readings.map(\.time).sorted())
  }
}
