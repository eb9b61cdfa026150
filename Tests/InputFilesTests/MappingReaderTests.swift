import InputFiles
import Quantities
import Testing

@Suite("Reading keys")
struct MappingReaderTests {
  enum Side: String, CaseIterable { case electron, hole }

  static let text = """
    name: sample
    thickness: 40 nm
    full: {value: 1.5 eV, source: "doi:10.1/x", evidence: measured, range: [1 eV, 2 eV]}
    count: −3
    active: true
    side: hole
    layers:
      - {name: A, x: 1}
      - {name: B, x: 2}
    """

  static func reader(_ text: String) throws -> MappingReader {
    MappingReader(try InputDocument(text: text, name: "f.yaml").root, log: DiagnosticLog())
  }

  @Test("a whole file reads without a diagnostic")
  func whole() throws {
    let reader = try Self.reader(Self.text)
    #expect(reader.text("name", example: "x")?.text == "sample")
    let thickness = try #require(reader.quantity("thickness", .positive(.length)))
    #expect(thickness.siValue == 40e-9 && thickness.text == "40 nm" && "\(thickness.origin)" == "f.yaml:2:12")
    let full = try #require(reader.quantity("full", .positive(.energy)))
    #expect(full.source == "doi:10.1/x" && full.evidence == .measured)
    #expect(full.plausibleRange?.contains(full.siValue) == true)
    #expect(reader.integer("count", in: -4...4) == -3)
    #expect(reader.flag("active") == true)
    #expect(reader.choice("side", of: Side.self) == .hole)
    let layers = reader.namedMappings("layers")
    #expect(layers.map(\.path) == ["layers.A", "layers.B"])
    for layer in layers {
      _ = (layer.text("name", example: ""), layer.quantity("x", .any(.dimensionless)))
      layer.finish()
    }
    #expect(reader.quantity("absent", .any(.length), optional: true) == nil)
    reader.finish()
    #expect(reader.log.diagnostics.isEmpty)
    try reader.log.throwIfErrors()
  }

  @Test("all mistakes of a file come at once, in the order of the file")
  func allAtOnce() throws {
    let reader = try Self.reader(
      """
      thickness: 40
      gap: 2 V
      nmae: x
      count: 1.5
      active: yes
      side: holes
      full: {value: 3 eV, sorce: me, evidence: guessed, range: [2 eV, 1 eV]}
      layers:
        - {name: A}
        - {name: A}
      list: 3
      """)
    _ = reader.quantity("thickness", .positive(.length))
    _ = reader.quantity("gap", .positive(.energy))
    _ = reader.text("name", example: "x")
    _ = reader.integer("count", in: 0...9)
    _ = reader.flag("active")
    _ = reader.choice("side", of: Side.self)
    _ = reader.quantity("full", .positive(.energy))
    _ = reader.namedMappings("layers")
    _ = reader.list("list")
    reader.finish()
    let error = #expect(throws: InputError.self) { try reader.log.throwIfErrors() }
    #expect(error?.kind == .inputFile && error?.exitCode == 3)
    #expect(
      error?.diagnostics.map(\.code) == [
        "E-unit-missing", "E-dimension", "E-key-unknown", "E-type", "E-type", "E-choice",
        "E-key-unknown", "E-choice", "E-range", "E-name", "E-type",
      ])
    #expect(error?.diagnostics.compactMap(\.suggestion) == ["name", "true", "hole", "source"])
  }

  @Test("limits that can exist are errors, implausible values are warnings")
  func ranges() throws {
    let reader = try Self.reader(
      "a: -40 nm\nb: 0 nm\nc: 150 %\nd: {value: 90 nm, range: [20 nm, 80 nm]}\ne: 0 nm\nf: {value: 20 nm, range: [20 nm, 80 nm]}\n"
    )
    #expect(reader.quantity("a", .positive(.length)) == nil)
    #expect(reader.quantity("b", .positive(.length)) == nil)
    #expect(reader.quantity("c", .within(0...1, .dimensionless)) == nil)
    #expect(reader.quantity("d", .positive(.length))?.siValue == 90e-9)
    #expect(reader.quantity("e", .nonNegative(.length))?.siValue == 0)
    #expect(reader.quantity("f", .positive(.length))?.siValue == 20e-9)
    #expect(reader.log.sorted.map(\.code) == ["E-range", "E-range", "E-range", "W-range"])
    #expect(reader.log.sorted[2].reason.contains("from 0 % to 100 %"))
    #expect(reader.log.warnings.count == 1)
  }

  @Test("a diagnostic shows place, line, caret, reason, suggestion, remedy and page")
  func rendering() throws {
    let reader = try Self.reader("stack:\n  thicknes: 40 nn\n")
    let stack = try #require(reader.mapping("stack"))
    _ = stack.quantity("thicknes", .positive(.length))
    let diagnostic = try #require(reader.log.diagnostics.first)
    #expect(
      "\(diagnostic)" == """
        error[E-unit]: `stack.thicknes`: `nn` is not a unit
         --> f.yaml:2:16
          |
        2 |   thicknes: 40 nn
          |                ^^
          = did you mean: nm
          = remedy: write a unit such as nm, V/s, uJ/cm2 or cm^-3
          = see: Documentation/errors/E-unit.md
        """)
  }

  @Test("a wrong kind of value is one mistake, not one for each key below it")
  func wrongKind() throws {
    let reader = try Self.reader("stack: 3\n")
    let stack = try #require(reader.mapping("stack"))
    _ = (stack.quantity("a", .any(.length)), stack.text("b", example: "x"))
    stack.finish()
    #expect(reader.log.diagnostics.map(\.code) == ["E-type"])
    let list = try Self.reader("- 1\n")
    #expect(list.log.diagnostics.map(\.code) == ["E-type"])
  }

  @Test("a misspelt key is one mistake, and an absent one another")
  func misspelt() throws {
    let reader = try Self.reader("thicknes: 40 nm\n")
    _ = (reader.quantity("thickness", .positive(.length)), reader.text("name", example: "TFB"))
    reader.finish()
    #expect(reader.log.sorted.map(\.code) == ["E-key-missing", "E-key-unknown"])
    #expect(reader.log.diagnostics.first { $0.code == "E-key-missing" }?.message == "the key `name` is missing")
    #expect(reader.log.diagnostics.compactMap(\.suggestion) == ["thickness"])
  }

  @Test("a swapped pair of letters counts as one slip")
  func spelling() {
    #expect(Spelling.distance("thickness", "thickenss") == 1)
    #expect(Spelling.distance("", "abc") == 3)
    #expect(Spelling.distance("kitten", "sitting") == 3)
    #expect(Spelling.closest(to: "builtinvoltage", among: ["temperature", "builtInVoltage"]) == "builtInVoltage")
    #expect(Spelling.closest(to: "zzz", among: ["temperature", "layers"]) == nil)
  }
}
