import Figures
import Foundation
import Inference
import NumericalMethods
import Records

/// What a fit leaves behind: table, record, figures.
struct FitReport {
  let plan: FitFile
  let outcome: FitOutcome

  var json: JSONValue {
    let n = outcome.problem.parameters.count
    return [
      "title": .string(plan.title),
      "parameters": .array(
        plan.lines(of: outcome).enumerated().map { index, line -> JSONValue in
          [
            "name": .string(line.name), "unit": .string(line.unit), "value": .number(line.value),
            "lower": .number(line.lower), "upper": .number(line.upper), "median": .number(line.median),
            "confidence": .number(outcome.confidence), "at bound": .bool(outcome.best.isAtBound[index]),
          ]
        }),
      "correlations": .array(
        (0..<n).map { i in .array((0..<n).map { j in .number(finite(outcome.best.correlation(i, j))) }) }),
      "deviance": .number(outcome.best.deviance),
      "data": .array(
        zip(outcome.problem.data, outcome.reducedDeviances).map { set, reduced -> JSONValue in
          [
            "name": .string(set.name), "count": .integer(set.values.count), "reduced": .number(reduced),
            "file": .string(plan.sources[set.name] ?? ""),
          ]
        }),
      "identifiability": .array(outcome.identifiability.sentences.map { .string($0) }),
      "comparison": outcome.comparison.map { comparison in
        .array(
          zip(comparison.ranked, comparison.probabilities).map { model, probability -> JSONValue in
            [
              "name": .string(model.name), "probability": .number(probability), "deviance": .number(model.deviance),
              "log evidence": .number(model.logEvidence), "akaike": .number(finite(model.akaike)),
              "schwarz": .number(model.schwarz),
            ]
          })
      } ?? .null,
      "next": .array(
        outcome.next.map { ["name": .string($0.name), "information": .number($0.information)] as JSONValue }),
      "warnings": .array(outcome.warnings.map { .string($0) }),
    ]
  }

  private func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }

  /// Writes `fit.txt`, `fit.json`, `input.yaml`, `csv/`, `figures/`, `provenance.json`, whole or not at all.
  func write(to folder: URL, force: Bool, input: String) async throws -> [FigureError] {
    var undrawn: [FigureError] = []
    try await OutputFolder.make(folder, force: force) { partial in
      for name in ["csv", "figures"] {
        try FileManager.default.createDirectory(at: partial.appending(path: name), withIntermediateDirectories: true)
      }
      try Data(plan.text(of: outcome).utf8).write(to: partial.appending(path: "fit.txt"))
      try Data(json.text.utf8).write(to: partial.appending(path: "fit.json"))
      try Data(contentsOf: URL(filePath: input)).write(to: partial.appending(path: "input.yaml"))
      for (name, text) in tables() {
        try Data(text.utf8).write(to: partial.appending(path: "csv/\(name).csv"))
      }
      let provenance = Provenance.current(parameterSet: "none: measured data")
      try Data(provenance.json.text.utf8).write(to: partial.appending(path: "provenance.json"))
      undrawn = await GnuplotRenderer().render(
        FitFigures(plan: plan, outcome: outcome).all, into: partial.appending(path: "figures")
      )
      .compactMap { if case .failure(let error) = $0 { error } else { nil } }
    }
    return undrawn
  }

  private func tables() -> [(String, String)] {
    var tables: [(String, String)] = []
    var offset = 0
    for set in outcome.problem.data {
      let expected = outcome.best.expectations[offset..<(offset + set.values.count)]
      offset += set.values.count
      let rows = zip(set.values, expected).enumerated().map { "\($0.offset),\($0.element.0),\($0.element.1)" }
      let name = set.name.map { $0.isLetter || $0.isNumber ? String($0) : "-" }.joined()
      tables.append((name, (["index (1),measured (1),expected (1)"] + rows).joined(separator: "\n") + "\n"))
    }
    if let samples = outcome.samples {
      let names = samples.names.joined(separator: ",")
      let columns = outcome.problem.parameters.indices.map { index in
        samples.samples(of: index).map { outcome.problem.parameters[index].value(at: $0) }
      }
      let rows = (columns.first ?? []).indices.map { row in columns.map { "\($0[row])" }.joined(separator: ",") }
      tables.append(("samples", ([names] + rows).joined(separator: "\n") + "\n"))
    }
    return tables
  }
}
