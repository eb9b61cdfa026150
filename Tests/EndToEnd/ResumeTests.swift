import Foundation
import Records
import Testing

@Suite("A run that is stopped", .serialized)
struct ResumeTests {
  static let arguments = ["run", "F2c", "--quiet", "--out", "results"]

  /// All tables of a record as text.
  static func tables(_ folder: TemporaryFolder, _ record: String) throws -> [String: String] {
    let names = folder.contents.filter { $0.hasPrefix("\(record)/csv/") }
    return try Dictionary(
      uniqueKeysWithValues: names.map { ($0.dropFirst(record.count).description, try folder.text($0)) })
  }

  /// The record of a run that nobody stopped.
  static let untouched = Result {
    let folder = try TemporaryFolder()
    let ending = try BuiltCommand.run(arguments, in: folder.url)
    #expect(ending.code == 0, "\(ending.errors)")
    return try tables(folder, "results")
  }

  @Test("by SIGKILL at ten random moments goes on to the same bits")
  func killed() throws {
    let folder = try TemporaryFolder()
    var generator = SystemRandomNumberGenerator()
    var kills = 0
    var finished = 0
    var delays: [Double] = []
    while kills < 10 {
      let isUnfinished = folder.topLevel.contains(".results.unfinished")
      let fresh = isUnfinished ? ["--resume"] : ["--force"]
      let delay = Double.random(in: 0.05...0.4, using: &generator)
      let ending = try BuiltCommand.run(
        Self.arguments + fresh, in: folder.url, stopAfter: delay, signal: SIGKILL)
      // One that was done before its signal came is begun anew; one killed before it had a journal is, too.
      if ending.code == SIGKILL {
        kills += 1
        delays.append(delay)
      } else {
        #expect(ending.code == 0, "after \(delays): \(ending.errors)")
        finished += 1
        try #require(finished < 10, "the run ends before it can be killed")
      }
      #expect(folder.topLevel.allSatisfy { $0 == "results" || $0 == ".results.unfinished" }, "\(folder.topLevel)")
    }
    // The last one may have been killed before it wrote anything: then there is nothing to resume, and it begins anew.
    if folder.topLevel != ["results"] {
      let fresh = folder.topLevel.contains(".results.unfinished") ? ["--resume"] : ["--force"]
      let last = try BuiltCommand.run(Self.arguments + fresh, in: folder.url)
      #expect(last.code == 0, "after \(delays): \(last.errors)")
    }
    let found = try Self.tables(folder, "results")
    #expect(try found == Self.untouched.get(), "killed after \(delays) s")
    #expect(folder.topLevel == ["results"])
  }

  @Test("by Ctrl-C keeps what was observed, says how to go on, and goes on", arguments: [SIGINT, SIGTERM])
  func interrupted(signal: Int32) throws {
    let folder = try TemporaryFolder()
    var ending = BuiltCommand.Ending(code: 0, output: "", errors: "")
    // The moment is chosen so that something has been observed and something is left; a busy machine may need another.
    for delay in [0.06, 0.09, 0.13, 0.18, 0.25, 0.35, 0.5, 0.8, 1.2, 2, 3, 4.5, 6, 9] {
      ending = try BuiltCommand.run(Self.arguments + ["--force"], in: folder.url, stopAfter: delay, signal: signal)
      if ending.code == ExitStatus.interrupted.rawValue, ending.errors.contains("--resume") { break }
    }
    #expect(ending.code == ExitStatus.interrupted.rawValue && ending.errors.contains("--out results --resume"))
    #expect(folder.contents.contains("results/\(UnfinishedRun.journalName)"))
    #expect(try folder.text("results/provenance.json").contains("Driftlight"))
    #expect(folder.topLevel == ["results"])
    let resumed = try BuiltCommand.run(Self.arguments + ["--resume"], in: folder.url)
    #expect(resumed.code == 0, "\(resumed.errors)")
    #expect(try Self.tables(folder, "results") == Self.untouched.get())
    #expect(!folder.contents.contains("results/\(UnfinishedRun.journalName)"))
    let nothing = try BuiltCommand.run(Self.arguments + ["--resume"], in: folder.url)
    #expect(nothing.code == ExitStatus.usage.rawValue && nothing.errors.contains("no unfinished run"))
  }

  @Test("by its time limit goes on, but not as another run; an unfinished run is not overwritten in passing")
  func timeLimit() throws {
    let folder = try TemporaryFolder()
    var ending = BuiltCommand.Ending(code: 0, output: "", errors: "")
    // The limit is chosen so that something has been observed and something is left; a busy machine may need another.
    for limit in ["25ms", "50ms", "90ms", "150ms", "400ms", "1s", "3s", "8s"] {
      ending = try BuiltCommand.run(Self.arguments + ["--force", "--time-limit", limit], in: folder.url)
      if ending.errors.contains("time of the run was over") { break }
    }
    #expect(ending.code == ExitStatus.noConvergence.rawValue && ending.errors.contains("time of the run was over"))
    let other = try BuiltCommand.run(
      Self.arguments + ["--resume", "--set", "layers.TFB.thickness=30nm"], in: folder.url)
    #expect(other.code == ExitStatus.usage.rawValue && other.errors.contains("another device"), "\(other.errors)")
    // The refused one has taken the journal to where a killed process would have left it.
    let careless = try BuiltCommand.run(Self.arguments, in: folder.url)
    #expect(careless.code == ExitStatus.usage.rawValue && careless.errors.contains("--resume"), "\(careless.errors)")
    let resumed = try BuiltCommand.run(Self.arguments + ["--resume"], in: folder.url)
    #expect(resumed.code == 0, "\(resumed.errors)")
    #expect(try Self.tables(folder, "results") == Self.untouched.get())
  }

  @Test("what killed processes left half-written is cleared, with a word")
  func leftovers() throws {
    let folder = try TemporaryFolder()
    let stale = folder.url.appending(path: ".results.partial-12345678")
    try FileManager.default.createDirectory(at: stale, withIntermediateDirectories: true)
    try Data("half".utf8).write(to: stale.appending(path: "record.nc"))
    let ending = try BuiltCommand.run(["reproduce", "K2", "--out", "results"], in: folder.url)
    #expect(ending.code == 0 && ending.errors.contains("killed process"), "\(ending.errors)")
    #expect(folder.topLevel == ["results"])
  }
}
