import Foundation
import Quantities

extension FitFile {
  /// One line of the table of parameters.
  public struct Line: Sendable, Equatable {
    /// Name of the parameter.
    public let name: String
    /// Symbol of the unit of the numbers; empty for a pure number.
    public let unit: String
    /// Best value, in the unit.
    public let value: Double
    /// Lower end of the interval, in the unit; nil where the data give none.
    public let lower: Double?
    /// Upper end of the interval, in the unit; nil where the data give none.
    public let upper: Double?
    /// Median of the samples, in the unit; nil without samples.
    public let median: Double?
  }

  /// The parameters of an outcome, in the units the file was written in.
  public func lines(of outcome: FitOutcome) -> [Line] {
    let medians = outcome.samples.map { $0.summaries(of: outcome.problem).map(\.median) }
    return outcome.problem.parameters.enumerated().map { index, parameter in
      let constant = units.keys.filter { parameter.name == $0 || parameter.name.hasPrefix($0 + " at ") }
        .max { $0.count < $1.count }
      let unit = constant.flatMap { units[$0] }
      let shown = { (value: Double) in unit?.value(fromSI: value) ?? value }
      return Line(
        name: parameter.name, unit: unit?.symbol ?? parameter.unit, value: shown(outcome.best.values[index]),
        lower: outcome.intervals[index].lower.map(shown), upper: outcome.intervals[index].upper.map(shown),
        median: medians.map { shown($0[index]) })
    }
  }

  /// What was found, for people.
  public func text(of outcome: FitOutcome) -> String {
    let number = { (value: Double?) in value.map { String(format: "%.4g", $0) } ?? "open" }
    let kind = usesProfiles ? "profile" : "curvature"
    var rows = [["parameter", "best", "\(number(100 * outcome.confidence)) % interval (\(kind))", "median", "unit"]]
    for line in lines(of: outcome) {
      rows.append([
        line.name, number(line.value), "\(number(line.lower)) … \(number(line.upper))",
        line.median.map { number($0) } ?? "–", line.unit,
      ])
    }
    let widths = (0..<4).map { k in rows.map { $0[k].count }.max() ?? 0 }
    var lines = rows.map { row in
      let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
      return (cells + [row[4]]).joined(separator: "  ").replacing(/\ +$/, with: "")
    }
    lines.append("")
    for (set, reduced) in zip(outcome.problem.data, outcome.reducedDeviances) {
      lines.append("χ² a datum of \(set.name): \(String(format: "%.3f", reduced)) over \(set.values.count) data")
    }
    lines.append("")
    lines += outcome.identifiability.sentences
    if let comparison = outcome.comparison {
      lines.append("")
      lines.append(comparison.verdict)
      for (model, probability) in zip(comparison.ranked, comparison.probabilities) {
        lines.append(
          "  \(model.name): probability \(String(format: "%.3g", probability)), deviance "
            + "\(String(format: "%.1f", model.deviance)), \(model.parameterCount) parameters")
      }
    }
    if let first = outcome.next.first {
      lines.append("")
      lines.append("To measure next: \(first.name), which adds \(String(format: "%.1f", first.information)) nats;")
      for gain in outcome.next {
        let best = zip(outcome.problem.parameters, gain.gains).max { $0.1 < $1.1 }
        lines.append(
          "  \(gain.name): \(String(format: "%.1f", gain.information)) nats; the interval of \(best?.0.name ?? "") "
            + "shrinks \(String(format: "%.2g", best?.1 ?? 1)) times")
      }
    }
    for warning in outcome.warnings { lines.append("warning: \(warning)") }
    return lines.joined(separator: "\n") + "\n"
  }
}
