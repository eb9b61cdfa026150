import Foundation
import Records
import Testing

@Suite("driftlight, used wrongly or on a poor machine")
struct WrongUseTests {
  static func run(
    _ arguments: [String], in folder: TemporaryFolder, path: String? = nil, stopAfter: Double? = nil
  ) throws -> BuiltCommand.Ending {
    try BuiltCommand.run(arguments, in: folder.url, path: path, stopAfter: stopAfter)
  }

  /// An input that is refused before anything is computed, and what its message has to say.
  struct Refused: Sendable, CustomTestStringConvertible {
    let arguments: [String]
    let says: [String]
    var code = ExitStatus.usage
    var testDescription: String { arguments.joined(separator: " ") }
  }

  static let refused: [Refused] = [
    Refused(arguments: ["--set", "layers.TFB.thicknes=30nm"], says: ["E-key-unknown", "did you mean: thickness"]),
    Refused(arguments: ["--set", "layers.TBF.thickness=30nm"], says: ["E-path", "did you mean: TFB"]),
    Refused(arguments: ["--set", "layers.TFB.thickness=30"], says: ["E-unit-missing", "length"]),
    Refused(arguments: ["--set", "layers.TFB.thickness=30 V"], says: ["E-dimension", "voltage", "length"]),
    Refused(arguments: ["--set", "layers.TFB.thickness=30 nn"], says: ["E-unit", "did you mean: nm"]),
    Refused(arguments: ["--set", "layers.TFB.thickness=-30nm"], says: ["E-range", "above 0"]),
    Refused(arguments: ["--set", "layers.TFB.thickness=nan nm"], says: ["error[E-", "layers.TFB.thickness"]),
    Refused(arguments: ["--set", "layers.TFB.thickness"], says: ["E-override", "="]),
    Refused(arguments: ["--set", "pump.fluense=30 uJ/cm2"], says: ["E-key-unknown", "did you mean: fluence"]),
    Refused(arguments: ["--set", "use=M3"], says: ["E-choice", "M1"]),
    Refused(arguments: ["K3"], says: ["no observation has the id 'K3'", "did you mean 'K2'?", "F2c-long"]),
    Refused(arguments: ["--device", "cspbr3-led"], says: ["E-device-unknown", "did you mean: cspbbr3-led"]),
    Refused(arguments: ["--device", "nowhere/led.yaml"], says: ["E-file", "nowhere/led.yaml"], code: .inputFile),
    Refused(arguments: ["--fource"], says: ["--fource", "--force"]),
    Refused(arguments: ["--set"], says: ["--set"]),
  ]

  @Test("is refused with place, reason and remedy, and leaves nothing behind", arguments: refused)
  func refusal(_ wrong: Refused) throws {
    let folder = try TemporaryFolder()
    let ending = try Self.run(["reproduce", "K2", "--out", "results"] + wrong.arguments, in: folder)
    #expect(ending.code == wrong.code.rawValue, "\(ending.errors)")
    for words in wrong.says { #expect(ending.errors.contains(words), "'\(words)' is not in: \(ending.errors)") }
    #expect(ending.output.isEmpty, "nothing on standard output: \(ending.output)")
    #expect(folder.topLevel.isEmpty, "left behind: \(folder.contents)")
  }

  @Test("all mistakes of a device file come at once, each with its line, and end with code 3")
  func deviceFile() throws {
    let folder = try TemporaryFolder()
    let text = try SourceTree.text("Devices/cspbbr3-led.yaml")
      .replacing("builtInVoltage: {value: 0.2 V", with: "builtInVoltage: {value: 0.2")
      .replacing("ambientIndex:", with: "ambientIndx:")
    try text.write(to: folder.url.appending(path: "mine.yaml"), atomically: true, encoding: .utf8)
    let ending = try Self.run(["reproduce", "K2", "--device", "mine.yaml", "--out", "results"], in: folder)
    #expect(ending.code == ExitStatus.inputFile.rawValue)
    for words in ["mine.yaml:", "E-unit-missing", "E-key-unknown", "did you mean: ambientIndex", "2 errors"] {
      #expect(ending.errors.contains(words), "'\(words)' is not in: \(ending.errors)")
    }
    #expect(folder.topLevel == ["mine.yaml"])
  }

  @Test("an output folder that cannot be written is refused before anything is computed")
  func readOnlyFolder() throws {
    // Nobody, not even the superuser, can make a folder there.
    let locked = FileManager.default.fileExists(atPath: "/proc/self") ? "/proc/results" : "/System/results"
    let folder = try TemporaryFolder()
    let ending = try Self.run(["reproduce", "K2", "--out", locked], in: folder)
    #expect(ending.code == ExitStatus.usage.rawValue && ending.output.isEmpty)
    #expect(ending.errors.contains("cannot write to") && ending.errors.contains("--out"), "\(ending.errors)")
    try Data("a file".utf8).write(to: folder.url.appending(path: "file"))
    let onFile = try Self.run(["reproduce", "K2", "--out", "file"], in: folder)
    #expect(onFile.code == ExitStatus.usage.rawValue && onFile.errors.contains("is a file"), "\(onFile.errors)")
    #expect(try folder.text("file") == "a file" && folder.topLevel == ["file"])
  }

  @Test("a folder of results is replaced only with --force, any other folder never")
  func existingFolder() throws {
    let folder = try TemporaryFolder()
    let first = try Self.run(["reproduce", "K2", "--out", "results"], in: folder)
    #expect(first.code == 0 && first.output.contains("1 of 1 observations"), "\(first.errors)")
    let before = (folder.contents, try folder.text("results/provenance.json"))
    let refused = try Self.run(["reproduce", "K2", "--out", "results"], in: folder)
    #expect(refused.code == ExitStatus.usage.rawValue && refused.errors.contains("--force"), "\(refused.errors)")
    #expect(folder.contents == before.0)
    #expect(try folder.text("results/provenance.json") == before.1)
    let forced = try Self.run(["reproduce", "K2", "--out", "results", "--force"], in: folder)
    #expect(forced.code == 0 && folder.topLevel == ["results"], "\(forced.errors)")
    #expect(try folder.text("results/provenance.json").contains("--force"))

    let own = folder.url.appending(path: "thesis")
    try FileManager.default.createDirectory(at: own, withIntermediateDirectories: false)
    try Data("years of work".utf8).write(to: own.appending(path: "chapter.txt"))
    let kept = try Self.run(["reproduce", "K2", "--out", "thesis", "--force"], in: folder)
    #expect(kept.code == ExitStatus.usage.rawValue)
    #expect(try folder.text("thesis/chapter.txt") == "years of work")
    #expect(folder.topLevel == ["results", "thesis"])
  }

  @Test("without gnuplot everything else is written, and the message tells how to draw the figures later")
  func missingGnuplot() throws {
    let folder = try TemporaryFolder()
    let ending = try Self.run(["reproduce", "K2", "--out", "results"], in: folder, path: "")
    #expect(ending.code == ExitStatus.usage.rawValue)
    #expect(ending.output.contains("1 of 1 observations"), "the table is printed all the same")
    let files = Set(folder.contents)
    for file in [
      "report.html", "verdicts.json", "audit.json", "provenance.json", "figures/K2-radiative-share.gp",
      "figures/K2-radiative-share.dat", "records/F2d/record.nc", "records/F2d/audit.json",
    ] {
      #expect(files.contains("results/\(file)"), "\(file) is missing")
    }
    #expect(!files.contains("results/figures/K2-radiative-share.svg"))
    #expect(folder.topLevel == ["results"])
    // The command it gives has to name the script where it now lies.
    let script = try #require(ending.errors.firstMatch(of: /run: gnuplot (\S+)/)?.1, "\(ending.errors)")
    #expect(FileManager.default.fileExists(atPath: String(script)), "\(script)")
    #expect(try folder.text("results/report.html").contains(String(script)))
  }

  @Test("a device that cannot be computed ends with code 4 and a row that says why")
  func notComputable() throws {
    let folder = try TemporaryFolder()
    let ending = try Self.run(["reproduce", "K2", "--device", "cspbbr3-film", "--out", "results"], in: folder)
    #expect(ending.code == ExitStatus.noConvergence.rawValue, "\(ending.errors)")
    #expect(ending.output.contains("K2 was not computed: "))
    #expect(try folder.text("results/report.html").contains("Not computed"))
  }

  @Test(
    "help and version end with 0 and go to standard output",
    arguments: [["--help"], ["reproduce", "--help"], ["--version"]])
  func help(arguments: [String]) throws {
    let folder = try TemporaryFolder()
    let ending = try Self.run(arguments, in: folder)
    #expect(ending.code == 0 && ending.errors.isEmpty)
    switch arguments {
    case ["--version"]: #expect(ending.output == DriftlightVersion.current + "\n")
    case ["--help"]:
      #expect(ending.output.contains("reproduce"))
      for status in ExitStatus.allCases { #expect(ending.output.contains(" \(status.rawValue) ")) }
    default:
      for option in ["--device", "--set", "--out", "--force", "--json"] { #expect(ending.output.contains(option)) }
    }
  }
}
