// A report on paper: weasyprint lays the very page out, with its figures as vectors, where it is installed.

import Foundation

/// Prints HTML pages as PDF.
public struct ReportPrinter: Sendable {
  /// Name of the program, looked for along PATH.
  public let program: String

  /// - Parameter program: name of the program, looked for along PATH.
  public init(program: String = "weasyprint") { self.program = program }

  /// Prints a page.
  /// - Parameters:
  ///   - page: the HTML file.
  ///   - file: the PDF to write.
  /// - Returns: why there is no PDF, with the way out; `nil` where there is one.
  public func print(_ page: URL, as file: URL) async -> String? {
    switch await ExternalProgram(name: program).run([
      "--quiet", page.path(percentEncoded: false), file.path(percentEncoded: false),
    ]) {
    case .success: return nil
    case .failure(let reason): return "no \(file.lastPathComponent): weasyprint: \(reason.suffix(400))"
    case .missing:
      return "no \(file.lastPathComponent): weasyprint is not installed (Scripts/install-dependencies --report, or pip install "
        + "weasyprint); a browser prints \(page.lastPathComponent), too"
    }
  }
}
