import Foundation
import Records
import Testing

/// What the head of an example promises: `# expect: charge_passed at end = 4.427e-4 uC cm-2 within 0.1 %`.
struct Expectation: CustomTestStringConvertible {
  let example: String
  let what: String
  let value: Double
  let unit: String
  let share: Double

  var testDescription: String { example }

  init?(_ example: String) throws {
    let text = try SourceTree.text("Examples/\(example)")
    guard let match = text.firstMatch(of: /# expect: (.+) = ([0-9.e+-]+) (.+) within ([0-9.]+) %/),
      let value = Double(match.2), let percent = Double(match.4)
    else { return nil }
    self.example = example
    what = String(match.1)
    self.value = value
    unit = String(match.3)
    share = percent / 100
  }

  /// The number as the record has it, and its unit.
  func found(in folder: TemporaryFolder) throws -> (value: Double, unit: String) {
    func column(_ name: String) throws -> CSVTable.Column {
      let table = try CSVTable(contentsOf: folder.url.appending(path: "results/csv/\(name).csv"))
      return try table.column(name)
    }
    if let match = what.firstMatch(of: /decay time of (\w+) from ([0-9.e-]+) s to ([0-9.e-]+) s/) {
      let (times, values) = (try column("time").values, try column(String(match.1)).values)
      let ends = [match.2, match.3].compactMap { Double($0) }.map { wanted in
        times.indices.min { abs(times[$0] - wanted) < abs(times[$1] - wanted) } ?? 0
      }
      return ((times[ends[1]] - times[ends[0]]) / log(values[ends[0]] / values[ends[1]]), "s")
    }
    if let match = what.firstMatch(of: /lifetime of the last decay from ([0-9.]+) ns to ([0-9.]+) ns/) {
      let table = try CSVTable(contentsOf: folder.url.appending(path: "results/csv/decay_signal.csv"))
      let last = try #require(table.columns.last).values
      let delays = table.columns[0].values
      let ends = [match.1, match.2].compactMap { Double($0) }.map { wanted in
        delays.indices.min { abs(delays[$0] - wanted) < abs(delays[$1] - wanted) } ?? 0
      }
      return ((delays[ends[1]] - delays[ends[0]]) / log(last[ends[0]] / last[ends[1]]), "ns")
    }
    if let match = what.firstMatch(of: /largest (\w+)/) {
      let found = try column(String(match.1))
      return (found.values.map { abs($0) }.max() ?? .nan, found.unit)
    }
    let found = try column(String(what.prefix { $0 != " " }))
    return (found.values.last ?? .nan, found.unit)
  }
}

@Suite("Numbered examples")
struct ExampleTests {
  static let names =
    (try? FileManager.default.contentsOfDirectory(atPath: SourceTree.root.appending(path: "Examples").path))?
    .filter { $0.first?.isNumber == true && $0.hasSuffix(".yaml") }.sorted() ?? []

  @Test("give the number that their head promises", arguments: names)
  func number(_ name: String) throws {
    let expected = try #require(try Expectation(name), "\(name) promises nothing")
    let folder = try TemporaryFolder()
    for file in [name, "slab.yaml"] {
      try FileManager.default.copyItem(
        at: SourceTree.root.appending(path: "Examples/\(file)"), to: folder.url.appending(path: file))
    }
    let ending = try BuiltCommand.run(["run", name, "--out", "results"], in: folder.url)
    #expect(ending.code == 0, "\(ending.errors)")
    let found = try expected.found(in: folder)
    #expect(found.unit == expected.unit)
    #expect(
      abs(found.value - expected.value) <= expected.share * abs(expected.value),
      "\(expected.what): \(found.value) \(found.unit), expected \(expected.value)")
  }

  @Test("stand in the list of examples, and the list names no other")
  func list() throws {
    let page = try SourceTree.text("Examples/README.md")
    let linked = page.matches(of: /\]\((\d[^)]+\.yaml)\)/).map { String($0.1) }
    #expect(linked.sorted() == Self.names && Self.names.count >= 7)
    for name in Self.names {
      let text = try SourceTree.text("Examples/\(name)")
      #expect(text.hasPrefix("# \(name.prefix(3))  "), "\(name) begins with its number")
    }
  }
}
