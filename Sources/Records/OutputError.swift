/// Why an output folder cannot be made, with the way out.
public enum OutputError: StatesExitStatus, Equatable, CustomStringConvertible {
  /// The folder that is to hold it is not there.
  case missingParent(path: String, parent: String)
  /// There is a folder of that name, with files in it.
  case exists(path: String)
  /// There is a folder of that name that no command of this program made.
  case notOurs(path: String)
  /// A file stands where a folder belongs.
  case notAFolder(path: String)
  /// The system refuses to write there, with its reason.
  case notWritable(path: String, reason: String)
  /// A text that cannot be the name of a file in a record.
  case invalidName(String)
  /// There is a file of that name.
  case fileExists(path: String)
  /// A folder stands where a file belongs.
  case notAFile(path: String)
  /// Another process writes there.
  case inUse(path: String)
  /// A stopped run lies there that could go on.
  case unfinished(path: String, folder: String)
  /// No stopped run lies there.
  case nothingToResume(path: String)
  /// The stopped run that lies there is another one, with what tells them apart.
  case otherRun(path: String, differs: String)

  /// The output folder is part of the usage: 2.
  public var exitStatus: ExitStatus { .usage }

  /// Place or subject, reason and way out.
  public var description: String {
    switch self {
    case .missingParent(let path, let parent):
      "cannot make \(path): there is no folder \(parent); create it with mkdir -p '\(parent)', or name another with --out"
    case .exists(let path):
      "\(path) is already there and holds files; name another folder with --out, or --force to replace it"
    case .notOurs(let path):
      "\(path) holds files that are no Driftlight record (no provenance.json), so --force leaves it alone; "
        + "name another folder with --out"
    case .notAFolder(let path):
      "\(path) is a file, not a folder; name another folder with --out"
    case .notWritable(let path, let reason):
      "cannot write to \(path): \(reason); make it writable with chmod u+w, free some space, "
        + "or name another folder with --out"
    case .fileExists(let path):
      "\(path) is already there; name another file with --out, or --force to replace it"
    case .notAFile(let path):
      "\(path) is a folder, not a file; name a file with --out"
    case .inUse(let path):
      "another process is writing to \(path); wait for it, or name another folder with --out"
    case .unfinished(let path, let folder):
      "an unfinished run lies in \(path); go on with it by --resume (with --out \(folder)), or discard it with --force"
    case .nothingToResume(let path):
      "there is no unfinished run for \(path); leave --resume out to begin one, or name the folder of the run with --out"
    case .otherRun(let path, let differs):
      "the unfinished run in \(path) was begun with another \(differs); give the same arguments as then, "
        + "or discard it with --force and without --resume"
    case .invalidName(let name):
      "'\(name)' cannot be the name of a file in a record; use letters, digits, '-', '_' and '.'"
    }
  }
}
