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
  /// - Parameter force: a folder that is there, and is one of ours, may be replaced.
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
  /// - Throws: `OutputError`, or what `fill` throws.
  public static func make(
    _ folder: URL, force: Bool = false, fill: (URL) async throws -> Void
  ) async throws {
    let partial = try begin(folder, force: force)
    do {
      try await fill(partial)
      try place(partial, as: folder)
    } catch {
      try? FileManager.default.removeItem(at: partial)
      throw error
    }
  }

  /// An empty hidden sibling of `folder`, once it is clear that it may take its place.
  private static func begin(_ folder: URL, force: Bool) throws(OutputError) -> URL {
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
  private static func place(_ partial: URL, as folder: URL) throws(OutputError) {
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
  fileprivate var plainPath: String {
    let path = standardizedFileURL.path(percentEncoded: false)
    return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  }

  fileprivate var parent: URL { standardizedFileURL.deletingLastPathComponent() }
}
