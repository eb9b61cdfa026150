import Quantities

/// A step while its clauses are being read: what is known so far, and what was found wrong.
struct StepDraft {
  let form: SentenceForm
  let sentence: String
  private var action: ProtocolAction?
  var stop: StopDraft?
  var pulses = PulseDraft()
  /// Points of a waveform that stand in the sentence: times, s, and bias, V, or fluence, J m⁻².
  var points: (times: [Double], values: [Double]) = ([], [])
  var records: [RecordRequest] = []
  private var dwell: Double?
  private var exposure: Exposure?
  private var ladderBias: Double?
  private var problems: [SentenceProblem] = []

  /// A condition that ends the step, while its clauses are being read.
  struct StopDraft {
    var quantity: StopQuantity
    var isBelow: Bool
    var threshold: Double
    var limit: Double?
    var interval: Double?
  }

  /// A pulse train while its clauses are being read.
  struct PulseDraft {
    var base = 0.0
    var top = 0.0
    var width: Double?
    var period: Double?
    var count: Int?
  }

  /// How long a ladder stays on a rung.
  private enum Exposure {
    case each(Double)
    case instantly
  }

  init(form: SentenceForm, sentence: String) {
    self.form = form
    self.sentence = sentence
  }

  /// Reads the clauses, the first of which states the action.
  mutating func read(_ parts: [SentenceClause]) {
    for (index, part) in parts.enumerated() {
      var reader = ClauseReader(part, of: sentence, example: form.example)
      do throws(SentenceProblem) {
        if part.words.isEmpty {
          throw reader.problem("nothing stands between the commas", remedy: "remove the comma")
        }
        if index == 0 { action = try readAction(&reader) } else { try readClause(&reader) }
        try reader.finish()
      } catch {
        problems.append(error)
      }
    }
    if problems.isEmpty { demandWhatIsMissing(parts) }
  }

  /// The step, or what is wrong.
  func finished(position: SentencePosition) -> Result<ProtocolStep, SentenceProblems> {
    guard problems.isEmpty, var action else {
      return .failure(SentenceProblems(problems.sorted { $0.column < $1.column }))
    }
    if case .staircase(var staircase) = action, let dwell {
      staircase.dwell = dwell
      action = .staircase(staircase)
    }
    if case .ladder(var ladder) = action {
      if case .each(let time) = exposure { ladder.exposure = time }
      ladder.bias = ladderBias
      action = .ladder(ladder)
    }
    if let stop, let limit = stop.limit {
      let rule = StopRule(
        stop.quantity, isBelow: stop.isBelow, threshold: stop.threshold, limit: limit, interval: stop.interval)
      switch action {
      case .rest(let bias, .until): action = .rest(bias: bias, lasting: .until(rule))
      case .hold(let bias, .until): action = .hold(bias, lasting: .until(rule))
      case .drive(let current, .until): action = .drive(current: current, lasting: .until(rule))
      default: break
      }
    }
    if let train { action = .course(train) }
    if case .course(let course) = action, course.form == .points {
      action = .course(BiasCourse(.points, times: points.times, biases: points.values))
    }
    if case .fluenceCourse(let course) = action, course.file == nil {
      action = .fluenceCourse(FluenceCourse(times: points.times, fluences: points.values))
    }
    return .success(ProtocolStep(action, records: records, sentence: sentence, position: position))
  }

  /// Whether the sentence only sets something.
  private var takesNoTime: Bool {
    if case .temperature? = action { return true }
    return [.light, .fluence, .biasLight].contains(form)
  }

  /// Whether the points of the waveform stand in the sentence.
  private var hasPoints: Bool {
    switch action {
    case .course(let course): form == .waveform && course.form == .points
    case .fluenceCourse(let course): course.file == nil
    default: false
    }
  }

  /// The pulses, once all that they need is known.
  private var train: BiasCourse? {
    guard form == .pulses, let width = pulses.width, let period = pulses.period, let count = pulses.count else {
      return nil
    }
    return .pulses(base: pulses.base, top: pulses.top, width: width, period: period, count: count)
  }

  /// Any clause after the first.
  private mutating func readClause(_ reader: inout ClauseReader) throws(SentenceProblem) {
    if reader.next?.lowercased == "record" {
      guard !takesNoTime else {
        throw reader.problem("no time passes here, so nothing can be recorded", remedy: "give the record its own line")
      }
      return try readRecord(&reader, timed: form != .record)
    }
    if form == .step, reader.accept("dwell") {
      guard dwell == nil else { throw reader.problem("the dwell is given twice") }
      dwell = try reader.takeQuantity(.time)
      return
    }
    if form == .ladder {
      if reader.accept("instantly") {
        guard exposure == nil else { throw reader.problem("the exposure is given twice") }
        exposure = .instantly
        return
      }
      if reader.accept("at") {
        guard ladderBias == nil else { throw reader.problem("the bias is given twice") }
        ladderBias = try reader.takeQuantity(.bias)
        return
      }
      if reader.next?.text.first?.isNumber == true {
        guard exposure == nil else { throw reader.problem("the exposure is given twice") }
        exposure = .each(try reader.takeQuantity(.time))
        return try reader.expect("each")
      }
    }
    if stop != nil, reader.accept("at", "most") {
      guard stop?.limit == nil else { throw reader.problem("the longest time is given twice") }
      stop?.limit = try reader.takeQuantity(.time)
      return
    }
    if stop != nil, reader.accept("tested") {
      guard stop?.interval == nil else { throw reader.problem("the time between tests is given twice") }
      try reader.expect("every")
      stop?.interval = try reader.takeQuantity(.time)
      return
    }
    if form == .pulses, try readPulseClause(&reader) { return }
    if form == .waveform || form == .fluenceWaveform, reader.next?.text.first?.isNumber == true {
      guard action != nil else { return }
      guard hasPoints else {
        throw reader.problem("points stand beside the name of a file", remedy: "write the one or the other")
      }
      return try readPoint(&reader)
    }
    guard let found = reader.next else { return }
    let guess =
      Spelling.closest(to: found.lowercased, among: clauseOpenings).map { "; did you mean '\($0)'?" } ?? ""
    let isNumber = found.text.first?.isNumber == true
    throw reader.problem(
      "no clause of this sentence begins with '\(found.text)'\(guess)",
      remedy: (isNumber ? "a comma separates clauses: write 0.5 and 1000 without it\n" : "")
        + "write for example:\n\(form.examples)\nrecords: \(SentenceForm.recordExample)")
  }

  /// `width 10 ms` · `period 100 ms` · `20 pulses`
  private mutating func readPulseClause(_ reader: inout ClauseReader) throws(SentenceProblem) -> Bool {
    let isKnownAlready: Bool
    if reader.accept("width") {
      isKnownAlready = pulses.width != nil
      pulses.width = try reader.takeQuantity(.time)
    } else if reader.accept("period") {
      isKnownAlready = pulses.period != nil
      pulses.period = try reader.takeQuantity(.time)
    } else if reader.next?.text.first?.isNumber == true {
      isKnownAlready = pulses.count != nil
      let place = reader.next
      let count = try reader.takeCount(of: "pulses", atLeast: 1)
      try reader.expect("pulses")
      guard count <= BiasCourse.mostPoints / 4 else {
        throw reader.problem(
          "\(count) pulses are more than the \(BiasCourse.mostPoints / 4) allowed",
          remedy: "take fewer, or stand for them by a constant bias", at: place)
      }
      pulses.count = count
    } else {
      return false
    }
    if isKnownAlready { throw reader.problem("this is given twice") }
    return true
  }

  private var clauseOpenings: [String] {
    switch form {
    case .step: ["record", "dwell"]
    case .ladder: ["record", "instantly", "at"]
    case .pulses: ["record", "width", "period"]
    default: stop == nil ? ["record"] : ["record", "at", "tested"]
    }
  }

  /// `record spectrum every 0.5 s`
  mutating func readRecord(_ reader: inout ClauseReader, timed: Bool) throws(SentenceProblem) {
    try reader.expect("record")
    let place = reader.next
    let name = try reader.takeWord(of: RecordKind.allCases.map(\.rawValue), called: "record")
    guard let kind = RecordKind(rawValue: name) else { return }
    if kind.needsLight, form == .rest {
      throw reader.problem(
        "'rest' is in the dark, so there is no \(name) to record", remedy: "write 'hold' in place of 'rest'",
        at: place)
    }
    if reader.next == nil {
      records.append(RecordRequest(kind, .unspecified))
    } else if timed {
      records.append(RecordRequest(kind, try readTiming(&reader)))
    } else {
      throw reader.problem("a record of its own is taken at once", remedy: "write 'record \(name)', or 'hold … for …'")
    }
  }

  private func readTiming(_ reader: inout ClauseReader) throws(SentenceProblem) -> RecordTiming {
    let word = try reader.takeWord(of: ["every", "log-spaced", "at"], called: "time of a record")
    switch word {
    case "every": return .every(try reader.takeQuantity(.time))
    case "at":
      if reader.next?.text.first?.isNumber == true { return .at(try reader.takeQuantity(.time)) }
      switch try reader.takeWord(of: ["start", "end", "each"], called: "time of a record") {
      case "start": return .atStart
      case "end": return .atEnd
      default:
        try reader.expect("pulse")
        return .eachPulse
      }
    default:
      let count = try reader.takeCount(of: "points", atLeast: 2)
      try reader.expect("points")
      try reader.expect("from")
      let first = try reader.takeQuantity(.time)
      try reader.expect("to")
      let place = reader.next
      let last = try reader.takeQuantity(.time)
      guard last > first else {
        throw reader.problem("the last point must come after the first", at: place)
      }
      return .logSpaced(count: count, from: first, to: last)
    }
  }

  /// What no clause said but the step needs, and what contradicts itself.
  private mutating func demandWhatIsMissing(_ parts: [SentenceClause]) {
    let behind = ClauseReader(
      SentenceClause(words: [], end: parts.last?.end ?? 1), of: sentence, example: form.example)
    let duration: Double?
    switch action {
    case .staircase:
      duration = dwell
      if dwell == nil { problems.append(behind.problem("how long to stay on each level is missing: ', dwell 2 s'")) }
    case .ladder:
      switch exposure {
      case .each(let time): duration = time
      case .instantly: duration = 0
      case nil:
        duration = nil
        problems.append(behind.problem("the exposure is missing: ', 1 s each' or ', instantly'"))
      }
    case .scan(let scan): duration = scan.duration
    case .ramp(_, _, let time), .drive(_, .time(let time)): duration = time
    case .temperatureRamp(let ramp): duration = ramp.duration
    case .fluenceCourse: duration = demandPoints(behind)
    case .course(let course):
      switch form {
      case .pulses:
        demandPulses(behind)
        duration = train?.duration
      case .waveform: duration = demandPoints(behind)
      default: duration = course.duration
      }
    case .rest(_, .until), .hold(_, .until), .drive(_, .until):
      duration = stop?.limit
      if stop?.limit == nil {
        problems.append(behind.problem("the longest time is missing: ', at most 60 s'"))
      } else if let interval = stop?.interval, let limit = stop?.limit, interval > limit {
        problems.append(behind.problem("the time between tests is longer than the longest time"))
      }
    case .rest(_, .time(let time)), .hold(_, .time(let time)): duration = time
    case .rest(_, .untilSteady), .hold(_, .untilSteady): duration = 0
    default: duration = nil
    }
    guard let duration, problems.isEmpty else { return }
    for record in records {
      if let objection = objection(to: record, duration: duration) {
        problems.append(behind.problem(objection, remedy: "records: \(SentenceForm.recordExample)"))
      }
    }
  }

  /// Duration of a waveform whose points stand in the sentence, s; `nil` for one in a file.
  private mutating func demandPoints(_ behind: ClauseReader) -> Double? {
    guard hasPoints else { return nil }
    if points.times.count < 2 { problems.append(behind.problem("a waveform needs two points or more")) }
    return points.times.last
  }

  private mutating func demandPulses(_ behind: ClauseReader) {
    if pulses.width == nil { problems.append(behind.problem("the width of a pulse is missing: ', width 10 ms'")) }
    if pulses.period == nil { problems.append(behind.problem("the period is missing: ', period 100 ms'")) }
    if pulses.count == nil { problems.append(behind.problem("the number of pulses is missing: ', 20 pulses'")) }
    if let width = pulses.width, let period = pulses.period, width >= period {
      problems.append(behind.problem("a pulse is as long as its period or longer"))
    }
  }

  private func objection(to record: RecordRequest, duration: Double) -> String? {
    let name = record.kind.rawValue
    switch record.timing {
    case .unspecified:
      if case .scan = action, record.kind.needsLight { return "how often to record the \(name) is missing" }
      return nil
    case .atStart, .atEnd: return nil
    case .eachPulse: return form == .pulses ? nil : "there are no pulses here to record the \(name) at"
    case .at(let time): return time > duration * (1 + 1e-9) ? "the step ends before the \(name) is due" : nil
    case .every(let period):
      if duration == 0 { return "no time passes here, so the \(name) cannot be recorded every so often" }
      return period > duration * (1 + 1e-9) ? "the step ends before the first \(name) is due" : nil
    case .logSpaced(_, _, let last):
      if duration == 0 { return "no time passes here, so the \(name) cannot be recorded at several times" }
      return last > duration * (1 + 1e-9) ? "the step ends before the last \(name) is due" : nil
    }
  }
}
