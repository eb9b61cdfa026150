import Quantities

/// A cursor over the words of one clause. Every `take…` either consumes what it wants or throws the problem.
struct ClauseReader {
  let sentence: String
  let clause: SentenceClause
  /// How the sentence should have been written: the remedy of most problems.
  let example: String
  private var index = 0

  init(_ clause: SentenceClause, of sentence: String, example: String) {
    self.clause = clause
    self.sentence = sentence
    self.example = example
  }

  /// The next word, if any.
  var next: SentenceWord? { index < clause.words.count ? clause.words[index] : nil }

  /// A problem at the next word, or behind the clause where a word is missing.
  func problem(_ message: String, remedy: String? = nil, at word: SentenceWord? = nil) -> SentenceProblem {
    let place = word ?? next
    return SentenceProblem(
      sentence: sentence, column: place?.column ?? clause.end, length: place?.text.unicodeScalars.count ?? 1,
      message: message,
      remedy: remedy ?? "write for example:\n" + example.replacing("   |   ", with: "\n"))
  }

  /// Consumes the words if they come next, all or none.
  mutating func accept(_ words: String...) -> Bool {
    guard clause.words.count - index >= words.count else { return false }
    for (offset, word) in words.enumerated() where clause.words[index + offset].lowercased != word { return false }
    index += words.count
    return true
  }

  /// Consumes the word, which must come next.
  mutating func expect(_ word: String) throws(SentenceProblem) {
    if accept(word) { return }
    guard let found = next else { throw problem("the sentence ends where '\(word)' belongs") }
    throw problem("'\(found.text)' stands where '\(word)' belongs")
  }

  /// Consumes one of several words and returns it.
  mutating func takeWord(of vocabulary: [String], called name: String) throws(SentenceProblem) -> String {
    let list = vocabulary.map { "'\($0)'" }.joined(separator: ", ")
    guard let found = next else { throw problem("the sentence ends where the \(name) belongs: \(list)") }
    guard vocabulary.contains(found.lowercased) else {
      let guess = Spelling.closest(to: found.lowercased, among: vocabulary).map { "; did you mean '\($0)'?" } ?? ""
      throw problem("'\(found.text)' is no \(name)\(guess)", remedy: "write one of \(list)")
    }
    index += 1
    return found.lowercased
  }

  /// Consumes a quantity with its unit, `6 V` or `6V`, and returns it in SI.
  mutating func takeQuantity(_ kind: ProtocolQuantity) throws(SentenceProblem) -> Double {
    guard let first = next else {
      throw problem("the sentence ends where \(kind.name) belongs", remedy: "write for example \(kind.example)")
    }
    if let dash = first.text.first, "−–—".contains(dash), first.text.dropFirst().first?.isNumber == true {
      throw problem(
        "'\(dash)' is a dash of print, not the minus sign of the keyboard",
        remedy: "write -\(first.text.dropFirst())")
    }
    var text = first.text
    var wordCount = 1
    if Double(first.text) != nil {
      // A number alone: the next word is its unit, unless it is a word of the language.
      guard index + 1 < clause.words.count, !Self.vocabulary.contains(clause.words[index + 1].lowercased) else {
        throw problem(
          "'\(first.text)' has no unit where \(kind.name) belongs", remedy: "write for example \(kind.example)")
      }
      text += " " + clause.words[index + 1].text
      wordCount = 2
    }
    switch kind.read(text) {
    case .success(let value):
      index += wordCount
      return value
    case .failure(let error):
      // The words may stand further apart than in `text`: a mistake in the unit is shown at the unit.
      let last = clause.words[index + wordCount - 1]
      let isUnit = error.column > first.text.unicodeScalars.count
      let length = last.end - (isUnit ? last.column : first.column)
      throw SentenceProblem(
        sentence: sentence, column: isUnit ? last.column : first.column, length: length,
        message: error.reason + (error.suggestion.map { "; did you mean '\($0)'?" } ?? ""), remedy: error.remedy)
    }
  }

  /// Consumes the next word, whatever it is.
  mutating func skip() { index += 1 }

  /// Consumes a pure number in the range of its kind.
  mutating func takeNumber(_ kind: ProtocolQuantity) throws(SentenceProblem) -> Double {
    guard let found = next else {
      throw problem("the sentence ends where \(kind.name) belongs", remedy: "write for example \(kind.example)")
    }
    switch kind.read(found.text) {
    case .success(let value):
      index += 1
      return value
    case .failure(let error): throw problem(error.reason, remedy: error.remedy)
    }
  }

  /// Consumes `0 s`, which is no duration but the beginning of a waveform.
  mutating func takeZeroTime() throws(SentenceProblem) -> Double {
    index += 1
    guard let unit = next, (try? Quantity(parsing: "0 \(unit.text)", as: .time)) != nil else {
      throw problem("'0' has no unit of time", remedy: "write 0 s")
    }
    index += 1
    return 0
  }

  /// Consumes a whole number of at least `minimum`.
  mutating func takeCount(of things: String, atLeast minimum: Int) throws(SentenceProblem) -> Int {
    guard let found = next else { throw problem("the sentence ends where the number of \(things) belongs") }
    guard let value = Int(found.text) else {
      throw problem("'\(found.text)' is no whole number of \(things)")
    }
    guard value >= minimum else { throw problem("\(value) \(things) are too few: at least \(minimum)") }
    index += 1
    return value
  }

  /// The clause must end here.
  func finish() throws(SentenceProblem) {
    if let extra = next { throw problem("'\(extra.text)' is not understood here") }
  }

  /// Words that can follow a number and are no units.
  private static let vocabulary: Set<String> = [
    "for", "to", "by", "at", "until", "each", "in", "every", "from", "steps", "points", "log", "linear", "record",
    "dwell", "times", "instantly", "end", "start", "steady", "width", "period", "pulses", "about", "of", "below",
    "above",
    "most", "tested",
  ]
}
