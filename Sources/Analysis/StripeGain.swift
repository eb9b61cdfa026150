// Modal gain by the variable-stripe-length method.
//
// Light that starts anywhere in an excited stripe of length ℓ and leaves at its end:  I = (A/g)(e^(gℓ) − 1), A ℓ for
// g = 0. Fitted to ln I, since the noise of a pulsed source is relative. Long stripes saturate and bend below the
// formula; of all groups of longest stripes the one is left out whose freeing is least likely by chance (F test at 1
// %, level divided).
//
// Source: Shaklee and Leheny, Appl. Phys. Lett. 18, 475 (1971), doi:10.1063/1.1653501; limits of the method: Dal
// Negro et al., Opt. Commun. 229, 337 (2004), doi:10.1016/j.optcom.2003.10.051.

import Foundation
import NumericalMethods

/// Gain from emission against stripe length.
public struct StripeGain: Sendable, Equatable {
  /// Net modal gain g, m⁻¹.
  public let gain: Finding
  /// Longest stripe used, m: beyond it the emission saturates.
  public let longestUsed: Double
  /// Stripe lengths used.
  public let count: Int
  /// Amplitude A, unit of the emission per m.
  public let amplitude: Double

  /// Emission for a stripe of a length, m, by the fit.
  public func emission(at length: Double) -> Double { amplitude * Self.growth(gain.value, length) }

  /// (e^(gℓ) − 1)/g without loss of digits at small gℓ, m.
  private static func growth(_ gain: Double, _ length: Double) -> Double {
    abs(gain * length) < 1e-10 ? length : expm1(gain * length) / gain
  }

  /// - Parameters:
  ///   - lengths: stripe lengths ℓ, m, ascending.
  ///   - intensities: emission, any one unit, positive.
  ///   - longest: longest stripe to use, m; found from the data if nil.
  ///   - confidence: confidence of the intervals, 0…1.
  /// - Throws: `AnalysisError` for fewer than six stripes, values that are not positive, or a fit that fails.
  public init(
    lengths: [Double], intensities: [Double], longest: Double? = nil, confidence: Double = 0.95
  ) throws(AnalysisError) {
    try AnalysisError.requirePaired((lengths, "stripe lengths"), (intensities, "intensities"))
    try AnalysisError.requirePositive(lengths, "stripe lengths")
    try AnalysisError.requirePositive(intensities, "intensities")
    let allowed = longest.map { limit in lengths.count { $0 <= limit * (1 + 1e-9) } } ?? lengths.count
    guard allowed >= 6 else { throw .tooFewPoints(what: "stripe lengths", have: allowed, need: 6) }
    var used = allowed
    var fit = try Self.fit(lengths, intensities, count: used)
    if longest == nil, let unsaturated = try Self.unsaturatedCount(lengths, intensities, count: used, whole: fit) {
      used = unsaturated
      fit = try Self.fit(lengths, intensities, count: used)
    }
    let half = StudentDistribution(degreesOfFreedom: Double(fit.degreesOfFreedom)).criticalValue(confidence: confidence)
    let (value, error) = (fit.parameters[1] / lengths[used - 1], fit.standardErrors()[1] / lengths[used - 1])
    gain = Finding(
      definition: "net modal gain of I = (A/g)(exp(g l) − 1) over the \(used) shortest stripes", value: value,
      interval: error.isFinite ? Interval(around: value, halfWidth: half * error, confidence: confidence) : nil,
      unit: "1/m", remarks: used < lengths.count ? ["\(lengths.count - used) longer stripes left out: saturation"] : [])
    longestUsed = lengths[used - 1]
    count = used
    amplitude = exp(fit.parameters[0])
  }

  /// Number of stripes before saturation, or nil where freeing no group of the longest stripes helps beyond chance.
  private static func unsaturatedCount(
    _ lengths: [Double], _ intensities: [Double], count: Int, whole: LeastSquaresSolution
  ) throws(AnalysisError) -> Int? {
    var best: (chance: Double, count: Int)?
    for kept in stride(from: count - 1, through: 6, by: -1) {
      let squares = max(try fit(lengths, intensities, count: kept).squares, 1e-24 * Double(kept))
      let (freed, freedom) = (Double(count - kept), Double(kept - 2))
      let ratio = max(0, whole.squares - squares) / freed / (squares / freedom)
      // P(F > ratio) with `freed` and `freedom` degrees of freedom.
      let chance = regularisedIncompleteBeta(
        freedom / (freedom + freed * ratio), a: freedom / 2, b: freed / 2)
      if chance < best?.chance ?? 1 { best = (chance, kept) }
    }
    // One of many groups was picked, so the level is divided among them.
    guard let best, best.chance < 0.01 / Double(max(1, count - 6)) else { return nil }
    // The test sees a saturation only once it exceeds the noise: the stripe before it may be bent already.
    return max(6, best.count - 1)
  }

  private static func fit(
    _ lengths: [Double], _ intensities: [Double], count: Int
  ) throws(AnalysisError) -> LeastSquaresSolution {
    let scale = lengths[count - 1]
    let logs = intensities.prefix(count).map { log($0) }
    // Steepest rise at the long end is a first guess of the gain.
    let rise = (logs[count - 1] - logs[count - 2]) / (lengths[count - 1] - lengths[count - 2]) * scale
    let guess = min(max(rise, 0.5), 50)
    let begin = [logs[count - 1] - log(growth(guess / scale, scale)), guess]
    do throws(LeastSquaresError) {
      return try LevenbergMarquardt().fit(from: begin, bounds: [-700...700, -300...300], residualCount: count) { p, r in
        for k in 0..<count { r[k] = logs[k] - p[0] - log(growth(p[1] / scale, lengths[k])) }
      }
    } catch { throw .fitFailed(reason: error.description) }
  }
}
