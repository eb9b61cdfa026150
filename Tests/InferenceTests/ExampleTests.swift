import Emission
import Foundation
import Inference
import InputFiles
import NumericalMethods
import Testing

/// The data of Examples/301, from their stated truth.
enum RatesExample {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Examples/301-which-rates-changed").resolvingSymlinksInPath()
  static let truth = [
    "0V": RecombinationConstants(k1: 2e7, k2r: 3e-16, k2nonr: 2.8e-15),
    "6V": RecombinationConstants(k1: 1.3e7, k2r: 2.4e-15, k2nonr: 1.1e-15),
  ]

  static func files() throws -> [String: String] {
    var files: [String: String] = [:]
    for (condition, rates) in truth {
      for (name, density) in [("weak", 3e21), ("strong", 2e23)] {
        let detection = DecayDetection(
          binWidth: 1e-9, binCount: 400, timeZero: 10e-9, response: .gaussian(width: 1e-9), background: 2,
          scale: .counts(1e5))
        let expected = try detection.expectedCounts(of: rates, after: DecayExcitation(density: density))
        let seed = UInt64(condition == "0V" ? 11 : 12)
        let counts = DecayDetection.counted(expected, seed: seed, stream: density > 1e22 ? 1 : 0)
        let rows = counts.enumerated().map { "\($0.offset),\(Int($0.element))" }
        files["decay-\(condition)-\(name).csv"] = (["time (ns),counts"] + rows).joined(separator: "\n") + "\n"
      }
      var generator = SeededGenerator(seed: 13, stream: condition == "0V" ? 0 : 1)
      let densities = (0..<12).map { 1e21 * pow(10, 0.25 * Double($0)) }
      let yields = try rates.quantumYields(densities: densities).map { 250 * $0 * (1 + 0.03 * generator.normal()) }
      let rows = zip(densities, yields).map { String(format: "%.4e,%.4f", $0 * 1e-6, $1) }
      files["yield-\(condition).csv"] = (["density (cm^-3),yield"] + rows).joined(separator: "\n") + "\n"
    }
    return files
  }
}

@Suite("Example 301: which of my rates changed?")
struct ExampleTests {
  @Test("its data are those of the stated truth, byte by byte")
  func data() throws {
    for (name, text) in try RatesExample.files() {
      let file = RatesExample.folder.appending(path: name)
      if ProcessInfo.processInfo.environment["DRIFTLIGHT_WRITE_EXAMPLES"] != nil {
        try Data(text.utf8).write(to: file)
      }
      #expect(try String(contentsOf: file, encoding: .utf8) == text, "\(name)")
    }
  }

  @Test("the fit finds the truth, says what it cannot know, and refuses the rivals")
  func fit() async throws {
    let path = RatesExample.folder.appending(path: "fit.yaml").path(percentEncoded: false)
    let plan = try await FitFile(path: path)
    let outcome = try await plan.carryOut()
    func interval(_ name: String) throws -> (value: Double, lower: Double?, upper: Double?) {
      let index = try #require(outcome.problem.parameters.firstIndex { $0.name == name })
      return (outcome.best.values[index], outcome.intervals[index].lower, outcome.intervals[index].upper)
    }
    // Bias lowers k1: 95 % intervals that do not touch.
    let (rest, biased) = (try interval("k1 at 0 V"), try interval("k1 at 6 V"))
    #expect(try #require(biased.upper) < #require(rest.lower))
    #expect(abs(rest.value / 2e7 - 1) < 0.05 && abs(biased.value / 1.3e7 - 1) < 0.05)
    // One factor for both yields: k2r itself stays open, its ratio does not.
    let ratio = try interval("k2r at 6 V").value / interval("k2r at 0 V").value
    #expect(abs(ratio / 8 - 1) < 0.15)
    let sum = { (condition: String) in
      try interval("k2r at \(condition)").value + interval("k2nonr at \(condition)").value
    }
    let (sumAtRest, sumUnderBias) = (try sum("0 V"), try sum("6 V"))
    #expect(abs(sumAtRest / 3.1e-15 - 1) < 0.05 && abs(sumUnderBias / 3.5e-15 - 1) < 0.05)
    // χ²/n scatters by √(2/n) about 1 less the share of the parameters.
    for (set, reduced) in zip(outcome.problem.data, outcome.reducedDeviances) {
      #expect(abs(reduced - 1) < 4 * (2 / Double(set.values.count)).squareRoot(), "\(set.name): \(reduced)")
    }
    let comparison = try #require(outcome.comparison)
    #expect(comparison.ranked[0].name == plan.title)
    #expect(comparison.logBayesFactor(against: 1) > 10)
    // Heating, injected carriers and trap filling were fitted, too, and lost.
    #expect(Set(comparison.ranked.map(\.name)).isSuperset(of: ["heating", "injected carriers", "trap filling"]))
    // Five of the six directions of the constants are known; k2r (with k2nonr against it) is the open one.
    #expect(outcome.identifiability.directions.count == 6)
    #expect(outcome.identifiability.directions.dropLast().allSatisfy { $0.firmness == .fixed })
    #expect(outcome.identifiability.directions.last?.firmness == .open)
    #expect(outcome.next.first?.information ?? 0 > 0)
    let text = plan.text(of: outcome)
    #expect(text.contains("cm^3/s") && text.contains("k1 at 6 V") && text.contains("probability"))
  }

  @Test(
    "mistakes of a fit file come with their place",
    arguments: [
      ("start: 1e7 s^-1", "start: 1e7 cm", "E-dimension"), ("per: condition", "par: condition", "E-key"),
      ("kind: yield", "kind: yeld", "E-choice"),
      ("range: [1e5 s^-1, 1e9 s^-1]", "range: [1e9 s^-1, 1e5 s^-1]", "range"),
      ("k2nonr: {start", "k2non: {start", "k2nonr"), ("density: 3e15 cm^-3", "density: 3e15", "E-unit"),
    ])
  func mistakes(good: String, bad: String, sign: String) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.copyItem(at: RatesExample.folder, to: folder)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "fit.yaml")
    let text = try String(contentsOf: file, encoding: .utf8)
    try Data(text.replacing(good, with: bad, maxReplacements: 1).utf8).write(to: file)
    await #expect {
      _ = try await FitFile(path: file.path(percentEncoded: false))
    } throws: { error in
      let words = "\(error)"
      return error is InputError && words.contains(sign) && words.contains("fit.yaml:")
    }
  }
}
