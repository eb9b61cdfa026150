import Records
import Testing

@Suite("CSV tables")
struct CSVTableTests {
  @Test("every Double comes back bit for bit, with names and units")
  func roundTrip() throws {
    let values = [0.1, -0.0, .pi, 1e-300, Double.leastNonzeroMagnitude, Double.greatestFiniteMagnitude, 1 / 3.0]
    let table = try CSVTable([
      .init("bias, \"dc\"", unit: "V", values: values), .init("ratio", unit: "1", values: values.map { $0 / 7 }),
    ])
    let read = try CSVTable(parsing: table.text)
    #expect(read.columns.map(\.name) == table.columns.map(\.name))
    #expect(read.columns.map(\.unit) == ["V", "1"])
    for (a, b) in zip(read.columns, table.columns) {
      #expect(a.values.map(\.bitPattern) == b.values.map(\.bitPattern))
    }
  }

  @Test("an array of two axes becomes one column for each position of the first")
  func matrix() throws {
    let table = try CSVTable(DatasetTests.emission())
    #expect(
      table.columns.map(\.heading) == [
        "wavelength [nm]", "emission at time = 0.0 s [uJ cm-2 nm-1]", "emission at time = 0.5 s [uJ cm-2 nm-1]",
      ])
    #expect(table.columns[1].values == [1, 2, 3])
  }

  @Test("an array of three axes becomes one line for each value")
  func cube() throws {
    let axes = ["a", "b", "c"].map { Axis($0, unit: "1", values: [0, 1]) }
    let array = try LabelledArray("v", unit: "V", axes: axes, values: (0..<8).map(Double.init))
    let table = try CSVTable(array)
    for row in 0..<8 {
      let digits = table.columns.prefix(3).map { Int($0.values[row]) }
      #expect(digits[0] * 4 + digits[1] * 2 + digits[2] == row)
      #expect(table.columns[3].values[row] == Double(row))
    }
  }

  @Test("files of other programs: comments, blank lines, a byte order mark, Windows line ends")
  func foreign() throws {
    let table = try CSVTable(parsing: "\u{FEFF}# made elsewhere\r\n\r\nE [eV], counts\r\n2.3, 10\r\n 2.4 ,nan\r\n")
    #expect(table.columns.map(\.heading) == ["E [eV]", "counts"])
    #expect(try table.column("E").values == [2.3, 2.4])
    #expect(table.columns[1].values[1].isNaN)
  }

  @Test("a wrong field is an error with line and column, never a guess")
  func refusals() {
    #expect(throws: CSVError.notANumber(source: "s.csv", line: 3, column: 2, field: "1,5e3x".replacing(",", with: ".")))
    {
      try CSVTable(parsing: "a,b\n1,2\n3,1.5e3x\n", source: "s.csv")
    }
    #expect(throws: CSVError.fieldCount(source: "s.csv", line: 2, found: 3, expected: 2)) {
      try CSVTable(parsing: "a,b\n1,2,3\n", source: "s.csv")
    }
    #expect(throws: CSVError.openQuote(source: "s.csv", line: 1)) {
      try CSVTable(parsing: "\"a,b\n1,2\n", source: "s.csv")
    }
    #expect(throws: CSVError.empty(source: "s.csv")) { try CSVTable(parsing: "# only words\n", source: "s.csv") }
    #expect(throws: CSVError.uneven(column: "b", rows: 1, expected: 2)) {
      try CSVTable([.init("a", unit: "1", values: [1, 2]), .init("b", unit: "1", values: [1])])
    }
  }
}
