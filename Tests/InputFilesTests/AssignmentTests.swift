import InputFiles
import Quantities
import Testing

@Suite("Values set from outside the file")
struct AssignmentTests {
  static let text = """
    name: led
    layers:
      - name: TFB
        thickness: {value: 40 nm, source: paper, evidence: measured, range: [20 nm, 80 nm]}
      - name: Al2O3 v1.2
        thickness: 7 nm
    """

  static func applying(_ arguments: [String]) throws -> (root: InputNode, log: DiagnosticLog) {
    let log = DiagnosticLog()
    let document = try InputDocument(text: text, name: "f.yaml")
    let assignments = try arguments.map { try Assignment(argument: $0) }
    return (document.applying(assignments, log: log).root, log)
  }

  @Test("a short value keeps the plausible range and drops source and evidence")
  func shortValue() throws {
    let (root, log) = try Self.applying(["layers.TFB.thickness=30nm"])
    let thickness = try #require(root["layers"]?.list?[0]["thickness"])
    #expect(thickness.entries?.map(\.key) == ["value", "range"])
    #expect(thickness["value"]?.text == "30nm")
    #expect(log.diagnostics.isEmpty)
  }

  @Test("a full value replaces all, and a part of one only that part")
  func fullValue() throws {
    let (root, _) = try Self.applying(["layers.TFB.thickness={value: 30 nm, evidence: fitted}"])
    #expect(root["layers"]?.list?[0]["thickness"]?.entries?.map(\.key) == ["value", "evidence"])
    let (part, _) = try Self.applying(["layers.TFB.thickness.source=me", "layers.Al2O3 v1.2.thickness.source=me"])
    #expect(part["layers"]?.list?[0]["thickness"]?["value"]?.text == "40 nm")
    #expect(part["layers"]?.list?[0]["thickness"]?["source"]?.text == "me")
    #expect(part["layers"]?.list?[1]["thickness"]?["value"]?.text == "7 nm")
  }

  @Test("the later of two wins, names may hold points, quotes are taken off")
  func details() throws {
    let (root, _) = try Self.applying([
      "layers.Al2O3 v1.2.thickness=8 nm", "layers.Al2O3 v1.2.thickness = 9 nm ", "name=\"a = b\"", "new.key=1",
    ])
    #expect(root["layers"]?.list?[1]["thickness"]?.text == "9 nm")
    #expect(root["name"]?.text == "a = b")
    #expect(root["new"]?["key"]?.text == "1")
  }

  @Test("a broken argument is a mistake of usage", arguments: ["", "=", "a", "a..b=1", "a=[1", "a={b: &x 1}", ".=1"])
  func broken(argument: String) {
    let error = #expect(throws: InputError.self) { try Assignment(argument: argument) }
    #expect(error?.kind == .usage)
    #expect(error?.diagnostics.allSatisfy { $0.location?.source.isArgument == true } == true)
  }

  @Test("a path through a single value is refused, with its end as the remedy")
  func throughValue() throws {
    let (_, log) = try Self.applying(["name.first=x", "layers.TFP.thickness=1 nm"])
    #expect(log.diagnostics.map(\.code) == ["E-path", "E-path"])
    #expect(log.diagnostics[0].remedy == "end the path at `name`")
    #expect(log.diagnostics[1].suggestion == "TFB")
    #expect("\(log.diagnostics[1])".contains("--set layers.TFP.thickness=1 nm\n |              ^^^"))
  }

  @Test("the resolved text reads back to the same values and tells origins")
  func resolvedText() throws {
    let log = DiagnosticLog()
    let document = try InputDocument(
      text: Self.text + "\nodd: \"a: 'b' # \\\\ \\\"c\\\"\\n%\"\nempty: {}\nnone: []\nminus: -1\ndash: \"- x\"\n",
      name: "f.yaml")
    let resolved = document.applying([try Assignment(argument: "layers.TFB.thickness=30 nm")], log: log)
    let text = resolved.text(without: ["name"])
    #expect(text.contains("value: 30 nm  # --set layers.TFB.thickness=30 nm\n"))
    #expect(text.contains("thickness: 7 nm  # f.yaml:6:16\n"))
    let again = try InputDocument(text: text, name: "again.yaml")
    #expect(Self.words(again.root) == Self.words(resolved.root).filter { $0.key != "name" })
  }

  /// Every single value under its path.
  static func words(_ node: InputNode, _ path: String = "") -> [String: String] {
    func join(_ key: String) -> String { path.isEmpty ? key : path + "/" + key }
    switch node.content {
    case .text(let text): return [path: text]
    case .list(let list):
      return list.enumerated().reduce(into: [:]) { all, item in
        all.merge(words(item.element, join("\(item.offset)"))) { first, _ in first }
      }
    case .mapping(let entries):
      return entries.reduce(into: [:]) { all, entry in
        all.merge(words(entry.value, join(entry.key))) { first, _ in first }
      }
    }
  }
}
