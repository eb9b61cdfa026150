import Bench
import Foundation
import Testing

/// The step a sentence means; the test fails with its problems otherwise.
func step(_ sentence: String) throws -> ProtocolStep {
  guard case .step(let step) = try SentenceParser(sentence).parse().get() else {
    throw SentenceProblem(sentence: sentence, column: 1, message: "opens a block", remedy: "")
  }
  return step
}

/// The problems of a sentence that must not be understood.
func problems(_ sentence: String) -> [SentenceProblem] {
  if case .failure(let found) = SentenceParser(sentence).parse() { return found.problems }
  return []
}

@Suite("Protocol sentences")
struct SentenceParserTests {
  @Test("say what a lab book says")
  func actions() throws {
    #expect(try step("rest at 0 V until steady").action == .rest(bias: 0, lasting: .untilSteady))
    #expect(try step("rest at -1 V for 1 min").action == .rest(bias: -1, lasting: .time(60)))
    #expect(try step("hold 6 V for 5 s").action == .hold(.volts(6), lasting: .time(5)))
    #expect(try step("Hold at 6V for 5s").action == .hold(.volts(6), lasting: .time(5)))
    #expect(try step("hold for 500 ms").action == .hold(.present, lasting: .time(0.5)))
    #expect(try step("hold bias for 5 s").action == .hold(.ofSeries, lasting: .time(5)))
    #expect(try step("hold 4 V until steady").action == .hold(.volts(4), lasting: .untilSteady))
    #expect(
      try step("step from -4 V to 10 V by 1 V, dwell 2 s, record spectrum").action
        == .staircase(Staircase(start: -4, end: 10, levelCount: 15, dwell: 2)))
    #expect(
      try step("scan from 10 V to -4 V at 2 V/s, record current").action == .scan(Scan(start: 10, end: -4, rate: 2)))
    #expect(try step("light off").action == .light(isOn: false))
    #expect(try step("record profile").action == .observe)
  }

  @Test("carry fluences in the units people use")
  func fluences() throws {
    guard case .fluence(let fluence) = try step("fluence 480 µJ/cm²").action else {
      Issue.record("not a fluence")
      return
    }
    #expect(abs(fluence - 4.8) <= 1e-14)
    let ladder = try step("fluence ladder from 60 uJ/cm2 to 1400 uJ/cm2 in 20 steps log, 1.0 s each, at 4 V")
    guard case .ladder(let rungs) = ladder.action else {
      Issue.record("not a ladder")
      return
    }
    #expect(rungs.rungCount == 20 && rungs.exposure == 1 && rungs.bias == 4)
    #expect(abs(rungs.rungs[0] - 0.6) <= 1e-15 && abs(rungs.rungs[19] - 14) <= 1e-14)
    let ratios = zip(rungs.rungs.dropFirst(), rungs.rungs).map { $0 / $1 }
    #expect(ratios.allSatisfy { abs($0 - ratios[0]) <= 1e-12 })
  }

  @Test("keep every record clause with its times")
  func records() throws {
    let records = try step("hold 6 V for 60 s, record spectrum every 0.5 s, record current, record profile at end")
      .records
    #expect(
      records == [
        RecordRequest(.spectrum, .every(0.5)), RecordRequest(.current, .unspecified), RecordRequest(.profile, .atEnd),
      ])
    #expect(
      try step("hold 6 V for 60 s, record spectrum log-spaced 30 points from 1 ms to 60 s").records
        == [RecordRequest(.spectrum, .logSpaced(count: 30, from: 0.001, to: 60))])
  }

  @Test("say what a source-measure unit, a heater and a second light do")
  func instruments() throws {
    #expect(try step("ramp to 6 V in 10 s").action == .ramp(start: nil, end: 6, duration: 10))
    #expect(try step("ramp from 1 V to 6 V in 10 s").action == .ramp(start: 1, end: 6, duration: 10))
    #expect(try step("drive 10 mA/cm2 for 5 s").action == .drive(current: 100, lasting: .time(5)))
    #expect(try step("temperature 350 K").action == .temperature(350))
    #expect(
      try step("bias light 100 mW/cm2 at 450 nm").action
        == .biasLight(BiasLight(irradiance: 1000, wavelength: 450e-9)))
    #expect(try step("bias light off").action == .biasLight(nil))
    #expect(
      try step("waveform 0 s 0 V, 1 s 6 V, 1 s 0 V, 3 s 0 V, record current every 0.5 s").action
        == .course(BiasCourse(.points, times: [0, 1, 1, 3], biases: [0, 6, 0, 0])))
    let train = try step(
      "pulse train from 0 V to 6 V, width 10 ms, period 50 ms, 3 pulses, record current at each pulse")
    guard case .course(let course) = train.action else {
      Issue.record("no course")
      return
    }
    #expect(abs(course.duration - 0.15) < 1e-15 && course.times.count == 12 && train.records[0].timing == .eachPulse)
    #expect(zip(course.pulseEnds, [0.01, 0.06, 0.11]).allSatisfy { abs($0 - $1) < 1e-15 })
  }

  @Test("follow a sine to the stated departure of a chord")
  func sine() throws {
    guard case .course(let course) = try step("sine of 1 V at 2 Hz about 4 V for 1 s").action else {
      Issue.record("no course")
      return
    }
    #expect(course.times.count == 129 && course.duration == 1)
    let middles = zip(course.times.indices, course.times.indices.dropFirst()).map { i, j in
      let t = (course.times[i] + course.times[j]) / 2
      return abs((course.biases[i] + course.biases[j]) / 2 - 4 - sin(2 * .pi * 2 * t))
    }
    let bound: Double = (2 * .pi / 64) * (2 * .pi / 64) / 8
    #expect((middles.max() ?? 1) <= bound && (middles.max() ?? 0) > 0.9 * bound)
  }

  @Test("wait for a condition, with a longest time")
  func conditions() throws {
    #expect(
      try step("hold 4 V until ASE/PL above 1, at most 30 s, tested every 0.1 s, record spectrum at end").action
        == .hold(
          .volts(4),
          lasting: .until(StopRule(.emissionRatio, isBelow: false, threshold: 1, limit: 30, interval: 0.1))))
    #expect(
      try step("rest at 0 V until current below 10 nA/cm2, at most 60 s").action
        == .rest(bias: 0, lasting: .until(StopRule(.current, isBelow: true, threshold: 1e-4, limit: 60))))
    #expect(
      try step("hold 4 V until ion fraction below 0.2, at most 60 s").action
        == .hold(.volts(4), lasting: .until(StopRule(.ionFraction, isBelow: true, threshold: 0.2, limit: 60))))
  }

  @Test("open blocks")
  func blocks() throws {
    #expect(try SentenceParser("section warm up").parse().get() == .section(name: "warm up"))
    #expect(try SentenceParser("repeat 5 times").parse().get() == .repeated(count: 5))
    #expect(try SentenceParser("for bias 0 V, 1.5 V, -2 V").parse().get() == .forEach(.bias([0, 1.5, -2])))
    #expect(
      try SentenceParser("for bias from 0 V to 6 V by 1 V").parse().get()
        == .forEach(.bias([0, 1, 2, 3, 4, 5, 6])))
  }

  @Test(
    "are refused with the column of the mistake",
    arguments: [
      ("hodl 6 V for 5 s", 1, "did you mean 'hold'"),
      ("hold 6 for 5 s", 6, "no unit"),
      ("hold 6 V", 9, "ends"),
      ("hold 6 V for", 13, "ends"),
      ("hold 6 V for 5 V", 16, "a time"),
      ("hold 6 V for 5 s quickly", 18, "quickly"),
      ("hold 6 V for -5 s", 14, "plausible range"),
      ("hold 600 V for 5 s", 6, "plausible range"),
      ("hold nan V for 5 s", 6, "number"),
      ("rest at 0 V untill steady", 13, "did you mean 'until'"),
      ("rest at 0 V for 5 s, record spectrum", 29, "dark"),
      ("hold 6 V for 5 s, record spectra every 1 s", 26, "did you mean 'spectrum'"),
      ("hold 6 V for 5 s, recrod spectrum", 19, "did you mean 'record'"),
      ("hold 6 V for 5 s, record spectrum every 10 s", 45, "ends before"),
      ("hold 6 V for 5 s,, record spectrum", 18, "nothing stands"),
      ("step from -4 V to 10 V by 0.3 V, dwell 2 s", 27, "no whole number"),
      ("step from -4 V to 10 V by 1 V, record spectrum", 47, "dwell 2 s"),
      ("scan from 10 V to -4 V at 2 V", 29, "scan rate"),
      ("scan from 10 V to -4 V at 2 V/s, record spectrum", 49, "how often"),
      ("fluence ladder from 60 uJ/cm2 to 1400 uJ/cm2 in 20 steps, 1 s each", 57, "spacing"),
      ("fluence ladder from 60 uJ/cm2 to 1400 uJ/cm2 in 20 steps log", 61, "exposure"),
      ("repeat 0 times", 8, "too few"),
      ("repeat 2.5 times", 8, "whole number"),
      ("light of", 7, "did you mean"),
      ("ramp to 6 V at 2 V/s", 13, "'in' belongs"),
      ("pulse train from 0 V to 6 V, width 10 ms, period 5 ms, 3 pulses", 64, "as long as its period"),
      ("pulse train from 0 V to 6 V, width 10 ms, 3 pulses", 51, "period is missing"),
      ("sine of 20 mV at 1 MHz about 4 V for 1 s", 38, "periods"),
      ("waveform 1 s 0 V, 2 s 3 V", 10, "begins at 0 s"),
      ("waveform 0 s 0 V, 2 s 3 V, 1 s 0 V", 28, "lies before"),
      ("waveform 0 s 0 V", 17, "two points"),
      ("hold 4 V until current below 10 nA, at most 3 s", 33, "current"),
      ("hold 4 V until current below 10 nA/cm2", 39, "at most 60 s"),
      ("hold 4 V until PL above 1, at most 3 s", 16, "condition"),
      ("drive 10 mA for 5 s", 10, "current"),
      ("temperature 65 C", 16, "temperature"),
      ("bias light 100 mW/cm2", 22, "'at'"),
      ("hold 4 V for 5 s, record current at each pulse", 47, "no pulses"),
      ("hold 4 V for 5 s, record current at 6 s", 40, "ends before"),
      ("section", 8, "no name"),
      ("", 1, "empty"),
    ])
  func refusals(sentence: String, column: Int, says: String) throws {
    let found = problems(sentence)
    let problem = try #require(found.first, "understood: \(sentence)")
    #expect(problem.column == column, "\(problem)")
    #expect(problem.description.contains(says), "\(problem)")
    #expect(!problem.remedy.isEmpty)
  }

  @Test("report all their mistakes at once")
  func allAtOnce() {
    let found = problems("hold 6 for 5 s, record spectra every 1 s, record current every 2 V")
    #expect(found.map(\.column) == [6, 24, 66])
  }

  @Test("put the caret under the mistake, whatever alphabet stands before it")
  func caret() {
    let text = problems("fluence 480 µJ/cm³").first?.description ?? ""
    let lines = text.split(separator: "\n")
    #expect(lines.count >= 3 && lines[1].hasPrefix(String(repeating: " ", count: 12) + "^^^^^^"), "\(text)")
  }
}
