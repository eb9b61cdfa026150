/// What can be wrong with a table of numbers, with the place and the way out.
public enum CSVError: StatesExitStatus, Equatable, CustomStringConvertible {
  /// No text at all.
  case empty(source: String)
  /// A column of another length.
  case uneven(column: String, rows: Int, expected: Int)
  /// A quote that is not closed, and its line.
  case openQuote(source: String, line: Int)
  /// A line with another number of fields.
  case fieldCount(source: String, line: Int, found: Int, expected: Int)
  /// A field that is no number, and its place.
  case notANumber(source: String, line: Int, column: Int, field: String)
  /// No column of that name, with those that are there.
  case noSuchColumn(name: String, available: [String])
  /// The system refuses to read the file, with its reason.
  case unreadable(path: String, reason: String)

  /// Data could not be read: 6.
  public var exitStatus: ExitStatus { .dataUnreadable }

  /// Place or subject, reason and way out.
  public var description: String {
    switch self {
    case .empty(let source):
      "\(source) holds no table; the first line names the columns, as in 'wavelength [nm],emission [a.u.]'"
    case .uneven(let column, let rows, let expected):
      "column '\(column)' has \(rows) rows where the first has \(expected); give every column the same number"
    case .openQuote(let source, let line):
      "\(source):\(line): a quote is opened and not closed; close it on the same line"
    case .fieldCount(let source, let line, let found, let expected):
      "\(source):\(line): \(found) fields where the heading has \(expected); write one field a column, commas between"
    case .notANumber(let source, let line, let column, let field):
      "\(source):\(line): field \(column) is '\(field)', not a number; write it like 1.5e-3, a missing value as nan"
    case .noSuchColumn(let name, let available):
      "there is no column '\(name)'; there is \(available.joined(separator: ", "))"
    case .unreadable(let path, let reason):
      "\(path) cannot be read: \(reason); check the path and that it is a text file in UTF-8"
    }
  }
}
