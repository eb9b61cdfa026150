/// One thing wrong with one sentence of a protocol, in words for the person who wrote it.
public struct SentenceProblem: Error, Sendable, Equatable, CustomStringConvertible {
  /// The sentence as written.
  public var sentence: String
  /// Column within the sentence of the first character at fault, from 1.
  public var column: Int
  /// Number of characters at fault, at least 1.
  public var length: Int
  /// What is wrong.
  public var message: String
  /// What to write instead.
  public var remedy: String

  /// - Parameters: as the properties of the same names.
  public init(sentence: String, column: Int, length: Int = 1, message: String, remedy: String) {
    self.sentence = sentence
    self.column = column
    self.length = max(1, length)
    self.message = message
    self.remedy = remedy
  }

  /// The sentence with a caret under the place, then the reason and the remedy.
  public var description: String {
    let caret = String(repeating: " ", count: column - 1) + String(repeating: "^", count: length)
    return "\(sentence)\n\(caret) \(message)\n\(remedy)"
  }
}
