// A run that takes a while has its folder from the first moment: a hidden sibling of the final one, with a fixed name, so
// that another process finds it after this one was killed. It takes the final name when the run ends, also when it is
// stopped before its end: what was observed is a record then, with the journal in it from which the run can go on.

import Foundation

/// The hidden folder of a run that goes on.
public struct UnfinishedRun: Sendable {
  /// The hidden folder.
  public let place: URL
  /// The folder that it becomes.
  public let target: URL
  private let replaces: Bool

  /// The journal in the hidden folder.
  public var journal: URL { place.appending(path: Self.journalName) }

  /// Folder in the hidden folder for the journals of runs that a longer work is made of; it is there once `journals` is
  /// asked for.
  /// - Throws: `OutputError`.
  public func journals() throws(OutputError) -> URL {
    let folder = place.appending(path: Self.journalsName)
    try Self.attempt(folder) { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }
    return folder
  }

  private static let journalsName = "journals"

  /// Name of the journal in a folder.
  public static let journalName = "unfinished.journal"

  /// The hidden sibling in which an unfinished run for `folder` lies.
  public static func place(for folder: URL) -> URL {
    folder.parent.appending(path: ".\(folder.lastPathComponent).unfinished")
  }

  /// Begins a run.
  ///
  /// `force`: replace earlier results, and discard an unfinished run that nobody carries out any more.
  /// - Throws: `OutputError`: `.unfinished` where a killed process left a run, `.inUse` where another carries it out.
  public init(beginning folder: URL, force: Bool) throws(OutputError) {
    let place = Self.place(for: folder)
    let old = place.appending(path: Self.journalName)
    if FileManager.default.fileExists(atPath: place.plainPath) {
      guard !JournalFile.isInUse(old) else { throw .inUse(path: place.plainPath) }
      let isEmpty = !FileManager.default.fileExists(atPath: old.plainPath)
      guard force || isEmpty else { throw .unfinished(path: place.plainPath, folder: folder.relativePath) }
      try Self.attempt(place) { try FileManager.default.removeItem(at: place) }
    }
    try OutputFolder.check(folder, force: force)
    try Self.attempt(place) { try FileManager.default.createDirectory(at: place, withIntermediateDirectories: false) }
    self.init(place: place, target: folder, replaces: force)
  }

  /// Goes on with a run: one that a killed process left hidden, or one that was stopped and left its record.
  /// - Throws: `OutputError.nothingToResume`.
  public init(resuming folder: URL) throws(OutputError) {
    let files = FileManager.default
    let place = Self.place(for: folder)
    let hidden = place.appending(path: Self.journalName)
    let stopped = folder.appending(path: Self.journalName)
    // A hidden folder without journal is one whose process died at once: the run begins in it.
    if !files.fileExists(atPath: hidden.plainPath), !files.fileExists(atPath: place.plainPath) {
      guard files.fileExists(atPath: stopped.plainPath) else { throw .nothingToResume(path: folder.plainPath) }
      try Self.attempt(place) {
        try files.createDirectory(at: place, withIntermediateDirectories: false)
        try files.copyItem(at: stopped, to: hidden)
      }
    }
    self.init(place: place, target: folder, replaces: true)
  }

  private init(place: URL, target: URL, replaces: Bool) {
    self.place = place
    self.target = target
    self.replaces = replaces
  }

  /// Fills the folder and gives it its name.
  /// - Parameters:
  ///   - isComplete: whether the run came to its end; otherwise its journal stays in the folder.
  ///   - fill: writes the contents.
  /// - Throws: `OutputError`, or what `fill` throws; the hidden folder then stays, with its journal.
  public func finish(isComplete: Bool, fill: (URL) async throws -> Void) async throws {
    let files = FileManager.default
    let kept = [Self.journalName, Self.journalsName]
    for name in (try? files.contentsOfDirectory(atPath: place.plainPath)) ?? [] where !kept.contains(name) {
      try? files.removeItem(at: place.appending(path: name))
    }
    try await fill(place)
    if isComplete {
      try files.removeItem(at: journal)
      try? files.removeItem(at: place.appending(path: Self.journalsName))
    }
    try OutputFolder.place(place, as: target)
  }

  /// Removes the hidden folder.
  public func discard() { try? FileManager.default.removeItem(at: place) }

  private static func attempt(_ place: URL, _ work: () throws -> Void) throws(OutputError) {
    do { try work() } catch { throw .notWritable(path: place.plainPath, reason: error.localizedDescription) }
  }
}
