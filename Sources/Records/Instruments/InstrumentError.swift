/// Why a file of measured data is refused: place, reason, and what to do.
public enum InstrumentError: StatesExitStatus, Equatable, CustomStringConvertible {
  /// The system refuses to read the file, with its reason.
  case unreadable(path: String, reason: String)
  /// No text at all.
  case empty(source: String)
  /// Bytes that are no text, in a layout of text.
  case binary(source: String, offset: Int)
  /// A line that cannot be understood.
  case line(source: String, line: Int, reason: String, remedy: String)
  /// A byte of a binary file that cannot be meant.
  case byte(source: String, offset: Int, reason: String, remedy: String)
  /// No numbers in the file.
  case noNumbers(source: String)
  /// The file has another layout than the one named.
  case wrongFormat(source: String, format: InstrumentFormat, reason: String)
  /// No column of that name, with those that are there.
  case noSuchColumn(source: String, column: String, available: [String])

  /// Data that cannot be read: exit code 6.
  public var exitStatus: ExitStatus { .dataUnreadable }

  /// File, line, reason and remedy.
  public var description: String {
    switch self {
    case .unreadable(let path, let reason): "\(path) cannot be read: \(reason); check the path and the permissions"
    case .empty(let source): "\(source) is empty; export it again"
    case .binary(let source, let offset):
      "\(source): byte \(offset) is zero, so this is no text and no binary layout that is known; export it as text"
    case .line(let source, let line, let reason, let remedy): "\(source):\(line): \(reason); \(remedy)"
    case .byte(let source, let offset, let reason, let remedy): "\(source), byte \(offset): \(reason); \(remedy)"
    case .noNumbers(let source):
      "\(source) holds no two lines of numbers in the same columns; export it as text, or name the layout with --format"
    case .wrongFormat(let source, let format, let reason):
      "\(source) is no \(format.title): \(reason); leave --format out to have the layout found"
    case .noSuchColumn(let source, let column, let available):
      "\(source) has no column '\(column)'; it has \(available.joined(separator: ", "))"
    }
  }
}
