// The tree as text again, one value a line, with its origin as a comment. Reading the text gives the same tree (without
// the comments), so a record can be run again from the resolved input beside it.

extension InputDocument {
  /// The document as YAML with the origin of each value behind it.
  ///
  /// - Parameter keys: top keys to leave out, because they are already carried out.
  public func text(without keys: [String] = []) -> String {
    guard let entries = root.entries else { return Self.lines(root, indent: 0).joined(separator: "\n") + "\n" }
    var top = root
    top.content = .mapping(entries.filter { !keys.contains($0.key) })
    return Self.lines(top, indent: 0).joined(separator: "\n") + "\n"
  }

  private static func lines(_ node: InputNode, indent: Int) -> [String] {
    let margin = String(repeating: " ", count: indent)
    switch node.content {
    case .text(let text): return [margin + scalar(text) + comment(node.origin)]
    case .list(let list) where list.isEmpty: return [margin + "[]"]
    case .list(let list):
      return list.flatMap { element in
        var below = lines(element, indent: indent + 2)
        if let first = below.first { below[0] = margin + "- " + first.dropFirst(indent + 2) }
        return below
      }
    case .mapping(let entries) where entries.isEmpty: return [margin + "{}"]
    case .mapping(let entries):
      return entries.flatMap { entry -> [String] in
        let key = margin + scalar(entry.key) + ":"
        switch entry.value.content {
        case .text(let text):
          return [key + (text.isEmpty ? "" : " ") + scalar(text, isValue: true) + comment(entry.value.origin)]
        case .list(let list) where list.isEmpty: return [key + " []"]
        case .mapping(let inner) where inner.isEmpty: return [key + " {}"]
        default: return [key] + lines(entry.value, indent: indent + 2)
        }
      }
    }
  }

  private static func comment(_ origin: ValueOrigin) -> String {
    "  # " + "\(origin)".unicodeScalars.map { $0.value < 32 ? " " : String($0) }.joined()
  }

  /// Plain where no character can mean anything to YAML, otherwise in double quotes.
  private static func scalar(_ text: String, isValue: Bool = false) -> String {
    if text.isEmpty { return isValue ? "" : "\"\"" }
    let scalars = Array(text.unicodeScalars)
    let isPlain =
      scalars.allSatisfy { $0.properties.isAlphabetic || "0123456789 +-./^()%_°²³⁻¹=;".unicodeScalars.contains($0) }
      && scalars.first != " " && scalars.last != " " && scalars.first != "%" && scalars.first != "="
      && !(scalars.first == "-" && (scalars.count < 2 || !("0"..."9").contains(scalars[1])))
    if isPlain { return text }
    let escaped = scalars.map { scalar -> String in
      switch scalar {
      case "\\": "\\\\"
      case "\"": "\\\""
      case "\n": "\\n"
      case "\t": "\\t"
      default: String(scalar)
      }
    }
    return "\"" + escaped.joined() + "\""
  }
}
