import Analysis
import Foundation
import NumericalMethods

extension CoverageStudy {
  private static func curve(
    _ fluences: [Double], noise: Double, seed: UInt64, stream: UInt64 = 0, _ model: (Double) -> Double
  ) throws -> InputOutputCurve {
    var generator = SeededGenerator(seed: 99 &+ stream, stream: seed)
    return try InputOutputCurve(
      fluences: fluences, intensities: fluences.map { model($0) * exp(noise > 0 ? noise * generator.normal() : 0) })
  }

  static func thresholds() throws -> [CoverageStudy] {
    var bare = ThresholdSettings()
    bare.resamples = 0
    var studies: [CoverageStudy] = []
    // The steepest place must exist for a method to have a truth: a straight piece has none in ln–ln, an amplifier
    // whose slope dI/dF only tends to a limit has none in I–F.
    let shapes:
      [(name: String, count: Int, noise: Double, methods: [ThresholdMethod], model: @Sendable (Double) -> Double)] = [
        (
          "amplifier β = 0.02, 40 rungs, 4 % noise", 40, 0.04, [.logLogIntersection, .maximumLogSlope],
          { Synthetic.amplifier($0, threshold: 3, beta: 0.02) }
        ),
        (
          "amplifier β = 0.003, 20 rungs, 3 % noise", 20, 0.03, [.logLogIntersection, .maximumLogSlope],
          { Synthetic.amplifier($0, threshold: 3, beta: 0.003) }
        ),
        (
          "kink and saturation, slopes 1, 5, 1, 24 rungs, 5 % noise", 24, 0.05,
          [.logLogIntersection, .linearIntersection],
          { Synthetic.broken($0, threshold: 3.05, below: 1, above: 5, saturation: 6) }
        ),
        (
          "kink in I against F, slope 1 to 30, 30 rungs, 4 % noise", 30, 0.04, [.linearIntersection],
          { $0 < 4 ? $0 : 4 + 30 * ($0 - 4) }
        ),
      ]
    for shape in shapes {
      let fluences = Synthetic.ladder(shape.count)
      let exact = try curve(fluences, noise: 0, seed: 0, shape.model)
      let truths = try shape.methods.map { try exact.threshold(by: $0, settings: bare).fluence.value }
      studies.append(
        CoverageStudy(
          data: shape.name, quantities: zip(shape.methods, truths).map { ($0.rawValue, $1) }, shortRun: 24,
          isKnownToMiss: true
        ) {
          k, confidence in
          var settings = ThresholdSettings()
          settings.confidence = confidence
          let noisy = try curve(fluences, noise: shape.noise, seed: k, shape.model)
          return shape.methods.map { try? noisy.threshold(by: $0, settings: settings).fluence }
        })
    }
    studies.append(
      CoverageStudy(
        data: "kink from slope 1 to 4, 20 rungs, 5 % noise", quantities: [("segmented regression", 3.05)], shortRun: 60
      ) { k, confidence in
        var settings = ThresholdSettings()
        settings.confidence = confidence
        let noisy = try curve(Synthetic.ladder(), noise: 0.05, seed: k) {
          Synthetic.broken($0, threshold: 3.05, below: 1, above: 4)
        }
        return [try? noisy.threshold(by: .segmentedRegression, settings: settings).fluence]
      })
    studies.append(
      CoverageStudy(
        data: "kink and saturation, 20 rungs, 5 % noise", quantities: [("segmented regression, three pieces", 3.05)],
        shortRun: 60
      ) { k, confidence in
        var settings = ThresholdSettings()
        settings.confidence = confidence
        let noisy = try curve(Synthetic.ladder(), noise: 0.05, seed: k) {
          Synthetic.broken($0, threshold: 3.05, below: 1, above: 5, saturation: 6)
        }
        return [try? noisy.threshold(by: .segmentedRegression, settings: settings).fluence]
      })
    let pair: @Sendable (Double) -> (Double) -> Double = { threshold in
      { Synthetic.amplifier($0, threshold: threshold, beta: 0.01) }
    }
    let fluences = Synthetic.ladder(30)
    let ratio = try Threshold.ratio(
      of: curve(fluences, noise: 0, seed: 0, pair(6)), to: curve(fluences, noise: 0, seed: 0, pair(2.4)),
      by: .logLogIntersection, settings: bare
    ).value
    studies.append(
      CoverageStudy(
        data: "two conditions, 30 rungs, 3 % noise",
        quantities: [("ratio by log-log intersection", ratio)], shortRun: 24
      ) { k, confidence in
        var settings = ThresholdSettings()
        settings.confidence = confidence
        settings.calibrationUncertainty = 0.2
        let (a, b) = (
          try curve(fluences, noise: 0.03, seed: k, stream: 1, pair(6)),
          try curve(fluences, noise: 0.03, seed: k, stream: 2, pair(2.4))
        )
        return [try? Threshold.ratio(of: a, to: b, by: .logLogIntersection, settings: settings)]
      })
    studies.append(
      CoverageStudy(
        data: "two kinks, 20 rungs, 3 % noise", quantities: [("ratio by segmented regression", 3)], shortRun: 24
      ) { k, confidence in
        var settings = ThresholdSettings()
        settings.confidence = confidence
        let pair = try [6.0, 2.0].enumerated().map { j, threshold in
          try curve(Synthetic.ladder(), noise: 0.03, seed: k, stream: UInt64(3 + j)) {
            Synthetic.broken($0, threshold: threshold, below: 1, above: 5)
          }
        }
        return [try? Threshold.ratio(of: pair[0], to: pair[1], by: .segmentedRegression, settings: settings)]
      })
    return studies + (try ladders())
  }

  /// Thresholds that need whole spectra; with jitter of the pump, too.
  private static func ladders() throws -> [CoverageStudy] {
    // The full width jumps, so its rungs fall anywhere against the jump: the ladder starts at a random part of a rung,
    // and the truth is that of 200 rungs. The other quantities are smooth.
    let make: @Sendable (Int, Double, Double, Bool, UInt64) throws -> SpectrumLadder = {
      count, noise, jitter, slides, seed in
      var generator = SeededGenerator(seed: 5, stream: seed)
      let fluences = Synthetic.ladder(count, shift: slides ? generator.uniform() - 0.5 : 0)
      let spectra = try fluences.enumerated().map { k, nominal in
        let fluence = nominal * (jitter > 0 ? 1 + jitter * generator.normal() : 1)
        let line = 0.3 * fluence * pow(fluence / 3, 5) / (1 + 0.02 * pow(fluence / 3, 5))
        return try Synthetic.spectrum(
          [(fluence, 524, 20), (line, 538, 4)], noise: noise * nominal, seed: seed &* 1000 &+ UInt64(k))
      }
      return try SpectrumLadder(fluences: fluences, spectra: spectra)
    }
    var bare = ThresholdSettings()
    bare.resamples = 0
    let (fine, exact) = (try make(200, 0, 0, false, 0), try make(24, 0, 0, false, 0))
    var studies: [CoverageStudy] = []
    let sought: [(methods: [ThresholdMethod], width: SpectrumLadder.WidthDefinition, name: String, slides: Bool)] = [
      ([.widthOnset, .widthHalfDrop], .fullWidthAtHalfMaximum, ", full width", true),
      ([.widthOnset, .widthHalfDrop], .equivalentWidth, ", equivalent width", false),
      ([.bandRatio], .fullWidthAtHalfMaximum, "", false),
    ]
    for kind in sought {
      for jitter in [0, 0.03] {
        let truths = try kind.methods.map {
          try (kind.slides ? fine : exact).threshold(by: $0, width: kind.width, settings: bare).fluence.value
        }
        studies.append(
          CoverageStudy(
            data: "spectra of 24 rungs, 2 % noise" + (jitter > 0 ? ", pump jitter 3 %" : "")
              + (kind.slides ? ", sliding" : ""),
            quantities: zip(kind.methods, truths).map { ("\($0.rawValue)\(kind.name)", $1) }, shortRun: 24,
            isKnownToMiss: jitter > 0 && kind.methods != [.bandRatio]
          ) { k, confidence in
            var settings = ThresholdSettings()
            settings.confidence = confidence
            settings.pumpUncertainty = jitter
            let ladder = try make(24, 0.02, jitter, kind.slides, k)
            return kind.methods.map { try? ladder.threshold(by: $0, width: kind.width, settings: settings).fluence }
          })
      }
    }
    let truth = try exact.threshold(by: .logLogIntersection, settings: bare).fluence.value
    studies.append(
      CoverageStudy(
        data: "spectra of 24 rungs, 2 % noise, pump jitter 3 %", quantities: [("log-log intersection", truth)],
        shortRun: 24, isKnownToMiss: true
      ) { k, confidence in
        var settings = ThresholdSettings()
        settings.confidence = confidence
        settings.pumpUncertainty = 0.03
        return [try? make(24, 0.02, 0.03, false, k).threshold(by: .logLogIntersection, settings: settings).fluence]
      })
    return studies
  }
}
