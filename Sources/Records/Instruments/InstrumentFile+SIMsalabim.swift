// Tables of the drift-diffusion programs SIMsalabim and ZimT (M. Koopmans, V. M. Le Corre, L. J. A. Koster, J. Open Source
// Softw. 7, 3727 (2022), doi:10.21105/joss.03727), so that their curves stand beside computed and measured ones.
//
// Their headings carry no units: the manual states V, A m⁻², s, m, eV, m⁻³ and m⁻³ s⁻¹, told here by the first letters of a
// name. A table of profiles holds one block for each voltage (and time), which its last columns name.

import Foundation

extension InstrumentFile {
  /// Whether the head of a text names the columns of a table of SIMsalabim or ZimT.
  static func isSIMsalabim(_ head: String) -> Bool {
    guard let line = head.split(whereSeparator: \.isNewline).first else { return false }
    let names = Set(line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "," }).map(String.init))
    return names.contains("Vext") && (names.contains("Jext") || names.isSuperset(of: ["x", "phin", "phip"]))
  }

  /// Current–voltage curves and transients against their first column; profiles as one curve for each voltage.
  static func simsalabim(_ text: InstrumentText, columns map: ColumnMap?) throws(InstrumentError) -> InstrumentFile {
    let table = try NumberTable(text)
    guard table.headings.contains(where: { $0.name == "Vext" }) else {
      throw .line(
        source: text.source, line: table.firstLine - 1, reason: "words stand between the headings and the numbers",
        remedy: "correct or remove the line")
    }
    let columns = zip(table.headings, table.columns).map { heading, values in
      CSVTable.Column(heading.name, unit: simsalabimUnit(of: heading.name), values: values)
    }
    let curves: [MeasuredCurve]
    if map == nil, columns.first?.name == "x", columns.contains(where: { $0.name == "Vext" }) {
      curves = profiles(columns)
    } else {
      curves = try self.curves(of: columns, map: map, source: text.source, stem: text.stem)
    }
    guard !curves.isEmpty else { throw .noNumbers(source: text.source) }
    return InstrumentFile(
      source: text.source, format: .simsalabim, curves: curves, metadata: ["program": "SIMsalabim or ZimT"])
  }

  /// Blocks of equal voltage (and time), each column against depth.
  private static func profiles(_ columns: [CSVTable.Column]) -> [MeasuredCurve] {
    let keys = columns.filter { ["Vext", "time", "t"].contains($0.name) }
    guard let depth = columns.first, let count = columns.first?.values.count else { return [] }
    var blocks: [Range<Int>] = []
    for row in 0..<count {
      if let last = blocks.last, keys.allSatisfy({ $0.values[last.lowerBound] == $0.values[row] }),
        depth.values[row] >= depth.values[row - 1]
      {
        blocks[blocks.count - 1] = last.lowerBound..<(row + 1)
      } else {
        blocks.append(row..<(row + 1))
      }
    }
    let drawn = columns.dropFirst().filter { column in !keys.contains { $0.name == column.name } }
    return blocks.flatMap { block in
      let places = Dictionary(
        keys.map { ($0.name, "\($0.values[block.lowerBound]) \($0.unit)") }, uniquingKeysWith: { first, _ in first })
      let at = places.sorted { $0.key > $1.key }.map { "\($0.key) = \($0.value)" }.joined(separator: ", ")
      let x = CSVTable.Column(depth.name, unit: depth.unit, values: Array(depth.values[block]))
      return drawn.compactMap { column in
        let y = CSVTable.Column(column.name, unit: column.unit, values: Array(column.values[block]))
        return MeasuredCurve.dropping(missingIn: x, y, name: "\(column.name) at \(at)", metadata: places)
      }
    }
  }

  /// What a quantity of theirs is measured in, by its name.
  private static func simsalabimUnit(of name: String) -> String {
    switch name {
    case "t", "time": "s"
    case "x": "m"
    case "phin", "phip": "eV"
    case "mun", "mup": "m2 V-1 s-1"
    case "n", "p", "nion", "pion", "ND", "NA", "nt", "pt", "ntb", "nti": "m-3"
    case _ where name.hasPrefix("J") || name.hasPrefix("errJ"): "A m-2"
    case _ where name.hasPrefix("V"): "V"
    case _ where name.hasPrefix("E"): "eV"
    case _ where name.hasPrefix("G") || name.hasPrefix("R") || name.hasPrefix("BulkSRH") || name.hasPrefix("Int"):
      "m-3 s-1"
    default: "1"
    }
  }
}
