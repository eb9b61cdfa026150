import Foundation
import Testing

/// Each option of `analyze` that changes what is read, by what it changes.
@Suite("Options of analyze")
struct AnalyzeOptionTests {
  private struct Report: Decodable {
    struct Row: Decodable {
      let subject: String, quantity: String, value: Double?, lower: Double?, upper: Double?
    }
    let findings: [Row]
    let notes: [String]
  }

  private static let common = ["--pattern", "film_{fluence uJ/cm2}uJ_*.txt", "--json", "--resamples", "60", "--force"]

  private func analyze(
    _ arguments: [String], in folder: TemporaryFolder, patterned: Bool = true
  ) throws -> Report {
    let ending = try BuiltCommand.run(
      ["analyze"] + arguments + ["--background", "dark.txt"] + (patterned ? Self.common : ["--json", "--force"]) + [
        "--out", "out",
      ], in: folder.url)
    #expect(ending.code == 0, "\(ending.errors)")
    return try JSONDecoder().decode(Report.self, from: Data(ending.output.utf8))
  }

  private func value(_ report: Report, _ quantity: String, _ subject: String? = nil) throws -> Double {
    let row = report.findings.first { $0.quantity.hasPrefix(quantity) && (subject == nil || $0.subject == subject) }
    return try #require(row?.value)
  }

  @Test("two conditions: thresholds of both, and their ratio with an interval that holds the truth")
  func against() throws {
    let folder = try TemporaryFolder()
    try GuideData.threshold(in: folder.url)
    let report = try analyze(["spectra", "--against", "biased"], in: folder)
    let ratio = try #require(report.findings.first { $0.quantity == "ratio, segmented regression" })
    #expect((ratio.lower ?? 9) < 2.1 && (ratio.upper ?? 0) > 1.9)
    #expect(Set(report.findings.map(\.subject)) == ["spectra", "biased", "first over second"])
    let jittered = try analyze(
      ["spectra", "--against", "biased", "--pump-jitter", "5%"], in: folder)
    let wide = try #require(jittered.findings.first { $0.quantity == "ratio, log-log intersection" })
    let plain = try #require(report.findings.first { $0.quantity == "ratio, log-log intersection" })
    #expect(try #require(wide.upper) - #require(wide.lower) > 1.3 * (#require(plain.upper) - #require(plain.lower)))
  }

  @Test("filters, transmission and the device's optics scale the fluences")
  func fluence() throws {
    let folder = try TemporaryFolder()
    try GuideData.threshold(in: folder.url)
    let quantity = "threshold, maximum log slope"
    let bare = try value(analyze(["spectra"], in: folder), quantity)
    let filtered = try value(analyze(["spectra", "--od", "1", "--transmission", "80%"], in: folder), quantity)
    #expect(abs(filtered / bare - 0.08) < 1e-9)
    let report = try analyze(
      ["spectra", "--device", "cspbbr3-led", "--pump-wavelength", "355nm", "--side", "HTL"], in: folder)
    let note = try #require(report.notes.first { $0.contains("absorbed") })
    let share = try #require(note.split(separator: " ").compactMap { Double($0) }.first)
    #expect(abs(try value(report, quantity) / bare - share) < 1e-3 * share)
    let logged = try analyze(
      ["spectra", "--manifest", "log.csv", "--spot", "120um", "--rate", "1kHz", "--json", "--resamples", "60"],
      in: folder, patterned: false)
    #expect(abs(try value(logged, quantity) / bare - 1) < 1e-3)
  }

  @Test("spectra: wavelength and intensity calibration, offset, exposure, baseline, cosmic rays, model and bands")
  func spectra() throws {
    let folder = try TemporaryFolder()
    try GuideData.threshold(in: folder.url)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.url.appending(path: "spectra").path)
      .sorted { $0.suffix(6) < $1.suffix(6) }
    let one = ["spectra/\(files[20])", "--what", "spectra"]
    let plain = try analyze(one, in: folder)
    let peak = try value(plain, "peak")
    let moved = try value(analyze(one + ["--wavelength-offset", "-0.4nm"], in: folder), "peak")
    #expect(abs(moved - peak + 0.4e-9) < 1e-14)
    let lamp = try value(analyze(one + ["--wavelength-calibration", "lamp.csv"], in: folder), "peak")
    // Lines at 507.1, 546.0 and 577.1 nm lie 0.2, 0.1 and −0.1 nm off: a straight line through them gives +0.12 at 538 nm.
    #expect(abs(lamp - peak - 0.1e-9) < 0.05e-9)
    let split = try analyze(
      ["spectra", "--what", "spectra", "--intensity-calibration", "sphere.csv"], in: folder)
    let name = files[20].replacing(".txt", with: "")
    #expect(try value(split, "ASE/PL, by model", name) > 1)
    #expect(try value(split, "ASE/PL, by bands", name) > 1)
    #expect(split.notes.contains { $0.contains("cosmic rays") })
    #expect(folder.contents.contains("out/figures/pl-and-ase.svg"))
    let kept = try analyze(["spectra", "--what", "spectra", "--keep-cosmic-rays"], in: folder)
    #expect(!kept.notes.contains { $0.contains("cosmic rays") })
    for option in [["--keep-counts"], ["--baseline"], ["--exposure", "50ms"], ["--cosmic-limit", "20"]] {
      #expect(try value(analyze(one + option, in: folder), "peak") > 537e-9)
    }
    let referred = try analyze(one + ["--reference", "spectra/\(files[0])", "--confidence", "68%"], in: folder)
    #expect(try value(referred, "line over PL tail") > 1)
  }

  @Test(
    "wrong options are refused with code 2 and a word about it",
    arguments: [
      (["--od", "-1"], "--od"), (["--device", "cspbbr3-led"], "--pump-wavelength"),
      (["--confidence", "3"], "confidence"),
      (["--pump-jitter", "oil"], "pump-jitter"), (["--against", "nowhere"], "nowhere"),
      (["--cosmic-limit", "1"], "--cosmic-limit"), (["--spot", "3s"], "spot"), (["--side", "left"], "--side"),
      (["--against", "a.csv", "--what", "trpl"], "--against"), (["--exposure", "0s"], "--exposure"),
    ])
  func wrong(arguments: [String], word: String) throws {
    let folder = try TemporaryFolder()
    try Data("wavelength [nm],I\n500,1\n501,2\n502,3\n503,2\n504,1\n".utf8)
      .write(to: folder.url.appending(path: "a.csv"))
    let ending = try BuiltCommand.run(["analyze", "a.csv"] + arguments, in: folder.url)
    #expect(ending.code == 2, "\(ending.errors)")
    #expect(ending.errors.contains(word), "\(ending.errors)")
    #expect(folder.topLevel == ["a.csv"])
  }
}
