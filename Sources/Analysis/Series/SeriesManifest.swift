import Foundation
import Quantities
import Records

/// A table of files with what belongs to each: `file,fluence [uJ/cm2],exposure [ms],od`; also a power log.
public struct SeriesManifest: Sendable, Equatable {
  /// Numbers of each file, SI, by quantity (see `FileNamePattern.quantities`); in the order of the table.
  public let entries: [(file: String, facts: [String: Double])]

  /// Whether two manifests state the same.
  public static func == (a: Self, b: Self) -> Bool {
    a.entries.count == b.entries.count
      && zip(a.entries, b.entries).allSatisfy { $0.file == $1.file && $0.facts == $1.facts }
  }

  /// Reads a manifest: a heading, then one file a line; commas, semicolons or tabs between fields.
  ///
  /// - Throws: `InstrumentError` with line and reason.
  public init(parsing text: String, source: String) throws(InstrumentError) {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
      .filter { !$0.element.allSatisfy(\.isWhitespace) && !$0.element.hasPrefix("#") }
    guard let heading = lines.first else { throw .empty(source: source) }
    let separator = ["\t", ";", ","].first { heading.element.contains($0) } ?? ","
    let fields = { (line: Substring) in
      line.split(separator: Character(separator), omittingEmptySubsequences: false).map {
        $0.trimmingCharacters(in: CharacterSet(charactersIn: " \"\u{FEFF}\r"))
      }
    }
    let refuse = { (line: Int, reason: String, remedy: String) in
      InstrumentError.line(source: source, line: line + 1, reason: reason, remedy: remedy)
    }
    let known = FileNamePattern.quantities
    var columns: [(name: String, unit: PhysicalUnit)?] = []
    for field in fields(heading.element) {
      let open = field.lastIndex(of: "[")
      let name = String(open.map { field[..<$0] } ?? field[...]).trimmingCharacters(in: .whitespaces).lowercased()
      if name == "file" {
        columns.append(nil)
        continue
      }
      guard let quantity = known.first(where: { $0.name == name }) else {
        throw refuse(
          heading.offset, "'\(field)' names no quantity that is known",
          "use file and \(known.map(\.name).joined(separator: ", ")), each with its unit: fluence [uJ/cm2]")
      }
      let text = open.map { String(field[field.index(after: $0)...].dropLast()) } ?? ""
      guard let unit = try? PhysicalUnit(parsing: text), unit.dimension == quantity.dimension else {
        throw refuse(heading.offset, "'\(text)' is no unit of a \(name)", "write it in brackets: fluence [uJ/cm2]")
      }
      columns.append((name, unit))
    }
    guard let place = columns.firstIndex(where: { $0 == nil }) else {
      throw refuse(heading.offset, "no column is called 'file'", "name the files in a column 'file'")
    }
    var entries: [(String, [String: Double])] = []
    for line in lines.dropFirst() {
      let row = fields(line.element)
      guard row.count == columns.count else {
        throw refuse(
          line.offset, "\(row.count) fields where the heading has \(columns.count)", "give one field a column")
      }
      var facts: [String: Double] = [:]
      for (field, column) in zip(row, columns) {
        guard let column, !field.isEmpty else { continue }
        guard let value = Double(field.replacing(",", with: ".")), value.isFinite else {
          throw refuse(line.offset, "'\(field)' under '\(column.name)' is not a number", "write it like 1.5e-3")
        }
        facts[column.name] = column.unit.siValue(value)
      }
      entries.append((row[place], facts))
    }
    guard !entries.isEmpty else { throw .noNumbers(source: source) }
    self.entries = entries
  }

  /// What belongs to a file, told by its last path component; nil where it is not listed.
  public func facts(of file: String) -> [String: Double]? {
    let name = file.split(separator: "/").last.map(String.init) ?? file
    return entries.first { ($0.file.split(separator: "/").last.map(String.init) ?? $0.file) == name }?.facts
  }
}
