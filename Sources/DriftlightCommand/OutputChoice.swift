import Foundation
import Records

/// Where a command writes: the folder the user named, or a fresh one named after the time.
struct OutputChoice {
  private let folder: URL
  private let isNamed: Bool

  /// - Parameters:
  ///   - path: the folder given with `--out`, if any.
  ///   - stem: what the folder is named after otherwise.
  init(_ path: String?, stem: String, date: Date = Date()) {
    isNamed = path != nil
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_US_POSIX")
    format.dateFormat = "yyyy-MM-dd-HHmmss"
    folder = URL(fileURLWithPath: path ?? "results/\(stem)-\(format.string(from: date))")
  }

  /// The folder, once it is clear that it can be written: before anything is computed.
  /// - Throws: `OutputError`.
  func prepared(force: Bool) throws -> URL {
    let parent = folder.deletingLastPathComponent()
    try? FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
    try OutputFolder.check(folder, force: force)
    return folder
  }
}
