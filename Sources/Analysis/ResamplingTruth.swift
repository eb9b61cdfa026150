// What new data are drawn about, and with which noise, for the intervals of a threshold.
//
// The curve is the model of LadderModel where that describes the ladder within its noise, else the local smoothing. The
// noise is the uncertainties given, else the scatter about that curve. Shot-to-shot scatter of the pump moves each rung
// along the curve.

import Foundation
import NumericalMethods

/// A curve taken for the truth behind a ladder, with its noise.
struct ResamplingTruth: Sendable {
  /// ln I without noise at each rung.
  let values: [Double]
  /// Standard deviation of ln I at each rung, without that of the pump.
  let sigma: [Double]
  /// Degrees of freedom behind `sigma`; infinite where it was given.
  let degreesOfFreedom: Double
  private let model: LadderModel?
  private let ladder: SmoothedLadder
  private let jitter: Double

  init(_ ladder: SmoothedLadder, settings: ThresholdSettings) {
    let jitter = settings.pumpUncertainty
    (self.ladder, self.jitter) = (ladder, jitter)
    let isKnown = !ladder.degreesOfFreedom.isFinite
    // Scatter of the pump counts in the weights of the fit by the slope of the curve.
    let slopes = jitter > 0 ? ladder.smoother.atRungs.applied(to: ladder.v).slopes : []
    let total = isKnown && jitter > 0 ? zip(ladder.sigma, slopes).map { hypot($0, jitter * $1) } : ladder.sigma
    let floor = 1e-12
    let fit = LadderModel(u: ladder.u, v: ladder.v, weights: total.map { isKnown ? 1 / max($0, floor) : 1 })
    guard let fit else {
      (model, values, sigma, degreesOfFreedom) = (nil, ladder.smooth, ladder.sigma, ladder.degreesOfFreedom)
      return
    }
    let freedom = fit.degreesOfFreedom
    let scatter = (fit.squares / freedom).squareRoot()
    // Three standard deviations of a variance beyond what is known, or half as much again as the local smoothing
    // leaves: the model misses the curve.
    let misses =
      isKnown ? scatter * scatter > 1 + 3 * (2 / freedom).squareRoot() : scatter > 1.5 * ladder.typicalSigma
    guard !misses else {
      (model, values, sigma, degreesOfFreedom) = (nil, ladder.smooth, ladder.sigma, ladder.degreesOfFreedom)
      return
    }
    (model, values) = (fit, fit.values)
    degreesOfFreedom = isKnown ? .infinity : freedom
    sigma = isKnown ? ladder.sigma : [Double](repeating: scatter, count: ladder.v.count)
  }

  /// One new set of ln I.
  func drawn(_ generator: inout SeededGenerator) -> [Double] {
    ladder.u.indices.map { k in
      var centre = values[k]
      if jitter > 0 {
        let moved = ladder.u[k] + log1p(max(-0.9, jitter * generator.normal()))
        if let model {
          centre = model.value(at: moved)
        } else {
          let inside = min(max(moved, ladder.u[0]), ladder.u[ladder.u.count - 1])
          centre = ladder.smoother.tangent(at: inside, ladder.v)?.value ?? centre
        }
      }
      return centre + sigma[k] * generator.normal()
    }
  }
}
