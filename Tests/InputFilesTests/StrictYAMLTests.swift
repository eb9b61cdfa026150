import Foundation
import InputFiles
import Testing

@Suite("Strict YAML")
struct StrictYAMLTests {
  static func failure(_ text: String) -> InputError? {
    do throws(InputError) {
      _ = try InputDocument(text: text, name: "led.yaml")
      return nil
    } catch {
      return error
    }
  }

  static func failure(bytes: [UInt8]) -> InputError? {
    do throws(InputError) {
      _ = try InputDocument(data: Data(bytes), name: "led.yaml")
      return nil
    } catch {
      return error
    }
  }

  @Test(
    "a broken file is refused with code, line and column",
    arguments: [
      ("a: 1\n\tb: 2\n", "E-tab", 2, 1), ("a:\n  \tb: 2\n", "E-tab", 2, 3), ("a:\n\u{A0} b: 2\n", "E-encoding", 2, 1),
      ("a: &x 1\nb: *x\n", "E-yaml-feature", 1, 4), ("a: !tag 1\n", "E-yaml-feature", 1, 4),
      ("<<: {a: 1}\n", "E-yaml-feature", 1, 1), ("? [a, b]\n: 1\n", "E-yaml-feature", 1, 1),
      ("a: [1, *x]\n", "E-yaml-feature", 1, 8), ("a: b: c\n", "E-yaml", 1, 5),
      ("a: \"open\nb: 1\n", "E-yaml", 3, 1), ("a: 1\nbroken\nc: 2\n", "E-yaml", 3, 1), ("a: @x\n", "E-yaml", 1, 4),
      ("a: 1\n---\nb: 1\n", "E-yaml", 2, 1), ("a: 1\n   b: 2\n", "E-yaml", 2, 5),
    ])
  func broken(text: String, code: String, line: Int, column: Int) throws {
    let diagnostic = try #require(Self.failure(text)?.diagnostics.first)
    #expect(diagnostic.code == code)
    #expect(diagnostic.location?.line == line)
    #expect(diagnostic.location?.column == column)
  }

  @Test("a brace that is not closed is refused in words")
  func openBrace() throws {
    let diagnostic = try #require(Self.failure("a: {b: 1\nc: 2\n")?.diagnostics.first)
    #expect(diagnostic.code == "E-yaml")
    #expect(diagnostic.message.contains("not closed"))
  }

  @Test("an empty file, or one of comments, says so", arguments: ["", "\n\n", "# nothing\n", "\u{FEFF}", "---\n"])
  func empty(text: String) throws {
    let document = try? InputDocument(text: text, name: "led.yaml")
    if let document {
      #expect(document.root.text == "")
    } else {
      #expect(Self.failure(text)?.diagnostics.map(\.code) == ["E-empty"])
    }
  }

  @Test("every repeated key is told, with both places")
  func repeatedKeys() throws {
    let text = "a: 1\nb: {x: 1, y: 2, x: 3}\na: 2\nc:\n  - {d: 1, \"d\": 2}\n'a': 3\n"
    let found = try #require(Self.failure(text)).diagnostics
    #expect(found.map(\.code) == Array(repeating: "E-duplicate-key", count: 4))
    #expect(found.map { $0.location?.line } == [2, 3, 5, 6])
    #expect(found.map { $0.location?.column } == [17, 1, 13, 2])
    #expect(found[0].reason == "it already stands in line 2, column 5")
    #expect(found[1].reason == "it already stands in line 1, column 1")
  }

  @Test("byte-order mark, CRLF, CR and a missing last line end change nothing")
  func lineEnds() throws {
    let plain = try InputDocument(text: "a: 1 nm\nb:\n  c: µ 2\n", name: "led.yaml").root
    for text in [
      "\u{FEFF}a: 1 nm\nb:\n  c: µ 2\n", "a: 1 nm\r\nb:\r\n  c: µ 2\r\n", "a: 1 nm\rb:\r  c: µ 2",
      "a: 1 nm\nb:\n  c: µ 2",
    ] {
      let root = try InputDocument(text: text, name: "led.yaml").root
      #expect(root == plain)
      #expect(root["b"]?["c"]?.location.line == 3)
      #expect(root["b"]?["c"]?.location.column == 6)
    }
  }

  @Test("other encodings and invisible characters are refused")
  func encodings() {
    #expect(Self.failure(bytes: [0xFF, 0xFE, 0x61, 0x00])?.diagnostics.first?.code == "E-encoding")
    #expect(
      Self.failure(bytes: Array("a: 1\nb: ".utf8) + [0xB5, 0x0A])?.diagnostics.first?.message.contains("line 2") == true
    )
    #expect(Self.failure("a: 1\u{0}\n")?.diagnostics.first?.message.contains("U+0000") == true)
    #expect(Self.failure("a: 1\nb: 2\u{2028}3\n")?.diagnostics.first?.message.contains("U+2028") == true)
    #expect(Self.failure(String(repeating: "# filler\n", count: 200_000))?.diagnostics.first?.code == "E-encoding")
  }

  @Test("deep nesting and hostile files end in an error, quickly")
  func hostile() throws {
    #expect(Self.failure(String(repeating: "[", count: 100_000))?.diagnostics.first?.code == "E-nesting")
    #expect(Self.failure(String(repeating: "- ", count: 100_000) + "a")?.diagnostics.first?.code == "E-nesting")
    let staircase = (0..<400).map { String(repeating: " ", count: $0) + "a:" }.joined(separator: "\n")
    #expect(Self.failure(staircase)?.diagnostics.first?.code == "E-nesting")
    let laughs = "a0: &a0 [x, x]\n" + (1...30).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]\n" }.joined()
    #expect(Self.failure(laughs)?.diagnostics.first?.code == "E-yaml-feature")
    #expect(Self.failure("? *a\n: 1\n")?.diagnostics.first?.code == "E-yaml-feature")
    for text in [
      "%", "%YAML 9.9\n---\na: 1", "{", "}", "]", "- -", ":", ": :", "'", "\"\\", "|", ">", "a: |\n  x\n y", "`", "@",
    ] {
      _ = Self.failure(text)
    }
  }

  @Test("characters that begin a feature are text where they begin none")
  func innocent() throws {
    let text = """
      title: Beer's law * 2 & more! <<not merged>> {really}
      note: "&quoted: *text* [and] \\" # no comment"
      other: 'it''s: fine'
      unit: cm^2 * s
      block: |
        *not an alias
        \tand a tab
      list: [a - b, "c, d", -1]
      """
    let root = try InputDocument(text: text, name: "led.yaml").root
    #expect(root["title"]?.text == "Beer's law * 2 & more! <<not merged>> {really}")
    #expect(root["note"]?.text == "&quoted: *text* [and] \" # no comment")
    #expect(root["other"]?.text == "it's: fine")
    #expect(root["block"]?.text == "*not an alias\n\tand a tab\n")
    #expect(root["list"]?.list?.compactMap(\.text) == ["a - b", "c, d", "-1"])
  }

  @Test("a value knows its place, quoted or not")
  func places() throws {
    let root = try InputDocument(text: "µ: {a: 40 nm, b: \"50 nm\"}\n", name: "led.yaml").root
    let (a, b) = (try #require(root["µ"]?["a"]), try #require(root["µ"]?["b"]))
    #expect(a.location.column == 8 && a.location.length == 5)
    #expect(b.location.column == 19 && b.location.length == 5)
  }

  @Test("a file that is not there suggests its neighbour; a folder and a giant are refused")
  func files() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("inputs-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("my-led.yaml")
    try Data("a: 1\n".utf8).write(to: file)
    #expect(try InputDocument(path: file.path).root["a"]?.text == "1")
    let missing = #expect(throws: InputError.self) {
      try InputDocument(path: folder.appendingPathComponent("my-ledd.yaml").path)
    }
    #expect(missing?.diagnostics.first?.suggestion == "my-led.yaml")
    #expect(throws: InputError.self) { try InputDocument(path: folder.path) }
    try Data(count: InputDocument.largestFile + 1).write(to: file)
    let giant = #expect(throws: InputError.self) { try InputDocument(path: file.path) }
    #expect(giant?.diagnostics.first?.code == "E-file")
  }
}
