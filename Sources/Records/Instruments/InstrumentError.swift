/// Why a file of measured data is refused: place, reason, and what to do.
public enum InstrumentError: StatesExitStatus, Equatable, CustomStringConvertible {
  case unreadable(path: String, reason: String)
  case empty(source: String)
  case binary(source: String, offset: Int)
  case line(source: String, line: Int, reason: String, remedy: String)
  case byte(source: String, offset: Int, reason: String, remedy: String)
  case noNumbers(source: String)
  case wrongFormat(source: String, format: InstrumentFormat, reason: String)
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
