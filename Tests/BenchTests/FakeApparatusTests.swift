import Bench
import Foundation
import Records
import Testing

/// An apparatus without physics: a memory that relaxes to the bias within one second, and a spectrum of one channel
/// that shows memory × fluence. Proves that the protocol layer needs nothing of the simulator.
struct RelaxingApparatus: Apparatus {
  struct Frame: Sendable { let memory: Double, fluence: Double }
  let name = "relaxing memory"
  var memory = 0.0
  var time = 0.0
  var failsAbove = Double.infinity
  var refusesFluenceAbove = Double.infinity

  mutating func settle(bias: Double, fluence: Double?) throws(ApparatusFailure) { memory = bias }

  mutating func move(
    _ motion: BiasMotion, for duration: Double, fluence: Double?, observing instants: [TimelineInstant],
    observe: (Observation<Frame>) -> Void
  ) throws(ApparatusFailure) {
    var now = 0.0
    for instant in instants {
      advance(motion, from: now, to: instant.time, of: duration)
      now = instant.time
      if memory > failsAbove { throw ApparatusFailure("memory over \(failsAbove) V", remedy: "use less bias") }
      let bias = duration > 0 ? motion.start + (motion.end - motion.start) * now / duration : motion.end
      observe(
        Observation(
          bias: bias, currentDensity: bias - memory,
          exposure: instant.kinds.contains(.spectrum) ? Frame(memory: memory, fluence: fluence ?? 0) : nil))
    }
    advance(motion, from: now, to: duration, of: duration)
    time += duration
  }

  /// Explicit steps of a millisecond towards the bias of the moment.
  private mutating func advance(_ motion: BiasMotion, from: Double, to: Double, of duration: Double) {
    let count = Int(((to - from) * 1000).rounded())
    for index in 0..<count {
      let t = from + (Double(index) + 0.5) / 1000
      memory += 0.001 * (motion.start + (motion.end - motion.start) * t / duration - memory)
    }
  }

  func develop(_ exposure: Frame) throws(ApparatusFailure) -> DetectedEmission {
    guard exposure.fluence <= refusesFluenceAbove else {
      throw ApparatusFailure("detector saturates", remedy: "use less light")
    }
    return DetectedEmission(wavelengths: [530e-9], spectrum: [exposure.memory * exposure.fluence])
  }

  func audit() -> [PhysicsAudit.Check] { [PhysicsAudit.Check("clock", value: 0, limit: 1e-12)] }
}

@Suite("The seam")
struct FakeApparatusTests {
  static func timeline(_ sentences: String...) throws -> Timeline {
    try Timeline(try LabProtocol(sentences: sentences), fluence: 2)
  }

  @Test("carries one state through the whole protocol")
  func history() async throws {
    var apparatus = RelaxingApparatus()
    let run = await apparatus.carryOut(
      try Self.timeline("hold 4 V for 1 s, record spectrum", "hold 4 V for 1 s, record spectrum, record current"))
    #expect(run.outcome == .complete && run.audit.passed)
    let signals = run.spectra.compactMap { $0.emission?.spectrum[0] }
    let expected: [Double] = [1000.0, 2000].map { 8 * (1 - pow(0.999, $0)) }
    #expect(zip(signals, expected).allSatisfy { abs($0 - $1) <= 1e-10 }, "\(signals)")
    #expect(run.currents.map(\.time) == [2] && run.readings.map(\.timeInStep) == [1, 1])
    #expect(apparatus.time == 2)
  }

  @Test("returns the spectra in the order of the protocol, whichever core is done first")
  func order() async throws {
    var apparatus = RelaxingApparatus()
    let run = await apparatus.carryOut(
      try Self.timeline(
        "rest at 1 V until steady",
        "fluence ladder from 1 uJ/cm2 to 1000 uJ/cm2 in 500 steps linear, instantly, "
          + "record spectrum"))
    let signals = run.ladders[0].compactMap { $0.emission?.spectrum[0] }
    #expect(signals.count == 500)
    #expect(zip(run.ladders[0], signals).allSatisfy { $0.fluence == $1 })
    #expect(zip(signals.dropFirst(), signals).allSatisfy { $0 > $1 })
  }

  @Test("keeps what was observed before a failure and says where it failed")
  func failure() async throws {
    var apparatus = RelaxingApparatus(failsAbove: 3)
    let run = await apparatus.carryOut(
      try Self.timeline("hold 2 V for 1 s, record spectrum", "hold 9 V for 2 s, record spectrum every 0.1 s"))
    guard case .failed(let failure) = run.outcome else {
      Issue.record("did not fail")
      return
    }
    #expect(failure.sentence.hasPrefix("hold 9 V") && failure.time == 1)
    #expect(run.spectra.count >= 2 && run.spectra.count < 21)
  }

  @Test("keeps the other spectra where one cannot be developed")
  func undeveloped() async throws {
    var apparatus = RelaxingApparatus(refusesFluenceAbove: 5)
    let run = await apparatus.carryOut(
      try Self.timeline("fluence ladder from 100 uJ/cm2 to 1000 uJ/cm2 in 10 steps linear, 1 s each, record spectrum"))
    #expect(run.spectra.count == 5 && run.readings.count == 10)
    #expect(run.outcome != .complete)
  }

  @Test("stops when it is cancelled and returns what is done")
  func cancellation() async throws {
    let timeline = try Self.timeline(
      "step from 0 V to 99 V by 5 mV, dwell 100 ms, record spectrum", "hold 1 V for 1 s")
    let task = Task {
      var apparatus = RelaxingApparatus()
      return await apparatus.carryOut(timeline)
    }
    task.cancel()
    let run = await task.value
    #expect(run.outcome == .cancelled)
    #expect(run.readings.count < timeline.spectrumCount)
  }

  @Test("reports progress that never goes back and ends at one")
  func progress() async throws {
    let seen = Fractions()
    var apparatus = RelaxingApparatus()
    _ = await apparatus.carryOut(try Self.timeline("hold 1 V for 10 s, record spectrum every 0.1 s")) { fraction, _ in
      seen.append(fraction)
    }
    let fractions = seen.all
    #expect(fractions.first == 0 && fractions.last == 1)
    #expect(zip(fractions.dropFirst(), fractions).allSatisfy { $0 >= $1 })
  }
}
