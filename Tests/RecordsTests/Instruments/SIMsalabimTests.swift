import Foundation
import Records
import Testing

@Suite("Tables of SIMsalabim and ZimT")
struct SIMsalabimTests {
  private static func read(_ text: String) throws -> InstrumentFile {
    try InstrumentFile(bytes: Array(text.utf8), source: "JV.dat")
  }

  @Test("a current–voltage table is told from its headings, and its columns have units")
  func curve() throws {
    let file = try Self.read(
      """
      Vext Vint Jext errJ Jphoto Jdir JBulkSRH JIntLeft JIntRight JminLeft JminRight JShunt
       0.0000E+0000  0.1  -2.2000E+0002  1E-3  -221  1  2  3  4  5  6  0
       1.0000E-0001  0.2  -2.1000E+0002  1E-3  -211  1  2  3  4  5  6  0
       2.0000E-0001  0.3  -1.9000E+0002  1E-3  -191  1  2  3  4  5  6  0
      """)
    #expect(file.format == .simsalabim && file.curves.count == 11)
    let current = try #require(file.curves.first { $0.y.name == "Jext" })
    #expect(current.x.name == "Vext" && current.x.unit == "V" && current.y.unit == "A m-2")
    #expect(current.x.values == [0, 0.1, 0.2] && current.y.values == [-220, -210, -190])
  }

  @Test("a transient stands against time, profiles stand against depth, one for each voltage")
  func others() throws {
    let transient = try Self.read("t Vext Vint G Jext errJ\n0 0 0 1 -3 0\n1e-6 0.1 0.1 1 -2 0\n2e-6 0.2 0.2 1 -1 0\n")
    #expect(transient.curves.first { $0.y.name == "Jext" }?.x.unit == "s")
    let profiles = try Self.read(
      "x V Evac Ec Ev phin phip n p Vext\n0 0 0 -4 -5.6 -4 -4 1e20 1e10 0\n1e-8 0 0 -4 -5.6 -4 -4 2e20 1e10 0\n"
        + "0 0 0 -4 -5.6 -4 -4 3e20 1e10 0.5\n1e-8 0 0 -4 -5.6 -4 -4 4e20 1e10 0.5\n")
    let electrons = profiles.curves.filter { $0.y.name == "n" }
    #expect(electrons.map(\.y.values) == [[1e20, 2e20], [3e20, 4e20]])
    #expect(electrons.map(\.metadata["Vext"]) == ["0.0 V", "0.5 V"])
    #expect(electrons.allSatisfy { $0.x.unit == "m" && $0.y.unit == "m-3" && $0.x.values == [0, 1e-8] })
  }

  @Test("damage is refused with its line")
  func damage() {
    #expect { try Self.read("Vext Jext P\n0 -1 0\n0.1 over 0\n0.2 -1 0\n0.3 -1 0\n") } throws: {
      "\($0)".contains("JV.dat:3: ")
    }
  }
}
