/// What can go wrong with a NetCDF file, with the way out.
public enum NetCDFError: StatesExitStatus, Equatable, CustomStringConvertible {
  /// There is a file of that name.
  case exists(path: String)
  /// What the NetCDF library says of a file, and what it was doing.
  case library(path: String, doing: String, reason: String)
  /// A file whose parts contradict each other.
  case inconsistent(path: String, DatasetError)

  /// What the command ends with when this error reaches it.
  public var exitStatus: ExitStatus {
    switch self {
    case .exists: .usage
    case .library, .inconsistent: .dataUnreadable
    }
  }

  /// Place or subject, reason and way out.
  public var description: String {
    switch self {
    case .exists(let path):
      "\(path) is already there; give another name, or --force to replace it"
    case .library(let path, let doing, let reason):
      "\(path): cannot \(doing): \(reason); check that the path exists, that you may read or write it, "
        + "that the disk has room, and that the file is NetCDF"
    case .inconsistent(let path, let error):
      "\(path): \(error)"
    }
  }
}
