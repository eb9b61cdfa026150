// What new data are drawn about, and with which noise, for the intervals of a threshold.
//
// The curve is a shape of LadderModel where one describes the ladder within its noise, else the local smoothing. The
// noise is the uncertainties given, else the scatter about that curve. Shot-to-shot scatter of the pump moves each rung
// along the curve, so it counts in the weights of a shape by its slope: errors in variables. The slopes are those of the
// shape itself, which is fitted again until weights and slopes agree; slopes of the noisy rungs would give a rung little
// weight just because noise made it steep.
// Where the uncertainties are not given but the scatter of the pump is, the rest of the scatter is taken for noise of the
// intensities, the same for all rungs.
// Shapes between which the data do not decide all count, each by its Akaike weight: to go on with the best alone as if it
// were known left 71 % in intervals of 95 % for the steepest place of an amplifier.
//
// Source: Burnham and Anderson, Model Selection and Multimodel Inference (2002), §2.9 and ch. 4, doi:10.1007/b97636.

import Foundation
import NumericalMethods

/// A curve taken for the truth behind a ladder, with its noise.
struct ResamplingTruth: Sendable {
  /// A description of the ladder with its noise.
  struct Description: Sendable {
    /// Shape fitted; nil for the local smoothing.
    let model: LadderModel?
    /// ln I without noise at each rung.
    let values: [Double]
    /// Standard deviation of ln I at each rung, without that of the pump.
    let sigma: [Double]
    /// Degrees of freedom behind `sigma`; infinite where it was given.
    let degreesOfFreedom: Double
    /// Akaike weight among the descriptions, dimensionless; all weights add up to 1.
    fileprivate(set) var weight: Double
    fileprivate var criterion = 0.0
  }

  /// Descriptions by falling weight, at least one.
  let descriptions: [Description]
  private let ladder: SmoothedLadder
  private let jitter: Double

  init(_ ladder: SmoothedLadder, settings: ThresholdSettings) {
    (self.ladder, jitter) = (ladder, settings.pumpUncertainty)
    let isKnown = !ladder.degreesOfFreedom.isFinite
    var found = LadderShape.allCases.compactMap {
      Self.described(ladder, $0, jitter: settings.pumpUncertainty, isKnown: isKnown)
    }
    found.sort { $0.criterion < $1.criterion }
    if let first = found.first, Self.misses(ladder, first, isKnown: isKnown) { found = [] }
    found = found.filter { $0.criterion - found[0].criterion < 8 }
    for k in found.indices { found[k].weight = exp(-0.5 * (found[k].criterion - found[0].criterion)) }
    let total = found.reduce(0) { $0 + $1.weight }
    for k in found.indices { found[k].weight /= total }
    let smoothed = Description(
      model: nil, values: ladder.smooth, sigma: ladder.sigma, degreesOfFreedom: ladder.degreesOfFreedom, weight: 1)
    descriptions = found.isEmpty ? [smoothed] : found
  }

  /// One shape fitted to the ladder, with the noise about it.
  private static func described(
    _ ladder: SmoothedLadder, _ shape: LadderShape, jitter: Double, isKnown: Bool
  ) -> Description? {
    let (u, v) = (ladder.u, ladder.v)
    // 1e-12: clean rungs have no noise to divide by.
    let total = { (sigma: [Double], slopes: [Double]) in
      zip(sigma, slopes).map { max(hypot($0, jitter * $1), 1e-12) }
    }
    let one = v.map { _ in 1.0 }
    var (sigma, slopes) = (ladder.sigma, one)
    if jitter > 0, let wide = LadderSmoother(u: u, rungs: 2 * ladder.smoother.rungs, v: v) {
      slopes = wide.atRungs.applied(to: v).slopes
    }
    let isWeighted = isKnown || jitter > 0
    guard var fit = LadderModel(shape, u: u, v: v, noise: isWeighted ? total(sigma, slopes) : one) else { return nil }
    for _ in 0..<(jitter > 0 ? 4 : 0) {
      slopes = fit.slopes
      if !isKnown { sigma = v.map { _ in rest(fit, v, jitter: jitter, slopes) } }
      guard let again = fit.refitted(to: v, noise: total(sigma, slopes)) else { break }
      fit = again
    }
    let freedom = fit.degreesOfFreedom
    if !isKnown, jitter == 0 {
      let scatter = max((fit.squares / freedom).squareRoot(), 1e-12)
      sigma = v.map { _ in scatter }
    }
    return Description(
      model: fit, values: fit.values, sigma: sigma, degreesOfFreedom: isKnown ? .infinity : freedom, weight: 1,
      criterion: fit.criterion(isScaleKnown: isWeighted))
  }

  /// Whether a description misses the ladder beyond its noise.
  private static func misses(_ ladder: SmoothedLadder, _ description: Description, isKnown: Bool) -> Bool {
    guard let fit = description.model else { return false }
    let freedom = fit.degreesOfFreedom
    // Three standard deviations of a variance beyond what is known.
    if isKnown { return fit.squares / freedom > 1 + 3 * (2 / freedom).squareRoot() }
    // Half as much again as the local smoothing leaves.
    let residual = zip(ladder.v, fit.values).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    return (residual / freedom).squareRoot() > 1.5 * ladder.typicalSigma
  }

  /// Standard deviation of ln I that, with the scatter of the pump, accounts for the residuals.
  private static func rest(_ fit: LadderModel, _ v: [Double], jitter: Double, _ slopes: [Double]) -> Double {
    let squares = zip(v, fit.values).map { ($0 - $1) * ($0 - $1) }
    let moved = slopes.map { jitter * jitter * $0 * $0 }
    let excess = { (variance: Double) in
      zip(squares, moved).reduce(-fit.degreesOfFreedom) { $0 + $1.0 / max($1.1 + variance, 1e-24) }
    }
    guard excess(0) > 0, let top = squares.max(), excess(2 * top) < 0,
      let variance = try? findRoot(in: 0...(2 * top), excess)
    else { return 0 }
    return variance.squareRoot()
  }

  /// Whether thresholds are read from the descriptions: where noise leaves the steepest slope of the rungs open by more
  /// than `leastNoise`.
  func isReadFromDescriptions(_ steepest: LadderTangent, below: WeightedLine) -> Bool {
    guard let model = descriptions[0].model else { return false }
    let slopes = jitter > 0 ? model.slopes : []
    let total = jitter > 0 ? zip(descriptions[0].sigma, slopes).map { hypot($0, jitter * $1) } : descriptions[0].sigma
    let error = ladder.smoother.slopeError(at: steepest.place, total) ?? .infinity
    return error > Self.leastNoise * (steepest.slope - below.slope)
  }

  /// Relative error of the steepest slope, dimensionless, below which the largest of the noisy slopes is no more than
  /// about as much too steep.
  static let leastNoise = 0.01

  /// A description drawn by its weight.
  func pick(_ generator: inout SeededGenerator) -> Int {
    guard descriptions.count > 1 else { return 0 }
    var rest = generator.uniform()
    for (k, description) in descriptions.enumerated() {
      rest -= description.weight
      if rest < 0 { return k }
    }
    return 0
  }

  /// One new set of ln I about a description.
  func drawn(about description: Description, _ generator: inout SeededGenerator) -> [Double] {
    ladder.u.indices.map { k in
      var centre = description.values[k]
      if jitter > 0 {
        let moved = ladder.u[k] + log1p(max(-0.9, jitter * generator.normal()))
        if let model = description.model {
          centre = model.value(at: moved)
        } else {
          let inside = min(max(moved, ladder.u[0]), ladder.u[ladder.u.count - 1])
          centre = ladder.smoother.tangent(at: inside, ladder.v)?.value ?? centre
        }
      }
      return centre + description.sigma[k] * generator.normal()
    }
  }
}
