import Foundation

/// Standard error, where progress and warnings go so that results can be piped.
enum Terminal {
  /// Writes one message to standard error.
  /// - Parameter label: `warning`, `error`; `nil` for a plain line.
  static func warn(_ message: String, label: String? = "warning") {
    let text = (label.map { "\($0): " } ?? "") + message + "\n"
    FileHandle.standardError.write(Data(text.utf8))
  }

  /// Whether standard error is a terminal that shows a progress bar.
  static var isInteractive: Bool { isatty(FileHandle.standardError.fileDescriptor) != 0 }
}
