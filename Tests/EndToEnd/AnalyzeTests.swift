import Foundation
import Testing

@Suite("analyze, as a user runs it")
struct AnalyzeTests {
  /// A folder of spectra with decimal commas; the ASE rises from 300 µJ/cm² on.
  private static func spectra(in folder: TemporaryFolder) throws {
    for step in 0..<20 {
      let fluence = 50 * pow(40, Double(step) / 19)
      var text = "Integration Time (sec): 1.0E-1\n>>>>>Begin Spectral Data<<<<<\n"
      for sample in 0..<200 {
        let wave = 500 + 0.3 * Double(sample)
        let weak = fluence * exp(-pow((wave - 523) / 8, 2))
        let strong = max(0, fluence - 300) * 20 * exp(-pow((wave - 538) / 2, 2))
        text += "\(wave)\t\(weak + strong + 0.3 * sin(Double(sample * sample)))\n".replacing(".", with: ",")
      }
      let name = String(format: "film_%.1fuJ.txt", fluence).replacing(".", with: "p", maxReplacements: 1)
      try Data(text.utf8).write(to: folder.url.appending(path: name))
    }
  }

  @Test("a folder of spectra gives thresholds, figures and a record; without fluences it is refused")
  func threshold() throws {
    let (data, place) = (try TemporaryFolder(), try TemporaryFolder())
    try Self.spectra(in: data)
    let ending = try BuiltCommand.run(
      [
        "analyze", data.url.path, "--pattern", "film_{fluence uJ/cm2}uJ.txt", "--out", "found", "--json", "--resamples",
        "50",
      ],
      in: place.url)
    #expect(ending.code == 0, "\(ending.errors)")
    #expect(ending.output.contains("\"threshold, log-log intersection\""))
    for file in ["record.nc", "findings.txt", "provenance.json", "csv/emission.csv", "figures/input-output-1.svg"] {
      #expect(place.contents.contains("found/\(file)"), "\(file)")
    }
    let refused = try BuiltCommand.run(
      ["analyze", data.url.path, "--what", "threshold", "--out", "none"], in: place.url)
    #expect(refused.code == 2)
    #expect(refused.errors.contains("--pattern"))
    #expect(!place.topLevel.contains("none"))
  }

  @Test("a damaged file ends with 6 and names the line; a wrong layout says so")
  func damaged() throws {
    let place = try TemporaryFolder()
    try Data("time [s],I\n0,1\n1,2\n2,broken\n3,4\n4,5\n".utf8).write(to: place.url.appending(path: "a.csv"))
    let ending = try BuiltCommand.run(["analyze", "a.csv", "--what", "transient", "--out", "x"], in: place.url)
    #expect(ending.code == 6)
    #expect(ending.errors.contains("a.csv:4: field 2 is 'broken'"))
    let wrong = try BuiltCommand.run(["analyze", "a.csv", "--format", "phu", "--out", "x"], in: place.url)
    #expect(wrong.code == 6)
    #expect(wrong.errors.contains("PicoQuant"))
  }

  @Test("a scan there and back gives the index of its hysteresis")
  func hysteresis() throws {
    let place = try TemporaryFolder()
    let steps = (0...20).map(Double.init) + (0...20).reversed().map(Double.init)
    let rows = steps.enumerated().map { "\($1),\($0 <= 20 ? $1 : 1.5 * $1)\n" }.joined()
    try Data("Voltage (V),Current (A)\n\(rows)".utf8).write(to: place.url.appending(path: "scan.csv"))
    let ending = try BuiltCommand.run(["analyze", "scan.csv", "--out", "x"], in: place.url)
    #expect(ending.code == 0, "\(ending.errors)")
    // (1.5 − 1)/(1.5 + 1)
    #expect(ending.output.contains("hysteresis index") && ending.output.contains("0.2"))
    let half = (0...20).map { "\($0),\($0)\n" }.joined()
    try Data("Voltage (V),Current (A)\n\(half)".utf8).write(to: place.url.appending(path: "half.csv"))
    let refused = try BuiltCommand.run(["analyze", "half.csv", "--what", "hysteresis", "--out", "y"], in: place.url)
    #expect(refused.code == 6)
    #expect(refused.errors.contains("does not turn round") && !refused.errors.contains("--pattern"))
  }

  @Test("a record that swings asks for its period, and gives one value a cycle with it")
  func cycles() throws {
    let place = try TemporaryFolder()
    let rows = (0..<480).map { k in
      let (cycle, phase) = (k / 40, k % 40)
      return "\(0.5 * Double(k)),\(phase < 20 ? 1 - 0.01 * Double(cycle) : 0.1)\n"
    }.joined()
    try Data("time [s],current [A]\n\(rows)".utf8).write(to: place.url.appending(path: "cycles.csv"))
    let refused = try BuiltCommand.run(["analyze", "cycles.csv", "--what", "cycles", "--out", "x"], in: place.url)
    #expect(refused.code == 6)
    #expect(refused.errors.contains("--period 20s"))
    let ending = try BuiltCommand.run(
      ["analyze", "cycles.csv", "--what", "cycles", "--period", "20s", "--reading", "5s", "--out", "x"], in: place.url)
    #expect(ending.code == 0, "\(ending.errors)")
    // Mean of 0.99 … 0.89, the first cycle left out.
    #expect(ending.output.contains("0.94"))
  }

  @Test("yields against fluence in one table, and stripes by their length, need no option")
  func tables() throws {
    let place = try TemporaryFolder()
    let yields = (0..<24).map { k -> String in
      let fluence = 5 * pow(200, Double(k) / 23)
      return "\(fluence),\(fluence < 200 ? 0.3 : 0.3 + 0.5 * (1 - 200 / fluence))\n"
    }.joined()
    try Data("fluence [uJ/cm2],PLQY\n\(yields)".utf8).write(to: place.url.appending(path: "plqy.csv"))
    let plqy = try BuiltCommand.run(["analyze", "plqy.csv", "--what", "plqy", "--out", "x"], in: place.url)
    #expect(plqy.code == 0, "\(plqy.errors)")
    #expect(plqy.output.contains("plateau of the relative yield") && plqy.output.contains("0.3 "))
    let stripes = stride(from: 20.0, through: 500, by: 20).map { "\($0),\((exp(80e-4 * $0) - 1) / 80)\n" }.joined()
    try Data("stripe length [um],intensity [counts]\n\(stripes)".utf8)
      .write(to: place.url.appending(path: "stripes.csv"))
    let gain = try BuiltCommand.run(["analyze", "stripes.csv", "--out", "y"], in: place.url)
    #expect(gain.code == 0, "\(gain.errors)")
    #expect(gain.output.contains("net modal gain") && gain.output.contains("80 "))
  }
}
