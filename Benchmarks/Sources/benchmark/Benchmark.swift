import Foundation

/// One row of the table: a piece of work, the figure it has to reach, and programs that do the same work.
struct Benchmark: Sendable {
  /// What is done, in words.
  let name: String
  /// The room it belongs to, for choosing rows on the command line.
  let room: String
  /// Processor time to reach, s, if one is set.
  let goal: Double?
  /// Programs that do the same.
  let peers: [Peer]
  /// Gets everything ready that does not count, and returns the work that does.
  let prepare: @Sendable () throws -> Work

  init(
    _ name: String, room: String, goal: Double? = nil, peers: [Peer] = [],
    prepare: @escaping @Sendable () throws -> Work
  ) {
    self.name = name
    self.room = room
    self.goal = goal
    self.peers = peers
    self.prepare = prepare
  }
}

/// What is measured.
struct Work {
  /// The same task as a peer reads it.
  let input: Data
  /// Does the work once; a few numbers of the result, which a peer has to find as well.
  let run: () throws -> [Double]

  /// - Parameter input: anything that becomes JSON; peers get it as a file.
  init(input: some Encodable = [String: Double](), run: @escaping () throws -> [Double]) throws {
    self.input = try JSONEncoder().encode(input)
    self.run = run
  }
}

/// A program in Python: `Peers/<file>.py` with a function `prepare(input)` that returns a function without arguments.
struct Peer: Sendable {
  /// What stands in the table.
  let name: String
  /// The file, without its ending.
  let file: String
  /// What pip has to install.
  let packages: [String]
}
