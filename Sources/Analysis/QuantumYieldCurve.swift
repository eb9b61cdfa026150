// Relative photoluminescence quantum yield (PLQY) against pump fluence.
//
// Plateau: the stretch of fluence of a given factor (3 by default), wholly below a given fluence, over which the yield
// changes least. It slides continuously in ln F over the monotone cubic through the samples, so it does not snap to
// rungs. The level is the mean over ln F of that stretch; its flatness is (highest − lowest)/level over the stretch.

import Foundation
import NumericalMethods

/// Yield against fluence: emitted over incident or absorbed, any one scale.
public struct QuantumYieldCurve: Sendable, Equatable {
  /// Incident pump fluences F, J m⁻², strictly ascending and positive.
  public let fluences: [Double]
  /// Relative yields, dimensionless on any one scale, positive.
  public let yields: [Double]
  private let cubic: MonotoneCubic

  /// - Throws: `AnalysisError` for fewer than three samples, unequal lengths or values that cannot be a yield.
  public init(fluences: [Double], yields: [Double]) throws(AnalysisError) {
    guard fluences.count == yields.count else {
      throw .unequalLengths(what: "fluences and yields", first: fluences.count, second: yields.count)
    }
    guard fluences.count >= 3 else { throw .tooFewPoints(what: "yield curve", have: fluences.count, need: 3) }
    try AnalysisError.requireFinite(fluences, "fluences")
    try AnalysisError.requireFinite(yields, "yields")
    try AnalysisError.requirePositive(fluences, "fluences")
    try AnalysisError.requirePositive(yields, "yields")
    try AnalysisError.requireAscending(fluences, "fluences")
    guard let cubic = MonotoneCubic(positions: fluences.map { log($0) }, values: yields) else {
      throw .notAscending(what: "fluences", index: 0)
    }
    (self.fluences, self.yields, self.cubic) = (fluences, yields, cubic)
  }

  /// Interpolated yield at a fluence, J m⁻².
  ///
  /// - Throws: `AnalysisError.outOfRange` outside the ladder.
  public func yield(at fluence: Double) throws(AnalysisError) -> Double {
    let last = fluences[fluences.count - 1]
    guard fluence >= fluences[0] * (1 - 1e-12), fluence <= last * (1 + 1e-12) else {
      throw .outOfRange(what: "fluence, J/m²", value: fluence, lower: fluences[0], upper: last)
    }
    return cubic.value(at: log(fluence))
  }

  /// The flattest stretch of a yield curve.
  public struct Plateau: Sendable, Equatable {
    /// Mean yield over ln F of the stretch, on the scale of the yields; the interval spans lowest to highest.
    public let level: Finding
    /// (highest − lowest)/level over the stretch, dimensionless.
    public let flatness: Finding
    /// The stretch, J m⁻².
    public let range: ClosedRange<Double>
  }

  /// The flattest stretch of fluence of a given factor below `upperLimit`.
  ///
  /// - Parameters:
  ///   - factor: upper over lower fluence of the stretch, dimensionless.
  ///   - upperLimit: fluence that the stretch may not pass, J m⁻² (such as 0.8 of the threshold); the whole
  ///     curve if nil.
  /// - Throws: `AnalysisError.outOfRange` where the curve is too short for such a stretch.
  public func plateau(factor: Double = 3, below upperLimit: Double? = nil) throws(AnalysisError) -> Plateau {
    let end = min(upperLimit ?? .infinity, fluences[fluences.count - 1])
    let (first, last, width) = (log(fluences[0]), log(max(end, .leastNormalMagnitude)), log(factor))
    guard factor > 1, last - first >= width * (1 - 1e-9) else {
      throw .outOfRange(
        what: "plateau: a factor \(factor) of fluence does not fit below the limit, J/m²", value: fluences[0] * factor,
        lower: fluences[0], upper: end)
    }
    let stretch = { (start: Double) -> (low: Double, high: Double, mean: Double) in
      let u = (0...120).map { start + width * Double($0) / 120 }
      let y = u.map { cubic.value(at: $0) }
      return (y.min() ?? 0, y.max() ?? 0, trapezoidIntegral(u, y) / width)
    }
    let starts = (0...120).map { first + max(0, last - first - width) * Double($0) / 120 }
    let found = starts.map { ($0, stretch($0)) }.min {
      ($0.1.high - $0.1.low) / $0.1.mean < ($1.1.high - $1.1.low) / $1.1.mean
    }
    guard let (start, best) = found else { throw .noChange(what: "the range of fluence") }
    let place = "flattest stretch of a factor \(factor) of fluence"
    return Plateau(
      level: Finding(
        definition: "mean yield over the \(place)", value: best.mean,
        interval: Interval(lower: best.low, upper: best.high, confidence: 1), unit: "1",
        remarks: ["the interval spans the lowest to the highest yield of the stretch"]),
      flatness: Finding(
        definition: "highest less lowest yield over the \(place), relative to the mean",
        value: (best.high - best.low) / best.mean, unit: "1"), range: exp(start)...exp(start + width))
  }

  /// Rise above threshold: yield at a multiple of the threshold over the plateau level, dimensionless.
  ///
  /// - Parameters:
  ///   - threshold: P_th, J m⁻².
  ///   - multiple: where the yield is read, in units of the threshold.
  ///   - plateau: the plateau that the rise is counted from.
  /// - Throws: `AnalysisError.outOfRange` where the curve does not reach that far.
  public func rise(threshold: Double, multiple: Double = 2, plateau: Plateau) throws(AnalysisError) -> Finding {
    let value = try yield(at: multiple * threshold)
    return Finding(
      definition: "yield at \(multiple) times the threshold over the plateau level", value: value / plateau.level.value,
      interval: plateau.level.interval.map {
        Interval(lower: value / $0.upper, upper: value / $0.lower, confidence: 1)
      }, unit: "1")
  }
}
