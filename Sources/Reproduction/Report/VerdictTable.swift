import Foundation
import Records

extension ReproductionOutcome {
  /// The table "paper, computed, verdict" for a terminal.
  public var tableText: String {
    var lines: [[String]] = [["id", "quantity", "paper", "computed", "accepted", "verdict", ""]]
    for row in rows {
      if row.failure != nil {
        lines.append([row.row.id, "not computed (see below)", "", "", "", row.verdict.rawValue, ""])
      }
      for (index, criterion) in row.criteria.enumerated() {
        let interval = criterion.halfWidth > 0 ? " ± \(String(format: "%.2g", criterion.halfWidth))" : ""
        let unit = criterion.unit == "1" ? "" : " \(criterion.unit)"
        lines.append([
          index == 0 ? row.row.id : "", criterion.quantity, criterion.paper, criterion.computed.brief + interval + unit,
          criterion.requirement.text, criterion.verdict.rawValue, criterion.evidence.rawValue,
        ])
      }
    }
    let widths = lines[0].indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    let body = lines.map { line in
      zip(line, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: "  ")
        .replacing(#/\s+$/#, with: "")
    }
    let reasons = rows.compactMap { row in row.failure.map { "\(row.row.id) was not computed: \($0)" } }
    let agreeing = rows.count { $0.verdict == .agrees }
    return (body + [""] + reasons + ["\(agreeing) of \(rows.count) observations agree with the paper"]).joined(
      separator: "\n") + "\n"
  }
}
