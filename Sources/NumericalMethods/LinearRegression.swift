// The straight line through points, with the uncertainty of its slope, its intercept and its values.
//
// Goals: (1) no cancellation: sums are taken about the weighted mean, which gives the NIST "Norris" slope to 12 digits;
// (2) honest intervals by Student's t from the scatter, or from known uncertainties when these are given.
//
// Source: Draper and Smith, Applied Regression Analysis, 3rd ed. (1998), chapter 1, doi:10.1002/9781118625590.

import Foundation

/// A straight line y = a + b x by weighted least squares.
public struct LinearRegression: Sendable, Equatable {
  /// Weighted mean of x, the pivot about which the line is held, unit of x.
  public let meanPosition: Double
  /// Weighted mean of y, unit of y.
  public let meanValue: Double
  /// Slope b, unit of y per unit of x.
  public let slope: Double
  /// Sum of weights, 1 for each point where none were given.
  public let totalWeight: Double
  /// Weighted sum of squares of x about its mean.
  public let squaresOfPosition: Double
  /// Weighted sum of squared residuals.
  public let residualSquares: Double
  /// Number of points with weight above zero less two.
  public let degreesOfFreedom: Int
  /// Whether weights are 1/σ² with σ known, so that the scatter is not used for the uncertainties.
  public let uncertaintiesAreKnown: Bool

  /// - Parameters:
  ///   - x: positions.
  ///   - y: values.
  ///   - weights: relative weights; 1/σ² with `uncertaintiesAreKnown` true. All one when left out.
  ///   - uncertaintiesAreKnown: whether the weights are 1/σ².
  /// - Returns: nil for fewer than two points of weight, or where all x are equal.
  public init?(
    _ x: [Double], _ y: [Double], weights: [Double]? = nil, uncertaintiesAreKnown: Bool = false
  ) {
    guard x.count == y.count, weights.map({ $0.count == x.count }) ?? true else { return nil }
    let w = weights ?? [Double](repeating: 1, count: x.count)
    let total = w.reduce(0, +)
    guard total > 0, total.isFinite else { return nil }
    let pointCount = w.count { $0 > 0 }
    guard pointCount >= 2 else { return nil }
    var (meanX, meanY) = (0.0, 0.0)
    for k in x.indices where w[k] > 0 {
      meanX += w[k] * x[k]
      meanY += w[k] * y[k]
    }
    meanX /= total
    meanY /= total
    var (sxx, sxy) = (0.0, 0.0)
    for k in x.indices where w[k] > 0 {
      sxx += w[k] * (x[k] - meanX) * (x[k] - meanX)
      sxy += w[k] * (x[k] - meanX) * (y[k] - meanY)
    }
    guard sxx > 0, sxx.isFinite, sxy.isFinite else { return nil }
    let b = sxy / sxx
    var squares = 0.0
    for k in x.indices where w[k] > 0 {
      let residual = y[k] - meanY - b * (x[k] - meanX)
      squares += w[k] * residual * residual
    }
    (meanPosition, meanValue, slope, totalWeight) = (meanX, meanY, b, total)
    (squaresOfPosition, residualSquares, degreesOfFreedom) = (sxx, squares, pointCount - 2)
    self.uncertaintiesAreKnown = uncertaintiesAreKnown
  }

  /// Intercept a = y(0), unit of y.
  public var intercept: Double { meanValue - slope * meanPosition }

  /// Residual variance at unit weight: 1 where uncertainties are known, NaN with two points and none known.
  public var unitVariance: Double {
    if uncertaintiesAreKnown { return 1 }
    return degreesOfFreedom > 0 ? residualSquares / Double(degreesOfFreedom) : .nan
  }

  /// Standard error of the slope, unit of the slope.
  public var slopeStandardError: Double { (unitVariance / squaresOfPosition).squareRoot() }

  /// Standard error of the intercept, unit of y.
  public var interceptStandardError: Double { standardError(at: 0) }

  /// Value of the line at `x`, unit of y.
  public func value(at x: Double) -> Double { meanValue + slope * (x - meanPosition) }

  /// Standard error of the line at `x`, unit of y.
  public func standardError(at x: Double) -> Double {
    let arm = x - meanPosition
    return (unitVariance * (1 / totalWeight + arm * arm / squaresOfPosition)).squareRoot()
  }

  /// Half-width of the interval of a standard error at the given confidence: Student's t where σ came from scatter.
  public func halfWidth(ofStandardError error: Double, confidence: Double) -> Double {
    let freedom = uncertaintiesAreKnown ? Double.infinity : Double(degreesOfFreedom)
    return StudentDistribution(degreesOfFreedom: freedom).criticalValue(confidence: confidence) * error
  }
}
