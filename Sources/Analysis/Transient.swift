// A quantity against time after a switch: how fast, how much of it fast, when it passes a level.
//
// Initial and final levels are given, or taken as the first sample and the mean of the last tenth of the time. Times
// between samples come from the monotone cubic, which cannot invent a second crossing.

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
  private let cubic: MonotoneCubic

  /// - Throws: `AnalysisError` for fewer than four samples, unequal lengths, values that are not finite, times that do
  ///   not ascend.
  public init(times: [Double], values: [Double], unit: String = "a.u.") throws(AnalysisError) {
    guard times.count == values.count else {
      throw .unequalLengths(what: "times and values", first: times.count, second: values.count)
    }
    guard times.count >= 4 else { throw .tooFewPoints(what: "transient", have: times.count, need: 4) }
    try AnalysisError.requireFinite(times, "times")
    try AnalysisError.requireFinite(values, "values")
    try AnalysisError.requireAscending(times, "times")
    guard let cubic = MonotoneCubic(positions: times, values: values) else {
      throw .notAscending(what: "times", index: 0)
    }
    (self.times, self.values, self.unit, self.cubic) = (times, values, unit, cubic)
  }

  /// Interpolated value at a time, s; the end values outside.
  public func value(at time: Double) -> Double { cubic.value(at: time) }

  /// Mean over the last tenth of the time (at least two samples), in `unit`.
  public var finalLevel: Double {
    let start = times[times.count - 1] - 0.1 * (times[times.count - 1] - times[0])
    let tail = times.indices.filter { times[$0] >= start }
    let used = tail.count >= 2 ? tail : Array(times.indices.suffix(2))
    return used.reduce(0) { $0 + values[$1] } / Double(used.count)
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
  public func crossingTime(of level: Double, after start: Double? = nil) throws(AnalysisError) -> Finding {
    let begin = start ?? times[0]
    guard let time = cubic.crossings(of: level).first(where: { $0 >= begin }) else {
      throw .noCrossing(level: level, lowest: values.min() ?? .nan, highest: values.max() ?? .nan)
    }
    let k = max(1, times.firstIndex { $0 >= time } ?? times.count - 1)
    // The straight line between the neighbouring samples bounds what the interpolation can be trusted for.
    let rise = values[k] - values[k - 1]
    let straight = rise != 0 ? times[k - 1] + (level - values[k - 1]) / rise * (times[k] - times[k - 1]) : time
    return Finding(
      definition: "first time, from the start of the transient, at which the level \(level) is passed",
      value: time - begin,
      interval: Interval(around: time - begin, halfWidth: abs(time - straight), confidence: 0.95), unit: "s")
  }

  /// Time t(1/e) from `start` until only 1/e of the whole change remains, s; rises and decays alike.
  ///
  /// - Parameters:
  ///   - start: time of the switch, s; the first sample if nil.
  ///   - initial: level before, in `unit`; the value at the start if nil.
  ///   - final: level to which it tends, in `unit`; `finalLevel` if nil.
  public func timeConstant(
    from start: Double? = nil, initial: Double? = nil, final: Double? = nil
  ) throws(AnalysisError) -> Finding {
    let begin = start ?? times[0]
    let (first, last) = (initial ?? value(at: begin), final ?? finalLevel)
    guard first != last else { throw .noChange(what: "the transient") }
    let found = try crossingTime(of: last + (first - last) / M_E, after: begin)
    return Finding(
      definition: "t(1/e): time from the switch until 1/e of the change remains", value: found.value,
      interval: found.interval, unit: "s",
      remarks: final == nil ? ["final level: mean over the last tenth of the record"] : [])
  }

  /// Fast share: change inside the first `window` over the whole change, dimensionless.
  public func fastShare(
    within window: Double, from start: Double? = nil, initial: Double? = nil, final: Double? = nil
  ) throws(AnalysisError) -> Finding {
    let begin = start ?? times[0]
    guard window > 0, begin + window <= times[times.count - 1] else {
      throw .outOfRange(what: "window, s", value: window, lower: 0, upper: times[times.count - 1] - begin)
    }
    let (first, last) = (initial ?? value(at: begin), final ?? finalLevel)
    guard first != last else { throw .noChange(what: "the transient") }
    return Finding(
      definition: "share of the whole change that happens within \(window) s of the switch",
      value: (value(at: begin + window) - first) / (last - first), unit: "1")
  }

  /// Charge moved by a current transient ∫y dt, unit of the values times s, by the trapezoid rule.
  public var integral: Finding {
    let fine = trapezoidIntegral(times, values)
    let other = simpsonIntegral(times, values)
    return Finding(
      definition: "integral over time by the trapezoid rule; the interval is twice its difference from Simpson's rule",
      value: fine, interval: Interval(around: fine, halfWidth: 2 * abs(fine - other), confidence: 0.95),
      unit: "\(unit) s")
  }

  /// Running integral ∫y dt from the first sample, unit of the values times s.
  public var runningIntegral: [Double] { cumulativeTrapezoidIntegral(times, values) }
}
