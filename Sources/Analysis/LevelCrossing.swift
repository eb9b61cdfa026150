// Thresholds that need whole spectra: the narrowing of the line, and the ratio of ASE to PL.
//
// Each rung gives one number (a width or the logarithm of a ratio) with its uncertainty; the numbers are joined by the
// monotone cubic in ln F, which cannot overshoot, and the place where they pass a level is the threshold.
//   width    from the median of the three lowest rungs (broad) to the least width (narrow); the last downward crossing
//            before the narrowest rung, of broad − 0.1 (broad − narrow) or broad − 0.5 (broad − narrow).
//   ratio    the last upward crossing of the level, after which the ratio stays above.
// The full width at half maximum of PL plus a line jumps at one fluence: where the valley between the two falls below
// half the height of the line. What the ladder can tell of that fluence is between which rungs it lies. A ladder is
// placed without regard to it, so it lies anywhere in the gap with equal chance: the threshold is the middle of the
// gap, the interval its central share, with the scatter of the pump on either end. The equivalent width falls
// smoothly and may be chosen instead. Where rungs on both sides of the jump show either width by their noise, the gap
// reaches from the first narrow one to the last broad one.
// Intervals else: each rung's number is redrawn within its uncertainty. Where the spectra are clean, half the
// difference between the cubic and the straight line through the rungs is kept as the least uncertainty.
// More rungs than the noise can tell apart (LadderSmoother) are smoothed first, or the last crossing would be the
// luckiest.

import Foundation
import NumericalMethods

/// Where a number that each rung of a ladder gives passes a level.
struct LevelCrossing {
  private let rungs: RungNumbers
  private let settings: ThresholdSettings
  private let u: [Double]

  init(_ rungs: RungNumbers, settings: ThresholdSettings) throws(AnalysisError) {
    guard rungs.values.count >= 6 else {
      throw .tooFewPoints(what: "ladder of fluences", have: rungs.values.count, need: 6)
    }
    (self.rungs, self.settings, u) = (rungs, settings, rungs.fluences.map { log($0) })
  }

  /// Threshold by the width of the line.
  func narrowing(_ method: ThresholdMethod, canJump: Bool) throws(AnalysisError) -> Threshold {
    let values = rungs.values
    let share = method == .widthOnset ? 0.1 : 0.5
    let broad = median(of: Array(values.prefix(3)))
    let narrow = values.min() ?? broad
    guard narrow < 0.75 * broad else {
      throw .noThreshold(
        method: method,
        reason: "the line does not narrow by a quarter (\(String(format: "%.2f", broad * 1e9)) to "
          + "\(String(format: "%.2f", narrow * 1e9)) nm)")
    }
    if canJump, let gap = jump(values) { return try threshold(method, in: gap) }
    return try threshold(method, values: values, errors: rungs.errors) { y, straight in
      let broad = median(of: Array(y.prefix(3)))
      let narrow = y.min() ?? broad
      let end = y.firstIndex(of: narrow) ?? y.count - 1
      return lastPassage(Array(y[...end]), level: broad - share * (broad - narrow), rising: false, straight: straight)
    }
  }

  /// Threshold by the ratio of ASE to PL.
  func overtaking() throws(AnalysisError) -> Threshold {
    let values = rungs.values.map { log($0) }
    let errors = zip(rungs.errors, rungs.values).map { $0 / $1 }
    let level = log(settings.ratioLevel)
    guard let last = values.last, last > level, values[0] < level else {
      throw .noThreshold(
        method: .bandRatio,
        reason: "the ratio does not rise through \(settings.ratioLevel) (\(KinkTest.text(exp(values[0]))) to "
          + "\(KinkTest.text(exp(values.last ?? 0))))")
    }
    return try threshold(.bandRatio, values: values, errors: errors) { y, straight in
      lastPassage(y, level: level, rising: true, straight: straight)
    }
  }

  // MARK: Jumps

  /// The rungs between which a width goes from its upper quarter to its lower one within two gaps; nil where it does
  /// not.
  private func jump(_ values: [Double]) -> ClosedRange<Int>? {
    // Medians of three: a single rung misread far from the jump is no jump, and a step stays where it is.
    let y = values.indices.map { k in
      k == 0 || k == values.count - 1 ? values[k] : median(of: [values[k - 1], values[k], values[k + 1]])
    }
    let broad = median(of: Array(y.prefix(3)))
    let narrow = y.min() ?? broad
    let fall = broad - narrow
    let end = y.firstIndex(of: narrow) ?? y.count - 1
    guard let lastBroad = y[...end].lastIndex(where: { $0 > broad - 0.25 * fall }),
      let firstNarrow = y.firstIndex(where: { $0 < narrow + 0.25 * fall }), firstNarrow > 0,
      firstNarrow - lastBroad <= 2
    else { return nil }
    return min(lastBroad, firstNarrow - 1)...max(firstNarrow, lastBroad + 1)
  }

  private func threshold(_ method: ThresholdMethod, in gap: ClosedRange<Int>) throws(AnalysisError) -> Threshold {
    let (low, high) = (u[gap.lowerBound], u[gap.upperBound])
    let reach = 5 * settings.pumpUncertainty
    let drawn = BootstrapDistribution(
      estimate: 0.5 * (low + high), count: settings.resamples, seed: settings.seed
    ) { generator in
      let scale = settings.calibrationUncertainty * generator.normal()
      // Any place is as likely as any other before the rungs are seen, and ruled out unless it lies between the two
      // as they were.
      for _ in 0..<50 {
        let (a, b) = (low + move(&generator), high + move(&generator))
        let place = low - reach + generator.uniform() * (high - low + 2 * reach)
        if place > a, place < b { return place + scale }
      }
      return nil
    }
    let tail = 0.5 * (1 - settings.confidence)
    let isFixed = settings.calibrationUncertainty == 0 && settings.pumpUncertainty == 0
    let ends =
      isFixed
      ? (lower: low + tail * (high - low), upper: high - tail * (high - low))
      : drawn.interval(confidence: settings.confidence)
    let text = { (k: Int) in String(format: "%.4g", rungs.fluences[k] * 100) }
    return finding(
      method, 0.5 * (low + high), settings.resamples >= 20 ? ends : nil,
      remarks: [
        "the width jumps between \(text(gap.lowerBound)) and \(text(gap.upperBound)) µJ/cm²: finer rungs would place it"
      ])
  }

  /// Shift of ln F of a rung by the scatter of the pump.
  private func move(_ generator: inout SeededGenerator) -> Double {
    settings.pumpUncertainty > 0 ? log1p(max(-0.9, settings.pumpUncertainty * generator.normal())) : 0
  }

  // MARK: Passages

  private func threshold(
    _ method: ThresholdMethod, values raw: [Double], errors: [Double],
    _ passage: ([Double], _ straight: Bool) -> Double?
  ) throws(AnalysisError) -> Threshold {
    let rows = denseRows(raw, errors)
    let smooth = { (y: [Double]) in rows?.values(of: y) ?? y }
    let values = smooth(raw)
    guard let estimate = passage(values, false), let cubic = MonotoneCubic(positions: u, values: values) else {
      throw .noThreshold(method: method, reason: "the level is not passed inside the ladder; extend it")
    }
    guard settings.resamples >= 20 else { return finding(method, estimate, nil) }
    // Smoothing what is smooth already moves the passage a little; the resamples are counted from there.
    let central = rows == nil ? estimate : passage(smooth(values), false) ?? estimate
    let drawn = BootstrapDistribution(estimate: estimate, count: settings.resamples, seed: settings.seed) {
      generator in
      let scale = settings.calibrationUncertainty * generator.normal()
      let moves = u.map { _ in move(&generator) }
      let again = u.indices.map { cubic.value(at: u[$0] + moves[$0]) + errors[$0] * generator.normal() }
      return passage(smooth(again), false).map { $0 - central + estimate + scale }
    }
    // Clean spectra: what is left open is how to go from one rung to the next.
    let isClean = zip(errors, values).allSatisfy { $0 < 1e-4 * abs($1) }
    let least = isClean ? 0.5 * abs((passage(values, true) ?? estimate) - estimate) : 0
    let ends = drawn.interval(confidence: settings.confidence).map {
      (lower: min($0.lower, estimate - least), upper: max($0.upper, estimate + least))
    }
    return finding(method, estimate, ends)
  }

  /// Weights that smooth a ladder of more rungs than its noise can tell apart; nil for all others.
  private func denseRows(_ values: [Double], _ errors: [Double]) -> LadderRows? {
    let isNoisy = !zip(errors, values).allSatisfy { $0 < 1e-4 * abs($1) }
    guard u.count > LadderSmoother.finest, isNoisy else { return nil }
    return LadderSmoother(u: u, rungs: settings.smoothingRungs, v: values)?.atRungs
  }

  private func finding(
    _ method: ThresholdMethod, _ place: Double, _ ends: (lower: Double, upper: Double)?, remarks: [String] = []
  ) -> Threshold {
    Threshold(
      method: method,
      fluence: Finding(
        definition: method.definition, value: exp(place),
        interval: ends.map {
          Interval(lower: exp($0.lower), upper: exp($0.upper), confidence: settings.confidence)
        }, unit: "J/m²", remarks: remarks + rungs.remarks),
      slopeBelow: nil, slopeAbove: nil)
  }

  /// The last passage through a level in the asked direction, in ln F.
  private func lastPassage(_ y: [Double], level: Double, rising: Bool, straight: Bool) -> Double? {
    guard y.count >= 2 else { return nil }
    for k in stride(from: y.count - 2, through: 0, by: -1) {
      let (a, b) = (y[k] - level, y[k + 1] - level)
      guard rising ? (a <= 0 && b > 0) : (a >= 0 && b < 0) else { continue }
      if straight { return u[k] - a * (u[k + 1] - u[k]) / (b - a) }
      // The cubic between two samples depends on their neighbours alone.
      let near = max(0, k - 1)...min(y.count - 1, k + 2)
      guard let cubic = MonotoneCubic(positions: Array(u[near]), values: Array(y[near])) else { return nil }
      return try? findRoot(in: u[k]...u[k + 1]) { cubic.value(at: $0) - level }
    }
    return nil
  }
}
