import Analysis
import Foundation

extension Benchmark {
  /// A thousand noisy spectra of 2048 samples: all seven definitions of the threshold with 500 resamples each.
  static let thresholds = Benchmark(
    "thresholds of 1000 spectra × 2048 samples, 500 resamples", room: "analysis", goal: 2
  ) {
    let waves = (0..<2048).map { (450 + 200 * Double($0) / 2047) * 1e-9 }
    let line = { (wave: Double, centre: Double, width: Double) in
      exp(-2.772_588_7 * pow((wave * 1e9 - centre) / width, 2))
    }
    let shapes = waves.map { (weak: line($0, 524, 20), strong: line($0, 538, 4)) }
    var state: UInt64 = 88_172_645_463_325_252
    func noise() -> Double {
      // Sum of twelve uniform numbers less six: normal enough for a benchmark.
      (0..<12).reduce(-6) { sum, _ in
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return sum + Double(state >> 11) * 0x1p-53
      }
    }
    let fluences = (0..<1000).map { 0.6 * exp(log(14 / 0.6) * Double($0) / 999) }
    var spectra = [Spectrum]()
    for fluence in fluences {
      let fifth = pow(fluence / 3, 5)
      let strong = 0.3 * fluence * fifth / (1 + 0.02 * fifth)
      spectra.append(
        try Spectrum(
          wavelengths: waves,
          intensities: shapes.map { fluence * $0.weak + strong * $0.strong + 0.02 * fluence * noise() }))
    }
    let ladder = try SpectrumLadder(fluences: fluences, spectra: spectra)
    var settings = ThresholdSettings()
    settings.resamples = 500
    return try Work { [settings] in
      ladder.thresholds(settings: settings).compactMap { try? $0.result.get().fluence.value }
    }
  }
}
