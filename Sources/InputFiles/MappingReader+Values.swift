import Quantities

extension MappingReader {
  /// A single text with its place, trimmed.
  public func text(_ key: String, optional: Bool = false, example: String) -> InputNode? {
    guard let node = optional ? node(key) : requiredNode(key, example: example) else { return nil }
    guard let text = node.text, !text.trimmed.isEmpty else {
      wrongType(key, "a text", node, example)
      return nil
    }
    return node
  }

  /// One of several words.
  public func choice(_ key: String, among words: [String], optional: Bool = false) -> String? {
    guard let node = text(key, optional: optional, example: words.first ?? ""), let text = node.text else { return nil }
    if words.contains(text) { return text }
    log.report(
      Diagnostic(
        code: "E-choice", message: "`\(path(of: key))` cannot be `\(text)`", at: node.location,
        reason: "it is one of \(words.joined(separator: ", "))", remedy: "write one of these",
        suggestion: Spelling.closest(to: text, among: words)))
    return nil
  }

  /// One of the cases of an enumeration of words.
  public func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, of type: Choice.Type, optional: Bool = false
  ) -> Choice? where Choice.RawValue == String {
    choice(key, among: type.allCases.map(\.rawValue), optional: optional).flatMap { type.init(rawValue: $0) }
  }

  /// `true` or `false`.
  public func flag(_ key: String, optional: Bool = false) -> Bool? {
    guard let node = optional ? node(key) : requiredNode(key, example: "true") else { return nil }
    switch node.text {
    case "true": return true
    case "false": return false
    default:
      let spelled = ["yes": "true", "on": "true", "no": "false", "off": "false"][node.text?.lowercased() ?? ""]
      log.report(
        Diagnostic(
          code: "E-type", message: "`\(path(of: key))` must be true or false", at: node.location,
          remedy: "write true or false",
          suggestion: spelled ?? Spelling.closest(to: node.text ?? "", among: ["true", "false"])))
      return nil
    }
  }

  /// A whole number.
  public func integer(_ key: String, in range: ClosedRange<Int>, optional: Bool = false, example: String = "1") -> Int?
  {
    guard let node = optional ? node(key) : requiredNode(key, example: example) else { return nil }
    let text = (node.text ?? "").replacing("−", with: "-")
    guard let value = Int(text.hasPrefix("+") ? String(text.dropFirst()) : text) else {
      wrongType(key, "a whole number", node, example)
      return nil
    }
    guard range.contains(value) else {
      log.report(
        Diagnostic(
          code: "E-range", message: "`\(path(of: key))` cannot be \(value)", at: node.location,
          reason: "it lies from \(range.lowerBound) to \(range.upperBound)", remedy: "write e.g. \(example)"))
      return nil
    }
    return value
  }

  /// A quantity, written short (`40 nm`) or in full (`{value: 40 nm, source: …, evidence: …, range: […]}`).
  ///
  /// A value that cannot exist is an error; one outside its plausible range is a warning.
  public func quantity(_ key: String, _ rule: QuantityRule, optional: Bool = false) -> GivenQuantity? {
    guard let node = optional ? node(key) : requiredNode(key, example: rule.example) else { return nil }
    return QuantityReader(rule: rule, path: path(of: key), log: log).read(node)
  }

  private func wrongType(_ key: String, _ wanted: String, _ node: InputNode, _ example: String) {
    log.report(
      Diagnostic(
        code: "E-type",
        message:
          "`\(path(of: key))` must be \(wanted) and is \(node.text.map { "`\($0.prefix(40))`" } ?? node.kindPhrase)",
        at: node.location,
        remedy: "write `\(key): \(example)`"))
  }
}
