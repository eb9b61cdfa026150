/// One thing that is wrong with, or remarkable about, the input.
public struct Diagnostic: Sendable, Hashable {
  /// How bad it is.
  public enum Severity: String, Sendable, Hashable {
    /// Nothing can be computed.
    case error
    /// Computed, but probably not what was meant.
    case warning
  }

  /// How bad it is.
  public var severity: Severity
  /// Code of the catalogue page, e.g. `E-unit`.
  public var code: String
  /// What is wrong, in one line.
  public var message: String
  /// Where; `nil` where no text is to blame.
  public var location: SourceLocation?
  /// Why it is wrong, one sentence; empty where the message says it.
  public var reason: String
  /// What to write instead.
  public var remedy: String
  /// What was probably meant.
  public var suggestion: String?

  /// - Parameters: as the properties of the same names.
  public init(
    _ severity: Severity = .error, code: String, message: String, at location: SourceLocation? = nil,
    reason: String = "", remedy: String, suggestion: String? = nil
  ) {
    self.severity = severity
    self.code = code
    self.message = message
    self.location = location
    self.reason = reason
    self.remedy = remedy
    self.suggestion = suggestion
  }

  /// Page of the error catalogue.
  public var catalogPage: String { "Documentation/errors/\(code).md" }
}

extension Diagnostic: CustomStringConvertible {
  /// The diagnostic as text: head line, place, source line with caret, reason, remedy, catalogue page.
  public var description: String {
    var lines = ["\(severity.rawValue)[\(code)]: \(message)"]
    if let location {
      let gutter = location.source.isArgument ? "" : String(location.line)
      let blank = String(repeating: " ", count: gutter.count)
      let shown = Self.excerpt(location)
      lines.append("\(blank)--> \(location.source.isArgument ? "command line" : "\(location)")")
      lines.append("\(blank) |")
      lines.append("\(gutter) | \(shown.line)")
      lines.append("\(blank) | \(shown.marks)")
    }
    if !reason.isEmpty { lines.append("  = reason: \(reason)") }
    if let suggestion { lines.append("  = did you mean: \(suggestion)") }
    if !remedy.isEmpty { lines.append("  = remedy: \(remedy.replacing("\n", with: "\n      "))") }
    lines.append("  = see: \(catalogPage)")
    return lines.joined(separator: "\n")
  }

  /// The source line and the carets under it, cut to what fits a terminal; tabs count as one space.
  private static func excerpt(_ location: SourceLocation) -> (line: String, marks: String) {
    let widest = 110
    var scalars = location.lineText.unicodeScalars.map { $0 == "\t" || $0.value < 32 ? " " : $0 }
    var start = min(location.column - 1, scalars.count)
    var lead = ""
    if start > widest - 30 {
      let cut = start - 40
      scalars.removeFirst(cut)
      start -= cut
      lead = "…"
    }
    var tail = ""
    if scalars.count > widest {
      scalars.removeLast(scalars.count - widest)
      tail = "…"
    }
    let length = max(1, min(location.length, scalars.count - start))
    let line = lead + String(String.UnicodeScalarView(scalars)) + tail
    let marks = String(repeating: " ", count: start + lead.count) + String(repeating: "^", count: length)
    return (line, marks)
  }
}
