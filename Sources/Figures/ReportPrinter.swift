// A report on paper: weasyprint lays the very page out, with its figures as vectors, where it is installed.

import Foundation
import Subprocess

/// Prints HTML pages as PDF.
public struct ReportPrinter: Sendable {
  /// Name of the program, looked for along PATH.
  public let program: String

  /// - Parameter program: name of the program, looked for along PATH, or its path.
  public init(program: String = "weasyprint") { self.program = program }

  /// Prints a page.
  /// - Parameters:
  ///   - page: the HTML file.
  ///   - file: the PDF to write.
  /// - Returns: why there is no PDF, with the way out; `nil` where there is one.
  public func print(_ page: URL, as file: URL) async -> String? {
    do {
      let result = try await run(
        .name(program), arguments: ["--quiet", page.path(percentEncoded: false), file.path(percentEncoded: false)],
        output: .discarded, error: .string(limit: 65536))
      guard result.terminationStatus == .exited(0), FileManager.default.fileExists(atPath: file.path(percentEncoded: false))
      else { return "weasyprint made no \(file.lastPathComponent): \(result.standardError.suffix(400))" }
      return nil
    } catch let error as SubprocessError where error.code == .executableNotFound {
      return "no \(file.lastPathComponent): weasyprint is not installed (Scripts/install-dependencies --report, or pip install "
        + "weasyprint); a browser prints \(page.lastPathComponent), too"
    } catch {
      return "no \(file.lastPathComponent): \(error)"
    }
  }
}
