import Quantities

/// Reads the keys of one mapping, reports every mistake to a log, and knows at the end which keys nobody asked for.
///
/// Each `…(key)` call returns `nil` after a mistake (reported) and for a key that is absent; absence is reported unless
/// the key is optional. Call `finish()` when everything was asked for, then `log.throwIfErrors()`.
///
/// A class, because readers of nested mappings report which keys they know; it does not leave the task that reads.
public final class MappingReader {
  /// Path of the mapping from the top of the file; empty for the top itself.
  public let path: String
  /// Where mistakes are reported.
  public let log: DiagnosticLog
  /// Where the mapping stands.
  public let location: SourceLocation
  /// The keys and values in the order of the file; empty after a mistake.
  public let entries: [InputNode.Entry]
  private let isMapping: Bool
  private var known: [String] = []
  private var missing: [String: Diagnostic] = [:]

  /// - Parameters:
  ///   - node: the value that must be a mapping; otherwise a mistake is reported and the reader is empty.
  ///   - path: its path from the top of the file.
  ///   - log: where mistakes are reported.
  public init(_ node: InputNode, path: String = "", log: DiagnosticLog) {
    self.path = path
    self.log = log
    location = node.location
    isMapping = node.entries != nil
    if let entries = node.entries {
      self.entries = entries
    } else {
      entries = []
      let subject = path.isEmpty ? "the file" : "`\(path)`"
      log.report(
        Diagnostic(
          code: "E-type", message: "\(subject) must be a mapping and is \(node.kindPhrase)", at: node.location,
          remedy: "write `key: value` lines"))
    }
  }

  /// Path of a key of this mapping.
  public func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  /// Whether the mapping holds a key; the key counts as known.
  public func holds(_ key: String) -> Bool { node(key) != nil }

  /// The value under a key; the key counts as known.
  public func node(_ key: String) -> InputNode? {
    if !known.contains(key) { known.append(key) }
    return entries.first { $0.key == key }?.value
  }

  /// The value under a key that must be there.
  public func requiredNode(_ key: String, example: String) -> InputNode? {
    if let node = node(key) { return node }
    guard isMapping else { return nil }
    let diagnostic = Diagnostic(
      code: "E-key-missing", message: "the key `\(path(of: key))` is missing", at: location,
      remedy: "add `\(key): \(example)`")
    missing[key] = diagnostic
    log.report(diagnostic)
    return nil
  }

  /// The mapping under a key.
  public func mapping(_ key: String, optional: Bool = false, example: String = "{…}") -> MappingReader? {
    guard let node = optional ? node(key) : requiredNode(key, example: example) else { return nil }
    return MappingReader(node, path: path(of: key), log: log)
  }

  /// The list under a key; a single value or a mapping there is a mistake.
  public func list(_ key: String, optional: Bool = false, example: String = "[…]") -> [InputNode]? {
    guard let node = optional ? node(key) : requiredNode(key, example: example) else { return nil }
    if let list = node.list { return list }
    log.report(
      Diagnostic(
        code: "E-type", message: "`\(path(of: key))` must be a list and is \(node.kindPhrase)", at: node.location,
        remedy: "write one `- …` line for each element"))
    return nil
  }

  /// Readers of a list of mappings, each named by its `name` in paths; names must be unique.
  public func namedMappings(_ key: String, optional: Bool = false) -> [MappingReader] {
    var seen: [String: SourceLocation] = [:]
    return (list(key, optional: optional, example: "[{name: …}]") ?? []).enumerated().map { index, node in
      let name = node["name"]?.text ?? ""
      if let place = node["name"]?.location, !name.isEmpty {
        if let first = seen[name] {
          log.report(
            Diagnostic(
              code: "E-name", message: "two elements of `\(path(of: key))` are named `\(name)`", at: place,
              reason: "the first stands in line \(first.line)", remedy: "give each element a name of its own"))
        } else {
          seen[name] = place
        }
      }
      return MappingReader(node, path: path(of: key) + "." + (name.isEmpty ? "\(index + 1)" : name), log: log)
    }
  }

  /// Reports every key that nobody asked for. A misspelt key explains why the right one is missing: one mistake.
  public func finish() {
    for entry in entries where !known.contains(entry.key) {
      let absent = known.filter { name in !entries.contains { $0.key == name } }
      let suggestion = Spelling.closest(to: entry.key, among: absent) ?? Spelling.closest(to: entry.key, among: known)
      if let explained = suggestion.flatMap({ missing[$0] }) { log.withdraw(explained) }
      let subject = path.isEmpty ? "here" : "in `\(path)`"
      log.report(
        Diagnostic(
          code: "E-key-unknown", message: "the key `\(entry.key)` is not known \(subject)", at: entry.keyLocation,
          reason: known.isEmpty ? "no key is known here" : "known keys are \(known.sorted().joined(separator: ", "))",
          remedy: "correct the key or remove it", suggestion: suggestion))
    }
  }
}
