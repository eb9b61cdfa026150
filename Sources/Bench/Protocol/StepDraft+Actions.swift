import Quantities

// The first clause of each sentence: what is done.

extension StepDraft {
  /// The first clause.
  mutating func readAction(_ reader: inout ClauseReader) throws(SentenceProblem) -> ProtocolAction {
    switch form {
    case .rest: return try readRest(&reader)
    case .hold: return try readHold(&reader)
    case .step: return try readStaircase(&reader)
    case .scan: return try readScan(&reader)
    case .ladder: return try readLadder(&reader)
    case .light:
      try reader.expect("light")
      return .light(isOn: try reader.takeWord(of: ["on", "off"], called: "state of the light") == "on")
    case .fluence:
      try reader.expect("fluence")
      _ = reader.accept("to")
      return .fluence(try reader.takeQuantity(.fluence))
    case .record:
      try readRecord(&reader, timed: false)
      return .observe
    case .ramp: return try readRamp(&reader)
    case .pulses: return try readPulses(&reader)
    case .sine: return try readSine(&reader)
    case .waveform: return try readWaveform(&reader)
    case .fluenceWaveform: return try readFluenceWaveform(&reader)
    case .drive:
      try reader.expect("drive")
      return .drive(current: try reader.takeQuantity(.current), lasting: try readLasting(&reader))
    case .temperature: return try readTemperature(&reader)
    case .biasLight:
      try reader.expect("bias")
      try reader.expect("light")
      if reader.accept("off") { return .biasLight(nil) }
      let irradiance = try reader.takeQuantity(.irradiance)
      try reader.expect("at")
      return .biasLight(BiasLight(irradiance: irradiance, wavelength: try reader.takeQuantity(.wavelength)))
    case .repeated, .series, .section:
      throw reader.problem("this opens a block and ends with ':'")
    }
  }

  /// `rest at 0 V until steady` · `rest at 0 V for 60 s`
  private mutating func readRest(_ reader: inout ClauseReader) throws(SentenceProblem) -> ProtocolAction {
    try reader.expect("rest")
    try reader.expect("at")
    let bias = try reader.takeQuantity(.bias)
    return .rest(bias: bias, lasting: try readLasting(&reader))
  }

  /// `hold 6 V for 5 s` · `hold at 6 V until steady` · `hold for 5 s` · `hold bias for 5 s`
  private mutating func readHold(_ reader: inout ClauseReader) throws(SentenceProblem) -> ProtocolAction {
    try reader.expect("hold")
    _ = reader.accept("at")
    if let word = reader.next?.lowercased, ["for", "until"].contains(word) {
      return .hold(.present, lasting: try readLasting(&reader))
    }
    if reader.accept("bias") { return .hold(.ofSeries, lasting: try readLasting(&reader)) }
    let bias = try reader.takeQuantity(.bias)
    return .hold(.volts(bias), lasting: try readLasting(&reader))
  }

  private mutating func readLasting(_ reader: inout ClauseReader) throws(SentenceProblem) -> Lasting {
    if try reader.takeWord(of: ["for", "until"], called: "word for how long") == "for" {
      return .time(try reader.takeQuantity(.time))
    }
    let watched = ["steady", "current", "ase/pl", "ion"]
    switch try reader.takeWord(of: watched, called: "condition") {
    case "steady": return .untilSteady
    case "current": return try readCondition(.current, .current, &reader)
    case "ase/pl": return try readCondition(.emissionRatio, .ratio, &reader)
    default:
      try reader.expect("fraction")
      return try readCondition(.ionFraction, .ratio, &reader)
    }
  }

  /// `below 10 nA/cm2` · `above 1`
  private mutating func readCondition(
    _ quantity: StopQuantity, _ kind: ProtocolQuantity, _ reader: inout ClauseReader
  ) throws(SentenceProblem) -> Lasting {
    let isBelow = try reader.takeWord(of: ["below", "above"], called: "direction of the condition") == "below"
    let threshold = kind == .ratio ? try reader.takeNumber(kind) : try reader.takeQuantity(kind)
    stop = StopDraft(quantity: quantity, isBelow: isBelow, threshold: abs(threshold))
    return .until(StopRule(quantity, isBelow: isBelow, threshold: abs(threshold), limit: 1))
  }

  /// `from 0 V to 6 V`
  private func readWay(
    of kind: ProtocolQuantity, _ reader: inout ClauseReader
  ) throws(SentenceProblem) -> (start: Double, end: Double) {
    try reader.expect("from")
    let start = try reader.takeQuantity(kind)
    try reader.expect("to")
    return (start, try reader.takeQuantity(kind))
  }

  /// `temperature 65 °C` · `temperature to 65 °C in 60 s` · `temperature from 25 °C to 65 °C in 60 s`
  private func readTemperature(_ reader: inout ClauseReader) throws(SentenceProblem) -> ProtocolAction {
    try reader.expect("temperature")
    if reader.next?.lowercased == "from" {
      let (start, end) = try readWay(of: .temperature, &reader)
      try reader.expect("in")
      return .temperatureRamp(TemperatureRamp(start: start, end: end, duration: try reader.takeQuantity(.time)))
    }
    _ = reader.accept("to")
    let end = try reader.takeQuantity(.temperature)
    guard reader.accept("in") else { return .temperature(end) }
    return .temperatureRamp(TemperatureRamp(start: nil, end: end, duration: try reader.takeQuantity(.time)))
  }

  /// `ramp to 6 V in 10 s` · `ramp from 0 V to 6 V in 10 s`
  private func readRamp(_ reader: inout ClauseReader) throws(SentenceProblem) -> ProtocolAction {
    try reader.expect("ramp")
    let start = reader.accept("from") ? try reader.takeQuantity(.bias) : nil
    try reader.expect("to")
    let end = try reader.takeQuantity(.bias)
    try reader.expect("in")
    return .ramp(start: start, end: end, duration: try reader.takeQuantity(.time))
  }

  /// `pulse train from 0 V to 6 V`
  private mutating func readPulses(_ reader: inout ClauseReader) throws(SentenceProblem) -> ProtocolAction {
    try reader.expect("pulse")
    try reader.expect("train")
    (pulses.base, pulses.top) = try readWay(of: .bias, &reader)
    return .course(BiasCourse(.pulseTrain, times: [], biases: []))
  }

  /// `sine of 20 mV at 10 Hz about 4 V for 2 s`
  private func readSine(_ reader: inout ClauseReader) throws(SentenceProblem) -> ProtocolAction {
    try reader.expect("sine")
    try reader.expect("of")
    let amplitude = try reader.takeQuantity(.amplitude)
    try reader.expect("at")
    let frequency = try reader.takeQuantity(.frequency)
    try reader.expect("about")
    let offset = try reader.takeQuantity(.bias)
    try reader.expect("for")
    let place = reader.next
    let duration = try reader.takeQuantity(.time)
    guard duration * frequency * Double(BiasCourse.chordsPerPeriod) <= Double(BiasCourse.mostPoints) else {
      throw reader.problem(
        "the sine has more than \(BiasCourse.mostPoints / BiasCourse.chordsPerPeriod) periods",
        remedy: "take a shorter time, or repeat a block and record less often", at: place)
    }
    return .course(.sine(amplitude: amplitude, frequency: frequency, offset: offset, duration: duration))
  }

  /// `waveform drive.csv` · `waveform 0 s 0 V`, the other points being clauses of their own
  private mutating func readWaveform(_ reader: inout ClauseReader) throws(SentenceProblem) -> ProtocolAction {
    try reader.expect("waveform")
    return .course(BiasCourse(try readWaveformSource(&reader).map { .file($0) } ?? .points, times: [], biases: []))
  }

  /// `fluence waveform pump.csv` · `fluence waveform 0 s 60 uJ/cm2`, the other points being clauses of their own
  private mutating func readFluenceWaveform(_ reader: inout ClauseReader) throws(SentenceProblem) -> ProtocolAction {
    try reader.expect("fluence")
    try reader.expect("waveform")
    return .fluenceCourse(FluenceCourse(file: try readWaveformSource(&reader)))
  }

  /// The name of a file, or `nil` after the first of the points that stand in the sentence.
  private mutating func readWaveformSource(_ reader: inout ClauseReader) throws(SentenceProblem) -> String? {
    guard let word = reader.next else {
      throw reader.problem("the sentence ends where a file or a point of the waveform belongs")
    }
    if word.text.first?.isNumber == true {
      try readPoint(&reader)
      return nil
    }
    reader.skip()
    return word.text
  }

  /// `1 s 6 V` · `1 s 480 uJ/cm2`
  mutating func readPoint(_ reader: inout ClauseReader) throws(SentenceProblem) {
    let place = reader.next
    let time = isZero(place) ? try reader.takeZeroTime() : try reader.takeQuantity(.time)
    let value = try reader.takeQuantity(form == .fluenceWaveform ? .fluence : .bias)
    if points.times.isEmpty, time != 0 {
      throw reader.problem("a waveform begins at 0 s", at: place)
    }
    if let last = points.times.last, time < last {
      throw reader.problem("this point lies before the one that precedes it", at: place)
    }
    points.times.append(time)
    points.values.append(value)
  }

  private func isZero(_ word: SentenceWord?) -> Bool { word.flatMap { Double($0.text) } == 0 }

  /// `step from -4 V to 10 V by 1 V`
  private func readStaircase(_ reader: inout ClauseReader) throws(SentenceProblem) -> ProtocolAction {
    try reader.expect("step")
    let (start, end) = try readWay(of: .bias, &reader)
    try reader.expect("by")
    let place = reader.next
    let increment = try reader.takeQuantity(.biasStep)
    guard let count = levelCount(from: start, to: end, by: increment) else {
      throw reader.problem(
        "the way from the first level to the last is no whole number of these steps",
        remedy: "choose a step that divides it evenly; it is a size, without sign: the direction follows", at: place)
    }
    return .staircase(Staircase(start: start, end: end, levelCount: count, dwell: 0))
  }

  /// `scan from 10 V to -4 V at 2 V/s`
  private func readScan(_ reader: inout ClauseReader) throws(SentenceProblem) -> ProtocolAction {
    try reader.expect("scan")
    let place = reader.next
    let (start, end) = try readWay(of: .bias, &reader)
    try reader.expect("at")
    let rate = try reader.takeQuantity(.scanRate)
    guard start != end else {
      throw reader.problem(
        "the scan ends where it begins", remedy: "write two different voltages, or 'hold'", at: place)
    }
    return .scan(Scan(start: start, end: end, rate: rate))
  }

  /// `fluence ladder from 60 uJ/cm2 to 1400 uJ/cm2 in 20 steps log`
  private func readLadder(_ reader: inout ClauseReader) throws(SentenceProblem) -> ProtocolAction {
    try reader.expect("fluence")
    try reader.expect("ladder")
    let (start, end) = try readWay(of: .fluence, &reader)
    try reader.expect("in")
    let count = try reader.takeCount(of: "steps", atLeast: 2)
    try reader.expect("steps")
    let spacing = try reader.takeWord(of: ["log", "linear"], called: "spacing of the ladder")
    return .ladder(
      FluenceLadder(start: start, end: end, rungCount: count, isLogarithmic: spacing == "log", exposure: nil))
  }
}
