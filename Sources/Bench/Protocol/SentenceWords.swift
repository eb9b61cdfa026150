// From characters to words with their columns. A comma separates clauses and is never part of a number: decimals are
// written with a point. Columns count Unicode scalars, as those of the input files do.

/// One word of a sentence with the column it begins at, from 1.
struct SentenceWord: Equatable {
  let text: String
  let column: Int

  /// The word as compared with the vocabulary, which is all lower case.
  var lowercased: String { text.lowercased() }
  /// The column just behind the word.
  var end: Int { column + text.unicodeScalars.count }
}

/// The words between two commas.
struct SentenceClause: Equatable {
  var words: [SentenceWord]
  /// Column just behind the clause: where a missing word would have stood.
  var end: Int
}

/// Splits a sentence at commas and white space.
func clauses(of sentence: String) -> [SentenceClause] {
  var result: [SentenceClause] = []
  var words: [SentenceWord] = []
  var current = ""
  var start = 1
  var column = 1
  func closeWord() {
    if !current.isEmpty { words.append(SentenceWord(text: current, column: start)) }
    current = ""
  }
  for character in sentence.unicodeScalars {
    if character == "," || character.properties.isWhitespace {
      closeWord()
      if character == "," {
        result.append(SentenceClause(words: words, end: words.last?.end ?? column))
        words = []
      }
    } else {
      if current.isEmpty { start = column }
      current.unicodeScalars.append(character)
    }
    column += 1
  }
  closeWord()
  result.append(SentenceClause(words: words, end: words.last?.end ?? column))
  return result
}
