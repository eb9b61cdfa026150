import Bench
import Quantities
import Records

/// Why a reproduction could not be carried out.
public enum ReproductionError: Error, Sendable, Equatable, CustomStringConvertible, StatesExitStatus {
  /// An id that is not in the table.
  case unknownObservation(String, suggestion: String?, known: [String])
  /// A parameter of a calibration that the device does not have.
  case unknownParameter(String, suggestion: String?)
  /// An observation whose protocol recorded no spectrum.
  case noSpectra
  /// The project's copy of the observations table could not be read.
  case tableUnreadable(String)
  /// A protocol ended early.
  case runFailed(experiment: String, reason: String)
  /// The run was stopped from outside.
  case cancelled

  /// What the command ends with.
  public var exitStatus: ExitStatus {
    switch self {
    case .unknownObservation: .usage
    case .unknownParameter: .inputFile
    case .noSpectra, .tableUnreadable: .inputFile
    case .runFailed, .cancelled: .noConvergence
    }
  }

  /// Place or subject, reason and way out.
  public var description: String {
    switch self {
    case .unknownObservation(let id, let suggestion, let known):
      "no observation has the id '\(id)'"
        + (suggestion.map { "; did you mean '\($0)'?" } ?? "") + "\n  known: " + known.joined(separator: " ")
    case .unknownParameter(let path, let suggestion):
      "the device has no parameter '\(path)'" + (suggestion.map { "; did you mean '\($0)'?" } ?? "")
    case .noSpectra:
      "the protocol recorded no spectrum; add 'record spectrum' to its sentences"
    case .tableUnreadable(let reason): "the observations table could not be read: \(reason)"
    case .runFailed(let experiment, let reason): "experiment \(experiment) ended early: \(reason)"
    case .cancelled: "stopped; what was finished before is kept"
    }
  }
}
