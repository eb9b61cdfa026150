import Bench
import Foundation
import InputFiles
import Testing

/// Courses of temperature and fluence: what the sentences mean, and how they are laid out.
@Suite("Ramps of the temperature and courses of the fluence")
struct CourseSentenceTests {
  static func timeline(_ sentences: String..., temperature: Double? = nil) throws -> Timeline {
    try Timeline(try LabProtocol(sentences: sentences), fluence: 4.8, temperature: temperature)
  }

  @Test("a ramp stays within half a level of the straight line, begins and ends on it, and takes its time")
  func ramp() throws {
    let timeline = try Self.timeline(
      "hold 4 V for 10 s", "temperature from 300 K to 340 K in 80 s, record current every 8 s")
    let pieces = timeline.segments.dropFirst()
    #expect(pieces.count == 41)
    #expect(pieces.first?.temperature == 300 && pieces.last?.temperature == 340)
    #expect(pieces.allSatisfy { $0.motion == .hold(4) })
    for piece in pieces {
      for time in [piece.start, piece.start + piece.duration] {
        let line = 300 + 40 * (time - 10) / 80
        // Half a level of 1 K, and the rounding of times around 90 s.
        #expect(abs((piece.temperature ?? .nan) - line) <= 0.5 * (1 + 1e-12))
      }
    }
    #expect(abs(timeline.duration - 90) <= 90 * 41 * 2.3e-16 && timeline.currentCount == 10)
    let instants = pieces.flatMap { piece in piece.instants.map { piece.start + $0.time } }
    #expect(zip(instants, stride(from: 18.0, through: 90, by: 8)).allSatisfy { abs($0 - $1) <= 1e-11 })
  }

  @Test("a ramp goes on from the temperature before it, and is refused where nobody knows it")
  func start() throws {
    let known = try Self.timeline("temperature to 310 K in 10 s", temperature: 300)
    #expect(known.segments.first?.temperature == 300 && known.segments.last?.temperature == 310)
    let chained = try Self.timeline("temperature 320 K", "temperature to 310 K in 10 s")
    #expect(chained.segments.first?.temperature == 320 && chained.segments.last?.temperature == 310)
    #expect(throws: TimelineProblems.self) { try Self.timeline("temperature to 310 K in 10 s") }
    #expect(try Self.timeline("temperature to 310 K").segments.isEmpty, "a step takes no time")
  }

  @Test("a course of the fluence has its value at every spectrum, and gives the fluence back")
  func fluence() throws {
    let timeline = try Self.timeline(
      "hold 2 V for 1 s",
      "fluence waveform 0 s 100 uJ/cm2, 4 s 500 uJ/cm2, 4 s 200 uJ/cm2, 6 s 200 uJ/cm2, "
        + "record spectrum every 1 s", "hold 2 V for 1 s, record spectrum")
    let lit = timeline.segments.filter { !$0.instants.isEmpty }
    let found = lit.map { ($0.fluence ?? .nan) * 100 }
    let expected: [Double] = [200, 300, 400, 500, 200, 200, 480]
    #expect(found.count == 7 && zip(found, expected).allSatisfy { abs($0 - $1) <= 1e-9 }, "\(found)")
    #expect(timeline.segments.allSatisfy { $0.motion == .hold(2) } && timeline.duration == 8)
  }

  @Test("a course of the fluence is read from a file beside the experiment; the resolved input holds its points")
  func file() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "driftlight-course-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("time [ms],fluence [mJ/cm2]\n0,0.1\n2000,0.5\n".utf8).write(to: folder.appending(path: "pump.csv"))
    let text = """
      device: cspbbr3-led
      pump: {wavelength: 355 nm, width: 1 ns, rate: 1 kHz, fluence: 480 uJ/cm2, from: HTL}
      protocol:
        - fluence waveform pump.csv, record spectrum every 1 s
      """
    let file = folder.appending(path: "mine.yaml")
    try Data(text.utf8).write(to: file)
    let experiment = try Experiment(path: file.path(percentEncoded: false))
    let again = try Experiment(document: InputDocument(text: experiment.resolvedInput, name: "again"), name: "again")
    for one in [experiment, again] {
      let found = one.timeline.segments.compactMap(\.fluence).map { $0 * 100 }
      #expect(found.count == 2 && zip(found, [300, 500]).allSatisfy { abs($0 - $1) <= 1e-9 }, "\(found)")
    }
    try Data("time [s],fluence [V]\n0,1\n2,5\n".utf8).write(to: folder.appending(path: "pump.csv"))
    #expect { try Experiment(path: file.path(percentEncoded: false)) } throws: { error in
      "\(error)".contains("E-waveform") && "\(error)".contains("fluence [uJ/cm2]")
        && "\(error)".contains("mine.yaml:4:22")
    }
  }

  @Test(
    "mistakes are refused with their column",
    arguments: [
      ("temperature from 25 °C to 65 °C", 32, "'in'"), ("temperature to 65 °C in 5 V", 27, "a time"),
      ("temperature 65 °C, record current", 20, "no time passes"),
      ("fluence waveform", 17, "file or a point"), ("fluence waveform 0 s 60 V, 1 s 60 uJ/cm2", 25, "fluence"),
      ("fluence waveform 0 s 60 uJ/cm2", 31, "two points"), ("hold −4 V for 5 s", 6, "minus sign"),
      ("hold 4 V for 1,000 s", 14, "no unit"),
    ])
  func refusals(sentence: String, column: Int, says: String) throws {
    guard case .failure(let found) = SentenceParser(sentence).parse() else {
      Issue.record("understood: \(sentence)")
      return
    }
    let problem = try #require(found.problems.first)
    #expect(problem.column == column, "\(problem)")
    #expect(problem.description.contains(says), "\(problem)")
  }
}
