/// What the exit code of the command line tells a shell.
public enum ExitStatus: Int32, Sendable, CaseIterable, CustomStringConvertible {
  /// Everything asked for was done.
  case success = 0
  /// The command line is to blame, or what surrounds it: arguments, output folder, gnuplot.
  case usage = 2
  /// An input file is to blame.
  case inputFile = 3
  /// A computation gave no result.
  case noConvergence = 4
  /// A conservation law was violated by more than its limit, or a record does not come out again.
  case auditFailed = 5
  /// Measured or recorded data could not be read.
  case dataUnreadable = 6
  /// Stopped from outside: Ctrl-C or `kill`.
  case interrupted = 130

  /// What it means, in a few words.
  public var description: String {
    switch self {
    case .success: "done"
    case .usage: "usage: an argument, id or override is wrong, the output folder cannot be made, a figure was not drawn"
    case .inputFile: "an input file is wrong"
    case .noConvergence: "a computation gave no result"
    case .auditFailed:
      "a physics audit failed: ions, charge or photons not conserved, or a record that verify could not repeat"
    case .dataUnreadable: "measured or recorded data could not be read"
    case .interrupted: "stopped by Ctrl-C or kill; what was observed is kept, --resume goes on"
    }
  }
}

/// An error that knows which exit code it means.
public protocol StatesExitStatus: Error {
  /// The exit code a command ends with when this error reaches it.
  var exitStatus: ExitStatus { get }
}
