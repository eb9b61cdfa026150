import Analysis
import Foundation
import NumericalMethods

extension CoverageStudy {
  /// Relative quantum yield: a gentle hill with one flattest place, then a rise beyond 4 J/m².
  static func yields() throws -> [CoverageStudy] {
    let fluences = Synthetic.ladder(30)
    let model = { @Sendable (f: Double) in (1 - 0.05 * pow(log(f / 1.5), 2)) * (f < 4 ? 1 : pow(f / 4, 1.2)) }
    let exact = try QuantumYieldCurve(fluences: fluences, yields: fluences.map(model))
    let level = try exact.plateau(below: 3.2, resamples: 0)
    let rise = try exact.rise(threshold: 4, plateau: level).value
    return [false, true].map { isKnown in
      CoverageStudy(
        data: "relative yield of 30 rungs, 3 % noise\(isKnown ? ", known" : "")",
        quantities: [("plateau", level.level.value), ("rise at twice the threshold", rise)], shortRun: 24
      ) { k, confidence in
        var generator = SeededGenerator(seed: 41, stream: k)
        let values = fluences.map { model($0) * exp(0.03 * generator.normal()) }
        let curve = try QuantumYieldCurve(
          fluences: fluences, yields: values, uncertainties: isKnown ? values.map { 0.03 * $0 } : nil)
        let plateau = try curve.plateau(below: 3.2, confidence: confidence)
        return [plateau.level, try curve.rise(threshold: 4, plateau: plateau, confidence: confidence)]
      }
    }
  }

  /// Transients, cycles, hysteresis, stripes.
  static func traces() throws -> [CoverageStudy] {
    let times = (0...200).map { 0.25 * Double($0) }
    let trace: @Sendable (UInt64, Double, (Double) -> Double) throws -> Transient = { seed, noise, model in
      var generator = SeededGenerator(seed: 21, stream: seed)
      return try Transient(times: times, values: times.map { model($0) + noise * generator.normal() }, unit: "A")
    }
    let single = CoverageStudy(
      data: "exponential of 6 s, signal/noise 40",
      quantities: [
        ("single: τ", 6), ("single: final level", 1), ("single: amplitude", 2), ("t(1/e)", 6),
        ("share within 5 s", 1 - exp(-5.0 / 6)), ("time of crossing 2", 6 * log(2)),
        ("integral", 50 + 12 * (1 - exp(-50.0 / 6))),
      ]
    ) { k, confidence in
      let transient = try trace(k, 0.05) { 1 + 2 * exp(-$0 / 6) }
      let fit = try transient.relaxation(.single, confidence: confidence)
      return [
        fit.timeConstants[0], fit.finalLevel, fit.amplitudes[0],
        try transient.timeConstant(confidence: confidence),
        try transient.fastShare(within: 5, confidence: confidence),
        try transient.crossingTime(of: 2, confidence: confidence), transient.integral(confidence: confidence),
      ]
    }
    let double = CoverageStudy(
      data: "exponentials of 1.5 and 12 s, signal/noise 100",
      quantities: [
        ("double: fast τ", 1.5), ("double: slow τ", 12), ("double: fast amplitude", 1), ("double: slow amplitude", 1),
      ], shortRun: 30
    ) { k, confidence in
      let fit = try trace(k, 0.02) { 0.5 + exp(-$0 / 1.5) + exp(-$0 / 12) }.relaxation(.double, confidence: confidence)
      return [fit.timeConstants[0], fit.timeConstants[1], fit.amplitudes[0], fit.amplitudes[1]]
    }
    let stretched = CoverageStudy(
      data: "stretched exponential of 6 s, β = 0.7, signal/noise 100",
      quantities: [("stretched: τ", 6), ("stretched: β", 0.7), ("stretched: final level", 1)], shortRun: 30
    ) { k, confidence in
      let fit = try trace(k, 0.02) { 1 + 2 * exp(-pow($0 / 6, 0.7)) }.relaxation(.stretched, confidence: confidence)
      return [fit.timeConstants[0], fit.exponent, fit.finalLevel]
    }
    let lengths = (1...25).map { Double($0) * 2e-5 }
    let stripes = [false, true].map { saturates in
      CoverageStudy(
        data: saturates ? "25 stripes, 80/cm, 3 % noise, saturated from 360 µm on" : "25 stripes, 80/cm, 3 % noise",
        quantities: [("net modal gain", 8000)]
      ) { k, confidence in
        var generator = SeededGenerator(seed: 9, stream: k)
        let knee = saturates ? 3.6e-4 : 1
        let emission = lengths.map { (length: Double) -> Double in
          (expm1(8000 * min(length, knee)) / 8000 + 3 * max(0, length - knee)) * exp(0.03 * generator.normal())
        }
        return [try StripeGain(lengths: lengths, intensities: emission, confidence: confidence).gain]
      }
    }
    let cycles = CoverageStudy(
      data: "12 cycles, 5 % scatter", quantities: [("mean on-value", 2), ("coefficient of variation", 0.05)]
    ) { k, confidence in
      var generator = SeededGenerator(seed: 51, stream: k)
      let statistics = try CycleStatistics(
        onValues: [1] + (0..<12).map { _ in 2 + 0.1 * generator.normal() }, confidence: confidence)
      return [statistics.mean, statistics.coefficientOfVariation]
    }
    let (up, down) = ((0...80).map { -4 + 0.175 * Double($0) }, (0...80).map { 10 - 0.175 * Double($0) })
    let (forward, reverse) = (
      { @Sendable (x: Double) in 3 + 0.5 * x }, { @Sendable (x: Double) in 3 + 0.5 * x + 2 * exp(-pow((x - 3) / 3, 2)) }
    )
    let clean = try Hysteresis(forward: (up, up.map(forward)), reverse: (down, down.map(reverse)))
    let loop = CoverageStudy(
      data: "scan of 81 points each way, signal/noise 50",
      quantities: [
        ("hysteresis area", try clean.area().value), ("hysteresis index", try clean.index().value),
        ("largest branch ratio", try clean.largestBranchRatio(over: 0...6).value),
      ], shortRun: 100
    ) { k, confidence in
      var generator = SeededGenerator(seed: 52, stream: k)
      let loop = try Hysteresis(
        forward: (up, up.map { forward($0) + 0.1 * generator.normal() }),
        reverse: (down, down.map { reverse($0) + 0.1 * generator.normal() }))
      return [
        try loop.area(confidence: confidence), try loop.index(confidence: confidence),
        try loop.largestBranchRatio(over: 0...6, confidence: confidence),
      ]
    }
    return [single, double, stretched] + stripes + [cycles, loop]
  }
}
