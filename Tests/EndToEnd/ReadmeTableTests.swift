import Foundation
import Records
import Reproduction
import Testing

/// The table of verdicts in the README. To write it anew: DRIFTLIGHT_WRITE_README=1 swift test --filter ReadmeTable
@Suite("The table in the README")
struct ReadmeTableTests {
  static let begin = "<!-- verdicts: written by ReadmeTableTests -->"
  static let end = "<!-- end of verdicts -->"

  static func table(_ rows: [Reproduced.Row]) -> String {
    let head = ["| id | what | paper | computed | verdict |", "|---|---|---|---|---|"]
    return (head
      + rows.map { row in
        let unit = row.unit == "1" ? "" : " \(row.unit)"
        let value = row.computed.map { String(format: "%.3g", $0) + unit } ?? "–"
        let first = row.conditions.first
        return "| \(row.id) | \(first?.quantity ?? row.quantity) | figure \(row.figure) | \(value) | \(row.verdict) |"
      }).joined(separator: "\n")
  }

  @Test("is the one that is computed: the same rows and verdicts, the same numbers to 2 %")
  func agrees() throws {
    let rows = try Reproduced.shipped.get().rows()
    let file = SourceTree.root.appending(path: "README.md")
    let text = try String(contentsOf: file, encoding: .utf8)
    let from = try #require(text.range(of: Self.begin)), to = try #require(text.range(of: Self.end))
    let computed = Self.table(rows)
    if ProcessInfo.processInfo.environment["DRIFTLIGHT_WRITE_README"] != nil {
      try text.replacingCharacters(in: from.upperBound..<to.lowerBound, with: "\n\(computed)\n")
        .write(to: file, atomically: true, encoding: .utf8)
      return
    }
    let written = text[from.upperBound..<to.lowerBound].split(separator: "\n").dropFirst(2).map(Self.cells)
    let expected = computed.split(separator: "\n").dropFirst(2).map(Self.cells)
    #expect(written.count == expected.count)
    for (a, b) in zip(written, expected) {
      #expect(a[0] == b[0] && a[1] == b[1] && a[4] == b[4], "\(a) \(b)")
      let (x, y) = (Self.number(a[3]), Self.number(b[3]))
      // Numbers that are zero but for round-off or the mesh have no digits to compare.
      if abs(y) > 1e-2 || abs(x) > 1e-2 { #expect(abs(x - y) <= 0.02 * abs(y), "\(a[0]): \(a[3]) \(b[3])") }
    }
  }

  private static func cells(_ line: Substring) -> [String] {
    line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
  }

  private static func number(_ cell: String) -> Double {
    Double(cell.split(separator: " ").first.map(String.init) ?? "") ?? .nan
  }
}
