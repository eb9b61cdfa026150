import Analysis
import Foundation
import Testing

@Suite("Photoluminescence and amplified emission by model")
struct DecompositionTests {
  static func reference() throws -> Spectrum { try Synthetic.spectrum([(1, 524, 20)]) }

  @Test("splits a spectrum into the parts it was made of")
  func parts() throws {
    let mixed = try Synthetic.spectrum([(5, 524, 20), (3, 538.4, 3.2)])
    let split = try mixed.decomposed(reference: Self.reference())
    // The line's blue tail reaches the scaling band (it ends 6.4 nm from the centre): 5e-6 of the height.
    #expect(abs(split.scale.value / 5 - 1) < 1e-4)
    #expect(split.hasLine)
    #expect(abs(split.lineHeight.value / 3 - 1) < 1e-3)
    #expect(abs((split.linePosition?.value ?? 0) - 538.4e-9) < 1e-12)
    #expect(abs((split.lineWidth?.value ?? 0) - 3.2e-9) < 1e-11)
    // A ratio of two fitted maxima, each good to 0.1 % on clean lines, and sampling.
    #expect(abs(split.ratio.value / 0.6 - 1) < 4e-3)
    let tail = 5 * Synthetic.gaussian(538.4, centre: 524, width: 20)
    #expect(abs(split.lineOverTail.value * tail / 3 - 1) < 1e-3)
    #expect(abs(try split.excess.fullWidthAtHalfMaximum(in: 535e-9...545e-9).value - 3.2e-9) < 0.02e-9)
  }

  @Test("sees no line where there is none: the interval of its height holds zero as often as it says")
  func noLine() throws {
    let repeats = 500
    var (held, seen) = (0, 0)
    for k in 0..<repeats {
      let spectrum = try Synthetic.spectrum([(1, 524, 20)], noise: 0.01, seed: UInt64(k))
      let split = try spectrum.decomposed(reference: Self.reference())
      if split.hasLine { seen += 1 }
      if split.lineHeight.interval?.contains(0) == true { held += 1 }
      #expect(abs(split.lineOverTail.value) < 0.3)
    }
    // Searching a 10 nm band for the best place of a line finds 3 σ by chance more often than once in 740.
    #expect(Double(seen) / Double(repeats) < 0.06, "false lines in \(seen) of \(repeats)")
    #expect(Double(held) / Double(repeats) > 0.95 - coverageTolerance(0.95, repeats: repeats, systematic: 0.04))
  }

  @Test("a weak line above the tail is found with an honest interval")
  func weakLine() throws {
    let repeats = 500
    var (narrow, wide) = (0, 0)
    for k in 0..<repeats {
      let spectrum = try Synthetic.spectrum([(1, 524, 20), (0.15, 539, 4)], noise: 0.01, seed: UInt64(k))
      var settings = DecompositionSettings()
      settings.confidence = 0.68
      let split = try spectrum.decomposed(reference: Self.reference(), settings: settings)
      if split.hasLine, split.lineHeight.interval?.contains(0.15) == true { narrow += 1 }
      settings.confidence = 0.95
      if try spectrum.decomposed(reference: Self.reference(), settings: settings)
        .lineHeight.interval?.contains(0.15) == true
      {
        wide += 1
      }
    }
    // The scale of the PL shape, fixed before the line is fitted, adds 1 % of the line's error.
    #expect(abs(Double(narrow) / 500 - 0.68) < coverageTolerance(0.68, repeats: repeats, systematic: 0.02))
    #expect(abs(Double(wide) / 500 - 0.95) < coverageTolerance(0.95, repeats: repeats, systematic: 0.02))
  }

  @Test("a reference that does not cover the spectrum is refused")
  func shortReference() throws {
    let reference = try Spectrum(
      wavelengths: Array(Synthetic.wavelengths[100...]), intensities: Array(try Self.reference().intensities[100...]))
    #expect(throws: AnalysisError.self) { try Self.reference().decomposed(reference: reference) }
  }
}
