// Forward against reverse branch of a scan.
//
// Both branches are made functions of the scanned quantity by the monotone cubic and compared where they overlap, so
// they need not share sample points.
//   area    ∫ (reverse − forward) dx over the overlap
//   index   ∫ (reverse − forward) dx / ∫ (reverse + forward) dx, −1 … 1 for positive quantities
//   branch ratio    reverse/forward at one x, or at the x of a range where it is largest
// Noise of each branch comes from its fourth differences. Area and index are sums over samples, so their errors follow
// from the weights. The largest of many noisy ratios is too large: branches with noise are smoothed by local
// parabolas over a quarter of the branch, and the interval comes from branches drawn anew about the smooth ones, the
// whole search repeated.

import Foundation
import NumericalMethods

/// Two branches of a scan, as functions of the scanned quantity.
public struct Hysteresis: Sendable, Equatable {
  private let forward: MonotoneCubic
  private let reverse: MonotoneCubic
  /// Standard deviations of the noise of both branches, unit of the values; 0 with fewer than twelve samples.
  public let noise: (forward: Double, reverse: Double)
  /// Range of the scanned quantity covered by both branches, in its unit.
  public let overlap: ClosedRange<Double>
  /// Units of the scanned quantity and of the values.
  public let units: (scanned: String, values: String)

  /// - Parameters:
  ///   - forward: scanned quantity and values of the forward branch, in the order of recording.
  ///   - reverse: the same for the reverse branch.
  ///   - units: units of both quantities.
  /// - Throws: `AnalysisError` where a branch is not monotone in the scanned quantity or the branches do not overlap.
  public init(
    forward: (scanned: [Double], values: [Double]), reverse: (scanned: [Double], values: [Double]),
    units: (scanned: String, values: String) = ("V", "a.u.")
  ) throws(AnalysisError) {
    self.forward = try Self.branch(forward, "forward branch")
    self.reverse = try Self.branch(reverse, "reverse branch")
    let (a, b) = (self.forward.positions, self.reverse.positions)
    let (low, high) = (max(a[0], b[0]), min(a[a.count - 1], b[b.count - 1]))
    guard low < high else { throw .outOfRange(what: "overlap of the branches", value: low, lower: b[0], upper: high) }
    overlap = low...high
    self.units = units
    let noise = { (cubic: MonotoneCubic) in cubic.values.count >= 12 ? SampleNoise.standardDeviation(cubic.values) : 0 }
    self.noise = (noise(self.forward), noise(self.reverse))
  }

  /// Whether both hold the same branches.
  public static func == (a: Hysteresis, b: Hysteresis) -> Bool {
    a.forward == b.forward && a.reverse == b.reverse && a.units == b.units && a.overlap == b.overlap
  }

  private static func branch(
    _ data: (scanned: [Double], values: [Double]), _ what: String
  ) throws(AnalysisError) -> MonotoneCubic {
    guard data.scanned.count == data.values.count else {
      throw .unequalLengths(what: what, first: data.scanned.count, second: data.values.count)
    }
    guard let first = data.scanned.first, let last = data.scanned.last, data.scanned.count >= 2 else {
      throw .tooFewPoints(what: what, have: data.scanned.count, need: 2)
    }
    try AnalysisError.requireFinite(data.scanned, what)
    try AnalysisError.requireFinite(data.values, what)
    let ascending = last > first
    let x = ascending ? data.scanned : data.scanned.reversed()
    let y = ascending ? data.values : data.values.reversed()
    try AnalysisError.requireAscending(x, what)
    guard let cubic = MonotoneCubic(positions: x, values: y) else { throw .notAscending(what: what, index: 0) }
    return cubic
  }

  /// Values of the two branches at one place of the overlap.
  public func values(at scanned: Double) -> (forward: Double, reverse: Double) {
    (forward.value(at: scanned), reverse.value(at: scanned))
  }

  private func grid(_ range: ClosedRange<Double>?) throws(AnalysisError) -> [Double] {
    let low = max(range?.lowerBound ?? overlap.lowerBound, overlap.lowerBound)
    let high = min(range?.upperBound ?? overlap.upperBound, overlap.upperBound)
    guard low < high else {
      throw .outOfRange(what: "range of the scan", value: low, lower: overlap.lowerBound, upper: overlap.upperBound)
    }
    let even = (0...400).map { low + (high - low) * Double($0) / 400 }
    let inside = (forward.positions + reverse.positions).filter { $0 > low && $0 < high }
    return Array(Set(even + inside)).sorted()
  }

  /// Area between the branches ∫(reverse − forward) dx, unit of the values times that of the scanned quantity.
  public func area(over range: ClosedRange<Double>? = nil, confidence: Double = 0.95) throws(AnalysisError) -> Finding {
    let x = try grid(range)
    let value = trapezoidIntegral(x, x.map { reverse.value(at: $0) - forward.value(at: $0) })
    return Finding(
      definition: "integral of reverse less forward branch over the scanned quantity", value: value,
      interval: interval(
        value, integralError(forward, noise.forward, x), integralError(reverse, noise.reverse, x), confidence),
      unit: "\(units.values) \(units.scanned)")
  }

  /// Hysteresis index ∫(reverse − forward) dx / ∫(reverse + forward) dx, dimensionless.
  public func index(over range: ClosedRange<Double>? = nil, confidence: Double = 0.95) throws(AnalysisError) -> Finding
  {
    let x = try grid(range)
    let sum = trapezoidIntegral(x, x.map { reverse.value(at: $0) + forward.value(at: $0) })
    guard sum != 0 else { throw .noChange(what: "the sum of the branches, being zero,") }
    let value = trapezoidIntegral(x, x.map { reverse.value(at: $0) - forward.value(at: $0) }) / sum
    // ∂index by the reverse integral (1 − index)/sum, by the forward one −(1 + index)/sum.
    let errors = (
      (1 + value) * integralError(forward, noise.forward, x) / abs(sum),
      (1 - value) * integralError(reverse, noise.reverse, x) / abs(sum)
    )
    return Finding(
      definition: "area between the branches over the area under both", value: value,
      interval: interval(value, errors.0, errors.1, confidence), unit: "1")
  }

  /// Largest ratio reverse/forward in a range, dimensionless, with the place in the remark. It is sought where the forward
  /// branch exceeds three times its noise: over less it is a ratio of noises.
  public func largestBranchRatio(
    over range: ClosedRange<Double>? = nil, confidence: Double = 0.95, resamples: Int = 200
  ) throws(AnalysisError) -> Finding {
    let x = try grid(range)
    let smoothers = (Smoother(forward, noise.forward), Smoother(reverse, noise.reverse))
    let (up, down) = (
      smoothers.0.applied(to: forward.values) ?? forward, smoothers.1.applied(to: reverse.values) ?? reverse
    )
    let clear = x.filter { abs(up.value(at: $0)) > 3 * noise.forward }
    guard let best = Self.largestRatio(up, down, clear) else {
      throw .noChange(what: "the forward branch, being zero within its noise,")
    }
    var held: Interval?
    if noise.forward > 0 || noise.reverse > 0,
      let central = Self.largestRatio(smoothers.0.applied(to: up.values), smoothers.1.applied(to: down.values), clear)?
        .ratio
    {
      let drawn = BootstrapDistribution(estimate: best.ratio, count: resamples, seed: 20_230_803) { generator in
        let (a, b) = (
          up.values.map { $0 + noise.forward * generator.normal() },
          down.values.map { $0 + noise.reverse * generator.normal() }
        )
        return Self.largestRatio(smoothers.0.applied(to: a), smoothers.1.applied(to: b), clear)?.ratio
      }
      // A noise that was itself estimated widens the interval as Student's t widens the normal one.
      let (a, b) = (up.value(at: best.place), down.value(at: best.place))
      let student =
        criticalValue(noise.forward * best.ratio / a, noise.reverse / b * best.ratio, confidence)
        / normalQuantile(0.5 + 0.5 * confidence)
      let middle = median(of: drawn.values)
      held = drawn.interval(confidence: confidence).map {
        Interval(
          lower: best.ratio + central - middle - student * ($0.upper - middle),
          upper: best.ratio + central - middle + student * (middle - $0.lower), confidence: confidence)
      }
    }
    return Finding(
      definition: "largest ratio of reverse to forward branch", value: best.ratio, interval: held, unit: "1",
      remarks: ["at \(String(format: "%.4g", best.place)) \(units.scanned)"])
  }

  private static func largestRatio(
    _ forward: MonotoneCubic?, _ reverse: MonotoneCubic?, _ x: [Double]
  ) -> (place: Double, ratio: Double)? {
    guard let forward, let reverse else { return nil }
    return x.map { (place: $0, ratio: reverse.value(at: $0) / forward.value(at: $0)) }.filter(\.ratio.isFinite)
      .max { $0.ratio < $1.ratio }
  }

  /// Less noise on a branch: local parabolas over a quarter of it, where noise is worth the bias. Their weights
  /// depend on the places alone and serve all resamples.
  private struct Smoother {
    private let positions: [Double]
    private let rows: LadderRows?

    init(_ branch: MonotoneCubic, _ noise: Double) {
      let (x, y) = (branch.positions, branch.values)
      positions = x
      guard noise > 1e-3 * ((y.max() ?? 0) - (y.min() ?? 0)) else {
        rows = nil
        return
      }
      var rows = LadderRows(window: .uniform)
      let half = 0.125 * (x[x.count - 1] - x[0])
      self.rows = x.allSatisfy { rows.add(x, at: $0, halfWidth: half) } ? rows : nil
    }

    func applied(to values: [Double]) -> MonotoneCubic? {
      MonotoneCubic(positions: positions, values: rows?.values(of: values) ?? values)
    }
  }

  /// Standard error of the integral of one branch between the ends of a grid.
  private func integralError(_ branch: MonotoneCubic, _ noise: Double, _ grid: [Double]) -> Double {
    let (low, high) = (grid[0], grid[grid.count - 1])
    let x = branch.positions
    var squares = 0.0
    for k in x.indices where x[k] >= low && x[k] <= high {
      let weight = 0.5 * (min(high, x[min(k + 1, x.count - 1)]) - max(low, x[max(k - 1, 0)]))
      squares += weight * weight
    }
    return noise * squares.squareRoot()
  }

  /// Interval from the standard errors that the noise of either branch makes.
  private func interval(_ value: Double, _ forward: Double, _ reverse: Double, _ confidence: Double) -> Interval? {
    let error = hypot(forward, reverse)
    guard error > 0 else { return nil }
    return Interval(
      around: value, halfWidth: error * criticalValue(forward, reverse, confidence), confidence: confidence)
  }

  /// Student's t of a sum of two errors whose noises were estimated apart (Welch and Satterthwaite).
  private func criticalValue(_ forward: Double, _ reverse: Double, _ confidence: Double) -> Double {
    let freedom = { (branch: MonotoneCubic) in SampleNoise.degreesOfFreedom(sampleCount: branch.values.count) }
    let (a, b) = (forward * forward, reverse * reverse)
    let together = (a + b) * (a + b) / (a * a / freedom(self.forward) + b * b / freedom(self.reverse))
    return StudentDistribution(degreesOfFreedom: together).criticalValue(confidence: confidence)
  }
}
