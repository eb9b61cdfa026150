// What is refused before the YAML parser sees the text, each with its place: tabs in the indentation, nesting deeper
// than any input file (it would exhaust the stack of a recursive parser), and the features of YAML by which a value can
// come from somewhere else than where it is read: anchors, aliases, tags, merge keys, complex keys. An alias inside a
// key can also cost exponential time ("billion laughs"), so these must be refused before and not after parsing.

/// One pass over the text, line by line.
struct StructureCheck {
  private let source: SourceText
  private let deepestFlow = 32
  private let widestIndentation = 100

  init(_ source: SourceText) { self.source = source }

  func run(_ log: DiagnosticLog) {
    var flowDepth = 0
    var quote: Unicode.Scalar?
    var blockScalarIndentation: Int?
    for (index, text) in source.lines.enumerated() {
      let line = Array(text.unicodeScalars)
      let indentation = line.prefix { $0 == " " }.count
      guard indentation < line.count else { continue }
      if let limit = blockScalarIndentation {
        if indentation > limit { continue }
        blockScalarIndentation = nil
      }
      if quote == nil {
        checkIndentation(line, indentation, index, isInFlow: flowDepth > 0, log)
        if log.hasErrors && indentation > widestIndentation { return }
      }
      scan(line, from: indentation, index, &flowDepth, &quote, log)
      if flowDepth > deepestFlow { return }
      if quote == nil, flowDepth == 0, Self.opensBlockScalar(line) { blockScalarIndentation = indentation }
    }
  }

  private func checkIndentation(
    _ line: [Unicode.Scalar], _ indentation: Int, _ index: Int, isInFlow: Bool, _ log: DiagnosticLog
  ) {
    if line[indentation] == "\t", line.contains(where: { !$0.properties.isWhitespace }) {
      log.report(
        Diagnostic(
          code: "E-tab", message: "a tab in the indentation", at: place(index, indentation),
          reason: "the width of a tab is not defined, so the nesting would be a guess",
          remedy: "indent with spaces, two for each level"))
    } else if line[indentation] == "\u{A0}" {
      log.report(
        Diagnostic(
          code: "E-encoding", message: "a no-break space in the indentation", at: place(index, indentation),
          reason: "it looks like a space and is none", remedy: "replace it by a space"))
    }
    if !isInFlow, line[indentation] != "#",
      line.prefix(while: { $0 == " " || $0 == "-" || $0 == "?" }).count > widestIndentation
    {
      tooDeep(index, indentation, log)
    }
  }

  /// Follows brackets, quotes and comments; reports features that are not used.
  private func scan(
    _ line: [Unicode.Scalar], from start: Int, _ index: Int, _ flowDepth: inout Int, _ quote: inout Unicode.Scalar?,
    _ log: DiagnosticLog
  ) {
    var atTokenStart = true
    var i = start
    while i < line.count {
      let (scalar, next) = (line[i], i + 1 < line.count ? line[i + 1] : " ")
      if let open = quote {
        if open == "\"" && scalar == "\\" {
          i += 1
        } else if scalar == open {
          if open == "'" && next == "'" { i += 1 } else { quote = nil }
        }
        atTokenStart = false
      } else if scalar == "#" && (i == 0 || line[i - 1].properties.isWhitespace) {
        return
      } else if scalar == " " || scalar == "\t" {
        // keeps atTokenStart
      } else if atTokenStart && (scalar == "\"" || scalar == "'") {
        quote = scalar
        atTokenStart = false
      } else if atTokenStart && (scalar == "[" || scalar == "{") {
        flowDepth += 1
        if flowDepth > deepestFlow { return tooDeep(index, i, log) }
      } else if flowDepth > 0 && (scalar == "]" || scalar == "}") {
        flowDepth -= 1
        atTokenStart = false
      } else if (flowDepth > 0 && scalar == ",") || (scalar == ":" && (next.properties.isWhitespace)) {
        atTokenStart = true
      } else if atTokenStart && scalar == "-" && next.properties.isWhitespace {
        // the next token starts behind the dash
      } else {
        if atTokenStart { checkFeature(line, i, index, next, log) }
        atTokenStart = false
      }
      i += 1
    }
  }

  private func checkFeature(
    _ line: [Unicode.Scalar], _ column: Int, _ index: Int, _ next: Unicode.Scalar, _ log: DiagnosticLog
  ) {
    let what: String
    switch line[column] {
    case "&" where !next.properties.isWhitespace: what = "an anchor (`&name`)"
    case "*" where !next.properties.isWhitespace: what = "an alias (`*name`)"
    case "!": what = "a tag (`!name`)"
    case "?" where next.properties.isWhitespace: what = "a complex key (`? …`)"
    case "<" where next == "<": what = "a merge key (`<<`)"
    default: return
    }
    let length = line[column...].prefix { !$0.properties.isWhitespace && !",]}".unicodeScalars.contains($0) }.count
    log.report(
      Diagnostic(
        code: "E-yaml-feature", message: "\(what) is not used in input files", at: place(index, column, length),
        reason: "every value stands where it is read, so that its origin can be shown",
        remedy: "write the value out; put a text that begins with `\(line[column])` in quotes"))
  }

  private func tooDeep(_ index: Int, _ column: Int, _ log: DiagnosticLog) {
    log.report(
      Diagnostic(
        code: "E-nesting", message: "nested more deeply than any input file", at: place(index, column),
        remedy: "look for a bracket that is not closed"))
  }

  private func place(_ index: Int, _ column: Int, _ length: Int = 1) -> SourceLocation {
    SourceLocation(source: source, line: index + 1, column: column + 1, length: length)
  }

  /// Whether the line ends with `|` or `>` (with their indicators), so that the deeper lines below are text.
  private static func opensBlockScalar(_ line: [Unicode.Scalar]) -> Bool {
    let words = String(String.UnicodeScalarView(line)).split(separator: " ")
    let code = words.firstIndex { $0.hasPrefix("#") }.map { words[..<$0] } ?? words[...]
    guard let last = code.last, let first = last.first, first == "|" || first == ">" else { return false }
    return last.dropFirst().allSatisfy { "+-0123456789".contains($0) } && code.count > 1
  }
}
