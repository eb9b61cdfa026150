// Relative photoluminescence quantum yield (PLQY) against pump fluence.
//
// Plateau: the stretch of fluence of a given factor (3 by default), wholly below a given fluence, over which the yield
// changes least. It slides continuously in ln F over the monotone cubic through the samples, so it does not snap to
// rungs. The level is the mean over ln F of that stretch; its flatness is (highest − lowest)/level over the stretch.
// With noise (the median departure from the smoothed curve above half a per cent) the stretch is sought on that
// curve, or noise would choose it. Intervals: yields are drawn anew about a smooth curve with their noise (given, or
// their scatter) and the whole search is repeated. That curve is smoothed over twice the window: about the curve that
// chose the stretch, which holds the noise of its five rungs, the choice would repeat itself and the intervals come
// out a tenth short (Härdle and Marron, Ann. Stat. 19, 778 (1991), doi:10.1214/aos/1176348120). The flatness has
// none: the highest less the lowest of noisy samples is too large by the noise, and how much no resampling tells.

import Foundation
import NumericalMethods

/// Yield against fluence: emitted over incident or absorbed, any one scale.
public struct QuantumYieldCurve: Sendable, Equatable {
  /// Incident pump fluences F, J m⁻², strictly ascending and positive.
  public let fluences: [Double]
  /// Relative yields, dimensionless on any one scale, positive.
  public let yields: [Double]
  private let cubic: MonotoneCubic
  /// Smoothed yields and the noise; nil where too few samples tell nothing of it.
  private let scatter: Scatter?

  private struct Scatter: Sendable {
    let ladder: SmoothedLadder
    let isNoisy: Bool
    /// Standard deviation of each ln yield, with its degrees of freedom.
    let sigma: [Double], degreesOfFreedom: Double
    /// ln yields over twice the window.
    let smoothest: [Double]
  }

  /// Whether both are the same curve.
  public static func == (a: Self, b: Self) -> Bool { a.cubic == b.cubic && a.fluences == b.fluences }

  /// - Parameters:
  ///   - fluences: ascending, J m⁻².
  ///   - yields: in any unit, above zero.
  ///   - uncertainties: standard uncertainties of the yields (1 σ); their scatter about the smooth curve if nil.
  /// - Throws: `AnalysisError` for fewer than three samples, unequal lengths or values that cannot be a yield.
  public init(fluences: [Double], yields: [Double], uncertainties: [Double]? = nil) throws(AnalysisError) {
    guard fluences.count >= 3 else { throw .tooFewPoints(what: "yield curve", have: fluences.count, need: 3) }
    try AnalysisError.requirePaired((fluences, "fluences"), (yields, "yields"), uncertainties: uncertainties)
    try AnalysisError.requirePositive(fluences, "fluences")
    try AnalysisError.requirePositive(yields, "yields")
    guard let cubic = MonotoneCubic(positions: fluences.map { log($0) }, values: yields) else {
      throw .notAscending(what: "fluences", index: 0)
    }
    (self.fluences, self.yields, self.cubic) = (fluences, yields, cubic)
    let relative = uncertainties.map { zip($0, yields).map { $0 / $1 } }
    scatter = fluences.count < 8 ? nil : Self.scatter(u: cubic.positions, v: yields.map { log($0) }, relative)
  }

  private static func scatter(u: [Double], v: [Double], _ sigma: [Double]?) -> Scatter? {
    guard let smoother = LadderSmoother(u: u, rungs: 2.5, v: v), let wide = LadderSmoother(u: u, rungs: 5, v: v) else {
      return nil
    }
    let ladder = SmoothedLadder(smoother, v: v, sigma: sigma)
    let departures = zip(ladder.smooth, v).map { abs($0 - $1) }
    let noise = SampleNoise.ofPseudoResiduals(u, v)
    return Scatter(
      ladder: ladder, isNoisy: median(of: departures) > 0.674 * 0.005,
      sigma: sigma ?? [Double](repeating: noise.sigma, count: v.count),
      degreesOfFreedom: sigma == nil ? noise.degreesOfFreedom : .infinity, smoothest: wide.atRungs.values(of: v))
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
    /// Mean yield over ln F of the stretch, on the scale of the yields.
    public let level: Finding
    /// Standard error of the level, on the scale of the yields; 0 where the noise is not known.
    public let standardError: Double
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
  ///   - confidence: of the interval, dimensionless.
  ///   - resamples: of the noise, for the interval.
  /// - Throws: `AnalysisError.outOfRange` where the curve is too short for such a stretch.
  public func plateau(
    factor: Double = 3, below upperLimit: Double? = nil, confidence: Double = 0.95, resamples: Int = 300
  ) throws(AnalysisError) -> Plateau {
    let end = min(upperLimit ?? .infinity, fluences[fluences.count - 1])
    let (first, last, width) = (log(fluences[0]), log(max(end, .leastNormalMagnitude)), log(factor))
    guard factor > 1, last - first >= width * (1 - 1e-9) else {
      throw .outOfRange(
        what: "plateau: a factor \(factor) of fluence does not fit below the limit, J/m²", value: fluences[0] * factor,
        lower: fluences[0], upper: end)
    }
    let room = max(0, last - first - width)
    guard let found = stretch(of: scatter?.ladder, cubic, from: first, room: room, width: width, steps: 120) else {
      throw .noChange(what: "the range of fluence")
    }
    let (start, best) = found
    let place = "flattest stretch of a factor \(factor) of fluence"
    var (interval, error) = (Interval?.none, 0.0)
    if let scatter, resamples >= 20,
      let smooth = MonotoneCubic(positions: cubic.positions, values: scatter.smoothest.map { exp($0) }),
      let central = stretch(
        of: SmoothedLadder(scatter.ladder.smoother, v: scatter.smoothest, sigma: scatter.sigma), smooth, from: first,
        room: room, width: width, steps: 40)?.level.mean
    {
      let drawn = BootstrapDistribution(estimate: central, count: resamples, seed: 20_230_803) { generator in
        let v = zip(scatter.smoothest, scatter.sigma).map { $0 + $1 * generator.normal() }
        return MonotoneCubic(positions: cubic.positions, values: v.map { exp($0) }).flatMap {
          stretch(
            of: SmoothedLadder(scatter.ladder.smoother, v: v, sigma: scatter.sigma), $0, from: first, room: room,
            width: width, steps: 40)?.level.mean
        }
      }
      error = drawn.standardError
      let student =
        StudentDistribution(degreesOfFreedom: scatter.degreesOfFreedom).criticalValue(confidence: confidence)
        / normalQuantile(0.5 + 0.5 * confidence)
      interval = drawn.interval(confidence: confidence, reading: .basic).map {
        Interval(
          lower: best.mean + student * ($0.lower - central), upper: best.mean + student * ($0.upper - central),
          confidence: confidence)
      }
    }
    return Plateau(
      level: Finding(definition: "mean yield over the \(place)", value: best.mean, interval: interval, unit: "1"),
      standardError: error,
      flatness: Finding(
        definition: "highest less lowest yield over the \(place), relative to the mean",
        value: (best.high - best.low) / best.mean, unit: "1"), range: exp(start)...exp(start + width))
  }

  private typealias Level = (low: Double, high: Double, mean: Double)

  /// Where a curve changes least over a stretch of ln F, with its lowest, highest and mean value there.
  private func stretch(
    of ladder: SmoothedLadder?, _ cubic: MonotoneCubic, from first: Double, room: Double, width: Double, steps: Int
  ) -> (start: Double, level: Level)? {
    let level = { (curve: MonotoneCubic, start: Double) -> Level in
      let u = (0...steps).map { start + width * Double($0) / Double(steps) }
      let y = u.map { curve.value(at: $0) }
      return (y.min() ?? 0, y.max() ?? 0, trapezoidIntegral(u, y) / width)
    }
    let isNoisy = scatter?.isNoisy ?? false
    let smooth = isNoisy ? ladder.flatMap { MonotoneCubic(positions: $0.u, values: $0.smooth.map { exp($0) }) } : nil
    let searched = isNoisy ? smooth ?? cubic : cubic
    let starts = (0...steps).map { first + room * Double($0) / Double(steps) }
    let best = starts.map { ($0, level(searched, $0)) }.min {
      ($0.1.high - $0.1.low) / $0.1.mean < ($1.1.high - $1.1.low) / $1.1.mean
    }
    return best.map { ($0.0, isNoisy ? level(cubic, $0.0) : $0.1) }
  }

  /// Rise above threshold: yield at a multiple of the threshold over the plateau level, dimensionless.
  ///
  /// - Parameters:
  ///   - threshold: P_th, J m⁻².
  ///   - multiple: where the yield is read, in units of the threshold.
  ///   - plateau: the plateau that the rise is counted from.
  ///   - confidence: of the interval, dimensionless.
  /// - Throws: `AnalysisError.outOfRange` where the curve does not reach that far.
  public func rise(
    threshold: Double, multiple: Double = 2, plateau: Plateau, confidence: Double = 0.95
  ) throws(AnalysisError) -> Finding {
    let place = multiple * threshold
    let value = try yield(at: place) / plateau.level.value
    // The yield between two rungs holds the noise of its neighbours as the cubic weighs them.
    var interval: Interval?
    if let scatter {
      let u = cubic.positions
      let right = min(max(1, u.partitioningIndex { $0 >= log(place) }), u.count - 1)
      let near = max(0, right - 3)...min(u.count - 1, right + 2)
      var variance = pow(plateau.standardError / plateau.level.value, 2)
      for k in near {
        let moved = { (step: Double) -> Double in
          var values = Array(yields[near])
          values[k - near.lowerBound] *= exp(step)
          return MonotoneCubic(positions: Array(u[near]), values: values)?.value(at: log(place)) ?? 0
        }
        let step = scatter.sigma[k]
        let weight = step > 0 ? log(moved(step) / moved(-step)) / (2 * step) : 0
        variance += weight * weight * step * step
      }
      let t = StudentDistribution(degreesOfFreedom: scatter.degreesOfFreedom).criticalValue(confidence: confidence)
      let half = t * variance.squareRoot()
      interval = Interval(lower: value * exp(-half), upper: value * exp(half), confidence: confidence)
    }
    return Finding(
      definition: "yield at \(multiple) times the threshold over the plateau level", value: value, interval: interval,
      unit: "1")
  }
}
