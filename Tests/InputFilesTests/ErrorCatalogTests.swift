import Foundation
import Testing

@Suite("Error catalogue")
struct ErrorCatalogTests {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Codes as they stand in the sources of all rooms.
  static func codes() throws -> Set<String> {
    let sources = root.appendingPathComponent("Sources")
    var codes: Set<String> = []
    for file in try FileManager.default.subpathsOfDirectory(atPath: sources.path) where file.hasSuffix(".swift") {
      let text = try String(contentsOf: sources.appendingPathComponent(file), encoding: .utf8)
      codes.formUnion(text.matches(of: /"([EW]-[a-z-]+)"/).map { String($0.output.1) })
    }
    return codes
  }

  @Test("every code has a page that says what, remedy and an example")
  func pages() throws {
    let codes = try Self.codes()
    #expect(codes.count > 20)
    for code in codes {
      let page = Self.root.appendingPathComponent("Documentation/errors/\(code).md")
      let text = try #require(try? String(contentsOf: page, encoding: .utf8), "no page for \(code)")
      for part in ["# \(code): ", "**What**", "**Remedy**", "```"] { #expect(text.contains(part), "\(code): \(part)") }
    }
  }

  @Test("every page is about a code that the program emits")
  func noStalePage() throws {
    let pages = try FileManager.default.contentsOfDirectory(
      atPath: Self.root.appendingPathComponent("Documentation/errors").path)
    let codes = try Self.codes()
    for page in pages where page != "README.md" && page.hasSuffix(".md") {
      #expect(codes.contains(String(page.dropLast(3))), "\(page)")
    }
  }
}
