import Foundation
import Testing

/// What a user reads, to the letter: standard output, standard error and exit code of commands, as files in Tests/Golden.
///
/// Where a text was changed on purpose, write the files anew and read the difference before it is kept:
/// `DRIFTLIGHT_WRITE_GOLDEN=1 swift test -c release … --filter GoldenTests`.
@Suite("Golden texts")
struct GoldenTests {
  struct Text: Sendable, CustomTestStringConvertible {
    let name: String
    let arguments: [String]
    /// Whether numbers may differ: the layout is what is held.
    var masksNumbers = false
    var testDescription: String { name }
  }

  static let all: [Text] = [
    Text(name: "help", arguments: ["--help"]),
    Text(name: "help-run", arguments: ["run", "--help"]),
    Text(name: "help-show-protocol", arguments: ["show", "protocol", "--help"]),
    Text(name: "help-init", arguments: ["init", "--help"]),
    Text(name: "check-experiment", arguments: ["check", "experiment.yaml"]),
    Text(name: "check-device", arguments: ["check", "slab.yaml", "--set", "layers.slab.thickness=90nm"]),
    Text(name: "check-warnings", arguments: ["check", "warnings.yaml"]),
    Text(name: "show-protocol", arguments: ["show", "protocol", "experiment.yaml"]),
    Text(name: "show-device", arguments: ["show", "device", "slab.yaml", "--quiet"]),
    Text(name: "show-constants", arguments: ["show", "constants"]),
    Text(name: "errors-of-an-experiment", arguments: ["check", "wrong-experiment.yaml"]),
    Text(name: "errors-of-a-device", arguments: ["check", "wrong-device.yaml"]),
    Text(name: "errors-of-a-protocol", arguments: ["check", "wrong-protocol.yaml"]),
    Text(name: "error-on-the-command-line", arguments: ["run", "experiment.yaml", "--set", "layers.slap.thickness=9"]),
    Text(name: "error-unknown-command", arguments: ["chekc", "slab.yaml"]),
    Text(name: "error-unknown-device", arguments: ["check", "experiment.yaml", "--device", "cspbr3-led"]),
    Text(name: "error-no-record", arguments: ["plot", "nowhere"]),
    Text(name: "verdicts", arguments: ["reproduce", "K2", "--out", "results", "--quiet"], masksNumbers: true),
  ]

  static let folder = SourceTree.root.appending(path: "Tests/Golden")

  @Test("are as they were", arguments: all)
  func text(_ golden: Text) throws {
    let place = try TemporaryFolder()
    let inputs = Self.folder.appending(path: "inputs")
    for name in try FileManager.default.contentsOfDirectory(atPath: inputs.path) {
      try FileManager.default.copyItem(at: inputs.appending(path: name), to: place.url.appending(path: name))
    }
    let ending = try BuiltCommand.run(golden.arguments, in: place.url)
    var found =
      "$ driftlight \(golden.arguments.joined(separator: " "))\nexit code \(ending.code)\n"
      + "--- standard output\n\(ending.output)--- standard error\n\(ending.errors)"
    if golden.masksNumbers {
      let numbers = /\d+(\.\d+)?(e[-+]?\d+)?/
      found = found.replacing(numbers, with: "#").replacing(#/ +/#, with: " ").replacing(/-+\n/, with: "-\n")
    }
    let file = Self.folder.appending(path: "\(golden.name).txt")
    if ProcessInfo.processInfo.environment["DRIFTLIGHT_WRITE_GOLDEN"] != nil {
      try Data(found.utf8).write(to: file)
      return
    }
    let expected = try String(contentsOf: file, encoding: .utf8)
    guard found != expected else { return }
    let pair = zip(
      found.split(separator: "\n", omittingEmptySubsequences: false),
      expected.split(separator: "\n", omittingEmptySubsequences: false))
    let first = pair.enumerated().first { $0.element.0 != $0.element.1 }
    Issue.record(
      "line \((first?.offset ?? -1) + 1)\nis:  \(first?.element.0 ?? "")\nwas: \(first?.element.1 ?? "")\n\(found)")
  }

  @Test("have a file each, and no file stands alone")
  func files() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter { $0.hasSuffix(".txt") }
    #expect(Set(names) == Set(Self.all.map { "\($0.name).txt" }))
  }
}
