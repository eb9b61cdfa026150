import Foundation

extension CSVTable {
  /// Reads a table from its text: one line of headings, then numbers. Blank lines and lines that begin with `#` are
  /// passed over.
  ///
  /// `source`: what to call the text in messages, usually the file's path.
  /// - Throws: `CSVError` with line and column. Nothing is guessed: a field is a whole number text or it is an error.
  public init(parsing text: String, source: String = "the text") throws(CSVError) {
    var headings: [(name: String, unit: String)] = []
    var values: [[Double]] = []
    for (index, raw) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let line = raw.hasPrefix("\u{FEFF}") ? raw.dropFirst() : raw
      guard !line.allSatisfy(\.isWhitespace), !line.hasPrefix("#") else { continue }
      guard let fields = Self.fields(of: line) else { throw .openQuote(source: source, line: index + 1) }
      if headings.isEmpty {
        headings = fields.map(Self.heading)
        values = fields.map { _ in [] }
        continue
      }
      guard fields.count == headings.count else {
        throw .fieldCount(source: source, line: index + 1, found: fields.count, expected: headings.count)
      }
      for (column, field) in fields.enumerated() {
        guard let value = Double(field) else {
          throw .notANumber(source: source, line: index + 1, column: column + 1, field: field)
        }
        values[column].append(value)
      }
    }
    guard !headings.isEmpty else { throw .empty(source: source) }
    try self.init(zip(headings, values).map { Column($0.name, unit: $0.unit, values: $1) })
  }

  /// Reads a table from a file; see `init(parsing:source:)`.
  public init(contentsOf file: URL) throws(CSVError) {
    let path = file.path(percentEncoded: false)
    let text: String
    do { text = try String(contentsOf: file, encoding: .utf8) } catch {
      throw .unreadable(path: path, reason: error.localizedDescription)
    }
    try self.init(parsing: text, source: path)
  }

  /// The column of that name.
  /// - Throws: `CSVError.noSuchColumn`, which lists the names there are.
  public func column(_ name: String) throws(CSVError) -> Column {
    guard let found = columns.first(where: { $0.name == name }) else {
      throw .noSuchColumn(name: name, available: columns.map(\.name))
    }
    return found
  }

  /// `emission [uJ cm-2]` → name and unit; a heading without brackets has unit `1`.
  private static func heading(_ field: String) -> (name: String, unit: String) {
    guard field.hasSuffix("]"), let open = field.lastIndex(of: "[") else { return (field, "1") }
    let unit = String(field[field.index(after: open)...].dropLast())
    return (field[..<open].trimmingCharacters(in: .whitespaces), unit)
  }

  /// Fields of one line, blanks around them removed; nil where a quote is left open.
  private static func fields(of line: Substring) -> [String]? {
    var fields: [String] = []
    var field = ""
    var quoted = false
    var rest = line[...]
    while let character = rest.popFirst() {
      if quoted {
        if character == "\"" {
          if rest.first == "\"" {
            field.append("\"")
            rest.removeFirst()
          } else {
            quoted = false
          }
        } else {
          field.append(character)
        }
      } else if character == "\"" {
        quoted = true
      } else if character == "," {
        fields.append(field.trimmingCharacters(in: .whitespaces))
        field = ""
      } else {
        field.append(character)
      }
    }
    fields.append(field.trimmingCharacters(in: .whitespaces))
    return quoted ? nil : fields
  }
}
