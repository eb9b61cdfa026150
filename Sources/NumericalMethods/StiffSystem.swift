// What a stiff integrator needs to know of a system M y′ = f(t, y) with a constant diagonal mass matrix.

/// A system M y′ = f(t, y), M diagonal and constant; zeros in M make it differential–algebraic (index 1).
///
/// Implementations own their work areas; a call never allocates.
public protocol StiffSystem: AnyObject {
  /// Number of unknowns.
  var unknownCount: Int { get }
  /// Diagonal of M, 1 or 0 for each unknown.
  var mass: UnsafePointer<Double> { get }
  /// Evaluates f(t, y).
  func evaluate(time: Double, state: UnsafePointer<Double>, rates: UnsafeMutablePointer<Double>)
  /// Evaluates f and ∂f/∂t and keeps ∂f/∂y for the `factor` calls that follow.
  func linearise(
    time: Double, state: UnsafePointer<Double>, rates: UnsafeMutablePointer<Double>,
    timeDerivative: UnsafeMutablePointer<Double>)
  /// Factors shift·M − ∂f/∂y; `false` if it is singular.
  func factor(shift: Double) -> Bool
  /// Solves with the last factorisation, in place.
  func solve(_ x: UnsafeMutablePointer<Double>)
  /// Weighted norm of an error estimate; a step is accepted at 1 or below.
  func errorNorm(
    previous: UnsafePointer<Double>, next: UnsafePointer<Double>, error: UnsafePointer<Double>
  ) -> Double
  /// Receives each accepted state, after its observer; may put right, within the tolerance, what cannot be.
  func conclude(_ state: UnsafeMutablePointer<Double>)
}

extension StiffSystem {
  /// Leaves the state as it is.
  public func conclude(_ state: UnsafeMutablePointer<Double>) {}
}

/// Why an integration ended before its end.
public enum IntegrationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The step fell below what the time can resolve.
  case stepTooSmall(time: Double, step: Double)
  /// More steps than allowed.
  case tooManySteps(time: Double, limit: Int)

  /// Place or subject, reason and way out.
  public var description: String {
    switch self {
    case .stepTooSmall(let time, let step):
      "the step fell to \(step) s at \(time) s after the start: the error estimate no longer shrinks with the step; "
        + "check the parameters for a rate that is not finite, or refine the mesh"
    case .tooManySteps(let time, let limit):
      "\(limit) steps were not enough (reached \(time) s after the start); raise the limit or loosen the tolerance"
    }
  }
}
