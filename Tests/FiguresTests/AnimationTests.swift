import Figures
import Foundation
import Testing

@Suite("Animations")
struct AnimationTests {
  static func frame(_ phase: Double, panels: Int = 1) -> Figure {
    let x = (0...20).map { Double($0) / 20 }
    return Figure(
      name: "frame", title: "phase \(phase)",
      panels: (0..<panels).map { _ in
        Panel(
          x: PlotAxis("x", range: 0...1), y: PlotAxis("y", range: -1...1),
          curves: [Curve("", x: x, y: x.map { sin(6 * $0 + phase) })], legend: .none)
      })
  }

  static func folder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: "animation-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  @Test("become one GIF with a frame for each sheet, beside script and data")
  func gif() async throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let frames = (0..<7).map { Self.frame(Double($0)) }
    let drawn = try await GnuplotRenderer().render(
      Animation(name: "waves", title: "Waves", frames: frames), into: folder)
    let bytes = [UInt8](try Data(contentsOf: drawn.picture))
    #expect(bytes.starts(with: Array("GIF89a".utf8)))
    // A frame begins with a graphic control extension: 21 F9 04.
    let starts = bytes.indices.dropLast(2).count { bytes[$0] == 0x21 && bytes[$0 + 1] == 0xF9 && bytes[$0 + 2] == 0x04 }
    #expect(starts == 7)
    #expect(FileManager.default.fileExists(atPath: folder.appending(path: "waves.dat").path))
  }

  @Test("whose sheets differ in panels are refused")
  func unequal() async throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    await #expect(throws: FigureError.unequalFrames(animation: "waves")) {
      try await GnuplotRenderer().render(
        Animation(name: "waves", title: "Waves", frames: [Self.frame(0), Self.frame(1, panels: 4)]), into: folder)
    }
    await #expect(throws: FigureError.empty(figure: "waves")) {
      try await GnuplotRenderer().render(Animation(name: "waves", title: "", frames: []), into: folder)
    }
  }

  @Test("become a page that plays the frames where that is asked for, as where gnuplot has no GIF")
  func page() async throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let drawn = try await GnuplotRenderer().render(
      Animation(name: "waves", title: "Waves", frames: (0..<3).map { Self.frame(Double($0)) }), into: folder, asPage: true)
    #expect(drawn.picture.lastPathComponent == "waves.html")
    let page = try String(contentsOf: drawn.picture, encoding: .utf8)
    #expect(page.matches(of: /data:image\/png;base64,/).count == 3)
    #expect(!page.contains("http"))
    #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "waves-frames").path))
  }

  @Test("keep a gap in a map blank")
  func gapInMap() async throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let map = HeatMap(x: [0, 1, 2, 4], y: [0, 1], values: [1, .nan, 3, 4, 5, 6, .nan, 8], colours: PlotAxis("z"))
    let figure = Figure(name: "gaps", panels: [Panel(x: PlotAxis("x"), y: PlotAxis("y"), heatMap: map)])
    _ = try await GnuplotRenderer().render(figure, into: folder)
  }
}
