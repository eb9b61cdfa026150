import Records
import Testing

@Suite("Damage in the first rows of a table")
struct DamagedRowTests {
  @Test(
    "the row is named, and not taken for a heading",
    arguments: [
      ("wavelength [nm],counts\n500,1\n501,zwei\n502,3\n503,4\n504,5\n", 3, "field 2 is 'zwei'"),
      ("wavelength [nm],counts,more\n500,1,2\n501,2\n502,3,4\n503,4,5\n", 3, "2 fields where the rows below have 3"),
      ("500;1,5\n501;x\n502;3,5\n503;4,5\n504;5,5\n", 2, "field 2 is 'x'"),
    ])
  func named(text: String, line: Int, reason: String) throws {
    let error = #expect(throws: InstrumentError.self) {
      try InstrumentFile(bytes: Array(text.utf8), source: "film.csv")
    }
    let words = "\(error.map { "\($0)" } ?? "")"
    #expect(words.contains("film.csv:\(line)") && words.contains(reason), "\(words)")
  }

  @Test("headings with numbers in them, and a column that counts the rows, are read")
  func sound() throws {
    let table = try InstrumentFile(
      bytes: Array("nm,12.5,15\n500,1,2\n501,2,3\n502,3,4\n".utf8), source: "film.csv")
    #expect(table.curves.map(\.name) == ["12.5", "15"])
    let meter = try InstrumentFile(
      bytes: Array("Index,Voltage (V),Current (A)\n0,-1,1e-6\n1,0,2e-6\n2,1,3e-6\n".utf8), source: "scan.csv")
    #expect(meter.curves.count == 1)
    #expect(meter.curves[0].x.name == "Voltage" && meter.curves[0].x.values == [-1, 0, 1])
  }
}
