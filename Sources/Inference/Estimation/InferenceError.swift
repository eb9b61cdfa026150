/// Why a fit could not be made, with what to do about it.
public enum InferenceError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A parameter that cannot be meant.
  case invalidParameter(String, reason: String, remedy: String)
  /// A data set that cannot be fitted, and why.
  case unusableData(String, reason: String, remedy: String)
  /// The model gave another number of values than there are data.
  case wrongPredictionCount(expected: Int, found: Int)
  /// The model cannot be computed where the fit starts.
  case modelFailed(reason: String)
  /// Nothing to fit.
  case nothingToFit(reason: String)
  /// No minimum within the allowed steps.
  case noConvergence(iterations: Int, deviance: Double)

  /// Subject, reason and way out.
  public var description: String {
    switch self {
    case .invalidParameter(let name, let reason, let remedy): "parameter '\(name)': \(reason); \(remedy)"
    case .unusableData(let name, let reason, let remedy): "data '\(name)': \(reason); \(remedy)"
    case .wrongPredictionCount(let expected, let found):
      "the model gave \(found) values for \(expected) data; give one value for each datum"
    case .modelFailed(let reason): "the model fails at the starting values: \(reason); start elsewhere"
    case .nothingToFit(let reason): "nothing to fit: \(reason)"
    case .noConvergence(let iterations, let deviance):
      "no minimum after \(iterations) steps (deviance \(deviance)); start closer, add starts, or give the parameters "
        + "that the data do not fix a prior"
    }
  }
}
