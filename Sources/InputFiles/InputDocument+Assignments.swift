import Quantities

extension InputDocument {
  /// The document with every assignment carried out, in order; a later one wins.
  ///
  /// A key that the file does not hold is inserted; whether it may stand there is decided by the reader, which then
  /// points at the argument. Paths that cannot exist are reported to `log`.
  public func applying(_ assignments: [Assignment], log: DiagnosticLog) -> InputDocument {
    var copy = self
    for assignment in assignments {
      copy.root = Self.set(assignment, step: 0, in: copy.root, log)
    }
    return copy
  }

  /// The document with the entries `path: value` of a mapping carried out as the parameter set `name`.
  public func applying(parameterSet name: String, entries: [InputNode.Entry], log: DiagnosticLog) -> InputDocument {
    var assignments: [Assignment] = []
    for entry in entries {
      if let assignment = Assignment(entry: entry, parameterSet: name) {
        assignments.append(assignment)
      } else {
        log.report(
          Diagnostic(
            code: "E-path", message: "`\(entry.key)` is not a path", at: entry.keyLocation,
            remedy: "write the keys from the top of the file, joined by points: layers.TFB.thickness"))
      }
    }
    return applying(assignments, log: log)
  }

  /// Keys of a value written in full.
  static let fullFormKeys = ["value", "source", "evidence", "range"]

  private static func set(_ assignment: Assignment, step: Int, in node: InputNode, _ log: DiagnosticLog) -> InputNode {
    guard step < assignment.steps.count else { return replaced(node, by: assignment.value) }
    let here = assignment.steps[..<step].map(\.name).joined(separator: ".")
    var copy = node
    switch node.content {
    case .mapping(var entries):
      let (index, next) = match(assignment, step, among: entries.map(\.key))
      if let index {
        entries[index].value = set(assignment, step: next, in: entries[index].value, log)
      } else {
        let key = assignment.steps[step]
        entries.append(
          InputNode.Entry(key: key.name, keyLocation: key.location, value: nested(assignment, from: step + 1)))
      }
      copy.content = .mapping(entries)
    case .list(var list):
      let names = list.map { $0["name"]?.text ?? "" }
      let (index, next) = match(assignment, step, among: names)
      if let index {
        list[index] = set(assignment, step: next, in: list[index], log)
        copy.content = .list(list)
      } else {
        let key = assignment.steps[step]
        let known = names.filter { !$0.isEmpty }
        log.report(
          Diagnostic(
            code: "E-path", message: "`\(here)` holds no element named `\(key.name)`", at: key.location,
            reason: known.isEmpty ? "its elements have no names" : "it holds \(known.joined(separator: ", "))",
            remedy: "name one of its elements", suggestion: Spelling.closest(to: key.name, among: known)))
      }
    case .text(let text):
      let key = assignment.steps[step]
      guard step == assignment.steps.count - 1, fullFormKeys.contains(key.name) || text.isEmpty else {
        log.report(
          Diagnostic(
            code: "E-path", message: "`\(here)` is a single value; there is no `\(key.name)` in it", at: key.location,
            remedy: "end the path at `\(here)`",
            suggestion: Spelling.closest(to: key.name, among: fullFormKeys).map { "\(here).\($0)" }))
        return node
      }
      let inserted = InputNode.Entry(key: key.name, keyLocation: key.location, value: assignment.value)
      let value = InputNode.Entry(key: "value", keyLocation: node.location, value: node)
      copy.content = .mapping(text.isEmpty || key.name == "value" ? [inserted] : [value, inserted])
    }
    return copy
  }

  /// A short value replaces the value of a full form and drops its source and evidence; the plausible range stays.
  private static func replaced(_ old: InputNode, by new: InputNode) -> InputNode {
    guard new.text != nil, let entries = old.entries, let value = entries.first(where: { $0.key == "value" }) else {
      return new
    }
    var kept = entries.filter { $0.key == "range" }
    kept.insert(InputNode.Entry(key: "value", keyLocation: value.keyLocation, value: new), at: 0)
    var copy = old
    copy.content = .mapping(kept)
    copy.origin = new.origin
    return copy
  }

  /// The element a step names and the step behind it; a name may hold points, the longest match counts.
  private static func match(_ assignment: Assignment, _ step: Int, among names: [String]) -> (index: Int?, next: Int) {
    for end in stride(from: assignment.steps.count, to: step, by: -1) {
      let joined = assignment.steps[step..<end].map(\.name).joined(separator: ".")
      if let index = names.firstIndex(of: joined) { return (index, end) }
    }
    return (nil, step + 1)
  }

  private static func nested(_ assignment: Assignment, from step: Int) -> InputNode {
    guard step < assignment.steps.count else { return assignment.value }
    let key = assignment.steps[step]
    let entry = InputNode.Entry(key: key.name, keyLocation: key.location, value: nested(assignment, from: step + 1))
    return InputNode(content: .mapping([entry]), location: key.location, origin: assignment.value.origin)
  }
}
