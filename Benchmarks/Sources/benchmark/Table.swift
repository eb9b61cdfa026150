import Foundation
import Records

/// One line of the table.
struct Line {
  let name: String
  /// Our processor time, s.
  let seconds: Double
  let goal: Double?
  let peer: String
  /// Its processor time, s; `nil` where it was not run.
  let peerSeconds: Double?
  /// Largest relative difference of the numbers compared.
  let difference: Double?
}

/// The table as Markdown.
struct Table {
  /// Where and when, so that a figure is never read without its machine.
  static func head() -> String {
    let host = HostDescription.current()
    var load = [0.0, 0, 0]
    let found = getloadavg(&load, 3)
    let revision = SourceRevision.of(checkoutAbove: URL(filePath: #filePath))
    let changes = revision.hasLocalChanges == true ? " with local changes" : ""
    return """
      \(host.processor), \(host.threads) threads, \(host.operatingSystem)
      \(Date().ISO8601Format()), commit \(revision.commit.prefix(12))\(changes), \
      load \(found > 0 ? String(format: "%.2f %.2f %.2f", load[0], load[1], load[2]) : "unknown")
      Processor time of one thread, the shortest of several runs; ratio: time of the peer over ours, in this run.

      | what | Driftlight | to reach | peer | its time | ratio | results differ by |
      |---|---|---|---|---|---|---|
      """
  }

  static func text(_ line: Line) -> String {
    let ratio = line.peerSeconds.map { String(format: "%.3g", $0 / line.seconds) } ?? "–"
    let goal = line.goal.map { (line.seconds <= $0 ? "≤ " : "missed: ") + time($0) } ?? "–"
    let cells = [
      line.name, time(line.seconds), goal, line.peer, line.peerSeconds.map(time) ?? "–", ratio,
      line.difference.map { String(format: "%.1e", $0) } ?? "–",
    ]
    return "| " + cells.joined(separator: " | ") + " |"
  }

  private static func time(_ seconds: Double) -> String {
    let (size, unit) = seconds < 1e-3 ? (1e6, "µs") : seconds < 1 ? (1e3, "ms") : (1, "s")
    return String(format: "%.3g ", seconds * size) + unit
  }
}
