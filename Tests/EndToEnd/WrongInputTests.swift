import Foundation
import Testing

@Suite("Wrong inputs")
struct WrongInputTests {
  @Test("get the intended message within two seconds of processor time and touch nothing", arguments: WrongInput.all)
  func refused(_ wrong: WrongInput) throws {
    let folder = try TemporaryFolder()
    for (name, data) in wrong.files { try data.write(to: folder.url.appending(path: name)) }
    try wrong.prepare(folder.url)
    let before = folder.topLevel
    let ending = try BuiltCommand.run(wrong.arguments, in: folder.url, processorLimit: 2)
    #expect(ending.code == wrong.code, "\(ending.errors.prefix(3000))")
    for code in wrong.codes {
      #expect(ending.errors.contains("[\(code)]"), "\(code) is not in: \(ending.errors.prefix(3000))")
    }
    for words in wrong.says {
      #expect(ending.errors.contains(words), "'\(words)' is not in: \(ending.errors.prefix(3000))")
    }
    if wrong.code != 0 { #expect(ending.output.isEmpty) }
    #expect(folder.topLevel == before)
  }

  @Test("number at least forty, and produce every code of the catalogue")
  func catalogue() throws {
    #expect(WrongInput.all.count { $0.code != 0 } >= 40)
    let pages = try FileManager.default.contentsOfDirectory(
      atPath: SourceTree.root.appending(path: "Documentation/errors").path
    ).filter { $0.hasSuffix(".md") && $0 != "README.md" }.map { String($0.dropLast(3)) }
    let produced = Set(WrongInput.all.flatMap(\.codes))
    // The rooms' own tests produce the rest.
    let tests = try SourceTree.swiftFiles(in: "Tests").filter { !$0.contains("WrongInput") }
      .map { try SourceTree.text("Tests/\($0)") }
    for code in Set(pages).subtracting(produced) {
      #expect(tests.contains { $0.contains("\"\(code)\"") || $0.contains(code) }, "no test produces \(code)")
    }
  }

  @Test("look exactly like this")
  func golden() throws {
    let folder = try TemporaryFolder()
    let text = """
      device: cspbbr3-led
      pump: {wavelength: 355, width: 1 ns, rate: 1 kHz, fluence: 480 uJ/cm2, from: HTL}
      protocol:
        - hold 6 V for 5 s, recrod spectrum
      """
    try Data(text.utf8).write(to: folder.url.appending(path: "mine.yaml"))
    let ending = try BuiltCommand.run(["check", "mine.yaml"], in: folder.url)
    let expected = """
      error[E-unit-missing]: `pump.wavelength`: `355` has no unit, and this is a length
       --> mine.yaml:2:20
        |
      2 | pump: {wavelength: 355, width: 1 ns, rate: 1 kHz, fluence: 480 uJ/cm2, from: HTL}
        |                    ^^^
        = remedy: write e.g. 355 nm
        = see: Documentation/errors/E-unit-missing.md

      error[E-sentence]: no clause of this sentence begins with 'recrod'; did you mean 'record'?
       --> mine.yaml:4:23
        |
      4 |   - hold 6 V for 5 s, recrod spectrum
        |                       ^^^^^^
      """
    #expect(ending.errors.hasPrefix(expected), "\(ending.errors)")
    #expect(ending.errors.hasSuffix("\n\n2 errors\n"))
  }
}
