// A folder that is there whole or not at all.
//
// Everything is written into a hidden sibling folder, on the same file system, which takes the final name by one
// rename. A process that is killed leaves at most that sibling, never half a record under the final name.
//
// Rejected: writing in place with a "complete" mark. Every reader would have to know the mark.

import Foundation

/// Makes whole folders.
public enum OutputFolder {
  /// Checks that `folder` can be made, before any time is spent on computing its contents. Leaves nothing behind.
  ///
  /// `force`: a folder that is there, and is one of ours, may be replaced.
  /// - Throws: `OutputError`.
  public static func check(_ folder: URL, force: Bool = false) throws(OutputError) {
    let partial = try begin(folder, force: force)
    try? FileManager.default.removeItem(at: partial)
  }

  /// Makes `folder` with what `fill` puts into the folder it is handed.
  /// - Parameters:
  ///   - force: replace a folder that is there. Only a folder that holds `provenance.json` at its top is replaced:
  ///     a wrong `--out` must not cost anyone their data.
  ///   - fill: writes the contents; if it throws, nothing is left.
  ///   - folder: the folder to be made.
  /// - Throws: `OutputError`, or what `fill` throws.
  public static func make(
    _ folder: URL, force: Bool = false, fill: (URL) async throws -> Void
  ) async throws {
    let partial = try begin(folder, force: force)
    do {
      // Locked as long as this process lives, so that what a killed one left can be told from what is being written.
      let lock = partial.appending(path: lockName)
      let held = try JournalFile(creating: lock)
      try await fill(partial)
      try FileManager.default.removeItem(at: lock)
      withExtendedLifetime(held) {}
      try place(partial, as: folder)
    } catch {
      try? FileManager.default.removeItem(at: partial)
      throw error
    }
  }

  private static let lockName = "being-written"

  /// What killed processes left beside `folder` while they wrote it: hidden folders that nobody writes any more and that
  /// hold no run to go on with. Nothing is removed here.
  public static func leftovers(of folder: URL) -> [URL] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.parent.plainPath)) ?? []
    let stem = ".\(folder.lastPathComponent)."
    return names.filter { $0.hasPrefix(stem + "partial-") || $0.hasPrefix(stem + "old-") }.sorted()
      .map { folder.parent.appending(path: $0) }
      .filter { !JournalFile.isInUse($0.appending(path: lockName)) }
  }

  /// Clears what `leftovers` found: a folder that was about to be replaced goes back to its name, the rest is removed.
  /// - Returns: what was done, a sentence each.
  public static func clear(leftoversOf folder: URL) -> [String] {
    leftovers(of: folder).compactMap { leftover in
      let files = FileManager.default
      if leftover.lastPathComponent.contains(".old-"), !files.fileExists(atPath: folder.plainPath) {
        guard (try? files.moveItem(at: leftover, to: folder)) != nil else { return nil }
        return "put \(folder.plainPath) back, which a killed process was about to replace"
      }
      guard (try? files.removeItem(at: leftover)) != nil else { return nil }
      return "removed \(leftover.plainPath), which a killed process left half-written"
    }
  }

  /// An empty hidden sibling of `folder`, once it is clear that it may take its place.
  static func begin(_ folder: URL, force: Bool) throws(OutputError) -> URL {
    let files = FileManager.default
    let (path, parent) = (folder.plainPath, folder.parent)
    var isFolder = ObjCBool(false)
    guard files.fileExists(atPath: parent.plainPath, isDirectory: &isFolder) else {
      throw .missingParent(path: path, parent: parent.plainPath)
    }
    guard isFolder.boolValue else { throw .notAFolder(path: parent.plainPath) }
    if files.fileExists(atPath: path, isDirectory: &isFolder) {
      guard isFolder.boolValue else { throw .notAFolder(path: path) }
      let contents: [String]
      do { contents = try files.contentsOfDirectory(atPath: path) } catch {
        throw .notWritable(path: path, reason: error.localizedDescription)
      }
      if !contents.isEmpty {
        guard force else { throw .exists(path: path) }
        guard contents.contains("provenance.json") else { throw .notOurs(path: path) }
      }
    }
    let partial = parent.appending(path: ".\(folder.lastPathComponent).partial-\(UUID().uuidString.prefix(8))")
    do { try files.createDirectory(at: partial, withIntermediateDirectories: false) } catch {
      throw .notWritable(path: parent.plainPath, reason: error.localizedDescription)
    }
    return partial
  }

  /// Gives the finished folder its name; what stood there before is removed only afterwards.
  static func place(_ partial: URL, as folder: URL) throws(OutputError) {
    let files = FileManager.default
    let old = folder.parent.appending(path: ".\(folder.lastPathComponent).old-\(UUID().uuidString.prefix(8))")
    let replaces = files.fileExists(atPath: folder.plainPath)
    do {
      if replaces { try files.moveItem(at: folder, to: old) }
      do { try files.moveItem(at: partial, to: folder) } catch {
        if replaces { try? files.moveItem(at: old, to: folder) }
        throw error
      }
    } catch {
      throw .notWritable(path: folder.plainPath, reason: error.localizedDescription)
    }
    if replaces { try? files.removeItem(at: old) }
  }
}

extension URL {
  /// The path as a person writes it, without a slash at its end.
  var plainPath: String {
    let path = standardizedFileURL.path(percentEncoded: false)
    return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  }

  var parent: URL { standardizedFileURL.deletingLastPathComponent() }
}
