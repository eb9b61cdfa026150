import Analysis
import Figures
import Foundation
import Records

/// Answers of one analysis: numbers or refusals, the data they were read from, figures.
struct AnalysisReport {
  /// One number, or why there is none.
  struct Row {
    let subject: String
    let quantity: String
    let answer: Result<Finding, AnalysisError>
  }

  let question: Analyze.Question
  var rows: [Row] = []
  var notes: [String] = []
  var figures: [Figure] = []
  var arrays: [LabelledArray] = []
  let sources: [String]

  /// Whether anything was found at all.
  var hasAnswer: Bool { rows.contains { if case .success = $0.answer { true } else { false } } }

  mutating func add(_ subject: String, _ quantity: String, _ work: () throws(AnalysisError) -> Finding) {
    do throws(AnalysisError) {
      rows.append(Row(subject: subject, quantity: quantity, answer: .success(try work())))
    } catch {
      rows.append(Row(subject: subject, quantity: quantity, answer: .failure(error)))
    }
  }

  /// The unit people use for an SI unit and the factor to it.
  static func display(_ finding: Finding) -> (unit: String, factor: Double) {
    let size = abs(finding.value)
    switch finding.unit {
    case "J/m²": return ("µJ/cm²", 100)
    case "m": return size < 5e-6 ? ("nm", 1e9) : ("µm", 1e6)
    case "1/m": return ("1/cm", 1e-2)
    case "s": return size < 1e-6 ? ("ns", 1e9) : size < 1e-3 ? ("µs", 1e6) : ("s", 1)
    case "1": return ("", 1)
    default: return (finding.unit, 1)
    }
  }

  var table: String {
    var lines: [[String]] = [["subject", "quantity", "value", "interval", "unit", "remarks"]]
    for row in rows {
      switch row.answer {
      case .success(let finding):
        let (unit, factor) = Self.display(finding)
        let text = { (value: Double) in String(format: "%.5g", value * factor) }
        let interval = finding.interval.map {
          "\(text($0.lower)) … \(text($0.upper)) (\(Int(($0.confidence * 100).rounded())) %)"
        }
        lines.append([
          row.subject, row.quantity, text(finding.value), interval ?? "–", unit,
          finding.remarks.joined(separator: "; "),
        ])
      case .failure(let error): lines.append([row.subject, row.quantity, "–", "–", "", "\(error)"])
      }
    }
    let widths = (0..<5).map { k in lines.map { $0[k].count }.max() ?? 0 }
    let body = lines.map { line in
      zip(line, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: "  ") + "  "
        + line[5]
    }
    return (body.map { $0.replacing(/\ +$/, with: "") } + notes.map { "note: \($0)" }).joined(separator: "\n") + "\n"
  }

  var json: JSONValue {
    [
      "question": .string(question.rawValue),
      "findings": .array(
        rows.map { row -> JSONValue in
          switch row.answer {
          case .success(let finding):
            [
              "subject": .string(row.subject), "quantity": .string(row.quantity), "value": .number(finding.value),
              "lower": .number(finding.interval?.lower), "upper": .number(finding.interval?.upper),
              "confidence": .number(finding.interval?.confidence), "unit": .string(finding.unit),
              "definition": .string(finding.definition), "remarks": .array(finding.remarks.map { .string($0) }),
            ]
          case .failure(let error):
            [
              "subject": .string(row.subject), "quantity": .string(row.quantity), "value": .null,
              "refusal": .string(error.description),
            ]
          }
        }),
      "notes": .array(notes.map { .string($0) }), "files": .array(sources.map { .string($0) }),
    ]
  }

  /// Writes `record.nc`, `csv/`, `findings.json`, `findings.txt`, `figures/` and `provenance.json`, whole or not at all.
  func write(to folder: URL, force: Bool) async throws -> [FigureError] {
    let dataset = try Dataset(
      arrays, attributes: ["question": .text(question.rawValue), "files": .text(sources.joined(separator: ", "))])
    var undrawn: [FigureError] = []
    try await OutputFolder.make(folder, force: force) { partial in
      try await NetCDFLibrary.shared.write(dataset, to: partial.appending(path: "record.nc"))
      for name in ["csv", "figures"] {
        try FileManager.default.createDirectory(at: partial.appending(path: name), withIntermediateDirectories: true)
      }
      for array in arrays {
        try Data(try CSVTable(array).text.utf8).write(to: partial.appending(path: "csv/\(array.name).csv"))
      }
      try Data(json.text.utf8).write(to: partial.appending(path: "findings.json"))
      try Data(table.utf8).write(to: partial.appending(path: "findings.txt"))
      let provenance = Provenance.current(parameterSet: "none: measured data")
      try Data(provenance.json.text.utf8).write(to: partial.appending(path: "provenance.json"))
      undrawn = await GnuplotRenderer().render(figures, into: partial.appending(path: "figures")).compactMap {
        if case .failure(let error) = $0 { error } else { nil }
      }
    }
    return undrawn
  }
}
