import Foundation
import Testing

/// The two guides on measured data: every command in them is run on the data they describe, and every number of their
/// tables is found again.
@Suite("Guides to one's own data")
struct OwnDataGuideTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The indented lines of a guide.
  private func lines(_ guide: String) throws -> [String] {
    try String(contentsOf: Self.root.appending(path: "Documentation/guide/\(guide)"), encoding: .utf8)
      .split(separator: "\n").filter { $0.hasPrefix("    ") }.map { String($0.dropFirst(4)) }
  }

  /// A line of the shell as words; single quotes hold a word together.
  private func words(_ line: String) -> [String] {
    var (words, word, quoted) = ([String](), "", false)
    for character in line {
      if character == "'" {
        quoted.toggle()
      } else if character == " ", !quoted {
        if !word.isEmpty { words.append(word) }
        word = ""
      } else {
        word.append(character)
      }
    }
    return words + (word.isEmpty ? [] : [word])
  }

  /// Runs every command of a guide and compares its tables; figures go to `DRIFTLIGHT_GUIDE_OUTPUT` if that is set.
  private func walk(_ guide: String, in folder: TemporaryFolder) throws {
    let lines = try lines(guide)
    var output = ""
    let commands = lines.filter { $0.hasPrefix("driftlight ") }
    #expect(commands.count >= 3)
    for command in commands {
      let ending = try BuiltCommand.run(Array(words(command).dropFirst()), in: folder.url)
      #expect(ending.code == 0, "\(command): \(ending.errors)")
      output += ending.output
    }
    let printed = output.split(separator: "\n").map { words(String($0)) }
    for line in lines where line.contains("(95 %)") {
      let wanted = words(line)
      // Subject, quantity and value agree; other libraries of mathematics may change the last digits.
      guard let place = wanted.firstIndex(where: { Double($0) != nil }), let value = Double(wanted[place]) else {
        Issue.record("no value in '\(line)'")
        continue
      }
      let found = printed.contains { row in
        row.count > place && Array(row.prefix(place)) == Array(wanted.prefix(place))
          && (Double(row[place]).map { abs($0 - value) <= 0.01 * abs(value) } ?? false)
      }
      #expect(found, "'\(line)' is not what the commands print")
    }
    if let keep = ProcessInfo.processInfo.environment["DRIFTLIGHT_GUIDE_OUTPUT"] {
      let place = URL(filePath: keep).appending(path: guide)
      try? FileManager.default.removeItem(at: place)
      try FileManager.default.createDirectory(at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
      try FileManager.default.copyItem(at: folder.url, to: place)
      try Data(output.utf8).write(to: place.appending(path: "printed.txt"))
    }
  }

  @Test("My ASE threshold")
  func threshold() throws {
    let folder = try TemporaryFolder()
    try GuideData.threshold(in: folder.url)
    try walk("my-ase-threshold.md", in: folder)
    #expect(folder.contents.contains("my-threshold/figures/input-output-1.png"))
  }

  @Test("My TRPL")
  func decay() throws {
    let folder = try TemporaryFolder()
    try GuideData.decay(in: folder.url, fixtures: Self.root.appending(path: "Tests/Fixtures"))
    try walk("my-trpl.md", in: folder)
    #expect(folder.contents.contains("my-trpl/figures/decay-1.png"))
  }
}
