import Foundation
import NumericalMethods

/// How well a quantity repeats over on/off cycles.
public struct CycleStatistics: Sendable, Equatable {
  /// Mean of the on-values once settled, in their unit.
  public let mean: Finding
  /// Coefficient of variation: standard deviation over mean of the on-values once settled, dimensionless.
  public let coefficientOfVariation: Finding
  /// Number of cycles left out at the start.
  public let skipped: Int

  /// Statistics of one on-value for each cycle.
  ///
  /// - Parameters:
  ///   - onValues: the quantity at the end of each on-phase, in order.
  ///   - skipping: cycles at the start that count as settling.
  ///   - unit: unit of the values.
  ///   - confidence: confidence of the interval, 0…1.
  /// - Throws: `AnalysisError.tooFewPoints` for fewer than two settled cycles, `.noChange` for a mean of zero.
  public init(onValues: [Double], skipping: Int = 1, unit: String = "1", confidence: Double = 0.95)
    throws(AnalysisError)
  {
    try AnalysisError.requireFinite(onValues, "on-values")
    let settled = Array(onValues.dropFirst(max(0, skipping)))
    guard settled.count >= 2 else { throw .tooFewPoints(what: "settled cycles", have: settled.count, need: 2) }
    let n = Double(settled.count)
    let mean = settled.reduce(0, +) / n
    guard mean != 0 else { throw .noChange(what: "the mean of the on-values, being zero,") }
    let deviation = (settled.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)).squareRoot()
    let t = StudentDistribution(degreesOfFreedom: n - 1).criticalValue(confidence: confidence)
    self.mean = Finding(
      definition: "mean of the on-values after the first \(skipping) cycles", value: mean,
      interval: Interval(around: mean, halfWidth: t * deviation / n.squareRoot(), confidence: confidence), unit: unit)
    coefficientOfVariation = Finding(
      definition: "standard deviation over mean of the on-values after the first \(skipping) cycles",
      value: deviation / abs(mean),
      interval: Self.variationInterval(deviation / abs(mean), count: settled.count, confidence: confidence), unit: "1")
    skipped = max(0, skipping)
  }

  /// Interval of a coefficient of variation K of n normal values, by the modified method of McKay:
  /// K/√[((u + 2)/n − 1) K² + u/(n − 1)] with u the quantiles of χ² for n − 1 degrees of freedom; good below K = 1/3.
  /// Vangel, Am. Stat. 50, 21 (1996), doi:10.1080/00031305.1996.10473537.
  private static func variationInterval(_ k: Double, count: Int, confidence: Double) -> Interval? {
    let (n, tail) = (Double(count), 0.5 * (1 - confidence))
    let chi = ChiSquareDistribution(degreesOfFreedom: n - 1)
    let end = { (u: Double) -> Double in
      let square = ((u + 2) / n - 1) * k * k + u / (n - 1)
      return square > 0 ? k / square.squareRoot() : .infinity
    }
    let (low, high) = (end(chi.quantile(1 - tail)), end(chi.quantile(tail)))
    return high.isFinite ? Interval(lower: low, upper: high, confidence: confidence) : nil
  }
}

/// How steadily a series rises or falls.
public struct Monotonicity: Sendable, Equatable {
  /// Largest step against the trend over the whole change, dimensionless: 0 for a monotone series.
  public let largestBackstep: Finding
  /// Whether the series ends above its start.
  public let rises: Bool

  /// - Throws: `AnalysisError.tooFewPoints` for fewer than two values, `.noChange` where the ends are equal.
  public init(_ values: [Double]) throws(AnalysisError) {
    try AnalysisError.requireFinite(values, "series")
    guard let first = values.first, let last = values.last, values.count >= 2 else {
      throw .tooFewPoints(what: "series", have: values.count, need: 2)
    }
    guard first != last else { throw .noChange(what: "the series") }
    let sign = last > first ? 1.0 : -1.0
    // A backstep is measured from the furthest point reached so far: a slow relapse counts in full.
    var (furthest, worst) = (first, 0.0)
    for value in values {
      furthest = sign > 0 ? max(furthest, value) : min(furthest, value)
      worst = max(worst, abs(furthest - value))
    }
    largestBackstep = Finding(
      definition: "largest relapse from the furthest value so far, over the whole change",
      value: worst / abs(last - first), unit: "1")
    rises = sign > 0
  }

  /// Whether no relapse exceeds `tolerance` of the whole change, dimensionless.
  public func isMonotone(within tolerance: Double = 0) -> Bool { largestBackstep.value <= tolerance }
}
