import Foundation
import Testing

@Suite("Spread of the definitions")
struct ThresholdSpreadTests {
  @Test("the table of Documentation/methods/thresholds.md is what the code computes")
  func table() throws {
    let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Documentation/methods/thresholds.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    for row in try ThresholdSpread.rows() { #expect(text.contains(row), "\(row)") }
  }
}
