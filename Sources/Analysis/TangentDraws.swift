// Intervals of thresholds by tangents: what the estimates do on data drawn anew.
//
// A smooth curve is taken as truth, new data are drawn about it with the noise of the data (and with jittered pump
// energies where given), and the whole estimate is repeated, the fit of the description included where the threshold is
// read from it. Resampling about a smooth curve, not about the data, keeps the noise from counting twice.
//   read from the rungs         the largest of noisy slopes is too steep, on the resamples as on the data: θ̂ − (θ* − θ(smooth))
//                               stands for the truth (the basic interval), which takes that bias off;
//   read from the descriptions  estimates by least squares without such a bias, but with jumps where a smoothed ladder has
//                               two places almost equally steep: θ* itself stands for the truth (the percentile interval),
//                               each description being drawn by its weight.
// All in ln F. One set of draws serves all definitions.

import Foundation
import NumericalMethods

/// What the resamples say of the true thresholds and slopes.
struct TangentDraws: Sendable {
  /// ln F that may be true, by definition, calibration error included.
  private var places: [ThresholdMethod: [Double]] = [:]
  private var below: [Double] = [], above: [Double] = []
  /// Resamples drawn.
  private var count = 0
  private let confidence: Double

  /// - Parameters:
  ///   - reading: thresholds of the data.
  ///   - methods: definitions wanted.
  ///   - resamples: which resamples are drawn; sets of several ranges are joined by `join`.
  init(
    _ ladder: SmoothedLadder, truth: ResamplingTruth, reading: LadderReading, methods: [ThresholdMethod],
    settings: ThresholdSettings, resamples: Range<Int>
  ) {
    confidence = settings.confidence
    let findsLinear = methods.contains(.linearIntersection)
    let estimate = { (values: [Double]) in
      // Weights are those of the data: only their ratios matter.
      TangentEstimate(
        SmoothedLadder(ladder.smoother, v: values, sigma: ladder.sigma), findsLinear: findsLinear, settings: settings)
    }
    let centres = truth.descriptions.map { estimate($0.values) }
    // A noise that was itself estimated widens the interval as Student's t widens the normal one.
    let widening = truth.descriptions.map {
      StudentDistribution(degreesOfFreedom: $0.degreesOfFreedom).criticalValue(confidence: settings.confidence)
        / normalQuantile(0.5 + 0.5 * settings.confidence)
    }
    for k in resamples {
      var generator = SeededGenerator(seed: settings.seed, stream: UInt64(k))
      let scale = settings.calibrationUncertainty * generator.normal()
      let pick = truth.pick(&generator)
      guard let centre = centres[pick] else { continue }
      let drawn = truth.drawn(about: truth.descriptions[pick], &generator)
      let read = reading.isDescribed ? truth.descriptions[pick].model?.refitted(to: drawn)?.values : drawn
      guard let read, let again = estimate(read) else { continue }
      // What may be true: of descriptions the value drawn itself; of rungs the value found less the deviation drawn.
      let sign = reading.isDescribed ? widening[pick] : -widening[pick]
      let part = reading.isDescribed ? LadderReading(centre) : reading
      for method in methods {
        guard let place = again.place(by: method), let middle = centre.place(by: method),
          let value = part.place(by: method)
        else { continue }
        places[method, default: []].append(value.value + sign * (place.value - middle.value) + scale)
      }
      below.append(part.slopeBelow + sign * (again.below.slope - centre.below.slope))
      above.append(part.slopeAbove + sign * (again.steepest.slope - centre.steepest.slope))
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
  func interval(by method: ThresholdMethod) -> Interval? { interval(places[method] ?? []) }

  /// Intervals of the slopes below and above.
  var slopes: (below: Interval?, above: Interval?) { (interval(below), interval(above)) }

  private func interval(_ values: [Double]) -> Interval? {
    guard values.count >= 20 else { return nil }
    let (sorted, tail) = (values.sorted(), 0.5 * (1 - confidence))
    return Interval(
      lower: tailQuantile(of: sorted, at: tail), upper: tailQuantile(of: sorted, at: 1 - tail), confidence: confidence)
  }
}
