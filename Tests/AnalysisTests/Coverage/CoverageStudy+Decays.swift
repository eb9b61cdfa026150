import Analysis
import Foundation
import NumericalMethods

extension CoverageStudy {
  static func decays() throws -> [CoverageStudy] {
    let width = 1e-10
    let single = { (tau: Double, photons: Double, background: Double, bins: Int, shift: Bool) -> CoverageStudy in
      let truth = SyntheticDecay.expected(tau: tau, photons: photons, background: background, bins: bins)
      return CoverageStudy(
        data: String(format: "decay of %g bins, %g photons%@", tau, photons, shift ? "" : ", response not moved"),
        quantities: [("single: lifetime", tau * width), ("single: background", background)], shortRun: 30
      ) { k, confidence in
        var generator = SeededGenerator(seed: 31, stream: k)
        let decay = try DecayHistogram(counts: truth.decay.map { generator.poisson($0) }, binWidth: width)
        let response = try DecayHistogram(
          counts: shift ? truth.response.map { generator.poisson($0) } : truth.response, binWidth: width)
        var settings = DecayFitSettings()
        settings.confidence = confidence
        settings.fitsShift = shift
        let fit = try decay.fit(.single, response: response, settings: settings)
        return [fit.lifetimes[0], fit.background]
      }
    }
    let (fast, slow) = (
      SyntheticDecay.expected(tau: 8, photons: 2e4, background: 0, bins: 400),
      SyntheticDecay.expected(tau: 50, photons: 3e4, background: 1, bins: 400)
    )
    // Amplitude-weighted mean: photons over the sum of photons/lifetime.
    let mean = 5e4 / (2e4 / 8 + 3e4 / 50) * width
    let double = CoverageStudy(
      data: "decays of 8 and 50 bins, 50 000 photons",
      quantities: [
        ("double: fast lifetime", 8 * width), ("double: slow lifetime", 50 * width), ("double: mean", mean),
      ],
      shortRun: 24
    ) { k, confidence in
      var generator = SeededGenerator(seed: 32, stream: k)
      let decay = try DecayHistogram(
        counts: zip(fast.decay, slow.decay).map { generator.poisson($0 + $1) }, binWidth: width)
      let response = try DecayHistogram(counts: fast.response, binWidth: width)
      var settings = DecayFitSettings()
      settings.confidence = confidence
      let fit = try decay.fit(.double, response: response, settings: settings)
      return [fit.lifetimes[0], fit.lifetimes[1], fit.meanLifetime]
    }
    let tail = (0..<300).map { 150 * exp(-pow((Double($0) + 0.5) / 25, 0.7)) + 1 }
    let stretched = CoverageStudy(
      data: "stretched decay of 25 bins, β = 0.7, tail of 5000 photons",
      quantities: [
        ("stretched: τ", 25 * width), ("stretched: β", 0.7), ("stretched: mean", 25 * width * tgamma(1 + 1 / 0.7)),
      ], shortRun: 24
    ) { k, confidence in
      var generator = SeededGenerator(seed: 33, stream: k)
      let decay = try DecayHistogram(counts: tail.map { generator.poisson($0) }, binWidth: width)
      var settings = DecayFitSettings()
      settings.confidence = confidence
      settings.bins = 0..<300
      let fit = try decay.fit(.stretched, settings: settings)
      return [fit.lifetimes[0], fit.exponent, fit.meanLifetime]
    }
    return [
      single(60, 1e5, 2, 512, true), single(3, 1e5, 2, 256, true), single(40, 200, 0.02, 256, false),
      single(40, 1000, 0.5, 256, true), double, stretched,
    ]
  }
}
