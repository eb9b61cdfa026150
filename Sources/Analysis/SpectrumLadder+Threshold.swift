// Thresholds that need whole spectra: the narrowing of the line, and the ratio of ASE to PL.
//
// Each rung gives one number (a width or a ratio) with its uncertainty; the numbers are joined by the monotone cubic in
// ln F, which cannot overshoot, and the place where they pass a level is the threshold.
//   width    from the median of the three lowest rungs (broad) to the least width (narrow); the last downward crossing
//            before the narrowest rung, of broad − 0.1 (broad − narrow) or broad − 0.5 (broad − narrow).
//   ratio    the last upward crossing of the level, after which the ratio stays above.
// The full width at half maximum of PL plus a line jumps when the line overtakes half the height; its half drop is then
// the fluence of that jump. The equivalent width falls smoothly and may be chosen instead.
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
      return try widthThreshold(method, try widths(width, confidence: oneSigma), settings)
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
    _ method: ThresholdMethod, _ widths: [Finding], _ settings: ThresholdSettings
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
    let place = { (y: [Double], straight: Bool) -> Double? in
      let broad = median(of: Array(y.prefix(3)))
      let narrow = y.min() ?? broad
      let end = y.firstIndex(of: narrow) ?? y.count - 1
      return lastCrossing(
        Array(y[...end]), level: broad - share * (broad - narrow), rising: false, straight: straight)
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
      lastCrossing($0, level: level, rising: true, straight: $1)
    }
  }

  private func sigmas(_ findings: [Finding]) -> [Double] {
    findings.map { finding in finding.interval.map { 0.5 * ($0.upper - $0.lower) } ?? 0 }
  }

  private func levelThreshold(
    _ method: ThresholdMethod, values: [Double], errors: [Double], _ settings: ThresholdSettings,
    _ place: ([Double], Bool) -> Double?
  ) throws(AnalysisError) -> Threshold {
    guard let estimate = place(values, false) else {
      throw .noThreshold(method: method, reason: "the level is not passed inside the ladder; extend it")
    }
    let straight = place(values, true) ?? estimate
    let least = 0.5 * abs(straight - estimate)
    var interval: Interval?
    if settings.resamples >= 20 {
      let drawn = BootstrapDistribution(estimate: estimate, count: settings.resamples, seed: settings.seed) {
        generator in
        let scale = settings.calibrationUncertainty * generator.normal()
        let jitter = settings.pumpUncertainty * generator.normal()
        return place(zip(values, errors).map { $0 + $1 * generator.normal() }, false).map { $0 + scale + jitter }
      }
      if let found = drawn.interval(confidence: settings.confidence) {
        interval = Interval(
          lower: exp(min(found.lower, estimate - least)), upper: exp(max(found.upper, estimate + least)),
          confidence: settings.confidence)
      }
    }
    return Threshold(
      method: method,
      fluence: Finding(definition: method.definition, value: exp(estimate), interval: interval, unit: "J/m²"),
      slopeBelow: nil, slopeAbove: nil)
  }

  /// ln F of the last passage through a level in the asked direction.
  private func lastCrossing(_ y: [Double], level: Double, rising: Bool, straight: Bool) -> Double? {
    let u = fluences.prefix(y.count).map { log($0) }
    guard y.count >= 2 else { return nil }
    for k in stride(from: y.count - 2, through: 0, by: -1) {
      let (a, b) = (y[k] - level, y[k + 1] - level)
      guard rising ? (a <= 0 && b > 0) : (a >= 0 && b < 0) else { continue }
      if straight { return u[k] - a * (u[k + 1] - u[k]) / (b - a) }
      guard let cubic = MonotoneCubic(positions: u, values: y) else { return nil }
      return try? findRoot(in: u[k]...u[k + 1]) { cubic.value(at: $0) - level }
    }
    return nil
  }
}
