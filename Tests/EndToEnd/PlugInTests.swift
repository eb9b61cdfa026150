import Foundation
import Testing

@Suite("Materials and rate models of one's own, without a fork")
struct PlugInTests {
  static let experiment = """
    device: mine.yaml
    pump: {wavelength: 355 nm, width: 1 ns, rate: 1 kHz, fluence: 100 uJ/cm2, from: HTL}
    protocol:
      - record spectrum
      - hold 4 V for 20 s, record spectrum
    """

  static func emission(_ edit: (String) -> String, files: [String: String] = [:]) throws -> [String] {
    let folder = try TemporaryFolder()
    for (name, text) in files { try Data(text.utf8).write(to: folder.url.appending(path: name)) }
    try Data(edit(SourceTree.text("Devices/cspbbr3-led.yaml")).utf8).write(to: folder.url.appending(path: "mine.yaml"))
    try Data(experiment.utf8).write(to: folder.url.appending(path: "try.yaml"))
    let ending = try BuiltCommand.run(["run", "try.yaml", "--out", "results", "--quiet"], in: folder.url)
    try #require(ending.code == 0, "\(ending.errors)")
    return try folder.text("results/csv/external_yield.csv").split(separator: "\n").dropFirst().map { line in
      String(line.split(separator: ",")[1])
    }
  }

  @Test("optical constants come from a file of the user's")
  func material() throws {
    let table = try SourceTree.text("Materials/ITO-minenkov-glass.csv").replacing(
      "# name: ITO-minenkov-glass", with: "# name: mine")
    let shipped = try Self.emission { $0 }
    let same = try Self.emission(
      { $0.replacing("opticalMaterial: ITO-minenkov-glass", with: "opticalMaterial: ./mine.csv") },
      files: ["mine.csv": table])
    #expect(same == shipped, "the same table under another name gives the same bits")
    let other = try Self.emission(
      { $0.replacing("opticalMaterial: ITO-minenkov-glass", with: "opticalMaterial: ./mine.csv") },
      files: [
        "mine.csv": SourceTree.text("Materials/ITO-konig.csv").replacing("# name: ITO-konig", with: "# name: mine")
      ])
    #expect(other != shipped)
  }

  @Test("rate constants come from a table of the user's, row for row as the law they replace")
  func rates() throws {
    // The law of the shipped device on a dense table: linear interpolation between rows 1/200 apart in f.
    func row(_ f: Double) -> String {
      let u = f * 1.095 / (f + 0.095)
      return "      - {ionFraction: \(f), k1: \(6e6 + 1.4e7 * f) s^-1, k2r: \(2.665e-9 / (1 + f / 0.1252)) cm^3/s, "
        + "k2nonr: \(7.884e-10 + 2.072e-9 * u) cm^3/s}\n"
    }
    let rows = (0...400).map { row(Double($0) / 200) }.joined()
    let table = try Self.emission { text in
      var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      let words = [
        "k1Floor", "k1Slope", "k2rMaximum", "k2rHalfFraction", "k2nonrFloor", "k2nonrSlope", "k2nonrSaturation",
      ]
      lines.removeAll { line in words.contains { line.hasPrefix("    \($0):") } }
      let place = lines.firstIndex(of: "  rates:") ?? 0
      lines.insert("    table:\n" + rows.dropLast(), at: place + 1)
      return lines.joined(separator: "\n")
    }
    let law = try Self.emission { $0 }
    let pairs = zip(table, law).compactMap { pair in Double(pair.0).flatMap { a in Double(pair.1).map { (a, $0) } } }
    #expect(pairs.count == 2)
    // Chords of 1/(1 + f/f_s) over h = 1/200 err by (h/f_s)²/4 = 4e-4 at most.
    for (a, b) in pairs { #expect(abs(a / b - 1) < 1e-3, "\(a) \(b)") }
    // A model that nobody shipped: radiative recombination alone.
    let bright = try Self.emission { text in
      text.replacing("k2nonrFloor: {value: 7.884e-10", with: "k2nonrFloor: {value: 0")
        .replacing("k2nonrSlope: {value: 2.072e-9", with: "k2nonrSlope: {value: 0")
    }
    #expect(bright != law)
  }
}
