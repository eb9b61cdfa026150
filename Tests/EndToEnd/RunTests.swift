import Foundation
import Records
import Testing

@Suite("driftlight run and check")
struct RunTests {
  @Test("a record carries what is needed to run it again, with the same bits")
  func again() throws {
    let folder = try TemporaryFolder()
    let overrides = ["--set", "layers.TFB.thickness=30nm", "--set", "pump.fluence=300 uJ/cm2", "--set", "use=M1"]
    let first = try BuiltCommand.run(["run", "F1b", "--out", "first"] + overrides, in: folder.url)
    #expect(first.code == 0, "\(first.errors)")
    let second = try BuiltCommand.run(
      ["run", "first/input.yaml", "--device", "first/device.yaml", "--out", "second"], in: folder.url)
    #expect(second.code == 0, "\(second.errors)")
    let tables = folder.contents.filter { $0.hasPrefix("first/csv/") }
    #expect(tables.count > 15)
    for table in tables { #expect(try folder.text(table) == folder.text("second" + table.dropFirst(5)), "\(table)") }
    #expect(try folder.text("first/input.yaml").contains("--set pump.fluence=300 uJ/cm2"), "origins are told")
    #expect(try !folder.text("first/input.yaml").contains(".resources"), "origins do not depend on the machine")
    #expect(folder.topLevel == ["first", "second"])
  }

  @Test("without gnuplot the record is whole, and the message names the scripts where they lie")
  func missingGnuplot() throws {
    let folder = try TemporaryFolder()
    let ending = try BuiltCommand.run(["run", "F1b", "--out", "results"], in: folder.url, path: "")
    #expect(ending.code == ExitStatus.usage.rawValue)
    #expect(folder.contents.contains("results/record.nc") && folder.contents.contains("results/audit.json"))
    let scripts = ending.errors.matches(of: /run: gnuplot (\S+)/).map { String($0.1) }
    #expect(!scripts.isEmpty)
    for script in scripts { #expect(FileManager.default.fileExists(atPath: script), "\(script)") }
  }

  @Test("a run that its device cannot carry out says why and leaves nothing")
  func nothingObserved() throws {
    let folder = try TemporaryFolder()
    let ending = try BuiltCommand.run(["run", "F3c", "--device", "cspbbr3-film", "--out", "results"], in: folder.url)
    #expect(ending.code == ExitStatus.inputFile.rawValue)
    #expect(ending.errors.contains("E-unsupported") && ending.errors.contains("contacts"), "\(ending.errors)")
    #expect(folder.topLevel.isEmpty)
  }

  @Test("check shows values with their origin, and refuses an override that its input does not have")
  func check() throws {
    let folder = try TemporaryFolder()
    let device = try BuiltCommand.run(
      ["check", "cspbbr3-led", "--set", "layers.TFB.thickness=30nm", "--set", "temperature=65 °C"], in: folder.url)
    #expect(device.code == 0)
    for (path, value) in [("layers.TFB.thickness", "30nm"), ("temperature", "65 °C")] {
      let line = device.output.split(separator: "\n").first { $0.hasPrefix(path) }
      #expect(line?.contains(value) == true && line?.contains("--set") == true, "\(String(describing: line))")
    }
    let refused = try BuiltCommand.run(["check", "cspbbr3-led", "--set", "pump.fluence=3 uJ/cm2"], in: folder.url)
    #expect(refused.code == ExitStatus.usage.rawValue && refused.errors.contains("E-key-unknown"))
    let experiment = try BuiltCommand.run(["check", "F2c"], in: folder.url)
    #expect(experiment.code == 0 && experiment.output.contains("140 pulses"))
    #expect(folder.topLevel.isEmpty, "check writes nothing")
  }
}
