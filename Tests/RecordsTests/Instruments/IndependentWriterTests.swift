import Foundation
import Records
import Testing

/// Files written by ptufile (its T3 encoder) and with the structures of sdtfile, by Scripts/write-instrument-fixtures.py;
/// `Tests/Fixtures` keeps a set, and where a Python with both packages is at hand the set is written anew.
@Suite("Files of independent writers")
struct IndependentWriterTests {
  private struct Written: Decodable {
    let file: String, width: Double, counts: [[Double]]
  }

  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  private static let fixtures = root.appending(path: "Fixtures")
  private static let script = root.deletingLastPathComponent().appending(path: "Scripts/write-instrument-fixtures.py")

  /// A Python with ptufile and sdtfile: that of `make test`, or the one named.
  private static let python: String? = [
    ProcessInfo.processInfo.environment["DRIFTLIGHT_PYTHON"],
    root.deletingLastPathComponent().appending(path: ".build/python/bin/python3").path, "/usr/bin/python3",
  ].compactMap { $0 }.first {
    FileManager.default.isExecutableFile(atPath: $0) && OutsideReader.run($0, "import ptufile, sdtfile", []) != nil
  }

  private func check(_ written: [Written], in folder: URL) async throws {
    #expect(written.map(\.file) == ["film.ptu", "multi.ptu", "film.sdt"])
    for expected in written {
      let file = try await InstrumentFile(contentsOf: folder.appending(path: expected.file))
      #expect(file.format == (expected.file.hasSuffix("sdt") ? .beckerHicklData : .picoQuantTimeTags))
      #expect(file.curves.map(\.y.values) == expected.counts, "\(expected.file)")
      for curve in file.curves {
        let step = curve.x.values[1] * 1e-9
        #expect(abs(step / expected.width - 1) < 1e-6)
        #expect(curve.x.unit == "ns")
      }
    }
  }

  @Test("the fixtures: every bin of every curve, and the width of the bins")
  func fixtures() async throws {
    let counts = try Data(contentsOf: Self.fixtures.appending(path: "counts.json"))
    try await check(JSONDecoder().decode([Written].self, from: counts), in: Self.fixtures)
  }

  @Test(
    "written anew by the packages",
    .enabled(if: python != nil, "no Python with ptufile and sdtfile: run make test with network, which installs them"))
  func writtenAnew() async throws {
    let python = try #require(Self.python)
    let folder = FileManager.default.temporaryDirectory.appending(path: "driftlight-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let program = try String(contentsOf: Self.script, encoding: .utf8)
    let output = try #require(OutsideReader.run(python, program, [folder.path], showErrors: true))
    try await check(JSONDecoder().decode([Written].self, from: Data(output.utf8)), in: folder)
  }

  private func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: Self.fixtures.appending(path: name)))
  }

  @Test("cut off anywhere: refused with the place, never read in part", arguments: ["multi.ptu", "film.sdt"])
  func cut(name: String) throws {
    let whole = try bytes(name)
    for length in stride(from: 0, to: whole.count, by: name.hasSuffix("ptu") ? 7 : 1) {
      let part = Array(whole.prefix(length))
      #expect(throws: InstrumentError.self, "\(length)") { try InstrumentFile(bytes: part, source: name) }
    }
    let refused = #expect(throws: InstrumentError.self) {
      try InstrumentFile(bytes: whole.dropLast(40), source: name)
    }
    #expect(refused?.description.contains("the file ends") == true)
  }

  @Test("wrong numbers in the header and noise anywhere: read or refused", arguments: ["multi.ptu", "film.sdt"])
  func damaged(name: String) throws {
    let whole = try bytes(name)
    for place in 0..<min(whole.count, 4000) {
      for value in [UInt8(0), 255] {
        var changed = whole
        changed[place] = value
        do { _ = try InstrumentFile(bytes: changed, source: name) } catch {
          #expect(error.description.contains(name), "\(error)")
        }
      }
    }
    var state: UInt64 = 11
    for _ in 0..<500 {
      var changed = whole
      for _ in 0..<12 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        changed[Int(state >> 33) % changed.count] = UInt8(truncatingIfNeeded: state >> 20)
      }
      _ = try? InstrumentFile(bytes: changed, source: name)
    }
  }

  @Test("mode T2, compression and a forced layout are refused in words")
  func refusals() throws {
    var photons = try bytes("multi.ptu")
    let tag = Array("TTResultFormat_TTTRRecType".utf8)
    let place = try #require((0..<4000).first { photons[$0..<($0 + tag.count)].elementsEqual(tag) })
    photons[place + 41] = 0x02
    let mode = #expect(throws: InstrumentError.self) { try InstrumentFile(bytes: photons, source: "a.ptu") }
    #expect(mode?.description.contains("mode T2") == true)
    var blocks = try bytes("film.sdt")
    let first = Int(blocks[14]) | Int(blocks[15]) << 8
    blocks[first + 11] |= 0x10
    let packed = #expect(throws: InstrumentError.self) { try InstrumentFile(bytes: blocks, source: "a.sdt") }
    #expect(packed?.description.contains("compressed") == true)
    for format in [InstrumentFormat.picoQuantTimeTags, .beckerHicklData] {
      let forced = #expect(throws: InstrumentError.self) {
        try InstrumentFile(bytes: Array("1,2\n3,4\n".utf8), source: "a", format: format)
      }
      #expect(forced?.description.contains(format.title) == true)
    }
  }
}
