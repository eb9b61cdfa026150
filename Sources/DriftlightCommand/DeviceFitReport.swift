import Figures
import Foundation
import Inference
import Quantities
import Records

/// What the fit of a device leaves behind: table, record, figures.
struct DeviceFitReport {
  let outcome: DeviceFitOutcome

  var json: JSONValue {
    var members: [JSONValue.Member] = [
      .init("title", .string(outcome.main.fit.title)), .init("device", .string(outcome.main.fit.device)),
      .init("fit", part(outcome.main)),
      .init("undetermined", .array(DeviceFitOutcome.undetermined(outcome.main).map { .string($0) })),
      .init("identifiability", .array(outcome.identifiability.sentences.map { .string($0) })),
      .init("rivals", .array(outcome.rivals.map(part))),
      .init("warnings", .array(outcome.warnings.map { .string($0) })),
    ]
    if let comparison = outcome.comparison {
      members.append(
        .init(
          "comparison",
          .array(
            zip(comparison.ranked, comparison.probabilities).map { model, probability -> JSONValue in
              [
                "name": .string(model.name), "probability": .number(probability), "deviance": .number(model.deviance),
                "log evidence": .number(model.logEvidence), "parameters": .integer(model.parameterCount),
              ]
            })))
    }
    return .object(members)
  }

  private func part(_ part: DeviceFitOutcome.Part) -> JSONValue {
    let best = part.result.best
    let count = part.fit.parameters.count
    return [
      "name": .string(part.name), "converged": .bool(part.result.converged), "steps": .integer(part.result.steps),
      "trials": .integer(part.trials + part.recalled),
      "parameters": .array(
        part.fit.parameters.enumerated().map { index, parameter -> JSONValue in
          let shown = { (value: Double?) in value.map { parameter.unit.value(fromSI: $0) } }
          return [
            "path": .string(parameter.path), "unit": .string(parameter.unit.symbol),
            "value": .number(shown(best.values[index])), "lower": .number(shown(part.result.intervals[index].lower)),
            "upper": .number(shown(part.result.intervals[index].upper)),
            "confidence": .number(part.fit.settings.confidence),
            "share of the prior": .number(finite(best.deviations[index] / parameter.fit.priorSpread)),
            "at bound": .bool(best.isAtBound[index]),
          ]
        }),
      "correlations": .array(
        (0..<count).map { i in .array((0..<count).map { j in .number(finite(best.correlation(i, j))) }) }),
      "deviance": .number(best.deviance), "prior deviance": .number(best.priorDeviance),
      "set": .array(part.fit.overrides(best.values).map { .string($0) }),
    ]
  }

  private func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }

  /// Writes `fit.txt`, `fit.json`, `posterior.yaml`, `input.yaml`, `csv/`, `figures/`, `provenance.json` into a folder.
  func write(into folder: URL, input: String) async throws -> [FigureError] {
    for name in ["csv", "figures"] {
      try FileManager.default.createDirectory(at: folder.appending(path: name), withIntermediateDirectories: true)
    }
    try Data(outcome.text.utf8).write(to: folder.appending(path: "fit.txt"))
    try Data(json.text.utf8).write(to: folder.appending(path: "fit.json"))
    try Data(DevicePosterior(outcome.main).yaml.utf8).write(to: folder.appending(path: "posterior.yaml"))
    try Data(contentsOf: URL(filePath: input)).write(to: folder.appending(path: "input.yaml"))
    for (name, text) in tables { try Data(text.utf8).write(to: folder.appending(path: "csv/\(name).csv")) }
    let provenance = Provenance.current(parameterSet: outcome.main.fit.device)
    try Data(provenance.json.text.utf8).write(to: folder.appending(path: "provenance.json"))
    return await GnuplotRenderer().render(
      DeviceFitFigures(outcome: outcome).all, into: folder.appending(path: "figures")
    )
    .compactMap { if case .failure(let error) = $0 { error } else { nil } }
  }

  private var tables: [(String, String)] {
    let best = outcome.main.result.best
    let paths = outcome.main.fit.parameters.map(\.path)
    var offset = 0
    var data = ["datum,measured,computed"]
    var sensitivity = ["datum," + paths.joined(separator: ",")]
    for observable in outcome.main.fit.observables {
      for (index, label) in observable.labels.enumerated() {
        let row = offset + index
        let quoted = "\"\(label.replacing("\"", with: "'"))\""
        data.append("\(quoted),\(observable.data.values[index]),\(best.expectations[row])")
        sensitivity.append(
          "\(quoted)," + outcome.main.result.jacobian.map { "\($0[row])" }.joined(separator: ","))
      }
      offset += observable.labels.count
    }
    return [
      ("data", data.joined(separator: "\n") + "\n"), ("derivatives", sensitivity.joined(separator: "\n") + "\n"),
    ]
  }
}

/// Figures of the fit of a device: how well the data are met, how firmly the parameters are known.
struct DeviceFitFigures {
  let outcome: DeviceFitOutcome

  /// All of them.
  var all: [Figure] { [pulls, posterior] + curves }

  private var pulls: Figure {
    let parts = [outcome.main] + outcome.rivals
    var panel = Panel(
      title: "How the data are met", x: PlotAxis("number of the datum in the table"),
      y: PlotAxis("(computed − measured)/σ"), curves: [],
      lines: [MarkerLine(.horizontal, at: -1), MarkerLine(.horizontal, at: 0), MarkerLine(.horizontal, at: 1)])
    for (place, part) in parts.enumerated() {
      var (x, y): ([Double], [Double]) = ([], [])
      var offset = 0
      for observable in part.fit.observables {
        if observable.data.values.count <= 30, case .normal(let deviations) = observable.data.noise {
          for (index, value) in observable.data.values.enumerated() {
            x.append(Double(x.count + 1))
            y.append((part.result.best.expectations[offset + index] - value) / deviations[index])
          }
        }
        offset += observable.data.values.count
      }
      panel.curves.append(Curve(part.name, x: x, y: y, style: .points, colour: .palette(place)))
    }
    return Figure(name: "pulls", title: outcome.main.fit.title, panels: [panel])
  }

  private var posterior: Figure {
    let best = outcome.main.result.best
    let shares = zip(outcome.main.fit.parameters, best.deviations).map { min(1.2, $1 / $0.fit.priorSpread) }
    let numbers = shares.indices.map { Double($0 + 1) }
    return Figure(
      name: "posterior", title: outcome.main.fit.title,
      panels: [
        Panel(
          title: "What the data add to the priors", x: PlotAxis("number of the parameter in the table"),
          y: PlotAxis("width of the posterior over that of the prior"),
          curves: [Curve("", x: numbers, y: shares, style: .points, colour: .palette(0))],
          lines: [MarkerLine(.horizontal, at: 1)])
      ])
  }

  /// Measured curves beside the computed ones.
  private var curves: [Figure] {
    var offset = 0
    var figures: [Figure] = []
    for observable in outcome.main.fit.observables {
      let count = observable.data.values.count
      let computed = Array(outcome.main.result.best.expectations[offset..<(offset + count)])
      offset += count
      guard let curve = observable as? MeasuredDeviceCurve else { continue }
      let axis = PlotAxis(curve.axisName, unit: curve.axisUnit.symbol)
      let x = curve.abscissae.map { curve.axisUnit.value(fromSI: $0) }
      figures.append(
        Figure(
          name: curve.data.name.map { $0.isLetter || $0.isNumber ? String($0) : "-" }.joined(),
          title: outcome.main.fit.title,
          panels: [
            Panel(
              title: curve.data.name, x: axis, y: PlotAxis("value", unit: curve.unit),
              curves: [
                Curve("measured", x: x, y: curve.data.values, style: .points, colour: .palette(0)),
                Curve("computed", x: x, y: computed, style: .line, colour: .black),
              ])
          ]))
    }
    return figures
  }
}
