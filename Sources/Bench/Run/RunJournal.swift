// A run on disk while it goes on: first what is being run, then, move after move, the readings that are complete and the
// state of the apparatus. What is read back is what was written, bit for bit, so that a run that goes on after a kill gives
// the bits of a run that was never interrupted.

import Foundation
import Records

/// A run written down while it goes on.
public struct RunJournal: Sendable {
  /// What makes two runs the same: everything that the numbers depend on.
  public struct Identity: Codable, Sendable, Equatable {
    /// The resolved experiment, without the comments that name origins.
    public var experiment: String
    /// The resolved device, without comments.
    public var device: String
    /// Version and commit of the program.
    public var program: String

    /// - Parameters: texts as resolved; comments are taken out here.
    public init(experiment: String, device: String, program: String) {
      self.experiment = Self.withoutComments(experiment)
      self.device = Self.withoutComments(device)
      self.program = program
    }

    private static func withoutComments(_ text: String) -> String {
      text.split(separator: "\n").map { line in line.firstRange(of: "  # ").map { line[..<$0.lowerBound] } ?? line }
        .joined(separator: "\n")
    }

    /// What differs from another run, in a word; `nil` if nothing does.
    func difference(from other: Identity) -> String? {
      if experiment != other.experiment { return "experiment" }
      if device != other.device { return "device" }
      return program != other.program ? "version of the program (\(other.program))" : nil
    }
  }

  /// How far a run has come: everything that a new process needs to go on with it.
  struct Stage: Codable, Sendable {
    /// The move to be made next.
    var nextSegment: Int
    /// Moves that a condition ended early: index and duration, s.
    var stops: [Stop] = []
    /// All readings of the moves before that.
    var readings: [Reading]
    /// The apparatus after the last move.
    var apparatus: Data

    struct Stop: Codable, Sendable {
      var segment: Int
      var duration: Double
    }
  }

  let file: JournalFile
  /// What an earlier process left, if this run goes on with it.
  let earlier: Stage?

  /// Time between two stages: what a kill can cost. Of a work made of many short runs longer ones will do.
  public var interval = Duration.milliseconds(20)

  /// Number of moves that are already made.
  public var movesDone: Int { earlier?.nextSegment ?? 0 }

  /// Begins a journal.
  /// - Throws: `OutputError`.
  public init(creating url: URL, of identity: Identity) throws(OutputError) {
    file = try JournalFile(creating: url)
    earlier = nil
    try file.append(try Self.encoded(identity, for: url))
  }

  /// Goes on with a journal.
  /// - Throws: `OutputError`: `.inUse`, `.nothingToResume` for a file that is none, `.otherRun` for one of another run.
  public init(resuming url: URL, as identity: Identity) throws(OutputError) {
    let (file, frames) = try JournalFile.open(url)
    let path = url.deletingLastPathComponent().path(percentEncoded: false)
    guard let first = frames.first else {
      // Its process died before it had written anything: nothing is lost, and the run begins here.
      self.file = file
      earlier = nil
      try file.append(try Self.encoded(identity, for: url))
      return
    }
    guard let found = try? PropertyListDecoder().decode(Identity.self, from: first) else {
      throw .nothingToResume(path: path)
    }
    if let differs = identity.difference(from: found) { throw .otherRun(path: path, differs: differs) }
    var stage: Stage?
    for frame in frames.dropFirst() {
      guard let next = try? PropertyListDecoder().decode(Stage.self, from: frame) else { break }
      stage = Stage(
        nextSegment: next.nextSegment, stops: (stage?.stops ?? []) + next.stops,
        readings: (stage?.readings ?? []) + next.readings, apparatus: next.apparatus)
    }
    self.file = file
    earlier = stage
  }

  /// Writes down the stage that has been reached: the readings and stops since the last one.
  func append(_ stage: Stage) throws(OutputError) { try file.append(try Self.encoded(stage, for: file.url)) }

  private static func encoded(_ value: some Encodable, for url: URL) throws(OutputError) -> Data {
    let encoder = PropertyListEncoder()
    encoder.outputFormat = .binary
    do { return try encoder.encode(value) } catch {
      throw .notWritable(path: url.path(percentEncoded: false), reason: "\(error)")
    }
  }
}
