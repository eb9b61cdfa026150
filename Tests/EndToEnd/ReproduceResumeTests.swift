import Foundation
import Records
import Testing

@Suite("A reproduction that is stopped", .serialized)
struct ReproduceResumeTests {
  static let arguments = ["reproduce", "F2c-long", "S19", "S12", "--out", "results"]

  @Test("by Ctrl-C keeps its runs, says how to go on, and goes on to the same numbers without making them again")
  func interrupted() throws {
    let whole = try TemporaryFolder()
    let untouched = try BuiltCommand.run(Self.arguments, in: whole.url)
    #expect(untouched.code == 0, "\(untouched.errors)")
    let folder = try TemporaryFolder()
    var ending = BuiltCommand.Ending(code: 0, output: "", errors: "")
    for delay in [0.6, 0.4, 0.25, 0.15] where ending.code == 0 {
      ending = try BuiltCommand.run(Self.arguments + ["--force"], in: folder.url, stopAfter: delay)
    }
    try #require(ending.code == ExitStatus.interrupted.rawValue, "\(ending.errors)")
    #expect(ending.output.isEmpty)
    #expect(ending.errors.contains("driftlight reproduce F2c-long S19 S12 --out results --resume"), "\(ending.errors)")
    #expect(folder.topLevel.contains(".results.unfinished"))
    let anew = try BuiltCommand.run(Self.arguments, in: folder.url)
    #expect(anew.code == ExitStatus.usage.rawValue && anew.errors.contains("--resume"), "\(anew.errors)")
    let other = try BuiltCommand.run(Self.arguments + ["--set", "pump.fluence=5 uJ/cm2", "--resume"], in: folder.url)
    #expect(other.code == ExitStatus.usage.rawValue && other.errors.contains("another experiment"), "\(other.errors)")
    let resumed = try BuiltCommand.run(Self.arguments + ["--resume"], in: folder.url)
    #expect(resumed.code == 0, "\(resumed.errors)")
    #expect(resumed.output == untouched.output && folder.topLevel == ["results"])
    #expect(try folder.text("results/verdicts.json") == whole.text("results/verdicts.json"))
    #expect(folder.contents.filter { $0.hasSuffix(".csv") } == whole.contents.filter { $0.hasSuffix(".csv") })
  }

  @Test("leaves records that verify repeats, that of a bare film, too")
  func verified() throws {
    let folder = try TemporaryFolder()
    let ending = try BuiltCommand.run(["reproduce", "S1", "--out", "results", "--quiet"], in: folder.url)
    #expect(ending.code == 0 && ending.errors.isEmpty, "\(ending.errors)")
    for record in ["S1", "F2c", "S1-device-ITO-30nm"] {
      let again = try BuiltCommand.run(["verify", "results/records/\(record)"], in: folder.url)
      #expect(again.code == 0 && again.output.contains("every bit agrees"), "\(record): \(again.errors)")
    }
  }
}
