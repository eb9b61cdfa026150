import Foundation
import Records
import Testing

@Suite("Exit codes")
struct ExitCodeTests {
  @Test("each is what its cause calls for")
  func every() throws {
    let folder = try TemporaryFolder()
    let run = { (arguments: [String]) in try BuiltCommand.run(arguments, in: folder.url) }
    var seen: Set<Int32> = [130]  // ResumeTests.interrupted

    let good = try run(["run", "F1b", "--out", "good", "--quiet"])
    #expect(good.code == ExitStatus.success.rawValue && good.errors.isEmpty, "\(good.errors)")
    seen.insert(good.code)

    let usage = try run(["run", "F1b", "--audit-limit", "ions"])
    #expect(usage.code == ExitStatus.usage.rawValue && usage.errors.contains("charge=1e-7"))
    seen.insert(usage.code)

    try Data("device: cspbbr3-led\n".utf8).write(to: folder.url.appending(path: "bad.yaml"))
    let input = try run(["run", "bad.yaml"])
    #expect(input.code == ExitStatus.inputFile.rawValue)
    seen.insert(input.code)

    let early = try run(["run", "F2c", "--out", "early", "--time-limit", "1us"])
    #expect(early.code == ExitStatus.noConvergence.rawValue, "\(early.errors)")
    seen.insert(early.code)

    // A limit below the round-off of any sum.
    let audit = try run(["run", "F1b", "--out", "strict", "--audit-limit", "charge=1e-300", "--json"])
    #expect(audit.code == ExitStatus.auditFailed.rawValue && audit.errors.contains("do not trust"), "\(audit.errors)")
    #expect(audit.output.contains("\"outcome\": \"complete\""))
    #expect(folder.contents.contains("strict/record.nc"))
    seen.insert(audit.code)

    let nothing = try run(["export", "nowhere", "--format", "json"])
    #expect(nothing.code == ExitStatus.dataUnreadable.rawValue && nothing.errors.contains("no record"))
    seen.insert(nothing.code)

    #expect(seen == Set(ExitStatus.allCases.map(\.rawValue)), "every code is provoked")
  }

  @Test("verify repeats a record bit for bit, and ends with 5 where it does not come out again")
  func verify() throws {
    let folder = try TemporaryFolder()
    #expect(try BuiltCommand.run(["run", "F1b", "--out", "mine", "--quiet"], in: folder.url).code == 0)
    let same = try BuiltCommand.run(["verify", "mine"], in: folder.url)
    #expect(same.code == 0 && same.output.contains("every bit agrees"), "\(same.output) \(same.errors)")
    // Somebody has changed the input of the record.
    let input = try folder.text("mine/input.yaml").replacing("480 uJ/cm2", with: "500 uJ/cm2")
    try Data(input.utf8).write(to: folder.url.appending(path: "mine/input.yaml"))
    let other = try BuiltCommand.run(["verify", "mine", "--json"], in: folder.url)
    #expect(other.code == ExitStatus.auditFailed.rawValue && other.output.contains("\"agrees\": false"))
  }
}
