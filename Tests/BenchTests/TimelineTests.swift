import Bench
import Testing

@Suite("Timeline")
struct TimelineTests {
  static func timeline(_ steps: [ProtocolStep], fluence: Double = 4.8) throws -> Timeline {
    try Timeline(LabProtocol(steps: steps), fluence: fluence)
  }

  @Test("counts time, moves and pulses of off/on cycles")
  func cycles() throws {
    let cycle = ProtocolStep(
      .repeated(
        count: 5,
        [
          try step("hold 0 V for 20 s, record spectrum every 0.5 s"),
          try step("hold 6 V for 5 s, record spectrum every 0.5 s, record current"),
        ]))
    let timeline = try Self.timeline([try step("rest at 0 V until steady"), cycle])
    #expect(timeline.duration == 125)
    #expect(timeline.segments.count == 11)
    #expect(timeline.spectrumCount == 5 * (40 + 10))
    #expect(timeline.currentCount == 50)
    #expect(timeline.steps[10].start == 120 && timeline.steps[10].context == ["cycle 5 of 5"])
    #expect(timeline.segments[1].fluence == 4.8)
  }

  @Test("lays a staircase, a scan and a ladder out")
  func shapes() throws {
    let timeline = try Self.timeline([
      try step("step from -4 V to 10 V by 1 V, dwell 2 s, record spectrum"),
      try step("scan from 10 V to -4 V at 2 V/s, record spectrum every 0.5 s"),
      try step("fluence ladder from 100 uJ/cm2 to 400 uJ/cm2 in 3 steps log, 1 s each, at 4 V, record spectrum"),
      try step("hold 4 V for 1 s, record spectrum"),
    ])
    let biases = timeline.segments.prefix(15).map(\.motion.end)
    #expect(biases == (-4...10).map(Double.init))
    #expect(timeline.segments[15].motion == .ramp(from: 10, to: -4))
    #expect(timeline.segments[15].duration == 7 && timeline.segments[15].instants.count == 14)
    let rungs = timeline.segments[16..<19].map { ($0.fluence ?? .nan) * 100 }
    #expect(zip(rungs, [100, 200, 400]).allSatisfy { abs($0 - $1) <= 1e-10 })
    #expect(timeline.segments[19].fluence == 4.8, "the ladder gives the fluence back")
    #expect(timeline.duration == 15 * 2 + 7 + 3 + 1)
    #expect(timeline.spectrumCount == 15 + 14 + 3 + 1)
  }

  @Test("fires an instant ladder on one frozen state")
  func instantLadder() throws {
    let timeline = try Self.timeline([
      try step("hold 2 V for 30 s"),
      try step("fluence ladder from 60 uJ/cm2 to 1400 uJ/cm2 in 20 steps log, instantly, record spectrum"),
    ])
    #expect(timeline.duration == 30 && timeline.spectrumCount == 20)
    #expect(timeline.segments.dropFirst().allSatisfy { $0.duration == 0 && $0.motion == .hold(2) })
  }

  @Test("applies the bias of a series to the steps inside")
  func series() throws {
    let inner = try step("fluence ladder from 60 uJ/cm2 to 600 uJ/cm2 in 2 steps log, 1 s each, record spectrum")
    let timeline = try Self.timeline([ProtocolStep(.forEach(.bias([0, 3]), [inner]))])
    #expect(timeline.segments.map(\.motion.end) == [0, 0, 3, 3])
    #expect(timeline.steps.map(\.context) == [["bias 0 V"], ["bias 3 V"]])
  }

  @Test("lets a series rest between its biases")
  func seriesWithRest() throws {
    let inner = [try step("rest at 0 V until steady"), try step("hold bias for 2 s"), try step("hold for 1 s")]
    let timeline = try Self.timeline([ProtocolStep(.forEach(.bias([4, 6]), inner))])
    #expect(timeline.segments.map(\.motion) == [.settle(0), .hold(4), .hold(4), .settle(0), .hold(6), .hold(6)])
    #expect(throws: TimelineProblems.self) { try Self.timeline([try step("hold bias for 2 s")]) }
  }

  @Test("lays pulses and waveforms out piece by piece, each instant in the piece it lies in")
  func courses() throws {
    let timeline = try Self.timeline([
      try step("pulse train from 0 V to 6 V, width 10 ms, period 50 ms, 2 pulses, record current at each pulse"),
      try step("waveform 0 s 0 V, 1 s 4 V, 1 s -1 V, 2 s -1 V, record current every 0.25 s"),
      try step("ramp to 3 V in 2 s"),
      try step("temperature 65 °C"), try step("hold for 1 s"),
    ])
    #expect(timeline.segments.prefix(4).map(\.motion) == [.hold(6), .hold(0), .hold(6), .hold(0)])
    #expect(timeline.segments.prefix(4).map(\.instants.count) == [1, 0, 1, 0])
    #expect(timeline.segments[4].motion == .ramp(from: 0, to: 4) && timeline.segments[5].motion == .hold(-1))
    #expect(timeline.segments[4].instants.map(\.time) == [0.25, 0.5, 0.75, 1])
    #expect(timeline.segments[5].instants.map(\.time) == [0.25, 0.5, 0.75, 1])
    #expect(timeline.segments[6].motion == .ramp(from: -1, to: 3))
    #expect(timeline.segments[6].temperature == nil && timeline.segments[7].temperature == 338.15)
    #expect(abs(timeline.duration - 5.1) < 1e-12)
  }

  @Test("names sections in the context of their steps, nested blocks and all")
  func sections() throws {
    let inner = [try step("hold 1 V for 1 s")]
    let timeline = try Self.timeline([
      ProtocolStep(.section(name: "warm up", [ProtocolStep(.repeated(count: 2, inner))]))
    ])
    #expect(timeline.steps.map(\.context) == [["warm up", "cycle 1 of 2"], ["warm up", "cycle 2 of 2"]])
  }

  @Test("refuses to wait for light in the dark, and counts the tests of a condition")
  func conditions() throws {
    #expect(throws: TimelineProblems.self) {
      try Self.timeline([try step("rest at 0 V until ASE/PL above 1, at most 3 s")])
    }
    let timeline = try Self.timeline([try step("hold 4 V until ASE/PL above 1, at most 30 s, tested every 0.1 s")])
    #expect(timeline.spectrumCount == 300 && timeline.segments[0].stop?.testCount == 300)
    #expect(throws: TimelineProblems.self) {
      try Self.timeline([try step("hold 4 V until ASE/PL above 1, at most 1e6 s, tested every 1 ms")])
    }
  }

  @Test("merges records of one sentence at the same instant")
  func merging() throws {
    let timeline = try Self.timeline([
      try step("hold 1 V for 1 s, record spectrum every 0.1 s, record current every 0.05 s, record profile at end")
    ])
    let instants = timeline.segments[0].instants
    #expect(instants.count == 20)
    #expect(instants.last?.kinds == [.spectrum, .current, .profile] && instants.last?.time == 1)
    #expect(zip(instants.dropFirst(), instants).allSatisfy { $0.time > $1.time })
  }

  @Test("refuses what cannot be done, all of it at once and each once")
  func refusals() throws {
    let steps = [
      try step("light off"), try step("hold 1 V for 1 s, record spectrum"), try step("light on"),
      ProtocolStep(.forEach(.bias([1, 2]), [try step("record spectrum")])),
      try step("fluence ladder from 60 uJ/cm2 to 600 uJ/cm2 in 2 steps log, instantly, at 4 V, record spectrum"),
    ]
    let error = #expect(throws: TimelineProblems.self) { try Self.timeline(steps) }
    #expect(error?.problems.count == 3, "\(String(describing: error))")
  }

  @Test("refuses a billion repetitions without laying them out")
  func limits() throws {
    var steps = [try step("hold 6 V for 5 s, record spectrum every 0.5 s")]
    for _ in 0..<8 { steps = [ProtocolStep(.repeated(count: 1_000_000_000, steps))] }
    let error = #expect(throws: TimelineProblems.self) { try Self.timeline(steps) }
    #expect(error?.description.contains("more than the") == true)
    let long = [try step("hold 6 V for 1e7 s, record spectrum every 1 ms")]
    #expect(throws: TimelineProblems.self) { try Self.timeline(long) }
  }
}
