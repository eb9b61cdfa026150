import InputFiles
import Records
import Reproduction
import Testing

@Suite("The paper's table")
struct PaperTableTests {
  /// FNV-1a of 64 bits over `id|figure|what|accept` of every row, as the table was given. What the paper reports and when a
  /// computation agrees with it is not ours to move: a change of one character fails here.
  static let givenTable: UInt64 = 0xa4b_f7a0_f245_640b

  static func checksum(_ rows: [PaperRow]) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in rows.flatMap({ "\($0.id)|\($0.figure)|\($0.reported)|\($0.accept)\n".utf8 }) {
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
    }
    return hash
  }

  @Test("is the table that was given, to the letter")
  func isGiven() throws {
    let rows = try PaperTable().rows
    #expect(rows.count == 34)
    #expect(Self.checksum(rows) == Self.givenTable)
    #expect(
      try PaperTable()["F2c"]?.accept == "600 +- 60 at 0 V; 200 +- 30 at 4 V; 4..6 V flat within 15 %; ratio 3.0 +- 0.4"
    )
    #expect(try PaperTable()["K2"]?.accept == "0.09 +- 0.02 and 0.74 +- 0.05, averaged over the emitting carriers")
  }

  @Test("names every observation that is computed, once")
  func observations() throws {
    let table = try PaperTable()
    let ids = PaperObservations.all.map(\.id)
    #expect(Set(ids).count == ids.count)
    for id in ids { #expect(table[id] != nil, "\(id) is no row of the table") }
    #expect(Set(table.rows.map(\.id)).count == table.rows.count)
    let spine: Set = [
      "F1b", "F1c", "F2a", "F2b", "F2c", "F2c-long", "F2d", "K2", "S6", "S7", "S5", "S12", "F3b-on", "F3b-off", "S14",
      "F3c",
    ]
    #expect(spine.isSubset(of: ids))
  }

  @Test("an unknown id is refused with the nearest one and all the others")
  func unknownId() throws {
    let error = #expect(throws: ReproductionError.self) { try Reproduction(ids: ["K2", "F2C"]) }
    guard case .unknownObservation(let id, let suggestion, let known) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(id == "F2C" && suggestion == "F2c" && known == PaperObservations.all.map(\.id))
    #expect(error?.exitStatus == .usage)
    #expect(error?.description.contains("did you mean 'F2c'?") == true)
  }

  @Test("ids may come in any order and more than once")
  func order() throws {
    #expect(try Reproduction(ids: ["K2", "F1b", "K2"]).observations.map(\.id) == ["F1b", "K2"])
    #expect(try Reproduction().observations.count == PaperObservations.all.count)
  }

  @Test(
    "a wrong override is refused before anything is computed",
    arguments: [
      ("pump.fluense=30uJ/cm2", "fluence"), ("pump.fluence=30", "unit"), ("pump.fluence=30 nm", "fluence"),
      ("detector.points=3", "points"), ("layers.TFB.thicknes=30nm", "thickness"),
      ("layers.TFB.thickness=-30nm", "above 0"),
    ])
  func overrides(argument: String, word: String) {
    let error = #expect(throws: InputError.self) { try Reproduction(ids: ["K2"], overrides: [argument]) }
    #expect(error?.kind == .usage)
    #expect(error?.description.contains(word) == true, "\(String(describing: error))")
  }
}
