// Intervals of thresholds by tangents: what the estimates do on data drawn anew.
//
// A smooth curve is taken as truth, new data are drawn about it with the noise of the data (and with jittered pump
// energies where given), and the whole estimate is repeated. Resampling about a smooth curve, not about the data, keeps the
// noise from counting twice. The distribution of θ* − θ(smooth) is that of θ̂ − θ, so the interval is the basic one about
// it, in ln F: lower = θ̂ − (q_hi − θ_s), upper = θ̂ − (q_lo − θ_s). One set of draws serves all definitions.
//
// The steepest of many noisy slopes is too steep, so the estimates have a bias, which the basic interval takes off. The bias
// depends on how steep the curve is, which the data tell with error: where it is large (a pump that scatters by 3 % on a
// slope of six), what is taken off scatters itself, and intervals of 95 % held 87 %. So where the bias exceeds a third of
// the scatter, the draws are treated as data for once: description refitted, bias estimated and taken off. The scatter of
// the result over that of the draws is the factor by which the interval is widened (a double bootstrap for the width alone).
//
// Source: Beran, Biometrika 74, 457 (1987), doi:10.1093/biomet/74.3.457; Davison and Hinkley (1997), §5.6,
// doi:10.1017/CBO9780511802843.

import Foundation
import NumericalMethods

/// Deviations of the estimates on resamples from their values on the curve that the resamples were drawn about.
struct TangentDraws: Sendable {
  /// Deviations of the thresholds in ln F, by definition, with the calibration error of each resample.
  private var places: [ThresholdMethod: [(deviation: Double, scale: Double)]] = [:]
  private var below: [Double] = [], above: [Double] = []
  /// Resamples drawn.
  private var count = 0
  /// Factors on the scatter, by definition, for the scatter of the bias that is taken off.
  private var widening: [ThresholdMethod: Double] = [:]
  private let student: Double
  private let confidence: Double

  /// - Parameters:
  ///   - methods: definitions wanted.
  ///   - resamples: which resamples are drawn; sets of several ranges are joined by `join`.
  init(
    _ ladder: SmoothedLadder, truth: ResamplingTruth, estimate: TangentEstimate, methods: [ThresholdMethod],
    settings: ThresholdSettings, resamples: Range<Int>
  ) {
    confidence = settings.confidence
    // A noise that was itself estimated widens the interval as Student's t widens the normal one.
    student =
      StudentDistribution(degreesOfFreedom: truth.degreesOfFreedom).criticalValue(confidence: settings.confidence)
      / normalQuantile(0.5 + 0.5 * settings.confidence)
    let findsLinear = methods.contains(.linearIntersection)
    let expected = SmoothedLadder(ladder.smoother, v: truth.values, sigma: ladder.sigma)
    let central = TangentEstimate(expected, findsLinear: findsLinear, settings: settings) ?? estimate
    for k in resamples {
      var generator = SeededGenerator(seed: settings.seed, stream: UInt64(k))
      let scale = settings.calibrationUncertainty * generator.normal()
      // Weights are those of the data: only their ratios matter.
      let drawn = SmoothedLadder(ladder.smoother, v: truth.drawn(&generator), sigma: ladder.sigma)
      guard let again = TangentEstimate(drawn, findsLinear: findsLinear, settings: settings) else { continue }
      for method in methods {
        guard let place = again.place(by: method), let middle = central.place(by: method) ?? estimate.place(by: method)
        else { continue }
        places[method, default: []].append((place.value - middle.value, scale))
      }
      below.append(again.below.slope - central.below.slope)
      above.append(again.steepest.slope - central.steepest.slope)
    }
    count = resamples.count
  }

  /// The resamples of another range, too.
  mutating func join(_ other: TangentDraws) {
    places.merge(other.places) { $0 + $1 }
    below += other.below
    above += other.above
    count += other.count
  }

  /// Share of the resamples in which a definition found nothing.
  func refusedShare(of method: ThresholdMethod) -> Double {
    1 - Double(places[method]?.count ?? 0) / Double(max(1, count))
  }

  /// Interval of ln F.
  func interval(of value: Double, by method: ThresholdMethod) -> Interval? {
    let drawn = places[method] ?? []
    return interval(value, drawn.map(\.deviation), widening: widening[method] ?? 1, adding: drawn.map(\.scale))
  }

  /// Intervals of the slopes below and above.
  func intervals(below lower: Double, above upper: Double) -> (below: Interval?, above: Interval?) {
    (interval(lower, below), interval(upper, above))
  }

  private func interval(
    _ value: Double, _ deviations: [Double], widening: Double = 1, adding scales: [Double]? = nil
  ) -> Interval? {
    guard deviations.count >= 20 else { return nil }
    let middle = median(of: deviations)
    let widened = deviations.indices.map {
      middle + student * widening * (deviations[$0] - middle) + (scales?[$0] ?? 0)
    }
    let (sorted, tail) = (widened.sorted(), 0.5 * (1 - confidence))
    return Interval(
      lower: value - quantile(of: sorted, at: 1 - tail), upper: value - quantile(of: sorted, at: tail),
      confidence: confidence)
  }
}

extension TangentDraws {
  /// Median of the deviations and half the distance of their quantiles of ± one standard deviation.
  private static func centre(of deviations: [Double]) -> (bias: Double, scatter: Double) {
    let sorted = deviations.sorted()
    return (
      quantile(of: sorted, at: 0.5), 0.5 * (quantile(of: sorted, at: 0.8413) - quantile(of: sorted, at: 0.1587))
    )
  }

  /// Finds the factors on the scatter where the bias matters.
  mutating func calibrate(
    _ ladder: SmoothedLadder, truth: ResamplingTruth, estimate: TangentEstimate, settings: ThresholdSettings
  ) {
    let (outer, inner) = (40, 40)
    let biased = places.filter { place in
      let (bias, scatter) = Self.centre(of: place.value.map(\.deviation))
      return place.value.count >= 20 && 3 * abs(bias) > scatter
    }
    guard !biased.isEmpty, settings.resamples >= 20 else { return }
    let methods = Array(biased.keys)
    var corrected: [ThresholdMethod: [Double]] = [:]
    for j in 0..<outer {
      var generator = SeededGenerator(seed: settings.seed &+ 1, stream: UInt64(j))
      let v = truth.drawn(&generator)
      let drawn = SmoothedLadder(ladder.smoother, v: v, sigma: ladder.sigma)
      guard let again = TangentEstimate(drawn, findsLinear: methods.contains(.linearIntersection), settings: settings),
        let refitted = truth.refitted(to: v)
      else { continue }
      var once = settings
      once.seed = settings.seed &+ 2 &+ UInt64(j)
      let second = TangentDraws(
        drawn, truth: refitted, estimate: again, methods: methods, settings: once, resamples: 0..<inner)
      for method in methods {
        guard let place = again.place(by: method), let deviations = second.places[method], deviations.count >= 20
        else { continue }
        corrected[method, default: []].append(place.value - Self.centre(of: deviations.map(\.deviation)).bias)
      }
    }
    for (method, values) in corrected where values.count >= 20 {
      let scatter = Self.centre(of: places[method]?.map(\.deviation) ?? []).scatter
      let mean = values.reduce(0, +) / Double(values.count)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
      // The median of so few inner draws scatters by itself: π/2 over their number, in units of their variance.
      let own = 0.5 * Double.pi / Double(inner) * scatter * scatter
      widening[method] = min(max((max(0, variance - own)).squareRoot() / max(scatter, .leastNormalMagnitude), 1), 3)
    }
  }
}
