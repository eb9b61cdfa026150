import Foundation
import Testing

@Suite("Start-up", .serialized)
struct StartUpTests {
  /// Processor time of the fastest of some runs, s: what does not depend on who else uses the machine.
  static func fastest(_ arguments: [String]) throws -> Double {
    let folder = try TemporaryFolder()
    return try (0..<5).map { _ in
      let process = Process()
      process.executableURL = URL(filePath: "/bin/sh")
      let words = [try BuiltCommand.executable().path] + arguments
      let command = words.map { "'\($0)'" }.joined(separator: " ")
      // `times` prints the processor time of the shell and of its children.
      process.arguments = ["-c", "\(command) >/dev/null 2>&1; times"]
      process.currentDirectoryURL = folder.url
      let output = Pipe()
      process.standardOutput = output
      try process.run()
      let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
      process.waitUntilExit()
      let times = text.matches(of: /(\d+)m([\d.]+)s/).compactMap { match -> Double? in
        guard let minutes = Double(match.1), let seconds = Double(match.2) else { return nil }
        return 60 * minutes + seconds
      }
      try #require(times.count == 4, "\(text)")
      return times[2] + times[3]
    }.min() ?? .infinity
  }

  @Test("takes at most 50 ms, and check of a device at most 100 ms")
  func fast() throws {
    let start = try Self.fastest(["--version"])
    #expect(start <= 0.05, "\(start) s")
    let check = try Self.fastest(["check", "cspbbr3-led"])
    #expect(check <= 0.1, "\(check) s")
  }
}
