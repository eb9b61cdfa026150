// A polynomial fitted to the neighbourhood of one point, with weights that fade to nothing at the edge.
//
// Goals: (1) value and slope of noisy samples that move smoothly when the point or the samples move: no sample enters
// or leaves with a jump; (2) irregular spacing; (3) the uncertainty of both.
// Finite differences jump from grid interval to grid interval, and their noise grows as the grid is refined.
// The weight is the tricube (1 − |t|³)³ of t = (x − centre)/halfWidth, twice differentiable at its edge.
//
// Source: Cleveland, J. Am. Stat. Assoc. 74, 829 (1979), doi:10.1080/01621459.1979.10481038.

import Foundation

/// Weighted polynomial of degree 1 to 4 about a centre.
public struct LocalPolynomial: Sendable, Equatable {
  /// Centre of the window, unit of x.
  public let centre: Double
  /// Half-width of the window, unit of x.
  public let halfWidth: Double
  /// Coefficients of powers of t = (x − centre)/halfWidth, unit of y.
  public let coefficients: [Double]
  /// Covariance of the coefficients for unit variance of every sample, row after row.
  public let unitCovariance: [Double]
  /// Number of samples with weight above zero.
  public let sampleCount: Int
  /// Weight-normalised residual sum of squares Σ w r² / Σ w, unit of y squared.
  public let meanSquare: Double

  /// Shape of the window.
  public enum Window: Sendable {
    /// Weights fade to zero at the edge: for curves whose value is wanted at every point.
    case tricube
    /// All samples inside count alike: least variance, for a single peak.
    case uniform
  }

  /// - Returns: nil where the samples inside the window do not fix the polynomial.
  public init?(
    _ x: [Double], _ y: [Double], centre: Double, halfWidth: Double, degree: Int, window: Window = .tricube
  ) {
    guard halfWidth > 0, degree >= 0, x.count == y.count else { return nil }
    var t = [Double]()
    var values = [Double]()
    var weights = [Double]()
    for k in x.indices {
      let scaled = (x[k] - centre) / halfWidth
      let size = abs(scaled)
      guard size < 1 else { continue }
      let cube = 1 - size * size * size
      t.append(scaled)
      values.append(y[k])
      weights.append(window == .tricube ? cube * cube * cube : 1)
    }
    let n = degree + 1
    guard t.count >= n else { return nil }
    var matrix = [Double](repeating: 0, count: t.count * n)
    for i in t.indices {
      var power = weights[i].squareRoot()
      for j in 0..<n {
        matrix[j * t.count + i] = power
        power *= t[i]
      }
    }
    let factorisation = HouseholderQR(rows: t.count, columns: n, columnMajor: matrix)
    // M = (XᵀWX)⁻¹; with equal variances of the samples the estimator's covariance is M (XᵀW²X) M.
    guard let inverse = factorisation.inverseNormalMatrix(relativeTolerance: 1e-7) else { return nil }
    let solved = factorisation.solve(zip(values, weights).map { $0 * $1.squareRoot() })
    var squaredWeights = [Double](repeating: 0, count: n * n)
    var (residuals, total) = (0.0, 0.0)
    for i in t.indices {
      var fit = 0.0
      for j in stride(from: n - 1, through: 0, by: -1) { fit = fit * t[i] + solved[j] }
      residuals += weights[i] * (values[i] - fit) * (values[i] - fit)
      total += weights[i]
      for j in 0..<n {
        for k in 0..<n { squaredWeights[j * n + k] += weights[i] * matrix[j * t.count + i] * matrix[k * t.count + i] }
      }
    }
    var covariance = [Double](repeating: 0, count: n * n)
    for a in 0..<n {
      for b in 0..<n {
        var sum = 0.0
        for j in 0..<n {
          for k in 0..<n { sum += inverse[a * n + j] * squaredWeights[j * n + k] * inverse[k * n + b] }
        }
        covariance[a * n + b] = sum
      }
    }
    (self.centre, self.halfWidth, coefficients, unitCovariance) = (centre, halfWidth, solved, covariance)
    (sampleCount, meanSquare) = (t.count, residuals / total)
    leverage = inverse[0]
  }

  /// Weight of a sample at the centre in the fitted value at the centre, dimensionless.
  public let leverage: Double

  /// Fitted value at the centre, unit of y.
  public var value: Double { coefficients[0] }
  /// Fitted first derivative at the centre, unit of y per unit of x.
  public var derivative: Double { coefficients.count > 1 ? coefficients[1] / halfWidth : 0 }
  /// Standard error of the value for samples of unit standard deviation.
  public var unitValueError: Double { unitCovariance[0].squareRoot() }
  /// Standard error of the derivative for samples of unit standard deviation.
  public var unitDerivativeError: Double {
    let n = coefficients.count
    return n > 1 ? unitCovariance[n + 1].squareRoot() / halfWidth : 0
  }

  /// Fitted value at `x`, unit of y.
  public func value(at x: Double) -> Double {
    let t = (x - centre) / halfWidth
    return coefficients.reversed().reduce(0) { $0 * t + $1 }
  }
}
