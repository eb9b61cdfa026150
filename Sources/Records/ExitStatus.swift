/// What the exit code of the command line tells a shell.
public enum ExitStatus: Int32, Sendable, CaseIterable, CustomStringConvertible {
  case success = 0
  case usage = 2
  case inputFile = 3
  case noConvergence = 4
  case auditFailed = 5
  case dataUnreadable = 6

  public var description: String {
    switch self {
    case .success: "done"
    case .usage: "usage: unknown argument or id, output folder not writable or already there, gnuplot missing"
    case .inputFile: "an input file or an override is wrong"
    case .noConvergence: "a computation did not converge"
    case .auditFailed: "a physics audit failed: ions, charge or photons not conserved"
    case .dataUnreadable: "measured or recorded data could not be read"
    }
  }
}

/// An error that knows which exit code it means.
public protocol StatesExitStatus: Error {
  /// The exit code a command ends with when this error reaches it.
  var exitStatus: ExitStatus { get }
}
