import Foundation
import Quantities

/// What a fit of a device found, and what it may not be trusted for.
public struct DeviceFitOutcome: Sendable {
  /// One fit.
  public struct Part: Sendable {
    /// Name.
    public let name: String
    /// What was fitted.
    public let fit: DeviceFit
    /// What was found.
    public let result: ExpensiveFitResult
    /// Trials that were computed.
    public let trials: Int
    /// Trials that were found in the journal.
    public let recalled: Int
  }

  /// The fit that was asked for.
  public let main: Part
  /// Its rivals, as far as they could be fitted.
  public let rivals: [Part]
  /// Rivals that could not be fitted, with the reason.
  public let failures: [String]
  /// What the data fix.
  public let identifiability: Identifiability
  /// The models among each other; nil without rivals.
  public let comparison: ModelComparison?

  init(main: Part, rivals: [Part], failures: [String]) {
    (self.main, self.rivals, self.failures) = (main, rivals, failures)
    identifiability = Identifiability(main.result.best, of: main.result.linearised)
    let evidences = ([main] + rivals).map {
      ModelEvidence(name: $0.name, $0.result.best, of: $0.result.linearised)
    }
    comparison = rivals.isEmpty ? nil : ModelComparison(evidences)
  }

  /// Parameters of a part that its data do not determine: the posterior is as wide as the prior, to a tenth.
  public static func undetermined(_ part: Part) -> [String] {
    zip(part.fit.parameters, part.result.best.deviations).compactMap { parameter, deviation in
      guard parameter.fit.prior != .flat else { return deviation.isFinite ? nil : parameter.path }
      return deviation > 0.9 * parameter.fit.priorSpread ? parameter.path : nil
    }
  }

  /// Pairs of parameters of the main fit that move together, the most strongly correlated first.
  public var correlatedPairs: [(first: String, second: String, correlation: Double)] {
    let best = main.result.best
    var pairs: [(first: String, second: String, correlation: Double)] = []
    for i in main.fit.parameters.indices {
      for j in 0..<i {
        let correlation = best.correlation(i, j)
        guard abs(correlation) > 0.5 else { continue }
        pairs.append((main.fit.parameters[j].path, main.fit.parameters[i].path, correlation))
      }
    }
    return pairs.sorted { abs($0.correlation) > abs($1.correlation) }
  }

  /// What is wrong with the fit, for people; empty where nothing is.
  public var warnings: [String] {
    var found: [String] = failures.map { "a rival could not be fitted: \($0)" }
    for part in [main] + rivals where !part.result.converged {
      found.append("\(part.name): the search ended after \(part.result.steps) steps without reaching its tolerance")
    }
    for part in [main] + rivals {
      for (parameter, isAtBound) in zip(part.fit.parameters, part.result.best.isAtBound) where isAtBound {
        found.append("\(part.name): \(parameter.path) ended on one of its bounds; its interval is open there")
      }
    }
    for (parameter, ratio) in zip(main.fit.parameters, main.result.linearity) {
      for one in [ratio.lower, ratio.upper].compactMap({ $0 }) where one < 0.25 || one > 4 {
        found.append(
          "\(parameter.path): the deviance at an end of its interval rises by \(String(format: "%.2g", one)) times what "
            + "a linear model promises; that end is a rough one")
      }
    }
    let reduced = main.result.best.deviance / Double(max(1, main.result.linearised.dataCount))
    if reduced > 2 {
      found.append(
        "the deviance a datum is \(String(format: "%.2g", reduced)): the model does not meet the data within their errors"
      )
    }
    return found
  }
}

extension DeviceFitOutcome {
  /// What was found, for people.
  public var text: String {
    var lines = parameterTable(main)
    lines.append("")
    lines += dataTable(main)
    let undetermined = Self.undetermined(main)
    lines.append("")
    lines.append(
      undetermined.isEmpty
        ? "All parameters are narrower than their priors."
        : "Not determined by these data (as wide as the prior): \(undetermined.joined(separator: ", ")).")
    lines += identifiability.sentences
    for pair in correlatedPairs.prefix(12) {
      lines.append(
        "correlation \(String(format: "%+.2f", pair.correlation)) of \(pair.first) with \(pair.second)")
    }
    if let comparison {
      lines.append("")
      lines.append(comparison.verdict)
      let rows =
        [["model", "probability", "deviance", "with priors", "free", "undetermined"]]
        + zip(
          comparison.ranked, comparison.probabilities
        ).map { model, probability -> [String] in
          let part = ([main] + rivals).first { $0.name == model.name }
          return [
            model.name, String(format: "%.3g", probability), String(format: "%.1f", model.deviance),
            String(format: "%.1f", part?.result.best.totalDeviance ?? .nan), "\(model.parameterCount)",
            "\(part.map { Self.undetermined($0).count } ?? 0)",
          ]
        }
      lines += Self.aligned(rows)
      for part in rivals {
        lines.append("")
        let spared = part.fit.observables.compactMap { $0 as? ObservationTargets }.flatMap(\.spared).sorted()
        lines.append(
          "\(part.name):"
            + (spared.isEmpty
              ? "" : " (\(spared.joined(separator: ", ")) taken as met exactly: its evidence is an upper bound)"))
        lines += parameterTable(part)
      }
    }
    for warning in warnings { lines.append("warning: \(warning)") }
    return lines.joined(separator: "\n") + "\n"
  }

  private func parameterTable(_ part: Part) -> [String] {
    let confidence = part.fit.settings.confidence
    var rows = [
      ["parameter", "value", "\(String(format: "%.4g", 100 * confidence)) % interval", "unit", "of the prior"]
    ]
    for (index, parameter) in part.fit.parameters.enumerated() {
      let shown = { (value: Double?) in
        value.map { String(format: "%.4g", parameter.unit.value(fromSI: $0)) } ?? "open"
      }
      let interval = part.result.intervals[index]
      let share = part.result.best.deviations[index] / parameter.fit.priorSpread
      rows.append([
        parameter.path, shown(part.result.best.values[index]), "\(shown(interval.lower)) … \(shown(interval.upper))",
        parameter.unit.symbol, share.isFinite ? String(format: "%.0f %%", 100 * share) : "–",
      ])
    }
    return Self.aligned(rows)
  }

  private func dataTable(_ part: Part) -> [String] {
    var rows = [["datum", "measured", "σ", "computed", "pull"]]
    var lines: [String] = []
    var offset = 0
    for observable in part.fit.observables {
      let set = observable.data
      let computed = Array(part.result.best.expectations[offset..<(offset + set.values.count)])
      offset += set.values.count
      let deviations: [Double]
      switch set.noise {
      case .normal(let given), .robust(let given): deviations = given
      case .poisson: deviations = computed.map { max($0, 1e-12).squareRoot() }
      }
      let pulls = zip(zip(computed, set.values), deviations).map { ($0.0 - $0.1) / $1 }
      guard set.values.count <= 30 else {
        let square = pulls.reduce(0) { $0 + $1 * $1 } / Double(pulls.count)
        lines.append("\(set.name): \(pulls.count) data, χ² a datum \(String(format: "%.3g", square))")
        continue
      }
      for (index, label) in observable.labels.enumerated() {
        rows.append([
          label, String(format: "%.4g", set.values[index]), String(format: "%.2g", deviations[index]),
          String(format: "%.4g", computed[index]), String(format: "%+.2f", pulls[index]),
        ])
      }
    }
    let best = part.result.best
    return (rows.count > 1 ? Self.aligned(rows) : []) + lines + [
      "deviance of the data \(String(format: "%.2f", best.deviance)), of the priors "
        + "\(String(format: "%.2f", best.priorDeviance)); \(part.trials) trials computed, \(part.recalled) recalled"
    ]
  }

  private static func aligned(_ rows: [[String]]) -> [String] {
    let widths = (0..<(rows.first?.count ?? 0)).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: "  ")
        .replacing(/\ +$/, with: "")
    }
  }
}
