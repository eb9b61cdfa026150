import Records
import Reproduction
import Testing

@Suite("Rows of the reproduction")
struct ReproducedRowTests {
  static let paper = PaperRow(id: "F2c", figure: "2c", reported: "600 at 0 V", accept: "600 +- 60")
  static let good = Criterion(
    "threshold", paper: "600", computed: 610, halfWidth: 5, unit: "uJ/cm2", .within(target: 600, tolerance: 60),
    evidence: .fitted)
  static let off = Criterion("ratio", paper: "3", computed: 2, .within(target: 3, tolerance: 0.4), absent: 1)
  static let none = Criterion("spread", paper: "flat", computed: .nan, .below(15), note: "no threshold at 5 V")

  /// Keys and values of a JSON object.
  static func members(_ json: JSONValue) throws -> [(key: String, value: JSONValue)] {
    guard case .object(let members) = json else { throw NotAnObject() }
    return members.map { ($0.key, $0.value) }
  }

  struct NotAnObject: Error {}

  @Test("a row is as good as its worst condition")
  func verdict() {
    func verdict(_ criteria: [Criterion], failure: String? = nil) -> Verdict {
      ReproducedRow(row: Self.paper, criteria: criteria, failure: failure).verdict
    }
    #expect(verdict([Self.good]) == .agrees)
    #expect(verdict([Self.good, Self.off]) == .deviates)
    #expect(verdict([Self.none, Self.good, Self.off]) == .contradicts)
    #expect(verdict([]) == .contradicts, "nothing computed is no agreement")
    #expect(verdict([Self.good], failure: "stopped") == .contradicts)
  }

  @Test("a row is fitted as soon as one of its numbers was")
  func evidence() {
    #expect(ReproducedRow(row: Self.paper, criteria: [Self.off, Self.good]).evidence == .fitted)
    #expect(ReproducedRow(row: Self.paper, criteria: [Self.off]).evidence == .predicted)
  }

  @Test("JSON begins with exactly the nine keys of the table, in their order")
  func keys() throws {
    let row = ReproducedRow(row: Self.paper, criteria: [Self.good, Self.off], notes: ["history matters"])
    let members = try Self.members(row.json)
    let nine = ["id", "figure", "quantity", "paper", "computed", "interval", "unit", "accept", "verdict"]
    #expect(Array(members.map(\.key).prefix(9)) == nine)
    #expect(Set(members.map(\.key)).count == members.count)
    let values = Dictionary(uniqueKeysWithValues: members)
    #expect(values["id"] == "F2c" && values["figure"] == "2c" && values["quantity"] == "threshold")
    #expect(values["paper"] == "600 at 0 V" && values["accept"] == "600 +- 60")
    #expect(values["computed"] == 610.0 && values["interval"] == [605.0, 615.0])
    #expect(values["unit"] == "uJ/cm2" && values["verdict"] == "deviates")
    guard case .array(let conditions) = values["conditions"] else {
      Issue.record("no conditions")
      return
    }
    #expect(conditions.count == 2)
    for condition in conditions { #expect(Array(try Self.members(condition).map(\.key).prefix(9)) == nine) }
  }

  @Test("what could not be computed is null, with the reason beside it")
  func null() throws {
    let row = ReproducedRow(row: Self.paper, criteria: [Self.none])
    let values = Dictionary(uniqueKeysWithValues: try Self.members(row.json))
    #expect(values["computed"] == .null && values["interval"] == .null)
    #expect(row.verdictRows[0].note == "no threshold at 5 V")
    let failed = ReproducedRow(row: Self.paper, criteria: [], failure: "the run ended early")
    let words = Dictionary(uniqueKeysWithValues: try Self.members(failed.json))
    #expect(words["verdict"] == "contradicts" && words["computed"] == .null)
    #expect(words["note"] == "the run ended early")
  }
}
