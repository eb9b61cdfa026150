import Quantities

/// Reads one quantity out of a value of the tree; the one place where texts become numbers with units.
public struct QuantityReader {
  private let rule: QuantityRule
  private let path: String
  private let log: DiagnosticLog

  /// - Parameters:
  ///   - rule: what the quantity must be.
  ///   - path: its path, for messages.
  ///   - log: where mistakes are reported.
  public init(rule: QuantityRule, path: String, log: DiagnosticLog) {
    self.rule = rule
    self.path = path
    self.log = log
  }

  /// The quantity, or `nil` after a mistake, which is then in the log.
  public func read(_ node: InputNode) -> GivenQuantity? {
    switch node.content {
    case .text(let text): return checked(text, node)
    case .mapping: return full(node)
    case .list:
      report("E-type", "`\(path)` must be one value and is a list", node.location, remedy: "write e.g. \(rule.example)")
      return nil
    }
  }

  private func full(_ node: InputNode) -> GivenQuantity? {
    let reader = MappingReader(node, path: path, log: log)
    let valueNode = reader.requiredNode("value", example: rule.example)
    let source = reader.text("source", optional: true, example: "\"doi:10.…\"")?.text
    let evidence = reader.choice("evidence", of: EvidenceClass.self, optional: true)
    let range = plausibleRange(reader)
    reader.finish()
    guard let valueNode else { return nil }
    guard let text = valueNode.text else {
      report(
        "E-type", "`\(path).value` must be a single value and is \(valueNode.kindPhrase)", valueNode.location,
        remedy: "write e.g. \(rule.example)")
      return nil
    }
    guard var given = checked(text, valueNode) else { return nil }
    given.source = source
    given.evidence = evidence ?? (source == "assumed" ? .assumed : nil)
    given.plausibleRange = range
    if let range, !range.contains(given.siValue) {
      let unit = given.quantity.unit
      func text(_ value: Double) -> String { Quantity(siValue: value, unit: unit).formatted(significantDigits: 6) }
      report(
        "W-range", "`\(path)` = \(given.text) is outside its plausible range", valueNode.location,
        reason: "values from \(text(range.lowerBound)) to \(text(range.upperBound)) are plausible",
        remedy: "check the value; if it is meant, widen `range`", severity: .warning)
    }
    return given
  }

  private func plausibleRange(_ reader: MappingReader) -> ClosedRange<Double>? {
    guard let ends = reader.list("range", optional: true) else { return nil }
    let place = reader.node("range")?.location ?? reader.location
    guard ends.count == 2 else {
      report(
        "E-range", "`\(path).range` has \(ends.count) values", place, remedy: "write the two ends: [20 nm, 80 nm]")
      return nil
    }
    let values = ends.compactMap { end -> Double? in
      guard let text = end.text else {
        report(
          "E-type", "an end of `\(path).range` must be a single value", end.location, remedy: "write [20 nm, 80 nm]")
        return nil
      }
      return parsed(text, end)?.siValue
    }
    guard values.count == 2 else { return nil }
    guard values[0] <= values[1] else {
      report("E-range", "`\(path).range` ends below its beginning", place, remedy: "write the smaller end first")
      return nil
    }
    return values[0]...values[1]
  }

  private func parsed(_ text: String, _ node: InputNode) -> Quantity? {
    do {
      return try Quantity(parsing: text, as: rule.dimension)
    } catch {
      let token = error.token.unicodeScalars.count
      let fits = error.column - 1 + token <= node.location.length
      let place = fits && token > 0 ? node.location.part(offset: error.column - 1, length: token) : node.location
      report(
        error.kind.rawValue, "`\(path)`: \(error.reason)", place,
        remedy: error.kind == .missingUnit || error.kind == .wrongDimension || error.kind == .malformedNumber
          ? "write e.g. \(rule.example)" : error.remedy,
        suggestion: error.suggestion)
      return nil
    }
  }

  private func checked(_ text: String, _ node: InputNode) -> GivenQuantity? {
    guard let quantity = parsed(text, node) else { return nil }
    guard rule.allows(quantity.siValue) else {
      report(
        "E-range", "`\(path)` cannot be \(text.trimmed)", node.location,
        reason: "possible values: \(rule.allowedValues(in: quantity.unit))", remedy: "write e.g. \(rule.example)")
      return nil
    }
    return GivenQuantity(path: path, quantity: quantity, text: text.trimmed, origin: node.origin)
  }

  private func report(
    _ code: String, _ message: String, _ place: SourceLocation, reason: String = "", remedy: String,
    suggestion: String? = nil, severity: Diagnostic.Severity = .error
  ) {
    log.report(
      Diagnostic(
        severity, code: code, message: message, at: place, reason: reason, remedy: remedy, suggestion: suggestion))
  }
}
