import NumericalMethods

/// Thresholds of one ladder by tangents: of its own rungs, or of the descriptions of it, averaged by their weights.
struct LadderReading: Sendable {
  private var parts: [(estimate: TangentEstimate, weight: Double)]
  /// Whether descriptions were read.
  let isDescribed: Bool

  init(_ estimate: TangentEstimate) { (parts, isDescribed) = ([(estimate, 1)], false) }

  /// Reads the descriptions where noise hides the steepest place of the rungs, else the rungs.
  init(
    _ ladder: SmoothedLadder, _ own: TangentEstimate, truth: ResamplingTruth, findsLinear: Bool,
    settings: ThresholdSettings
  ) {
    self.init(own)
    guard truth.isReadFromDescriptions(own.steepest, below: own.below) else { return }
    var read: [(estimate: TangentEstimate, weight: Double)] = []
    for description in truth.descriptions {
      let smooth = SmoothedLadder(ladder.smoother, v: description.values, sigma: ladder.sigma)
      if let estimate = TangentEstimate(smooth, findsLinear: findsLinear, settings: settings) {
        read.append((estimate, description.weight))
      }
    }
    self.init(read, or: own)
  }

  private init(_ read: [(estimate: TangentEstimate, weight: Double)], or own: TangentEstimate) {
    (parts, isDescribed) = read.isEmpty ? ([(own, 1)], false) : (read, true)
  }

  /// ln F by one of the definitions; nil where the tangent does not meet the line.
  func place(by method: ThresholdMethod) -> TangentEstimate.Place? {
    let found = parts.compactMap { part in part.estimate.place(by: method).map { (place: $0, weight: part.weight) } }
    guard let first = found.first else { return nil }
    let total = found.reduce(0) { $0 + $1.weight }
    return TangentEstimate.Place(
      value: found.reduce(0) { $0 + $1.weight * $1.place.value } / total, isAtEnd: first.place.isAtEnd)
  }

  /// Slope of the line below threshold in ln–ln, dimensionless.
  var slopeBelow: Double { average { $0.below.slope } }
  /// Steepest slope in ln–ln, dimensionless.
  var slopeAbove: Double { average { $0.steepest.slope } }

  private func average(_ value: (TangentEstimate) -> Double) -> Double {
    parts.reduce(0) { $0 + $1.weight * value($1.estimate) } / parts.reduce(0) { $0 + $1.weight }
  }
}
