import Foundation
import NumericalMethods

/// The steepest places of a smoothed ladder and the thresholds that follow from its tangents.
struct TangentEstimate: Sendable {
  /// A threshold with what is known of its place.
  struct Place: Sendable {
    /// ln F of the threshold.
    let value: Double
    /// Whether the curve is steepest at the last rungs.
    let isAtEnd: Bool
  }

  /// Definitions that rest on tangents.
  static let methods: [ThresholdMethod] = [.logLogIntersection, .linearIntersection, .maximumLogSlope]

  /// Local fit at the steepest place in ln–ln.
  let steepest: LadderTangent
  /// Line through the rungs below threshold in ln–ln.
  let below: WeightedLine
  private let logLog: Place, linear: Place?

  /// ln F by one of the definitions; nil where the tangent does not meet the line.
  func place(by method: ThresholdMethod) -> Place? {
    switch method {
    case .linearIntersection: linear
    case .maximumLogSlope: Place(value: steepest.place, isAtEnd: logLog.isAtEnd)
    default: logLog
    }
  }

  /// - Parameter findsLinear: whether the intersection in I against F is wanted, too.
  init?(_ ladder: SmoothedLadder, findsLinear: Bool, settings: ThresholdSettings) {
    let scan = ladder.scan()
    guard let steep = scan.maximum(of: { _, _, slope in slope }) else { return nil }
    let weights = ladder.sigma.map { $0 > 0 ? 1 / ($0 * $0) : 1 }
    let logarithmic = SubThresholdLine(
      x: ladder.u, y: ladder.v, u: ladder.u, baseWeights: weights, start: steep.tangent.place, settings: settings
    ) { line in
      let (tangent, change) = (steep.tangent, steep.tangent.slope - line.slope)
      guard change > 0 else { return nil }
      return tangent.place - (tangent.value - line.value(at: tangent.place)) / change
    }
    guard let logarithmic else { return nil }
    (steepest, below) = (steep.tangent, logarithmic.line)
    logLog = Place(value: logarithmic.intersection, isAtEnd: steep.isAtEnd)
    linear = findsLinear ? Self.linear(ladder, scan, weights, settings) : nil
  }

  private static func linear(
    _ ladder: SmoothedLadder, _ scan: LadderScan, _ weights: [Double], _ settings: ThresholdSettings
  ) -> Place? {
    // Slope dI/dF = (I/F) d ln I/d ln F from the same smooth curve; scaled to the last rung to stay in range.
    let (scaleF, scaleI) = (ladder.u[ladder.u.count - 1], ladder.v[ladder.v.count - 1])
    let slope = { (place: Double, value: Double, slope: Double) in
      exp(value - scaleI - place + scaleF) * slope
    }
    guard let found = scan.maximum(of: slope) else { return nil }
    let tangent = found.tangent
    let x = ladder.u.map { exp($0 - scaleF) }
    let y = ladder.v.map { exp($0 - scaleI) }
    let relative = zip(weights, y).map { $0 / ($1 * $1) }
    let (fluence, level) = (exp(tangent.place - scaleF), exp(tangent.value - scaleI))
    let rise = slope(tangent.place, tangent.value, tangent.slope)
    let line = SubThresholdLine(
      x: x, y: y, u: ladder.u, baseWeights: relative, start: tangent.place, settings: settings
    ) { line in
      let change = rise - line.slope
      guard change > 0 else { return nil }
      let meeting = fluence - (level - line.value(at: fluence)) / change
      return meeting > 0 ? log(meeting) + scaleF : nil
    }
    return line.map { Place(value: $0.intersection, isAtEnd: found.isAtEnd) }
  }
}
