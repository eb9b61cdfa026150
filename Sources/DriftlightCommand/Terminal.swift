import Foundation

/// Standard error, where progress and warnings go so that results can be piped.
enum Terminal {
  /// Writes one message to standard error.
  /// - Parameter label: `warning`, `error`; `nil` for a plain line.
  static func warn(_ message: String, label: String? = "warning") {
    let text = (label.map { "\($0): " } ?? "") + message + "\n"
    FileHandle.standardError.write(Data(text.utf8))
  }

  /// Rows in aligned columns, two blanks between them.
  static func table(_ rows: [[String]]) -> String {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
    return rows.map { row in
      var line = ""
      for (column, text) in row.enumerated() {
        let isLast = column == row.count - 1
        line += text + (isLast ? "" : String(repeating: " ", count: widths[column] - text.count + 2))
      }
      return line + "\n"
    }.joined()
  }

  /// A command line of this program, as a shell takes it.
  static func command(_ words: [String]) -> String {
    (["driftlight"] + words).map { word in
      word.allSatisfy { $0.isLetter || $0.isNumber || "-_./=".contains($0) } ? word : "'\(word)'"
    }.joined(separator: " ")
  }

  /// Whether standard error is a terminal that shows a progress bar.
  static var isInteractive: Bool { isatty(FileHandle.standardError.fileDescriptor) != 0 }
}
