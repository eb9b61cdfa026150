import Analysis
import Foundation
import Testing

@Suite("Ladders of spectra")
struct SpectrumLadderTests {
  /// PL ∝ F, a line that starts at `threshold` with slope 9 and saturates.
  static func ladder(threshold: Double, noise: Double = 0, seed: UInt64 = 0, count: Int = 20) throws -> SpectrumLadder {
    let fluences = Synthetic.ladder(count)
    let spectra = try fluences.enumerated().map { k, fluence in
      let line = 0.3 * fluence * pow(fluence / threshold, 8) / (1 + 0.02 * pow(fluence / threshold, 8))
      return try Synthetic.spectrum(
        [(fluence, 524, 20), (line, 538, 4)], noise: noise * fluence, seed: seed &* 1000 &+ UInt64(k))
    }
    return try SpectrumLadder(fluences: fluences, spectra: spectra)
  }

  @Test("the ratio of ASE to PL passes its level where the parts say it does")
  func ratio() throws {
    let found = try Self.ladder(threshold: 3).threshold(by: .bandRatio)
    // PL at 538 and at the peak, the line on both: solve 1 = ratio of maxima with the model itself on a fine ladder.
    let fine = try Self.ladder(threshold: 3, count: 120).threshold(by: .bandRatio)
    #expect(abs(found.fluence.value / fine.fluence.value - 1) < 0.01)
    #expect(found.fluence.interval?.contains(fine.fluence.value) == true)
  }

  @Test("the width drops where the line overtakes half the height; onset comes before half drop")
  func width() throws {
    for definition in [SpectrumLadder.WidthDefinition.fullWidthAtHalfMaximum, .equivalentWidth] {
      let ladder = try Self.ladder(threshold: 3)
      let onset = try ladder.threshold(by: .widthOnset, width: definition).fluence.value
      let half = try ladder.threshold(by: .widthHalfDrop, width: definition).fluence.value
      // The full width jumps: both definitions then name the gap of the jump.
      #expect(definition == .equivalentWidth ? onset < half : onset <= half)
      let fine = try Self.ladder(threshold: 3, count: 120).threshold(by: .widthHalfDrop, width: definition).fluence
        .value
      // The full width jumps within one rung of 18 %: it can be placed to half of that.
      #expect(abs(half / fine - 1) < (definition == .equivalentWidth ? 0.02 : 0.09))
    }
    #expect(try Self.ladder(threshold: 3).narrowing().value > 4)
  }

  @Test(
    "all seven definitions give a number on one ladder, noisy or clean, in the right order", arguments: [0.0, 0.003])
  func sideBySide(noise: Double) throws {
    let ladder = try Self.ladder(threshold: 3, noise: noise)
    var values = [ThresholdMethod: Double]()
    for (method, result) in ladder.thresholds() {
      let fluence = try result.get().fluence
      values[method] = fluence.value
      #expect(fluence.unit == "J/m²" && !fluence.definition.isEmpty)
      #expect(fluence.interval?.contains(fluence.value) == true, "\(method.rawValue)")
    }
    #expect(values.count == 7)
    let logLog = values[.logLogIntersection] ?? 0
    #expect(logLog < values[.maximumLogSlope] ?? 0 && logLog < values[.linearIntersection] ?? 0)
  }

  @Test("without a line there is no threshold by any definition, each with its reason")
  func refused() throws {
    let ladder = try Self.ladder(threshold: 1e3)
    for (method, result) in ladder.thresholds() {
      #expect(throws: AnalysisError.self, "\(method.rawValue)") { try result.get() }
    }
  }
}
