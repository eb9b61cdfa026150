import Analysis
import Foundation
import NumericalMethods
import Testing

@Suite("Weak signals")
struct WeakSignalTests {
  @Test("a line half as high as PL beside it is found at a signal-to-noise ratio of 50, with the height it has")
  func weakLine() throws {
    let lines = [(height: 1.0, centre: 524.0, width: 20.0), (height: 0.5, centre: 538.0, width: 4.0)]
    let truth = try Synthetic.spectrum(lines).components().amplified.height.value
    var (sum, squares) = (0.0, 0.0)
    for seed in 0..<200 {
      let found = try Synthetic.spectrum(lines, noise: 0.02, seed: UInt64(seed)).components().amplified
      #expect(found.isInterior, "\(seed)")
      let part = found.height.value / truth - 1
      sum += part
      squares += part * part
    }
    // One height scatters by 2 %, the mean of 200 by 0.14 %: two and a half of those. Reading the edge of the band in a
    // fifth of the spectra would scatter them by 12 %.
    #expect(abs(sum / 200) < 0.0035)
    #expect((squares / 200).squareRoot() < 0.03)
  }

  @Test("the noise of 401 samples is right in the mean to 1 % and scatters by 6 %, lines or none")
  func noise() throws {
    for lines in [[], [(height: 1.0, centre: 538.0, width: 4.0)]] {
      let values = try (0..<400).map { try Synthetic.spectrum(lines, noise: 0.01, seed: UInt64($0)).noise / 0.01 }
      let mean = values.reduce(0, +) / 400
      let scatter = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 399).squareRoot()
      // ν = 397/2.9 makes 6.04 % of one estimate, 0.3 % of the mean.
      #expect(abs(mean - 1) < 0.01, "\(mean)")
      #expect(abs(scatter / 0.0604 - 1) < 0.15, "\(scatter)")
    }
  }

  @Test("spectra with nothing in them are left out of a ladder, with a remark, up to a quarter of it")
  func emptyRungs() throws {
    let ladder = try SpectrumLadderTests.ladder(threshold: 3, noise: 0.003)
    let dark = try Spectrum(
      wavelengths: Synthetic.wavelengths, intensities: Synthetic.wavelengths.map { _ in -1e-3 })
    let weak = try SpectrumLadder(
      fluences: ladder.fluences, spectra: [dark, dark, dark] + ladder.spectra.dropFirst(3))
    let whole = try ladder.threshold(by: .logLogIntersection).fluence
    let found = try weak.threshold(by: .logLogIntersection).fluence
    #expect(abs(found.value / whole.value - 1) < 0.02)
    #expect(found.remarks.contains { $0.contains("3 of 20 spectra left out") }, "\(found.remarks)")
    let gone = try SpectrumLadder(
      fluences: ladder.fluences, spectra: Array(repeating: dark, count: 8) + ladder.spectra.dropFirst(8))
    #expect(throws: AnalysisError.self) { try gone.threshold(by: .logLogIntersection) }
  }

  @Test("a width of noise is refused")
  func noWidth() throws {
    for seed in 0..<20 {
      let spectrum = try Synthetic.spectrum([(1, 524, 4)], noise: 0.5, seed: UInt64(seed))
      #expect(throws: AnalysisError.self) { try spectrum.fullWidthAtHalfMaximum() }
    }
  }

  @Test("a lifetime that the data do not fix has no interval and says so")
  func unknownLifetime() throws {
    let truth = SyntheticDecay.expected(tau: 40, photons: 1e5, background: 2, bins: 512)
    var generator = SeededGenerator(seed: 6)
    let decay = try DecayHistogram(counts: truth.decay.map { generator.poisson($0) }, binWidth: 1e-10)
    let fit = try decay.fit(.double, response: DecayHistogram(counts: truth.response, binWidth: 1e-10))
    // One of the two lifetimes is that of the decay; the other describes nothing.
    for lifetime in fit.lifetimes {
      guard let interval = lifetime.interval else {
        #expect(lifetime.remarks == ["not fixed by the data"])
        continue
      }
      #expect(interval.upper / interval.lower < 1e4, "\(interval)")
    }
  }

  @Test("the median by selection is that of sorting", arguments: [33, 34, 100, 1001])
  func selection(count: Int) {
    var generator = SeededGenerator(seed: 12, stream: UInt64(count))
    for kind in 0..<4 {
      let values = (0..<count).map { k -> Double in
        switch kind {
        case 0: generator.normal()
        case 1: Double(k)
        case 2: Double(count - k)
        default: (3 * generator.uniform()).rounded()
        }
      }
      #expect(median(of: values) == quantile(of: values.sorted(), at: 0.5), "\(kind)")
    }
  }
}
