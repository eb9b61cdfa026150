// Sentence → step. Goals, in this order:
//   1. never guess: every word is understood or refused, with its column and the form to write instead;
//   2. report everything wrong with a sentence at once: each clause is read on its own and its problem kept;
//   3. read like a lab book.

import Quantities

/// What a sentence means.
public enum ParsedSentence: Sendable, Equatable {
  /// A step of its own.
  case step(ProtocolStep)
  /// The head of a block: the steps below it are carried out `count` times.
  case repeated(count: Int)
  /// The head of a block: the steps below it are carried out once per value.
  case forEach(Series)
  /// The head of a block: the steps below it go by a name.
  case section(name: String)
}

/// Reads the sentences of the protocol language.
public struct SentenceParser: Sendable {
  /// The sentence without the colon that ends the head of a block.
  public let sentence: String
  private let parts: [SentenceClause]

  /// - Parameter sentence: one sentence, for example `hold 6 V for 5 s, record spectrum every 0.5 s`.
  public init(_ sentence: String) {
    self.sentence = sentence
    self.parts = clauses(of: sentence)
  }

  /// Reads the sentence.
  /// - Returns: its meaning, or everything that is wrong with it in order of column.
  public func parse(position: SentencePosition = SentencePosition()) -> Result<ParsedSentence, SentenceProblems> {
    do {
      let form = try recognise()
      switch form {
      case .repeated: return .success(.repeated(count: try repetition()))
      case .series: return .success(.forEach(try series()))
      case .section: return .success(.section(name: try section()))
      default:
        var draft = StepDraft(form: form, sentence: sentence)
        draft.read(parts)
        return draft.finished(position: position).map { .step($0) }
      }
    } catch {
      return .failure(SentenceProblems([error]))
    }
  }

  /// Recognises the form from the first words.
  private func recognise() throws(SentenceProblem) -> SentenceForm {
    guard let opening = parts.first?.words.first else {
      throw SentenceProblem(
        sentence: sentence, column: 1, message: "the sentence is empty", remedy: SentenceForm.listing)
    }
    let word = opening.lowercased
    if word == "fluence" {
      switch parts[0].words.dropFirst().first?.lowercased {
      case "ladder": return .ladder
      case "waveform": return .fluenceWaveform
      default: return .fluence
      }
    }
    if let form = SentenceForm.allCases.first(where: { $0.opening == word }) { return form }
    let guess = Spelling.closest(to: word, among: SentenceForm.allCases.map(\.opening))
    throw SentenceProblem(
      sentence: sentence, column: opening.column, length: opening.text.unicodeScalars.count,
      message: "no sentence begins with '\(opening.text)'" + (guess.map { "; did you mean '\($0)'?" } ?? ""),
      remedy: SentenceForm.listing)
  }

  /// `repeat 5 times`
  private func repetition() throws(SentenceProblem) -> Int {
    var reader = ClauseReader(parts[0], of: sentence, example: SentenceForm.repeated.example)
    try reader.expect("repeat")
    let count = try reader.takeCount(of: "repetitions", atLeast: 1)
    if !reader.accept("times") { try reader.expect("time") }
    try reader.finish()
    if parts.count > 1 {
      throw ClauseReader(parts[1], of: sentence, example: SentenceForm.repeated.example)
        .problem("nothing may follow 'repeat \(count) times' but the steps below it")
    }
    return count
  }

  /// `section warm up`
  private func section() throws(SentenceProblem) -> String {
    let words = parts[0].words.dropFirst().map(\.text)
    let reader = ClauseReader(parts[0], of: sentence, example: SentenceForm.section.example)
    guard !words.isEmpty else {
      throw SentenceProblem(
        sentence: sentence, column: parts[0].end, message: "the section has no name",
        remedy: "write for example: \(SentenceForm.section.example)")
    }
    guard parts.count == 1 else {
      throw reader.problem("the name of a section holds no comma", at: parts[1].words.first)
    }
    return words.joined(separator: " ")
  }

  /// `for bias 0 V, 1 V, 2 V` · `for bias from 0 V to 6 V by 1 V` · `for fluence …`
  private func series() throws(SentenceProblem) -> Series {
    let example = SentenceForm.series.example
    var reader = ClauseReader(parts[0], of: sentence, example: example)
    try reader.expect("for")
    let name = try reader.takeWord(of: ["bias", "fluence"], called: "series")
    let kind: ProtocolQuantity = name == "bias" ? .bias : .fluence
    var values: [Double] = []
    if reader.accept("from") {
      let start = try reader.takeQuantity(kind)
      try reader.expect("to")
      let end = try reader.takeQuantity(kind)
      try reader.expect("by")
      let place = reader.next
      let increment = try reader.takeQuantity(kind.increment)
      try reader.finish()
      guard let count = levelCount(from: start, to: end, by: increment) else {
        throw reader.problem("the way from start to end is no whole number of these steps", at: place)
      }
      values = Staircase(start: start, end: end, levelCount: count, dwell: 0).levels
      if parts.count > 1 {
        throw ClauseReader(parts[1], of: sentence, example: example).problem("nothing may follow the series")
      }
    } else {
      values.append(try reader.takeQuantity(kind))
      try reader.finish()
      for part in parts.dropFirst() {
        var further = ClauseReader(part, of: sentence, example: example)
        values.append(try further.takeQuantity(kind))
        try further.finish()
      }
    }
    return name == "bias" ? .bias(values) : .fluence(values)
  }
}

/// All that is wrong with one sentence.
public struct SentenceProblems: Error, Sendable, Equatable, CustomStringConvertible {
  /// The problems, sentence by sentence and in order of column; never empty.
  public let problems: [SentenceProblem]
  init(_ problems: [SentenceProblem]) { self.problems = problems }

  /// One line a problem.
  public var description: String { problems.map(\.description).joined(separator: "\n") }
}

extension SentenceForm {
  /// The forms of the language, one to a line.
  static var listing: String {
    "valid sentences:\n" + allCases.map(\.examples).joined(separator: "\n")
      + "\nmost may be followed by: , \(recordExample)"
  }
}

/// The number of levels from `start` to `end` in increments of the size given; `nil` if it does not come out even.
func levelCount(from start: Double, to end: Double, by increment: Double) -> Int? {
  guard increment > 0 else { return nil }
  let quotient = abs(end - start) / increment
  let whole = quotient.rounded()
  guard whole < 1e9, abs(quotient - whole) <= 1e-6 else { return nil }
  return Int(whole) + 1
}
