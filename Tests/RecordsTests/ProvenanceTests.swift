import Foundation
import Records
import Testing

@Suite("Provenance and audit")
struct ProvenanceTests {
  static func git(_ arguments: [String], in folder: URL) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["git", "-C", folder.path, "-c", "user.name=t", "-c", "user.email=t@t"] + arguments
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
  }

  @Test("the commit and local changes of the checkout the program lies in, not of where it is run")
  func revision() async throws {
    try await RunRecordTests.inFolder { folder in
      let program = folder.appending(path: ".build/release/driftlight")
      #expect(SourceRevision.of(checkoutAbove: program) == .unknown)
      try Self.git(["init", "-q"], in: folder)
      // A repository without a package is somebody else's, and one without a commit has nothing to tell.
      #expect(SourceRevision.of(checkoutAbove: program) == .unknown)
      try "// package".write(to: folder.appending(path: "Package.swift"), atomically: true, encoding: .utf8)
      #expect(SourceRevision.of(checkoutAbove: program) == .unknown)
      try Self.git(["add", "Package.swift"], in: folder)
      try Self.git(["commit", "-q", "-m", "begin"], in: folder)
      let clean = SourceRevision.of(checkoutAbove: program)
      #expect(clean.commit.count == 40)
      #expect(clean.hasLocalChanges == false)
      try "// changed".write(to: folder.appending(path: "Package.swift"), atomically: true, encoding: .utf8)
      #expect(SourceRevision.of(checkoutAbove: program) == SourceRevision(commit: clean.commit, hasLocalChanges: true))
    }
  }

  @Test("the machine is described")
  func host() {
    let host = HostDescription.current()
    #expect(host.threads >= 1)
    #expect(host.operatingSystem.hasPrefix("Linux") || host.operatingSystem.hasPrefix("macOS"))
  }

  @Test("an audit fails on a limit passed, on a value that is not a number, and on no checks at all")
  func audit() {
    let good = PhysicsAudit(ionDrift: ["a": 1e-13, "b": -9e-13], chargeImbalance: 9e-7, photonImbalance: 9e-10)
    #expect(good.passed && good.checks.count == 4)
    #expect(!PhysicsAudit(ionDrift: ["a": -2e-12], chargeImbalance: nil, photonImbalance: nil).passed)
    #expect(!PhysicsAudit(ionDrift: ["a": .nan], chargeImbalance: nil, photonImbalance: nil).passed)
    #expect(!PhysicsAudit([]).passed)
    let worse = good.merged(with: PhysicsAudit(ionDrift: ["a": .nan], chargeImbalance: 1e-9, photonImbalance: nil))
    #expect(worse.failures.map(\.name) == ["ions: a"])
    #expect(worse.checks.first { $0.name == "charge" }?.value == 9e-7)
  }

  @Test("exit codes are the documented ones")
  func exitCodes() {
    #expect(ExitStatus.allCases.map(\.rawValue) == [0, 2, 3, 4, 5, 6, 130])
  }

  @Test("keys of a verdict stand in their order, and the text is JSON whatever the words hold")
  func verdictRows() throws {
    let row = VerdictRow(
      id: "F2c", figure: "2c", quantity: "tab\t\"quote\" \\ \u{1} µ", paper: "600 µJ/cm²", computed: .nan,
      interval: 571...640, unit: "uJ cm-2", accept: "540…660", verdict: .agrees, evidence: .predicted)
    let text = [row].json.text
    let keys = text.matches(of: /^ +"([a-z]+)":/.anchorsMatchLineEndings()).map { String($0.1) }
    #expect(
      keys == [
        "id", "figure", "quantity", "paper", "computed", "interval", "unit", "accept", "verdict", "evidence", "note",
      ])
    let parsed = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
    #expect(parsed[0]["quantity"] as? String == row.quantity)
    #expect(parsed[0]["computed"] is NSNull)
    #expect(parsed[0]["interval"] as? [Double] == [571, 640])
  }
}
