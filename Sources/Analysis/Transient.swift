// A quantity against time after a switch: how fast, how much of it fast, when it passes a level.
//
// Initial and final levels are given, or taken as the first sample and the mean of the last tenth of the time.
// Clean samples: times between them come from the monotone cubic, which cannot invent a second crossing, and the
// interval is its difference from the straight line.
// Noisy samples, told by their fourth differences: the first sample beyond a level is one that the noise pushed
// there, so a passage is read from a parabola over 0.4 of the time since the switch on either side of it, centred
// anew on the passage it finds. An exponential then errs by less than 3e-4 of its time. Errors of sample, level and
// slope add by squares; what the noise moves is what the intervals hold.

import Foundation
import NumericalMethods

/// A quantity y(t) after an event at a known time.
public struct Transient: Sendable, Equatable {
  /// Times t, s, strictly ascending.
  public let times: [Double]
  /// Values y, in `unit`.
  public let values: [Double]
  /// Unit of the values.
  public let unit: String
  /// Standard deviation of the noise σ, in `unit`, from fourth differences; 0 with fewer than twelve samples.
  public let noise: Double
  private let cubic: MonotoneCubic

  /// - Throws: `AnalysisError` for fewer than four samples, unequal lengths, values that are not finite, times that do
  ///   not ascend.
  public init(times: [Double], values: [Double], unit: String = "a.u.") throws(AnalysisError) {
    try AnalysisError.requirePaired((times, "times"), (values, "values"))
    guard times.count >= 4 else { throw .tooFewPoints(what: "transient", have: times.count, need: 4) }
    guard let cubic = MonotoneCubic(positions: times, values: values) else {
      throw .notAscending(what: "times", index: 0)
    }
    (self.times, self.values, self.unit, self.cubic) = (times, values, unit, cubic)
    noise = values.count >= 12 ? SampleNoise.standardDeviation(values) : 0
  }

  /// Interpolated value at a time, s; the end values outside.
  public func value(at time: Double) -> Double { cubic.value(at: time) }

  /// Mean over the last tenth of the time (at least two samples), in `unit`.
  public var finalLevel: Double {
    let used = lastTenth
    return used.reduce(0) { $0 + values[$1] } / Double(used.count)
  }

  private var lastTenth: [Int] {
    let start = times[times.count - 1] - 0.1 * (times[times.count - 1] - times[0])
    let tail = times.indices.filter { times[$0] >= start }
    return tail.count >= 2 ? tail : Array(times.indices.suffix(2))
  }

  /// Value near a time by local parabola where there is noise, with its standard error; the interpolated value where
  /// there is none or too few samples. Samples before `begin` are left out.
  private func level(at time: Double, from begin: Double) -> (value: Double, error: Double, slope: Double) {
    let plain = (value(at: time), noise, cubic.derivative(at: time))
    let half = 0.4 * (time - begin)
    let used = times.indices.filter { times[$0] >= begin && abs(times[$0] - time) < half }
    guard noise > 1e-3 * (values.max() ?? 0) - 1e-3 * (values.min() ?? 0), used.count >= 6 else { return plain }
    guard
      let fit = LocalPolynomial(
        used.map { times[$0] }, used.map { values[$0] }, centre: time, halfWidth: half, degree: 2, window: .uniform)
    else { return plain }
    return (fit.value, noise * fit.unitValueError, fit.derivative)
  }

  /// Part of the transient between two times, s, with interpolated ends.
  ///
  /// - Throws: `AnalysisError.outOfRange` or `.tooFewPoints`.
  public func between(_ start: Double, _ end: Double) throws(AnalysisError) -> Transient {
    guard start >= times[0], end <= times[times.count - 1], start < end else {
      throw .outOfRange(
        what: "time, s", value: start < times[0] ? start : end, lower: times[0], upper: times[times.count - 1])
    }
    let inside = times.indices.filter { times[$0] > start && times[$0] < end }
    return try Transient(
      times: [start] + inside.map { times[$0] } + [end],
      values: [value(at: start)] + inside.map { values[$0] } + [value(at: end)], unit: unit)
  }

  /// First time after `start` at which the values pass `level`, s, by interpolation.
  ///
  /// - Throws: `AnalysisError.noCrossing`.
  public func crossingTime(
    of level: Double, after start: Double? = nil, confidence: Double = 0.95
  ) throws(AnalysisError) -> Finding {
    try crossing(of: level, levelError: 0, after: start, confidence: confidence).finding
  }

  private func crossing(
    of level: Double, levelError: Double, after start: Double?, confidence: Double
  ) throws(AnalysisError) -> (finding: Finding, error: Double) {
    let begin = start ?? times[0]
    guard var time = cubic.crossings(of: level).first(where: { $0 >= begin }) else {
      throw .noCrossing(level: level, lowest: values.min() ?? .nan, highest: values.max() ?? .nan)
    }
    let k = max(1, times.firstIndex { $0 >= time } ?? times.count - 1)
    // The straight line between the neighbouring samples bounds what the interpolation can be trusted for.
    let rise = values[k] - values[k - 1]
    let straight = rise != 0 ? times[k - 1] + (level - values[k - 1]) / rise * (times[k] - times[k - 1]) : time
    var reach = abs(time - straight)
    let local = self.level(at: time, from: begin)
    let isSmeared = local.slope != 0 && 3 * noise > abs(local.slope) * (times[k] - times[k - 1])
    var error = local.slope != 0 ? hypot(noise, levelError) / abs(local.slope) : 0
    if isSmeared {
      // The first passage of noisy samples comes early; the parabola about it finds the next place, and so on.
      for _ in 0..<12 {
        let near = self.level(at: time, from: begin)
        guard near.slope != 0, near.slope * local.slope > 0 else { break }
        let next = min(
          max(time + (level - near.value) / near.slope, begin + 0.5 * (time - begin)), times[times.count - 1])
        error = hypot(near.error, levelError) / abs(near.slope)
        defer { time = next }
        if abs(next - time) < 1e-9 * (times[times.count - 1] - times[0]) { break }
      }
      reach = 0
    }
    let z = SampleNoise.criticalValue(sampleCount: values.count, confidence: confidence)
    return (
      Finding(
        definition: "first time, from the start of the transient, at which the level \(level) is passed",
        value: time - begin,
        interval: Interval(around: time - begin, halfWidth: hypot(reach, z * error), confidence: confidence), unit: "s"),
      error
    )
  }

  /// First and last level with their standard errors, in `unit`.
  private func levels(
    from begin: Double, initial: Double?, final: Double?
  ) throws(AnalysisError) -> (first: Double, firstError: Double, last: Double, lastError: Double) {
    let (first, last) = (initial ?? value(at: begin), final ?? finalLevel)
    guard first != last else { throw .noChange(what: "the transient") }
    return (
      first, initial == nil ? noise : 0, last, final == nil ? noise / Double(lastTenth.count).squareRoot() : 0
    )
  }

  /// Time t(1/e) from `start` until only 1/e of the whole change remains, s; rises and decays alike.
  ///
  /// - Parameters:
  ///   - start: time of the switch, s; the first sample if nil.
  ///   - initial: level before, in `unit`; the value at the start if nil. A level that is given counts as exact.
  ///   - final: level to which it tends, in `unit`; `finalLevel` if nil.
  ///   - confidence: of the interval, dimensionless.
  public func timeConstant(
    from start: Double? = nil, initial: Double? = nil, final: Double? = nil, confidence: Double = 0.95
  ) throws(AnalysisError) -> Finding {
    let begin = start ?? times[0]
    let ends = try levels(from: begin, initial: initial, final: final)
    let level = ends.last + (ends.first - ends.last) / M_E
    let error = hypot((1 - 1 / M_E) * ends.lastError, ends.firstError / M_E)
    let found = try crossing(of: level, levelError: error, after: begin, confidence: confidence).finding
    return Finding(
      definition: "t(1/e): time from the switch until 1/e of the change remains", value: found.value,
      interval: found.interval, unit: "s",
      remarks: final == nil ? ["final level: mean over the last tenth of the record"] : [])
  }

  /// Fast share: change inside the first `window` over the whole change, dimensionless.
  public func fastShare(
    within window: Double, from start: Double? = nil, initial: Double? = nil, final: Double? = nil,
    confidence: Double = 0.95
  ) throws(AnalysisError) -> Finding {
    let begin = start ?? times[0]
    guard window > 0, begin + window <= times[times.count - 1] else {
      throw .outOfRange(what: "window, s", value: window, lower: 0, upper: times[times.count - 1] - begin)
    }
    let ends = try levels(from: begin, initial: initial, final: final)
    let after = level(at: begin + window, from: begin)
    let whole = ends.last - ends.first
    let share = (after.value - ends.first) / whole
    // ∂share: 1/whole by the value, (share − 1)/whole by the first level, −share/whole by the last.
    let error = hypot(hypot(after.error, (1 - share) * ends.firstError), share * ends.lastError) / abs(whole)
    let z = SampleNoise.criticalValue(sampleCount: values.count, confidence: confidence)
    return Finding(
      definition: "share of the whole change that happens within \(window) s of the switch", value: share,
      interval: Interval(around: share, halfWidth: z * error, confidence: confidence), unit: "1")
  }

  /// Charge moved by a current transient ∫y dt, unit of the values times s, by the trapezoid rule.
  public var integral: Finding { integral(confidence: 0.95) }

  /// Charge moved by a current transient ∫y dt with an interval of any confidence.
  ///
  /// Twice the difference from Simpson's rule counts as error of the rule where it exceeds what noise does to it.
  public func integral(confidence: Double) -> Finding {
    let fine = trapezoidIntegral(times, values)
    let rule = abs(fine - simpsonIntegral(times, values))
    var squares = 0.0
    for k in times.indices {
      let weight = 0.5 * (times[min(k + 1, times.count - 1)] - times[max(k - 1, 0)])
      squares += weight * weight
    }
    let error = noise * squares.squareRoot()
    let z = SampleNoise.criticalValue(sampleCount: values.count, confidence: confidence)
    return Finding(
      definition: "integral over time by the trapezoid rule; the interval holds the noise and, where that is larger, "
        + "twice the difference from Simpson's rule", value: fine,
      interval: Interval(
        around: fine, halfWidth: rule > 2 * error ? hypot(2 * rule, z * error) : z * error, confidence: confidence),
      unit: "\(unit) s")
  }

  /// Running integral ∫y dt from the first sample, unit of the values times s.
  public var runningIntegral: [Double] { cumulativeTrapezoidIntegral(times, values) }
}
