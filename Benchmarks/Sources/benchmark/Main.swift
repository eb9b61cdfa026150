// benchmark [room or part of a name]… [--no-peers]
// Prints the table row by row; what is wrong with a peer goes to standard error.

import Foundation

@main
struct Main {
  static func main() throws {
    var words = Array(CommandLine.arguments.dropFirst())
    let withPeers = !words.contains("--no-peers")
    words.removeAll { $0 == "--no-peers" }
    let rows = Benchmark.all.filter { row in
      words.isEmpty || words.contains { row.room == $0 || row.name.contains($0) }
    }
    guard !rows.isEmpty else {
      warn("no row is called so; rooms are \(Set(Benchmark.all.map(\.room)).sorted().joined(separator: ", "))")
      exit(2)
    }
    show(Table.head())
    let python = PythonPeers()
    for row in rows {
      let work = try row.prepare()
      let (seconds, result) = try Stopwatch.shortest(work.run)
      var lines: [Line] = []
      for peer in withPeers ? row.peers : [] {
        do {
          let answer = try python.run(peer, input: work.input)
          lines.append(
            Line(
              name: row.name, seconds: seconds, goal: row.goal, peer: "\(peer.name) \(answer.version)",
              peerSeconds: answer.seconds, difference: difference(result, answer.result)))
        } catch {
          warn("\(peer.name) is left out: \(error)")
        }
      }
      if lines.isEmpty {
        lines = [
          Line(name: row.name, seconds: seconds, goal: row.goal, peer: "–", peerSeconds: nil, difference: nil)
        ]
      }
      for line in lines { show(Table.text(line)) }
    }
    if let memory = Stopwatch.largestMemory {
      show(String(format: "\nLargest memory of this process, all rows together: %.0f MB", memory / 1e6))
    }
  }

  private static func difference(_ ours: [Double], _ theirs: [Double]) -> Double? {
    guard !ours.isEmpty, ours.count == theirs.count else { return nil }
    return zip(ours, theirs).map { abs($0 - $1) / max(abs($0), 1e-300) }.max()
  }

  /// At once, row by row: a table of which the last peer hangs is still a table.
  private static func show(_ text: String) { FileHandle.standardOutput.write(Data("\(text)\n".utf8)) }

  private static func warn(_ text: String) { FileHandle.standardError.write(Data("benchmark: \(text)\n".utf8)) }
}
