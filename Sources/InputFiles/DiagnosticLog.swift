/// Gathers the diagnostics of one input, so that all of them reach the user at once.
///
/// A class, because the readers of nested mappings write into one log; it does not leave the task that reads.
public final class DiagnosticLog {
  /// Everything reported so far.
  public private(set) var diagnostics: [Diagnostic] = []
  private var seen: Set<Diagnostic> = []

  /// An empty log.
  public init() {}

  /// Adds a diagnostic; the same one twice counts once.
  public func report(_ diagnostic: Diagnostic) {
    if seen.insert(diagnostic).inserted { diagnostics.append(diagnostic) }
  }

  /// Takes a diagnostic back that another one explains better.
  func withdraw(_ diagnostic: Diagnostic) {
    if seen.remove(diagnostic) != nil { diagnostics.removeAll { $0 == diagnostic } }
  }

  /// Whether anything reported so far is an error.
  public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  /// The diagnostics in the order of the text: files first, then arguments.
  public var sorted: [Diagnostic] {
    let keyed = diagnostics.enumerated().map { index, diagnostic in
      let place = diagnostic.location
      return (place?.source.isArgument == true ? 1 : 0, place?.line ?? 0, place?.column ?? 0, index, diagnostic)
    }
    return keyed.sorted { ($0.0, $0.1, $0.2, $0.3) < ($1.0, $1.1, $1.2, $1.3) }.map { $0.4 }
  }

  /// The warnings in the order of the text.
  public var warnings: [Diagnostic] { sorted.filter { $0.severity == .warning } }

  /// - Throws: `InputError` with everything reported so far where an error is among it.
  public func throwIfErrors() throws(InputError) {
    if hasErrors { throw InputError(sorted) }
  }
}
