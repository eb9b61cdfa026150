import Foundation
import Reproduction
import Testing

/// The control experiments as a user runs them, on rows that ions decide and rows that they do not.
@Suite("Control experiments")
struct ControlTests {
  private struct Control: Decodable {
    let control: String
    let failing: [String]
    let as_expected: Bool?
    let rows: [Row]
    struct Row: Decodable {
      let id: String
      let conditions: [Condition]
    }
    struct Condition: Decodable {
      let quantity: String
      let computed: Double?
    }
    func value(_ id: String, _ quantity: String) -> Double? {
      rows.first { $0.id == id }?.conditions.first { $0.quantity == quantity }?.computed
    }
  }

  @Test("frozen ions fail exactly the rows of the ions; closed layers end the modulation; full carriers leave it")
  func controls() throws {
    let folder = try TemporaryFolder()
    let ending = try BuiltCommand.run(
      ["reproduce", "F2c", "S7", "S10", "S19", "--controls", "--out", "results", "--quiet"], in: folder.url)
    #expect(ending.code == 0, "\(ending.errors)")
    let found = try JSONDecoder().decode([Control].self, from: Data(try folder.text("results/controls.json").utf8))
    #expect(found.map(\.control) == ControlExperiment.allCases.map(\.rawValue))
    #expect(found[0].failing == ["F2c", "S19"] && found[0].as_expected == true)
    let ratio = found.map { $0.value("F2c", "threshold ratio 0 V / 4 V") ?? .nan }
    #expect(abs(ratio[0] - 1) < 0.02 && abs(ratio[1] - 1) < 0.05, "\(ratio)")
    #expect(found[2].failing.isEmpty && abs(ratio[2] - 3) < 0.4, "\(ratio)")
    let report = try folder.text("results/report.html")
    #expect(report.contains("id=\"controls\"") && report.contains("id=\"disputes\"") && report.contains("id=\"cite\""))
  }
}
