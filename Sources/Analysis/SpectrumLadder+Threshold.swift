// Thresholds that need whole spectra: the narrowing of the line, and the ratio of ASE to PL.
//
// Each rung gives one number (a width or a ratio) with its uncertainty; the numbers are joined by the monotone cubic in
// ln F, which cannot overshoot, and the place where they pass a level is the threshold.
//   width    from the median of the three lowest rungs (broad) to the least width (narrow); the last downward crossing
//            before the narrowest rung, of broad − 0.1 (broad − narrow) or broad − 0.5 (broad − narrow).
//   ratio    the last upward crossing of the level, after which the ratio stays above.
// The full width at half maximum of PL plus a line jumps when the line overtakes half the height. Between which rungs is
// all that is known then: the threshold is their middle, the interval that share of the gap. The equivalent width falls
// smoothly and may be chosen instead.
// Intervals: each rung's number is redrawn within its uncertainty. Where the spectra are clean, half the difference
// between the cubic and the straight line through the rungs is kept as the least uncertainty.

import Foundation
import NumericalMethods

extension SpectrumLadder {
  /// What stands for the width of a spectrum.
  public enum WidthDefinition: Sendable {
    case fullWidthAtHalfMaximum
    case equivalentWidth
  }

  /// Widths of the rungs, m, each with its interval.
  public func widths(_ definition: WidthDefinition = .fullWidthAtHalfMaximum, confidence: Double = 0.95)
    throws(AnalysisError) -> [Finding]
  {
    var found = [Finding]()
    for spectrum in spectra {
      switch definition {
      case .fullWidthAtHalfMaximum: found.append(try spectrum.fullWidthAtHalfMaximum(confidence: confidence))
      case .equivalentWidth: found.append(try spectrum.equivalentWidth(confidence: confidence))
      }
    }
    return found
  }

  /// Threshold by one definition, from the spectra or from the input–output curve of `intensity`.
  ///
  /// - Throws: `AnalysisError.noThreshold` with its reason.
  public func threshold(
    by method: ThresholdMethod, bands: EmissionBands = .caesiumLeadBromide, intensity: Intensity? = nil,
    width: WidthDefinition = .fullWidthAtHalfMaximum, settings: ThresholdSettings = .init()
  ) throws(AnalysisError) -> Threshold {
    switch method {
    case .widthOnset, .widthHalfDrop:
      return try widthThreshold(
        method, try widths(width, confidence: oneSigma), canJump: width == .fullWidthAtHalfMaximum, settings)
    case .bandRatio: return try ratioThreshold(bands, settings)
    default:
      return try inputOutputCurve(of: intensity ?? .peak(bands.amplified)).threshold(by: method, settings: settings)
    }
  }

  /// All definitions side by side, each with its result or its refusal.
  public func thresholds(
    bands: EmissionBands = .caesiumLeadBromide, intensity: Intensity? = nil,
    width: WidthDefinition = .fullWidthAtHalfMaximum, settings: ThresholdSettings = .init()
  ) -> [(method: ThresholdMethod, result: Result<Threshold, AnalysisError>)] {
    ThresholdMethod.allCases.map { method in
      do throws(AnalysisError) {
        let found = try threshold(by: method, bands: bands, intensity: intensity, width: width, settings: settings)
        return (method, .success(found))
      } catch { return (method, .failure(error)) }
    }
  }

  /// Narrowing of the line: broad width below threshold over least width above, dimensionless.
  public func narrowing(_ width: WidthDefinition = .fullWidthAtHalfMaximum) throws(AnalysisError) -> Finding {
    let found = try widths(width)
    guard found.count >= 4 else { throw .tooFewPoints(what: "ladder of fluences", have: found.count, need: 4) }
    let broad = median(of: found.prefix(3).map(\.value))
    let narrow = found.map(\.value).min() ?? broad
    return Finding(
      definition: "width of the three lowest rungs (median) over the least width of the ladder", value: broad / narrow,
      unit: "1")
  }

  private func widthThreshold(
    _ method: ThresholdMethod, _ widths: [Finding], canJump: Bool, _ settings: ThresholdSettings
  ) throws(AnalysisError) -> Threshold {
    guard widths.count >= 6 else { throw .tooFewPoints(what: "ladder of fluences", have: widths.count, need: 6) }
    let values = widths.map(\.value)
    let share = method == .widthOnset ? 0.1 : 0.5
    let broad = median(of: Array(values.prefix(3)))
    let narrow = values.min() ?? broad
    guard narrow < 0.75 * broad else {
      throw .noThreshold(
        method: method,
        reason: "the line does not narrow by a quarter (\(String(format: "%.2f", broad * 1e9)) to "
          + "\(String(format: "%.2f", narrow * 1e9)) nm)")
    }
    let place = { (y: [Double], straight: Bool) -> Passage? in
      let broad = median(of: Array(y.prefix(3)))
      let narrow = y.min() ?? broad
      let end = y.firstIndex(of: narrow) ?? y.count - 1
      let fall = broad - narrow
      // A full width that goes from its upper quarter to its lower one within two gaps has jumped; what a noisy rung at
      // the jump shows in between is no width of anything.
      if canJump, let last = y[...end].lastIndex(where: { $0 > broad - 0.25 * fall }),
        let first = y[last...end].firstIndex(where: { $0 < narrow + 0.25 * fall }), first - last <= 2
      {
        let (low, high) = (log(fluences[last]), log(fluences[first]))
        return Passage(place: 0.5 * (low + high), jump: last...first)
      }
      return lastPassage(Array(y[...end]), level: broad - share * fall, rising: false, straight: straight)
    }
    return try levelThreshold(method, values: values, errors: sigmas(widths), settings, place)
  }

  private func ratioThreshold(_ bands: EmissionBands, _ settings: ThresholdSettings) throws(AnalysisError) -> Threshold
  {
    var ratios = [Finding]()
    for spectrum in spectra { ratios.append(try spectrum.components(in: bands, confidence: oneSigma).ratio) }
    let values = ratios.map { log($0.value) }
    let errors = zip(sigmas(ratios), ratios).map { $0 / $1.value }
    let level = log(settings.ratioLevel)
    guard let last = values.last, last > level, values[0] < level else {
      throw .noThreshold(
        method: .bandRatio,
        reason: "the ratio does not rise through \(settings.ratioLevel) (\(KinkTest.text(exp(values[0]))) to "
          + "\(KinkTest.text(exp(values.last ?? 0))))")
    }
    return try levelThreshold(.bandRatio, values: values, errors: errors, settings) {
      lastPassage($0, level: level, rising: true, straight: $1)
    }
  }

  private func sigmas(_ findings: [Finding]) -> [Double] {
    findings.map { finding in finding.interval.map { 0.5 * ($0.upper - $0.lower) } ?? 0 }
  }

  /// Where a quantity passes a level: the place in ln F, and the rungs between which it jumps if it does.
  private struct Passage {
    let place: Double
    var jump: ClosedRange<Int>?
  }

  private func levelThreshold(
    _ method: ThresholdMethod, values: [Double], errors: [Double], _ settings: ThresholdSettings,
    _ passage: ([Double], Bool) -> Passage?
  ) throws(AnalysisError) -> Threshold {
    guard let found = passage(values, false) else {
      throw .noThreshold(method: method, reason: "the level is not passed inside the ladder; extend it")
    }
    let (estimate, u) = (found.place, fluences.map { log($0) })
    var interval: Interval?
    if settings.resamples >= 20, let cubic = MonotoneCubic(positions: u, values: values) {
      let drawn = BootstrapDistribution(estimate: estimate, count: settings.resamples, seed: settings.seed) {
        generator in
        let scale = settings.calibrationUncertainty * generator.normal()
        let moves = u.map { _ in
          settings.pumpUncertainty > 0 ? log1p(max(-0.9, settings.pumpUncertainty * generator.normal())) : 0
        }
        // A jump is somewhere between its rungs, wherever those were.
        if let gap = found.jump {
          let (low, high) = (u[gap.lowerBound] + moves[gap.lowerBound], u[gap.upperBound] + moves[gap.upperBound])
          // A rung close to the jump may show either width by its noise: a twelfth of the gap on either side is such.
          return low - (high - low) / 12 + generator.uniform() * (high - low) * 7 / 6 + scale
        }
        let again = u.indices.map { cubic.value(at: u[$0] + moves[$0]) + errors[$0] * generator.normal() }
        return passage(again, false).map { $0.place + scale }
      }
      // Clean spectra: what is left open is how to go from one rung to the next.
      let isClean = zip(errors, values).allSatisfy { $0 < 1e-4 * abs($1) }
      let least = isClean ? 0.5 * abs((passage(values, true)?.place ?? estimate) - estimate) : 0
      if let ends = drawn.interval(confidence: settings.confidence) {
        interval = Interval(
          lower: exp(min(ends.lower, estimate - least)), upper: exp(max(ends.upper, estimate + least)),
          confidence: settings.confidence)
      }
    }
    let remarks =
      found.jump.map { gap -> [String] in
        let text = { (k: Int) in String(format: "%.4g", fluences[k] * 100) }
        return [
          "the width jumps between \(text(gap.lowerBound)) and \(text(gap.upperBound)) µJ/cm²: finer rungs would place it"
        ]
      } ?? []
    return Threshold(
      method: method,
      fluence: Finding(
        definition: method.definition, value: exp(estimate), interval: interval, unit: "J/m²", remarks: remarks),
      slopeBelow: nil, slopeAbove: nil)
  }

  /// The last passage through a level in the asked direction.
  private func lastPassage(_ y: [Double], level: Double, rising: Bool, straight: Bool) -> Passage? {
    let u = fluences.prefix(y.count).map { log($0) }
    guard y.count >= 2 else { return nil }
    for k in stride(from: y.count - 2, through: 0, by: -1) {
      let (a, b) = (y[k] - level, y[k + 1] - level)
      guard rising ? (a <= 0 && b > 0) : (a >= 0 && b < 0) else { continue }
      if straight { return Passage(place: u[k] - a * (u[k + 1] - u[k]) / (b - a)) }
      guard let cubic = MonotoneCubic(positions: u, values: y) else { return nil }
      let root = try? findRoot(in: u[k]...u[k + 1]) { cubic.value(at: $0) - level }
      return root.map { Passage(place: $0) }
    }
    return nil
  }
}
