// Which source a run came from, found at run time so that no build step has to write it down.
//
// The checkout is looked for above the executable, never above the working directory: whoever runs Driftlight inside a
// repository of their own must not find that repository's commit in the record.
//
// Foundation.Process and not Subprocess: one short synchronous call whose failure means "unknown" and nothing else.

import Foundation

/// The commit a program was built from, as far as it can be told.
public struct SourceRevision: Sendable, Hashable {
  /// Full commit id, or `unknown` outside a checkout.
  public let commit: String
  /// Whether files differ from that commit; nil where that cannot be told.
  public let hasLocalChanges: Bool?

  /// - Parameters: as the properties of the same names.
  public init(commit: String, hasLocalChanges: Bool?) {
    self.commit = commit
    self.hasLocalChanges = hasLocalChanges
  }

  /// What stands where nothing can be told.
  public static let unknown = SourceRevision(commit: "unknown", hasLocalChanges: nil)

  /// The revision of the checkout the running executable lies in.
  public static func ofRunningProgram() -> SourceRevision {
    guard let executable = Bundle.main.executableURL else { return unknown }
    return of(checkoutAbove: executable.resolvingSymlinksInPath())
  }

  /// The revision of the innermost folder above `file` that holds both a package and a repository.
  public static func of(checkoutAbove file: URL) -> SourceRevision {
    var folder = file.standardizedFileURL
    while folder.pathComponents.count > 1 {
      folder.deleteLastPathComponent()
      let holds = { (name: String) in
        FileManager.default.fileExists(atPath: folder.appending(path: name).path(percentEncoded: false))
      }
      if holds("Package.swift"), holds(".git") { return of(checkout: folder) }
    }
    return unknown
  }

  /// The revision of one checkout; `unknown` without git or without a commit.
  private static func of(checkout: URL) -> SourceRevision {
    guard
      let commit = git(["rev-parse", "--verify", "HEAD"], in: checkout)?.trimmingCharacters(
        in: .whitespacesAndNewlines),
      commit.count >= 40, commit.allSatisfy(\.isHexDigit)
    else { return unknown }
    let changes = git(["status", "--porcelain", "--untracked-files=no"], in: checkout)
    return SourceRevision(commit: commit, hasLocalChanges: changes.map { !$0.isEmpty })
  }

  /// What git prints, or nil if it cannot be run or fails.
  private static func git(_ arguments: [String], in folder: URL) -> String? {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["git", "-C", folder.path(percentEncoded: false), "--no-optional-locks"] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let bytes = try? output.fileHandleForReading.readToEnd()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { return nil }
    return String(decoding: bytes ?? Data(), as: UTF8.self)
  }
}
