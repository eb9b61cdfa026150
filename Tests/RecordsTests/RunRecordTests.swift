import Foundation
import Records
import Testing

@Suite("Run records")
struct RunRecordTests {
  /// A folder of its own for each test, removed at the end.
  static func inFolder(_ work: (URL) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "driftlight test \(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await work(folder)
  }

  static func record(title: String = "cycles") throws -> RunRecord {
    RunRecord(
      dataset: try Dataset([DatasetTests.emission()], attributes: ["title": .text(title)]),
      input: "device: cspbbr3-led\n",
      provenance: Provenance.current(
        parameterSet: "M1", tolerances: ["transport relative tolerance": 1e-4], seeds: ["bootstrap": 7],
        commandLine: ["driftlight", "run", "a \"quoted\" name.yaml"]),
      audit: PhysicsAudit(ionDrift: ["Br vacancy": 2e-14], chargeImbalance: 3e-8, photonImbalance: nil),
      tables: ["threshold": try CSVTable([.init("bias", unit: "V", values: [0, 4])])])
  }

  static func names(in folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  @Test("a folder holds everything needed to read, judge, repeat and cite the run")
  func contents() async throws {
    try await Self.inFolder { folder in
      let place = folder.appending(path: "F1c")
      try await Self.record().write(to: place)
      #expect(
        try Self.names(in: place) == [
          "HOW_TO_CITE.md", "audit.json", "csv", "input.yaml", "provenance.json", "record.nc",
        ])
      #expect(try Self.names(in: place.appending(path: "csv")) == ["emission.csv", "threshold.csv"])
      #expect(try Self.names(in: folder) == ["F1c"])
      let bytes = try Data(contentsOf: place.appending(path: "provenance.json"))
      let json = try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
      #expect(json["command_line"] as? [String] == ["driftlight", "run", "a \"quoted\" name.yaml"])
      #expect((json["tolerances"] as? [String: Double]) == ["transport relative tolerance": 1e-4])
      #expect(json["parameter_set"] as? String == "M1")
      let citing = try String(contentsOf: place.appending(path: "HOW_TO_CITE.md"), encoding: .utf8)
      #expect(citing.contains("10.1021/acs.nanolett.2c02944"))
      let read = try await NetCDFLibrary.shared.read(from: place.appending(path: "record.nc"))
      #expect(read.attributes["physics_audit"] == "passed")
    }
  }

  @Test("nothing is overwritten without force, and with it only records")
  func overwriting() async throws {
    try await Self.inFolder { folder in
      let place = folder.appending(path: "run")
      try await Self.record(title: "first").write(to: place)
      await #expect(throws: OutputError.exists(path: place.path)) { try await Self.record().write(to: place) }
      #expect(throws: OutputError.exists(path: place.path)) { try OutputFolder.check(place) }
      try await Self.record(title: "second").write(to: place, force: true)
      let read = try await NetCDFLibrary.shared.read(from: place.appending(path: "record.nc"))
      #expect(read.attributes["title"] == "second")

      let home = folder.appending(path: "home")
      try FileManager.default.createDirectory(at: home, withIntermediateDirectories: false)
      try "thesis".write(to: home.appending(path: "thesis.tex"), atomically: true, encoding: .utf8)
      await #expect(throws: OutputError.notOurs(path: home.path)) {
        try await Self.record().write(to: home, force: true)
      }
      #expect(try Self.names(in: home) == ["thesis.tex"])
      #expect(try Self.names(in: folder) == ["home", "run"])
    }
  }

  @Test("an empty folder that is there is filled")
  func emptyFolder() async throws {
    try await Self.inFolder { folder in
      let place = folder.appending(path: "run")
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: false)
      try await Self.record().write(to: place)
      #expect(try Self.names(in: place).contains("record.nc"))
    }
  }

  @Test("where nothing can be written the error names the way out, means exit code 2, and nothing is left")
  func unwritable() async throws {
    try await Self.inFolder { folder in
      let nowhere = folder.appending(path: "missing/run")
      let error = await #expect(throws: OutputError.self) { try await Self.record().write(to: nowhere) }
      #expect(error?.description.contains("mkdir -p") == true)
      #expect(error?.exitStatus == .usage)

      let file = folder.appending(path: "file")
      try "x".write(to: file, atomically: true, encoding: .utf8)
      await #expect(throws: OutputError.notAFolder(path: file.path)) { try await Self.record().write(to: file) }
      await #expect(throws: OutputError.self) { try await Self.record().write(to: file.appending(path: "run")) }
      #expect(try Self.names(in: folder) == ["file"])
    }
  }

  @Test("a read-only folder is refused before anything is computed", arguments: ["mode 0555", "/proc"])
  func readOnly(kind: String) async throws {
    try await Self.inFolder { folder in
      // To the superuser a mode is no obstacle; the kernel's own file system is one to everybody.
      let place = kind == "/proc" ? URL(filePath: "/proc") : folder
      guard kind == "/proc" ? FileManager.default.fileExists(atPath: "/proc/self") : getuid() != 0 else { return }
      try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.path)
      defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path) }
      let error = #expect(throws: OutputError.self) { try OutputFolder.check(place.appending(path: "run")) }
      #expect(error?.description.contains("chmod u+w") == true)
      #expect(try Self.names(in: folder).isEmpty)
    }
  }

  @Test("a record that fails half-way leaves nothing behind, and the older one as it was")
  func halfWay() async throws {
    struct PowerCut: Error {}
    try await Self.inFolder { folder in
      let place = folder.appending(path: "run")
      try await Self.record(title: "first").write(to: place)
      await #expect(throws: PowerCut.self) {
        try await OutputFolder.make(place, force: true) { partial in
          try "half".write(to: partial.appending(path: "record.nc"), atomically: false, encoding: .utf8)
          throw PowerCut()
        }
      }
      let evil = RunRecord(
        dataset: try Dataset([]), input: "", provenance: .current(parameterSet: ""), audit: PhysicsAudit([]),
        tables: ["../escape": try CSVTable([.init("a", unit: "1", values: [])])])
      await #expect(throws: OutputError.invalidName("../escape")) { try await evil.write(to: place, force: true) }
      let read = try await NetCDFLibrary.shared.read(from: place.appending(path: "record.nc"))
      #expect(read.attributes["title"] == "first")
      #expect(try Self.names(in: folder) == ["run"])
    }
  }
}
