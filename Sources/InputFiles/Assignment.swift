// One value set from outside its place in the file: `--set layers.TFB.thickness=30nm`, or an entry of a parameter set.
// The value becomes a node of the tree like any other and is then read by the same reader, so that a bare number, a wrong
// unit or an unknown key gives the same diagnostic, with the caret in the argument.

import Quantities

/// A path into an input file and the value to put there.
public struct Assignment: Sendable {
  /// One step of the path and where it is written.
  public struct Step: Sendable, Hashable {
    /// A key of a mapping, or the `name` of an element of a list.
    public var name: String
    /// Where it is written.
    public var location: SourceLocation
  }

  /// The steps from the top of the file.
  public var steps: [Step]
  /// The value.
  public var value: InputNode

  /// The path as people write it.
  public var path: String { steps.map(\.name).joined(separator: ".") }

  /// Reads the argument of `--set`: `path=value`.
  ///
  /// - Throws: `InputError` of kind `usage`.
  public init(argument: String, option: String = "--set") throws(InputError) {
    let clean = argument.unicodeScalars.map { $0.value < 32 ? " " : $0 }
    let source = SourceText.argument(option, String(String.UnicodeScalarView(clean)))
    let offset = option.unicodeScalars.count + 1
    func failure(_ message: String) -> InputError {
      InputError([
        Diagnostic(
          code: "E-override", message: message,
          at: SourceLocation(source: source, line: 1, column: offset + 1, length: clean.count),
          remedy: "write \(option) path=value, e.g. \(option) layers.TFB.thickness=30nm")
      ])
    }
    guard let equals = clean.firstIndex(of: "=") else { throw failure("`\(argument)` sets nothing: there is no `=`") }
    guard let steps = Self.steps(clean[..<equals], source: source, line: 1, offset: offset) else {
      throw failure("`\(argument)` names no path")
    }
    self.steps = steps
    let text = clean[(equals + 1)...]
    let lead = text.prefix { $0 == " " }.count
    var body = Array(text.dropFirst(lead))
    while body.last == " " { body.removeLast() }
    let location = SourceLocation(
      source: source, line: 1, column: offset + equals + 1 + lead + 1, length: max(body.count, 1))
    var value = InputNode(content: .text(String(String.UnicodeScalarView(body))), location: location)
    if let first = body.first, "[{\"'".unicodeScalars.contains(first) {
      let log = DiagnosticLog()
      StructureCheck(source).run(log)
      let tree = YAMLTree(
        text: String(String.UnicodeScalarView(body)), source: source, columnOffset: location.column - 1)
      if let node = tree.node(log) { value = node }
      if log.hasErrors { throw InputError(kind: .usage, diagnostics: log.sorted) }
    }
    self.value = value.with { .override($0) }
  }

  /// An entry `path: value` of the parameter set `name`.
  init?(entry: InputNode.Entry, parameterSet name: String) {
    let place = entry.keyLocation
    guard
      let steps = Self.steps(
        Array(entry.key.unicodeScalars)[...], source: place.source, line: place.line, offset: place.column - 1)
    else { return nil }
    self.steps = steps
    self.value = entry.value.with { .parameterSet(name: name, $0) }
  }

  private static func steps(
    _ path: ArraySlice<Unicode.Scalar>, source: SourceText, line: Int, offset: Int
  ) -> [Step]? {
    var steps: [Step] = []
    var start = path.startIndex
    for part in path.split(separator: ".", omittingEmptySubsequences: false) {
      defer { start += part.count + 1 }
      let lead = part.prefix { $0 == " " }.count
      let name = String(String.UnicodeScalarView(part)).trimmed
      guard !name.isEmpty else { return nil }
      steps.append(
        Step(
          name: name,
          location: SourceLocation(
            source: source, line: line, column: offset + start + lead + 1, length: name.unicodeScalars.count)))
    }
    return steps.isEmpty ? nil : steps
  }
}

extension String {
  /// The text without white space at either end.
  var trimmed: String {
    var view = Substring(self)
    while view.first?.isWhitespace == true { view.removeFirst() }
    while view.last?.isWhitespace == true { view.removeLast() }
    return String(view)
  }
}
