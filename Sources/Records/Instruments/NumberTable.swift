// A block of numbers inside a text, with what stands above and below it.
//
// The dialect (separator, decimal sign) is the one in which most lines of the beginning are rows of the same number of
// fields. The block ends at the first line that is none; if rows of numbers follow later, that line is an error inside
// the block and not the beginning of a footer: nothing is cut off silently.

import Foundation

/// Columns of numbers with header and footer.
struct NumberTable: Sendable {
  /// Columns from left to right; a missing value is NaN.
  let columns: [[Double]]
  let header: [String]
  let footer: [String]
  /// Line of the first row, counted from 1.
  let firstLine: Int
  let dialect: NumberDialect

  /// Names and units of the columns: from the last header line with one field for each column, else by place.
  var headings: [(name: String, unit: String)] {
    let candidates = header.reversed().map(dialect.fields)
    let count = columns.count
    let line = candidates.first { fields in
      let used = fields.count == count + 1 && fields.last == "" ? Array(fields.dropLast()) : fields
      return used.count == count && used.contains { !$0.isEmpty }
    }
    return columns.indices.map { k in
      guard let line, !line[k].isEmpty else { return ("column \(k + 1)", "1") }
      return Self.heading(line[k])
    }
  }

  /// `name [unit]`, `name (unit)` or `name / unit`; a unit is at most 16 characters long.
  static func heading(_ field: String) -> (name: String, unit: String) {
    let text = field.hasPrefix("#") ? String(field.dropFirst()).trimmed : field.trimmed
    for (open, close) in [("[", "]"), ("(", ")")] where text.hasSuffix(close) {
      guard let place = text.lastIndex(of: Character(open)), place > text.startIndex else { continue }
      let unit = String(text[text.index(after: place)...].dropLast()).trimmed
      if unit.count <= 16 { return (String(text[..<place]).trimmed, unit.isEmpty ? "1" : unit) }
    }
    if let slash = text.range(of: " / ") {
      return (String(text[..<slash.lowerBound]).trimmed, String(text[slash.upperBound...]).trimmed)
    }
    return (text, "1")
  }

  /// Finds and reads the block.
  ///
  /// - Parameters:
  ///   - offset, line: where to begin.
  ///   - count: number of rows the file promises, if it does.
  ///   - wholeText: whether the block may be followed by nothing but blank lines.
  /// - Throws: `InstrumentError` with line and reason.
  init(
    _ text: InstrumentText, from offset: Int = 0, line: Int = 1, fewestColumns: Int = 1, count: Int? = nil
  ) throws(InstrumentError) {
    let sample = text.lines(from: offset, number: line, limit: 600)
    guard let (dialect, start) = Self.detect(text, sample, fewest: fewestColumns) else {
      throw .noNumbers(source: text.source)
    }
    let rows = NumberRows(dialect: dialect)
    let block = Self.read(text, rows, from: sample[start].start, line: sample[start].number)
    if let problem = block.problem { throw problem }
    guard block.width >= fewestColumns else { throw .noNumbers(source: text.source) }
    if let count, count != block.rows {
      throw .line(
        source: text.source, line: block.lastLine,
        reason: "\(block.rows) rows of numbers where the header says \(count)",
        remedy: "the file is cut off or was edited; export it again")
    }
    self.dialect = dialect
    header = sample[..<start].map(\.text)
    footer = text.lines(from: block.end, limit: 2000).map(\.text)
    firstLine = sample[start].number
    let width = block.width
    columns = (0..<width).map { column in
      var values = [Double](repeating: 0, count: block.rows)
      var place = column
      for row in 0..<block.rows {
        values[row] = block.values[place]
        place += width
      }
      return values
    }
  }

  /// The dialect and the first row: the longest stretch of rows with the same number of fields.
  private static func detect(
    _ text: InstrumentText, _ sample: [InstrumentText.Line], fewest: Int
  ) -> (NumberDialect, Int)? {
    var best: (score: Int, dialect: NumberDialect, start: Int)?
    text.bytes.withUnsafeBufferPointer { bytes in
      for dialect in NumberDialect.known {
        let rows = NumberRows(dialect: dialect)
        var scratch: [Double] = []
        var run = (start: 0, length: 0, width: 0)
        for (index, line) in sample.enumerated() {
          scratch.removeAll(keepingCapacity: true)
          var position = line.start
          let row = rows.read(bytes, at: &position, into: &scratch)
          if case .numbers(let width, let endsOpen) = row, width >= fewest,
            width == run.width || (endsOpen && width + 1 == run.width)
          {
            run.length += 1
          } else if case .numbers(let width, _) = row, width >= fewest {
            run = (index, 1, width)
          } else if row != .blank {
            run = (index, 0, 0)
          }
          let score = run.length * (run.width > 1 ? 4 : 1)
          // A lone row is no table: it may be a date or a count in the header.
          if run.length > 1, score > best?.score ?? 0 { best = (score, dialect, run.start) }
        }
      }
    }
    return best.map { ($0.dialect, $0.start) }
  }

  private struct Block {
    var values: [Double] = []
    var (rows, width, lastLine, end) = (0, 0, 0, 0)
    var problem: InstrumentError?
  }

  private static func read(_ text: InstrumentText, _ rows: NumberRows, from start: Int, line: Int) -> Block {
    var block = Block()
    let source = text.source
    // Ten bytes for a number is on the short side, so the array seldom has to grow.
    block.values.reserveCapacity((text.bytes.count - start) / 8 + 16)
    text.bytes.withUnsafeBufferPointer { bytes in
      var (position, number) = (start, line - 1)
      while position < bytes.count {
        let rowStart = position
        number += 1
        let found = rows.read(bytes, at: &position, into: &block.values)
        switch found {
        case .blank: continue
        case .numbers(var width, let endsOpen):
          if block.rows == 0 { block.width = width }
          if endsOpen, width + 1 == block.width {
            block.values.append(.nan)
            width += 1
          }
          if width != block.width {
            let short = width < block.width
            // Blank fields at the end of a row may have been left out by a spreadsheet, never in the last row of a file.
            let cut = position >= bytes.count && bytes[bytes.count - 1] != 10 && bytes[bytes.count - 1] != 13
            block.problem = .line(
              source: source, line: number,
              reason: "\(width) field\(width == 1 ? "" : "s") where the rows above have \(block.width)",
              remedy: short && cut
                ? "the file ends inside a row: copy or export it again" : "give every row the same fields")
            return
          }
          block.rows += 1
          (block.lastLine, block.end) = (number, position)
        case .text(let field):
          block.end = rowStart
          // Rows further down mean that this line is damage, not a footer.
          var (scan, later, scratch) = (rowStart, 0, [Double]())
          while scan < bytes.count {
            let before = scan
            if case .numbers(block.width, _) = rows.read(bytes, at: &scan, into: &scratch), block.width > 1 {
              later += 1
            }
            scratch.removeAll(keepingCapacity: true)
            if scan == before { scan = InstrumentText.nextLine(bytes, before) }
          }
          if later > 1 {
            let (lineEnd, _) = InstrumentText.lineEnd(text.bytes, rowStart)
            let fields = rows.dialect.fields(text.text(rowStart..<lineEnd))
            let shown = fields.indices.contains(field) ? fields[field] : ""
            block.problem = .line(
              source: source, line: number, reason: "field \(field + 1) is '\(shown.prefix(40))', not a number",
              remedy: "correct or remove the line")
          }
          return
        }
      }
      block.end = bytes.count
    }
    return block
  }
}

extension InstrumentText {
  /// Where the line after the one at `start` begins.
  static func nextLine(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
    var k = start
    while k < bytes.count, bytes[k] != 10, bytes[k] != 13 { k += 1 }
    if k + 1 < bytes.count, bytes[k] == 13, bytes[k + 1] == 10 { k += 1 }
    return min(bytes.count, k + 1)
  }
}
