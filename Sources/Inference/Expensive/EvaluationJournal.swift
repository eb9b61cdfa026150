// Everything an expensive model has given, kept while a fit goes on.
//
// A search is deterministic: begun again from the same start it asks for the same points, and finds those already in the
// journal. So a fit that was stopped goes on where it was by being begun again, and a journal is all that has to be kept.

import Foundation
import Records

/// What expensive models have given so far, by problem and the exact values of its parameters; on disk, if asked for.
public actor EvaluationJournal {
  private struct Entry: Codable {
    var problem: String
    var values: [Double]
    var expectations: [Double]?
    var failure: String?
  }

  private struct Key: Hashable {
    var problem: String
    var bits: [UInt64]
  }

  private var known: [Key: Entry] = [:]
  private let file: JournalFile?
  /// Calls that had to be computed.
  public private(set) var computed = 0
  /// Calls that were answered from the journal.
  public private(set) var recalled = 0

  /// A journal in memory.
  public init() { file = nil }

  /// Begins a journal on disk, or goes on with one.
  /// - Parameters:
  ///   - url: the file.
  ///   - identity: everything the numbers depend on besides the parameters.
  ///   - resuming: whether to go on with what is there.
  /// - Throws: `OutputError`: `.inUse`, `.otherRun` for a journal of another fit.
  public init(_ url: URL, identity: String, resuming: Bool) throws(OutputError) {
    guard resuming else {
      let file = try JournalFile(creating: url)
      try file.append(Data(identity.utf8))
      self.file = file
      return
    }
    let (file, frames) = try JournalFile.open(url)
    if let first = frames.first {
      guard first == Data(identity.utf8) else {
        throw .otherRun(path: url.deletingLastPathComponent().path(percentEncoded: false), differs: "fit")
      }
      for frame in frames.dropFirst() {
        guard let entry = try? PropertyListDecoder().decode(Entry.self, from: frame) else { break }
        known[Key(problem: entry.problem, bits: entry.values.map(\.bitPattern))] = entry
      }
    } else {
      try file.append(Data(identity.utf8))
    }
    self.file = file
  }

  /// Evaluations in the journal.
  public var count: Int { known.count }

  /// The model at a point, from the journal or computed and written down.
  /// - Throws: `InferenceError.modelFailed`, also where it failed before; `CancellationError`.
  func expectations(
    of problem: ExpensiveProblem, at values: [Double]
  ) async throws -> [Double] {
    let key = Key(problem: problem.name, bits: values.map(\.bitPattern))
    if let entry = known[key] {
      recalled += 1
      if let expectations = entry.expectations { return expectations }
      throw InferenceError.modelFailed(reason: entry.failure ?? "")
    }
    try Task.checkCancellation()
    do {
      let found = try await problem.model(values)
      try Task.checkCancellation()
      guard found.allSatisfy(\.isFinite) else {
        throw InferenceError.modelFailed(reason: "an expectation is not finite")
      }
      try keep(Entry(problem: problem.name, values: values, expectations: found), key)
      return found
    } catch {
      if Task.isCancelled || error is CancellationError { throw CancellationError() }
      try keep(Entry(problem: problem.name, values: values, failure: "\(error)"), key)
      throw error
    }
  }

  private func keep(_ entry: Entry, _ key: Key) throws {
    known[key] = entry
    computed += 1
    guard let file else { return }
    let encoder = PropertyListEncoder()
    encoder.outputFormat = .binary
    try file.append(try encoder.encode(entry))
  }
}
