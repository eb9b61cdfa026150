import Foundation
import Records
import Testing

@Suite("Guides")
struct GuideTests {
  @Test("the ten minutes run as written, in an empty folder, and touch nothing beside it")
  func tenMinutes() throws {
    let text = try SourceTree.text("Documentation/guide/ten-minutes.md")
    let commands = text.split(separator: "\n").filter { $0.hasPrefix("    $ driftlight ") }
      .map { $0.dropFirst("    $ driftlight ".count).split(separator: " ").map(String.init) }
    #expect(commands.count >= 14)
    let folder = try TemporaryFolder()
    for command in commands {
      let ending = try BuiltCommand.run(command, in: folder.url)
      #expect(ending.code == 0, "driftlight \(command.joined(separator: " ")): \(ending.errors)")
    }
    let made = folder.topLevel
    for file in ["led.yaml", "experiment.yaml", "preview", "sheet", "thick", "thin", "spectra", "overlay", "thick.nc"] {
      #expect(made.contains(file), "\(file) is missing: \(made)")
    }
    #expect(!made.contains { $0.hasPrefix(".") }, "\(made)")
    for figure in ["preview/protocol", "sheet/stack", "sheet/bands", "sheet/ions", "spectra/emission"] {
      for ending in ["png", "svg", "gp", "dat"] { #expect(folder.contents.contains("\(figure).\(ending)")) }
    }
    let thick = try folder.text("thick/csv/ion_fraction.csv")
    #expect(try folder.text("thin/csv/ion_fraction.csv") != thick)
    #expect(try folder.text("thick-csv/ion_fraction.csv") == thick)
    #expect(try folder.text("thick/HOW_TO_CITE.md").contains("10.1557/s43579-024-00576-x"), "the source of n and k")
  }

  @Test("every template runs as it is", arguments: ["led", "film", "cell"])
  func templates(_ name: String) throws {
    let folder = try TemporaryFolder()
    #expect(try BuiltCommand.run(["init", name], in: folder.url).code == 0)
    let again = try BuiltCommand.run(["init", name], in: folder.url)
    #expect(again.code == ExitStatus.usage.rawValue && again.errors.contains("--force"))
    let experiment = """
      device: \(name).yaml
      pump: {wavelength: \(name == "cell" ? "532 nm" : "355 nm"), width: 1 ns, rate: 1 kHz, fluence: 10 uJ/cm2, from: ETL}
      detector: \(name == "cell" ? "{from: 720 nm, to: 860 nm, points: 141, mode: 790 nm}" : "{points: 101}")
      protocol:
        - hold 0 V for 1 s, record spectrum
      """
    try Data(experiment.utf8).write(to: folder.url.appending(path: "try.yaml"))
    let ending = try BuiltCommand.run(["run", "try.yaml", "--out", "results"], in: folder.url)
    #expect(ending.code == 0, "\(ending.errors)")
  }

  @Test("the template of a fit runs as it is, with data of its own, and finds the constants they were made from")
  func fitTemplate() throws {
    let folder = try TemporaryFolder()
    let made = try BuiltCommand.run(["init", "fit", "--out", "mine.yaml"], in: folder.url)
    #expect(made.code == 0 && made.errors.contains("driftlight fit mine.yaml"), "\(made.errors)")
    #expect(folder.topLevel == ["mine-data", "mine.yaml"])
    let again = try BuiltCommand.run(["init", "fit", "--out", "mine.yaml"], in: folder.url)
    #expect(again.code == ExitStatus.usage.rawValue && again.errors.contains("--force"))
    // Without rivals and with one start, so that the test takes a second; Inference's own tests run the whole of it.
    let text = try folder.text("mine.yaml")
    let short = text.replacing(/rivals:\n[\s\S]*?estimate:/, with: "estimate:").replacing(
      "starts: 3", with: "starts: 1")
    try Data(short.utf8).write(to: folder.url.appending(path: "mine.yaml"))
    let ending = try BuiltCommand.run(["fit", "mine.yaml", "--out", "fitted", "--quiet"], in: folder.url)
    #expect(ending.code == 0 && ending.output.contains("k2r"), "\(ending.errors)")
  }

  /// One row of the table of features.
  struct Feature {
    let name: String
    let state: String
    let proof: String
  }

  @Test("the table of features names 32, and each proof is a test that is there")
  func features() throws {
    let rows = try SourceTree.text("Documentation/guide/features.md").matches(
      of: /\n\| (\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|/
    ).map { Feature(name: String($0.2), state: String($0.3), proof: String($0.4)) }
    #expect(rows.count == 32)
    for row in rows {
      guard row.state.hasPrefix("have") else {
        #expect(row.state.contains("later"), "\(row.name): \(row.state)")
        continue
      }
      let match = try #require(
        row.proof.firstMatch(of: /`([A-Za-z]+)\/([A-Za-z\/+]+)\.(\w+)`/), "\(row.name): \(row.proof)")
      let text = try SourceTree.text("Tests/\(match.1)/\(match.2).swift")
      #expect(text.contains("func \(match.3)("), "\(row.name): no test \(match.3) in \(match.2)")
    }
  }

  @Test("one definition gives help, manual page and completions of every command")
  func manual() throws {
    let folder = try TemporaryFolder()
    let help = try BuiltCommand.run(["--help"], in: folder.url).output
    let page = try BuiltCommand.run(["manual"], in: folder.url).output
    let commands = help.matches(of: /\n  (\w+)  +[A-Z]/).map { String($0.1) }.filter { $0 != "help" }
    #expect(commands.count >= 13)
    for command in commands {
      #expect(page.contains("\n.Ss \(command)\n"), "\(command) is not in the manual page")
      #expect(!page.contains("Show help information"), "help stands once, not at every command")
      let own = try BuiltCommand.run([command, "--help"], in: folder.url)
      #expect(own.code == 0 && own.output.contains("USAGE: driftlight \(command)"))
    }
    for shell in ["bash", "zsh", "fish"] {
      let script = try BuiltCommand.run(["manual", "--completions", shell], in: folder.url)
      #expect(script.code == 0)
      let checker = ["/bin", "/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"].map { "\($0)/\(shell)" }
        .first { FileManager.default.isExecutableFile(atPath: $0) }
      if let checker {
        let file = folder.url.appending(path: "completions.\(shell)")
        try Data(script.output.utf8).write(to: file)
        let process = Process()
        process.executableURL = URL(filePath: checker)
        process.arguments = ["-n", file.path]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(shell) cannot read its completions")
      }
      for word in commands + ["resume", "time-limit"] {
        #expect(script.output.contains(word), "\(word) is not completed in \(shell)")
      }
    }
  }
}
