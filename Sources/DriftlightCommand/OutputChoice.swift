import Foundation
import Records

/// Where a command writes: the folder the user named, or a fresh one named after the time.
struct OutputChoice {
  private let folder: URL

  /// - Parameters:
  ///   - path: the folder given with `--out`, if any.
  ///   - stem: what the folder is named after otherwise.
  init(_ path: String?, stem: String, date: Date = Date()) {
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_US_POSIX")
    format.dateFormat = "yyyy-MM-dd-HHmmss"
    folder = URL(fileURLWithPath: path ?? "results/\(stem)-\(format.string(from: date))")
  }

  /// The folder, once it is clear that it can be written: before anything is computed.
  /// - Throws: `OutputError`.
  func prepared(force: Bool, quiet: Bool = false) throws -> URL {
    let folder = cleared(quiet: quiet)
    try OutputFolder.check(folder, force: force)
    return folder
  }

  /// The folder, its parent made and what killed processes left half-written of it cleared, with a word about it.
  func cleared(quiet: Bool) -> URL {
    let parent = folder.deletingLastPathComponent()
    try? FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
    for sentence in OutputFolder.clear(leftoversOf: folder) where !quiet { Terminal.warn(sentence) }
    return folder
  }
}
