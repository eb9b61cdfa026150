/// The text that a value was read from: a file, or one argument of the command line.
public struct SourceText: Sendable, Hashable {
  /// File path as the user gave it, or the name of the argument, e.g. `--set`.
  public let name: String
  /// Lines without their ends.
  public let lines: [String]
  /// Whether the text is an argument of the command line and not a file.
  public let isArgument: Bool

  /// - Parameters: as the properties of the same names.
  public init(name: String, lines: [String], isArgument: Bool = false) {
    self.name = name
    self.lines = lines
    self.isArgument = isArgument
  }

  /// The argument `--set path=value` as a source of its own.
  public static func argument(_ option: String, _ text: String) -> SourceText {
    SourceText(name: option, lines: ["\(option) \(text)"], isArgument: true)
  }
}

/// A stretch of one line in a source: what a caret points at.
public struct SourceLocation: Sendable, Hashable {
  /// The text.
  public let source: SourceText
  /// Line from 1.
  public let line: Int
  /// Column of the first character (Unicode scalar) from 1.
  public let column: Int
  /// Number of characters, at least 1.
  public let length: Int

  /// - Parameters: as the properties of the same names.
  public init(source: SourceText, line: Int, column: Int, length: Int = 1) {
    self.source = source
    self.line = max(line, 1)
    self.column = max(column, 1)
    self.length = max(length, 1)
  }

  /// The whole line; empty behind the end of the text.
  public var lineText: String { line <= source.lines.count ? source.lines[line - 1] : "" }

  /// Part of the location: `length` characters from `offset` (from 0).
  public func part(offset: Int, length: Int) -> SourceLocation {
    SourceLocation(source: source, line: line, column: column + offset, length: length)
  }

  /// Whether both are the same place of the same text.
  public static func == (a: Self, b: Self) -> Bool {
    a.line == b.line && a.column == b.column && a.length == b.length && a.source.name == b.source.name
      && a.lineText == b.lineText
  }

  /// Hashes what equality compares.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(source.name)
    hasher.combine(line)
    hasher.combine(column)
  }
}

extension SourceLocation: CustomStringConvertible {
  /// `file:line:column`, or the argument itself.
  public var description: String { source.isArgument ? lineText : "\(source.name):\(line):\(column)" }
}
