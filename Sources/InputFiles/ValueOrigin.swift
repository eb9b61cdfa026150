/// Where a value came from.
public enum ValueOrigin: Sendable, Hashable {
  /// Written in the input file.
  case file(SourceLocation)
  /// Given on the command line with `--set`.
  case override(SourceLocation)
  /// Set by a named parameter set of the file.
  case parameterSet(name: String, SourceLocation)
  /// Not given: the value the program takes then.
  case standard
}

extension ValueOrigin {
  /// The place, unless the value was not given anywhere.
  public var location: SourceLocation? {
    switch self {
    case .file(let location), .override(let location), .parameterSet(_, let location): location
    case .standard: nil
    }
  }
}

extension ValueOrigin: CustomStringConvertible {
  /// For people, e.g. `led.yaml:12:16`, `--set layers.TFB.thickness=30nm`, `parameter set M1 (led.yaml:90:5)`, `default`.
  public var description: String {
    switch self {
    case .file(let location), .override(let location): "\(location)"
    case .parameterSet(let name, let location): "parameter set \(name) (\(location))"
    case .standard: "default"
    }
  }
}
