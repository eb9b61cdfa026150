import Foundation

/// Why a least-squares fit could not be made, with what to do about it.
public enum LeastSquaresError: Error, Equatable, Sendable, CustomStringConvertible {
  case tooFewResiduals(residuals: Int, parameters: Int)
  case invalidStart(parameter: Int, value: Double)
  case invalidBounds(parameter: Int)
  case modelFailedAtStart(reason: String)
  case notFiniteAtStart(residual: Int)
  case noConvergence(iterations: Int, parameters: [Double], squares: Double)

  /// Place or subject, reason and way out.
  public var description: String {
    switch self {
    case .tooFewResiduals(let residuals, let parameters):
      "\(residuals) residuals cannot fix \(parameters) parameters; give more data or hold parameters constant"
    case .invalidStart(let parameter, let value):
      "starting value \(value) of parameter \(parameter) is not finite; give a finite start"
    case .invalidBounds(let parameter): "parameter \(parameter) has no bounds that hold its start; list one range each"
    case .modelFailedAtStart(let reason): "the model fails at the starting values (\(reason)); start elsewhere"
    case .notFiniteAtStart(let residual):
      "residual \(residual) is not finite at the starting values; start elsewhere or mask that point"
    case .noConvergence(let iterations, let parameters, let squares):
      "no convergence in \(iterations) iterations (sum of squares \(squares) at \(parameters)); "
        + "start closer, or scale or hold the parameters that the data do not fix"
    }
  }
}

/// Best parameters of a least-squares fit with their uncertainty.
public struct LeastSquaresSolution: Sendable, Equatable {
  /// Why the iteration stopped.
  public enum StopReason: String, Sendable {
    /// Actual and predicted relative reduction of the sum of squares fell below the tolerance.
    case squares
    /// The step fell below the tolerance relative to the parameters.
    case step
    /// The residual stands at right angles to every column of the Jacobian within the tolerance.
    case gradient
    /// No step lowers the sum of squares any more: the limit of the arithmetic or of a noisy model.
    case exhausted
  }

  /// Best parameters, in their own units.
  public let parameters: [Double]
  /// Sum of squared residuals Σr².
  public let squares: Double
  /// Residuals at the best parameters.
  public let residuals: [Double]
  /// (JᵀJ)⁻¹ over the free parameters, row after row, zero for parameters held at a bound; nil where J is rank
  /// deficient.
  public let unitCovariance: [Double]?
  /// Whether each parameter ended on one of its bounds, where no symmetric interval exists.
  public let isAtBound: [Bool]
  /// Number of residuals less number of free parameters.
  public let degreesOfFreedom: Int
  /// Accepted and rejected steps.
  public let iterations: Int
  /// Calls of the residual function, those for the Jacobian included.
  public let evaluations: Int
  /// Why the iteration stopped.
  public let stopReason: StopReason

  /// Whether a tolerance was met; false where the fit only ran out of steps that help.
  public var converged: Bool { stopReason != .exhausted }

  /// Residual variance s² = Σr²/(m − n), NaN without spare degrees of freedom.
  public var residualVariance: Double {
    degreesOfFreedom > 0 ? squares / Double(degreesOfFreedom) : .nan
  }

  /// Covariance of the parameters: s² (JᵀJ)⁻¹, or (JᵀJ)⁻¹ where residuals are in units of known σ.
  public func covariance(uncertaintiesAreKnown: Bool = false) -> [Double]? {
    let factor = uncertaintiesAreKnown ? 1 : residualVariance
    return unitCovariance?.map { $0 * factor }
  }

  /// Standard error of each parameter, in its unit; NaN where the data do not fix it.
  public func standardErrors(uncertaintiesAreKnown: Bool = false) -> [Double] {
    let n = parameters.count
    guard let matrix = covariance(uncertaintiesAreKnown: uncertaintiesAreKnown) else {
      return [Double](repeating: .nan, count: n)
    }
    return (0..<n).map { isAtBound[$0] ? .nan : matrix[$0 * n + $0].squareRoot() }
  }

  /// Interval of one parameter from its standard error (Student's t unless σ is known), in its unit.
  public func interval(of parameter: Int, confidence: Double, uncertaintiesAreKnown: Bool = false) -> (
    lower: Double, upper: Double
  ) {
    let error = standardErrors(uncertaintiesAreKnown: uncertaintiesAreKnown)[parameter]
    let freedom = uncertaintiesAreKnown ? Double.infinity : Double(degreesOfFreedom)
    let half = error * StudentDistribution(degreesOfFreedom: freedom).criticalValue(confidence: confidence)
    return (parameters[parameter] - half, parameters[parameter] + half)
  }
}
