/// All that is wrong with the input, at once.
public struct InputError: Error, Sendable, Hashable {
  /// Who has to change what.
  public enum Kind: Sendable, Hashable {
    /// The command line (exit code 2).
    case usage
    /// An input file (exit code 3).
    case inputFile
  }

  /// Who has to change what.
  public let kind: Kind
  /// Every diagnostic, in the order of the text; warnings among them where errors stand beside them.
  public let diagnostics: [Diagnostic]

  /// - Parameters: as the properties of the same names.
  public init(kind: Kind, diagnostics: [Diagnostic]) {
    self.kind = kind
    self.diagnostics = diagnostics
  }

  /// The error of these diagnostics; a mistake of usage where every error stands on the command line.
  public init(_ diagnostics: [Diagnostic]) {
    let errors = diagnostics.filter { $0.severity == .error }
    let onCommandLine = errors.allSatisfy { $0.location?.source.isArgument == true }
    self.init(kind: onCommandLine ? .usage : .inputFile, diagnostics: diagnostics)
  }

  /// The documented exit code of the program: 2 for usage, 3 for an input file.
  public var exitCode: Int32 { kind == .usage ? 2 : 3 }
}

extension InputError: CustomStringConvertible {
  /// Most diagnostics that are written out: beyond that nobody reads them.
  private static let mostShown = 100

  /// Every diagnostic as text, then a count.
  public var description: String {
    let errors = diagnostics.filter { $0.severity == .error }.count
    let warnings = diagnostics.count - errors
    var count = errors == 1 ? "1 error" : "\(errors) errors"
    if warnings > 0 { count += warnings == 1 ? ", 1 warning" : ", \(warnings) warnings" }
    let shown = diagnostics.prefix(Self.mostShown).map { "\($0)" }.joined(separator: "\n\n")
    let hidden = diagnostics.count - Self.mostShown
    return shown + "\n\n" + count + (hidden > 0 ? ", the first \(Self.mostShown) shown" : "")
  }
}
