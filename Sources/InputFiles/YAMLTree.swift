// The one place that knows the YAML parser. It turns Yams' nodes into our own, with places, and its errors into
// diagnostics. Yams stops at the first mapping with a repeated key; to report all of them, the first key of each pair is
// renamed (one character, so that no column moves) and the text parsed again, until every mapping passes. The repetition
// is then found here, with both places. The basic resolver leaves every value a text: guessing types by regular expression
// costs more than all the rest of the reading, and readers know what they want. Anchors, aliases and tags never reach this point (`StructureCheck`).

import Quantities
import Yams

/// One parse of one text.
struct YAMLTree {
  private let text: String
  private let source: SourceText
  /// Columns by which the text stands to the right of column 1 in the source (an argument of the command line).
  private let columnOffset: Int
  private let mostRepetitions = 100

  init(text: String, source: SourceText, columnOffset: Int = 0) {
    self.text = text
    self.source = source
    self.columnOffset = columnOffset
  }

  private struct Place: Hashable {
    var line: Int
    var column: Int
  }

  /// The tree, or `nil` for an empty text or after an error, which is then in the log.
  func node(_ log: DiagnosticLog) -> InputNode? {
    var renamed: [Place: String] = [:]
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { Array($0.unicodeScalars) }
    var current = text
    while true {
      do {
        guard let top = try Yams.Parser(yaml: current, resolver: .basic, encoding: .utf8).singleRoot() else {
          return nil
        }
        return convert(top, renamed, log)
      } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
        let place = Place(line: context.mark.line, column: context.mark.column)
        guard renamed.count < mostRepetitions, let key = keys.first, rename(place, count: renamed.count, &lines) else {
          report(repeatedKey: keys.first ?? "", at: location(place.line, place.column, 1), first: nil, log)
          return nil
        }
        renamed[place] = key
        current = lines.map { String(String.UnicodeScalarView($0)) }.joined(separator: "\n")
      } catch let error as YamlError {
        log.report(diagnostic(for: error))
        return nil
      } catch {
        log.report(Diagnostic(code: "E-yaml", message: "this is not YAML: \(error)", remedy: "check the file"))
        return nil
      }
    }
  }

  private func rename(_ place: Place, count: Int, _ lines: inout [[Unicode.Scalar]]) -> Bool {
    guard lines.indices.contains(place.line - 1), let mark = Unicode.Scalar(0xE000 + UInt32(count)) else {
      return false
    }
    let line = lines[place.line - 1]
    var column = place.column - 1
    if line.indices.contains(column), line[column] == "\"" || line[column] == "'" { column += 1 }
    guard line.indices.contains(column) else { return false }
    lines[place.line - 1][column] = mark
    return true
  }

  // MARK: nodes

  private func convert(_ node: Yams.Node, _ renamed: [Place: String], _ log: DiagnosticLog) -> InputNode {
    let mark = Place(line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
    switch node {
    case .scalar(let scalar):
      return InputNode(content: .text(scalar.string), location: location(of: scalar, mark))
    case .sequence(let sequence):
      return InputNode(
        content: .list(sequence.map { convert($0, renamed, log) }), location: location(mark.line, mark.column, 1))
    case .mapping(let mapping):
      var entries: [InputNode.Entry] = []
      var seen: [String: SourceLocation] = [:]
      for (keyNode, valueNode) in mapping {
        guard let scalar = keyNode.scalar, let keyMark = keyNode.mark.map({ Place(line: $0.line, column: $0.column) })
        else {
          log.report(
            Diagnostic(
              code: "E-yaml-feature", message: "a key that is a list or a mapping is not used in input files",
              at: location(mark.line, mark.column, 1), remedy: "write a word as the key"))
          continue
        }
        let key = renamed[keyMark] ?? scalar.string
        let place = location(of: scalar, keyMark, text: key)
        if let first = seen[key] {
          report(repeatedKey: key, at: place, first: first, log)
        } else {
          seen[key] = place
          entries.append(InputNode.Entry(key: key, keyLocation: place, value: convert(valueNode, renamed, log)))
        }
      }
      return InputNode(content: .mapping(entries), location: location(mark.line, mark.column, 1))
    case .alias:
      return InputNode(content: .text(""), location: location(mark.line, mark.column, 1))
    }
  }

  /// All of the text where it stands literally on one line; otherwise the rest of its first line.
  private func location(of scalar: Yams.Node.Scalar, _ mark: Place, text known: String? = nil) -> SourceLocation {
    let written = Array((known ?? scalar.string).unicodeScalars)
    let isQuoted = scalar.style == .singleQuoted || scalar.style == .doubleQuoted
    let column = mark.column + (isQuoted ? 1 : 0) + columnOffset
    let line = mark.line <= source.lines.count ? Array(source.lines[mark.line - 1].unicodeScalars) : []
    if line.dropFirst(column - 1).starts(with: written) {
      return SourceLocation(source: source, line: mark.line, column: column, length: written.count)
    }
    let rest = line.dropFirst(mark.column + columnOffset - 1).count
    return location(mark.line, mark.column, max(rest, 1))
  }

  private func location(_ line: Int, _ column: Int, _ length: Int) -> SourceLocation {
    SourceLocation(source: source, line: line, column: column + columnOffset, length: length)
  }

  // MARK: errors

  private func report(
    repeatedKey key: String, at place: SourceLocation, first: SourceLocation?, _ log: DiagnosticLog
  ) {
    log.report(
      Diagnostic(
        code: "E-duplicate-key", message: "the key `\(key)` is given twice", at: place,
        reason: first.map { "it already stands in line \($0.line), column \($0.column)" }
          ?? "only one of the values could count", remedy: "keep one of the two"))
  }

  private func diagnostic(for error: YamlError) -> Diagnostic {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      let (message, remedy) = Self.inWords(problem)
      let line = min(mark.line, max(source.lines.count, 1))
      let column = line == mark.line ? mark.column : (source.lines.last?.unicodeScalars.count ?? 0) + 1
      return Diagnostic(
        code: "E-yaml", message: message, at: location(line, column, 1), reason: "the YAML parser says: \(problem)",
        remedy: remedy)
    default:
      return Diagnostic(code: "E-yaml", message: "this is not YAML", reason: "\(error)", remedy: "check the file")
    }
  }

  /// The parser's commonest complaints in the user's words.
  private static func inWords(_ problem: String) -> (message: String, remedy: String) {
    switch problem {
    case let p where p.hasPrefix("mapping values are not allowed"):
      ("a second `: ` where only a value may stand", "put a text that holds `: ` in quotes, or begin a new line")
    case let p where p.hasPrefix("could not find expected ':'"):
      ("a key without its colon", "write `key: value`, with a space behind the colon")
    case let p where p.hasPrefix("did not find expected ',' or '}'"):
      ("a `{…}` that is not closed, or lacks a comma", "write {value: 40 nm, source: \"…\"}")
    case let p where p.hasPrefix("did not find expected ',' or ']'"):
      ("a `[…]` that is not closed, or lacks a comma", "write [20 nm, 80 nm]")
    case let p where p.hasPrefix("did not find expected key"), let p where p.hasPrefix("did not find expected '-'"):
      ("the indentation fits no level above", "align the line with its neighbours on the same level")
    case let p where p.hasPrefix("found unexpected end of stream"),
      let p where p.hasPrefix("found unexpected document"):
      ("a quote that is not closed", "close it")
    case let p where p.hasPrefix("found character that cannot start any token"):
      ("a value cannot begin with this character", "put the value in quotes")
    case let p where p.hasPrefix("but found another document"):
      ("a second document in one file (`---`)", "one file holds one document; remove the line")
    default:
      ("this is not YAML", "compare with the file that `driftlight init` writes")
    }
  }
}
