import Analysis
import Foundation

/// The seven definitions on the same spectra, for the table in Documentation/methods/thresholds.md.
enum ThresholdSpread {
  /// Height of the line in the ASE band against fluence over its nominal threshold, with PL ∝ F of height 1 there.
  static let shapes: [(name: String, line: @Sendable (Double) -> Double)] = [
    ("amplifier, β = 0.01", { 20 * Synthetic.amplifier($0, threshold: 1, beta: 0.01) }),
    ("amplifier, β = 0.0001", { 20 * Synthetic.amplifier($0, threshold: 1, beta: 1e-4) }),
    ("line ∝ F⁵, saturating at 20", { 0.4 * pow($0, 5) / (1 + 0.02 * pow($0, 5)) }),
    ("kink in I against F, slope 1 to 30", { max(0, 30 * ($0 - 1)) }),
  ]

  /// Thresholds over the nominal one, in the order of `ThresholdMethod.allCases`; nil where a method refuses.
  static func values(_ line: (Double) -> Double, count: Int = 24) throws -> [Double?] {
    let fluences = Synthetic.ladder(count)
    let spectra = try fluences.map { fluence in
      try Synthetic.spectrum([(fluence / 3, 524, 20), (line(fluence / 3), 538, 4)])
    }
    var settings = ThresholdSettings()
    settings.resamples = 0
    return try SpectrumLadder(fluences: fluences, spectra: spectra).thresholds(settings: settings).map {
      (try? $0.result.get().fluence.value).map { $0 / 3 }
    }
  }

  /// Rows of the table.
  static func rows() throws -> [String] {
    try shapes.map { shape in
      let cells = try values(shape.line).map { $0.map { String(format: "%.2f", $0) } ?? "refused" }
      return "| \(shape.name) | \(cells.joined(separator: " | ")) |"
    }
  }
}
