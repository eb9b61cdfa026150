/// The definitions of an emission threshold that laboratories use, side by side.
public enum ThresholdMethod: String, Sendable, CaseIterable {
  /// Steepest tangent of ln I against ln F meets the line below threshold.
  case logLogIntersection = "log-log intersection"
  /// Steepest tangent of I against F meets the line below threshold.
  case linearIntersection = "linear intersection"
  /// First break of a continuous broken line in ln I against ln F.
  case segmentedRegression = "segmented regression"
  /// Fluence at which d ln I/d ln F is largest.
  case maximumLogSlope = "maximum log slope"
  /// Line width has fallen by a tenth of its whole fall.
  case widthOnset = "width onset"
  /// Line width has fallen by half of its whole fall.
  case widthHalfDrop = "width half drop"
  /// The ratio of ASE to PL height passes a level.
  case bandRatio = "ASE/PL ratio"

  /// How the number is defined, in one sentence.
  public var definition: String {
    switch self {
    case .logLogIntersection:
      "fluence where the steepest tangent of ln I against ln F meets the straight line through the rungs below"
    case .linearIntersection:
      "fluence where the steepest tangent of I against F meets the straight line through the rungs below"
    case .segmentedRegression: "first break of the continuous broken line fitted to ln I against ln F"
    case .maximumLogSlope: "fluence where d ln I / d ln F is largest"
    case .widthOnset: "fluence where the line width has fallen by 10 % of its fall"
    case .widthHalfDrop: "fluence where the line width has fallen by 50 % of its fall"
    case .bandRatio: "fluence where the ASE/PL ratio of heights passes its level upwards for good"
    }
  }
}

/// A threshold with what belongs to it.
public struct Threshold: Sendable, Equatable {
  /// The definition followed.
  public let method: ThresholdMethod
  /// Threshold fluence P_th, J m⁻².
  public let fluence: Finding
  /// Slope d ln I/d ln F of the line below threshold, dimensionless; nil where the method has none.
  public let slopeBelow: Finding?
  /// Steepest slope d ln I/d ln F, dimensionless; nil where the method has none.
  public let slopeAbove: Finding?

  /// Change of slope at threshold, dimensionless: above less below.
  public var slopeChange: Double? {
    guard let slopeBelow, let slopeAbove else { return nil }
    return slopeAbove.value - slopeBelow.value
  }

  /// The same threshold with more remarks.
  func adding(remarks: [String]) -> Threshold {
    Threshold(method: method, fluence: fluence.adding(remarks: remarks), slopeBelow: slopeBelow, slopeAbove: slopeAbove)
  }
}

/// How thresholds are sought and how their intervals are made.
public struct ThresholdSettings: Sendable, Equatable {
  /// Confidence of the intervals, dimensionless.
  public var confidence = 0.95
  /// Number of resamples; 0 gives no interval.
  public var resamples = 400
  /// Seed of the resamples.
  public var seed: UInt64 = 20_230_803
  /// Half-width of the local parabola in rungs (median spacing of ln F), dimensionless.
  public var smoothingRungs = 2.5
  /// Standard uncertainty of each rung's fluence, relative (shot-to-shot pump energy), dimensionless.
  /// Used together with given intensity uncertainties; without these the scatter of the data already holds it.
  public var pumpUncertainty = 0.0
  /// Standard uncertainty of the fluence scale common to all rungs, relative; it cancels in ratios. Dimensionless.
  public var calibrationUncertainty = 0.0
  /// Smallest change of log-log slope that counts as a kink, dimensionless.
  public var smallestSlopeChange = 0.5
  /// Rungs count fully below this share of the threshold, and not at all above `fadeEnd`, dimensionless.
  public var fadeStart = 0.6
  /// Share of the threshold at which the weight of a rung in the line below reaches zero, dimensionless.
  public var fadeEnd = 0.9
  /// Level of the ASE/PL ratio, dimensionless.
  public var ratioLevel = 1.0

  /// The standard settings.
  public init() {}
}
