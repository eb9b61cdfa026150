import Quantities

/// A step while its clauses are being read: what is known so far, and what was found wrong.
struct StepDraft {
  let form: SentenceForm
  let sentence: String
  private var action: ProtocolAction?
  private var records: [RecordRequest] = []
  private var dwell: Double?
  private var exposure: Exposure?
  private var ladderBias: Double?
  private var problems: [SentenceProblem] = []

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
    return .success(ProtocolStep(action, records: records, sentence: sentence, position: position))
  }

  /// The first clause.
  private mutating func readAction(_ reader: inout ClauseReader) throws(SentenceProblem) -> ProtocolAction {
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
    case .repeated, .series:
      throw reader.problem("this opens a block and ends with ':'")
    }
  }

  /// `rest at 0 V until steady` · `rest at 0 V for 60 s`
  private func readRest(_ reader: inout ClauseReader) throws(SentenceProblem) -> ProtocolAction {
    try reader.expect("rest")
    try reader.expect("at")
    let bias = try reader.takeQuantity(.bias)
    return .rest(bias: bias, lasting: try readLasting(&reader))
  }

  /// `hold 6 V for 5 s` · `hold at 6 V until steady` · `hold for 5 s` · `hold bias for 5 s`
  private func readHold(_ reader: inout ClauseReader) throws(SentenceProblem) -> ProtocolAction {
    try reader.expect("hold")
    _ = reader.accept("at")
    if let word = reader.next?.lowercased, ["for", "until"].contains(word) {
      return .hold(.present, lasting: try readLasting(&reader))
    }
    if reader.accept("bias") { return .hold(.ofSeries, lasting: try readLasting(&reader)) }
    let bias = try reader.takeQuantity(.bias)
    return .hold(.volts(bias), lasting: try readLasting(&reader))
  }

  private func readLasting(_ reader: inout ClauseReader) throws(SentenceProblem) -> Lasting {
    if try reader.takeWord(of: ["for", "until"], called: "word for how long") == "for" {
      return .time(try reader.takeQuantity(.time))
    }
    try reader.expect("steady")
    return .untilSteady
  }

  /// `step from -4 V to 10 V by 1 V`
  private func readStaircase(_ reader: inout ClauseReader) throws(SentenceProblem) -> ProtocolAction {
    try reader.expect("step")
    try reader.expect("from")
    let start = try reader.takeQuantity(.bias)
    try reader.expect("to")
    let end = try reader.takeQuantity(.bias)
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
    try reader.expect("from")
    let start = try reader.takeQuantity(.bias)
    try reader.expect("to")
    let place = reader.next
    let end = try reader.takeQuantity(.bias)
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
    try reader.expect("from")
    let start = try reader.takeQuantity(.fluence)
    try reader.expect("to")
    let end = try reader.takeQuantity(.fluence)
    try reader.expect("in")
    let count = try reader.takeCount(of: "steps", atLeast: 2)
    try reader.expect("steps")
    let spacing = try reader.takeWord(of: ["log", "linear"], called: "spacing of the ladder")
    return .ladder(
      FluenceLadder(start: start, end: end, rungCount: count, isLogarithmic: spacing == "log", exposure: nil))
  }

  /// Any clause after the first.
  private mutating func readClause(_ reader: inout ClauseReader) throws(SentenceProblem) {
    if reader.next?.lowercased == "record" {
      guard form != .light, form != .fluence else {
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
    let clauseWords = Self.clauseOpenings(of: form)
    guard let found = reader.next else { return }
    let guess = Spelling.closest(to: found.lowercased, among: clauseWords).map { "; did you mean '\($0)'?" } ?? ""
    throw reader.problem(
      "no clause of this sentence begins with '\(found.text)'\(guess)",
      remedy: "write for example: \(form.example)\nrecords: \(SentenceForm.recordExample)")
  }

  private static func clauseOpenings(of form: SentenceForm) -> [String] {
    switch form {
    case .step: ["record", "dwell"]
    case .ladder: ["record", "instantly", "at"]
    default: ["record"]
    }
  }

  /// `record spectrum every 0.5 s`
  private mutating func readRecord(_ reader: inout ClauseReader, timed: Bool) throws(SentenceProblem) {
    try reader.expect("record")
    let place = reader.next
    let name = try reader.takeWord(of: RecordKind.allCases.map(\.rawValue), called: "record")
    guard let kind = RecordKind(rawValue: name) else { return }
    if kind == .spectrum, form == .rest {
      throw reader.problem(
        "'rest' is in the dark, so there is no spectrum to record", remedy: "write 'hold' in place of 'rest'",
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
      return try reader.takeWord(of: ["start", "end"], called: "time of a record") == "start" ? .atStart : .atEnd
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

  private func objection(to record: RecordRequest, duration: Double) -> String? {
    let name = record.kind.rawValue
    switch record.timing {
    case .unspecified:
      if case .scan = action, record.kind == .spectrum { return "how often to record the spectrum is missing" }
      return nil
    case .atStart, .atEnd: return nil
    case .every(let period):
      if duration == 0 { return "no time passes here, so the \(name) cannot be recorded every so often" }
      return period > duration * (1 + 1e-9) ? "the step ends before the first \(name) is due" : nil
    case .logSpaced(_, _, let last):
      if duration == 0 { return "no time passes here, so the \(name) cannot be recorded at several times" }
      return last > duration * (1 + 1e-9) ? "the step ends before the last \(name) is due" : nil
    }
  }
}
