import Foundation

/// A JSON document whose keys stay in the order they were given, so that two runs can be compared line by line.
public enum JSONValue: Sendable, Equatable {
  /// One key of an object with its value.
  public struct Member: Sendable, Equatable {
    /// The key.
    public let key: String
    /// Its value.
    public let value: JSONValue
    /// - Parameters: key and value.
    public init(_ key: String, _ value: JSONValue) {
      self.key = key
      self.value = value
    }
  }

  /// An object; its keys keep their order.
  case object([Member])
  /// A list.
  case array([JSONValue])
  /// A text.
  case string(String)
  /// A finite number.
  case number(Double)
  /// A whole number, written without a point.
  case integer(Int)
  /// True or false.
  case bool(Bool)
  /// No value.
  case null

  /// A number, or null where there is none; JSON has no NaN and no infinity, so these become null too.
  public static func number(_ value: Double?) -> JSONValue {
    if let value, value.isFinite { .number(value) } else { .null }
  }

  /// A text, or null where there is none.
  public static func string(_ value: String?) -> JSONValue {
    if let value { .string(value) } else { .null }
  }

  /// An object with its keys in alphabetical order.
  public static func sorted(_ members: [String: JSONValue]) -> JSONValue {
    .object(members.sorted { $0.key < $1.key }.map { Member($0.key, $0.value) })
  }

  /// The document, indented by two blanks, ended by a newline.
  public var text: String {
    var text = ""
    render(into: &text, indent: "")
    return text + "\n"
  }

  private func render(into text: inout String, indent: String) {
    switch self {
    case .object(let members):
      Self.renderList(members, "{", "}", into: &text, indent: indent) { member, text, inner in
        text += Self.quoted(member.key) + ": "
        member.value.render(into: &text, indent: inner)
      }
    case .array(let items):
      Self.renderList(items, "[", "]", into: &text, indent: indent) { $0.render(into: &$1, indent: $2) }
    case .string(let string): text += Self.quoted(string)
    case .number(let number): text += number.isFinite ? number.description : "null"
    case .integer(let number): text += number.description
    case .bool(let flag): text += flag ? "true" : "false"
    case .null: text += "null"
    }
  }

  private static func renderList<Item>(
    _ items: [Item], _ open: String, _ close: String, into text: inout String, indent: String,
    _ render: (Item, inout String, String) -> Void
  ) {
    guard !items.isEmpty else {
      text += open + close
      return
    }
    let inner = indent + "  "
    text += open
    for (index, item) in items.enumerated() {
      text += (index == 0 ? "\n" : ",\n") + inner
      render(item, &text, inner)
    }
    text += "\n" + indent + close
  }

  /// RFC 8259, section 7: quotes, backslashes and control characters are escaped, everything else stands as it is.
  private static func quoted(_ string: String) -> String {
    var text = "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where scalar.value < 0x20:
        text += "\\u" + String(repeating: "0", count: scalar.value < 0x10 ? 3 : 2) + String(scalar.value, radix: 16)
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  /// A text.
  public init(stringLiteral value: String) { self = .string(value) }
  /// A number.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// A whole number.
  public init(integerLiteral value: Int) { self = .integer(value) }
  /// True or false.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// A list.
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  /// An object with its keys in the order written.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(elements.map { Member($0.0, $0.1) })
  }
}
