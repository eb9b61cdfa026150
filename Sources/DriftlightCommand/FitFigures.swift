import Figures
import Foundation
import Inference
import NumericalMethods

/// Figures of a fit: data with expectations and residuals, profiles, corner plot and traces of the samples.
struct FitFigures {
  let plan: FitFile
  let outcome: FitOutcome

  /// All of them.
  var all: [Figure] { [decays, yields, profiles, corner, traces].compactMap { $0 } }

  private func expected(_ index: Int) -> [Double] {
    let start = outcome.problem.data.prefix(index).reduce(0) { $0 + $1.values.count }
    return Array(outcome.best.expectations[start..<(start + outcome.problem.data[index].values.count)])
  }

  private var decays: Figure? {
    guard !plan.fit.decays.isEmpty else { return nil }
    var data = Panel(
      title: "Decays", x: PlotAxis("time", unit: "ns"), y: PlotAxis("counts a bin", scale: .logarithmic), curves: [])
    var residuals = Panel(
      title: "Residuals", x: PlotAxis("time", unit: "ns"), y: PlotAxis("(counts − expected)/√expected"), curves: [])
    for (index, decay) in plan.fit.decays.enumerated() {
      let times = decay.counts.indices.map { 1e9 * (Double($0) + 0.5) * decay.binWidth }
      let model = expected(index)
      let colour = CurveColour.palette(index)
      let shown = decay.counts.indices.filter { decay.counts[$0] > 0 }
      data.curves.append(
        Curve(decay.name, x: shown.map { times[$0] }, y: shown.map { decay.counts[$0] }, style: .points, colour: colour)
      )
      data.curves.append(Curve("", x: times, y: model.map { max($0, 1e-3) }, style: .line, colour: .black))
      // Ten bins together: single bins with few counts are not normal.
      let group = max(1, decay.counts.count / 100)
      let places = stride(from: 0, to: decay.counts.count - group + 1, by: group)
      residuals.curves.append(
        Curve(
          "", x: places.map { times[$0 + group / 2] },
          y: places.map { start in
            let n = decay.counts[start..<(start + group)].reduce(0, +)
            let m = model[start..<(start + group)].reduce(0, +)
            return m > 0 ? (n - m) / m.squareRoot() : 0
          }, style: .line, colour: colour))
    }
    residuals.lines = [MarkerLine(.horizontal, at: 0)]
    return Figure(name: "decays", title: plan.title, panels: [data, residuals], columns: 1)
  }

  private var yields: Figure? {
    guard !plan.fit.yields.isEmpty else { return nil }
    var panel = Panel(
      title: "Yields", x: PlotAxis("pairs per volume", unit: "cm⁻³", scale: .logarithmic),
      y: PlotAxis("yield", scale: .logarithmic), curves: [])
    for (index, set) in plan.fit.yields.enumerated() {
      let colour = CurveColour.palette(index)
      let x = set.densities.map { $0 * 1e-6 }
      panel.curves.append(
        Curve(
          set.name, x: x, y: set.yields,
          interval: .init(
            lower: zip(set.yields, set.deviations).map { max($0 - $1, 1e-3 * $0) },
            upper: zip(set.yields, set.deviations).map { $0 + $1 }), style: .errorBars, colour: colour))
      panel.curves.append(Curve("", x: x, y: expected(plan.fit.decays.count + index), style: .line, colour: colour))
    }
    return Figure(name: "yields", title: plan.title, panels: [panel])
  }

  private var profiles: Figure? {
    let lines = plan.lines(of: outcome)
    let panels = outcome.profiles.compactMap { profile -> Panel? in
      let points = profile.points.filter { $0.rise < 12 }
      guard points.count > 2 else { return nil }
      let line = lines[profile.parameter]
      let factor = outcome.best.values[profile.parameter] == 0 ? 1 : line.value / outcome.best.values[profile.parameter]
      let values = points.map { $0.value * factor }
      let (x, power) = axis(line, for: values)
      return Panel(
        title: line.name, x: x, y: PlotAxis("rise of the deviance"),
        curves: [
          Curve("", x: values.map { $0 * power }, y: points.map(\.rise), style: .linesPoints, colour: .palette(0))
        ],
        lines: [MarkerLine(.horizontal, at: pow(normalQuantile(0.5 + 0.5 * profile.confidence), 2))])
    }
    guard !panels.isEmpty else { return nil }
    return Figure(name: "profiles", title: "Profiles", panels: Array(panels.prefix(9)), columns: min(3, panels.count))
  }

  /// An axis for values of a parameter: the power of ten goes into the unit, so that the numbers keep their digits; values
  /// over more than a decade and a half are drawn on a logarithmic axis.
  private func axis(_ line: FitFile.Line, for values: [Double]) -> (axis: PlotAxis, factor: Double) {
    let sizes = values.map { abs($0) }.filter { $0 > 0 }
    let largest = sizes.max() ?? 1
    let scale: PlotAxis.Scale = (values.min() ?? 0) > 0 && largest > 30 * (sizes.min() ?? 1) ? .logarithmic : .linear
    let power = Int(log10(largest).rounded(.down))
    guard scale == .linear, !(-2...3).contains(power) else {
      return (PlotAxis(line.name, unit: line.unit, scale: scale), 1)
    }
    let exponent = String(power).map { Self.raised[$0] ?? String($0) }.joined()
    let unit = "10" + exponent + (line.unit.isEmpty ? "" : " " + line.unit)
    return (PlotAxis(line.name, unit: unit), pow(10, -Double(power)))
  }

  private static let raised: [Character: String] = [
    "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸", "9": "⁹", "-": "⁻",
  ]

  /// Constants that were sampled, nuisances left out.
  private var sampled: [Int] {
    Array(
      outcome.problem.parameters.indices.filter { index in
        let name = outcome.problem.parameters[index].name
        return plan.fit.model.constants.contains { name == $0.name || name.hasPrefix($0.name + " at ") }
      }.prefix(5))
  }

  private var corner: Figure? {
    guard let samples = outcome.samples else { return nil }
    let lines = plan.lines(of: outcome)
    let chosen = sampled
    guard !chosen.isEmpty else { return nil }
    let values = chosen.map { index -> [Double] in
      let factor = outcome.best.values[index] == 0 ? 1 : lines[index].value / outcome.best.values[index]
      return samples.samples(of: index).map { outcome.problem.parameters[index].value(at: $0) * factor }
    }
    let axes = zip(chosen, values).map { axis(lines[$0], for: $1) }
    let drawn = zip(values, axes).map { samples, axis in samples.map { $0 * axis.factor } }
    var panels: [Panel] = []
    for row in chosen.indices {
      for column in chosen.indices {
        guard column <= row else {
          panels.append(.blank)
          continue
        }
        let x = axes[column].axis
        if row == column {
          let histogram = Self.histogram(drawn[row], isLogarithmic: x.scale == .logarithmic)
          panels.append(
            Panel(
              title: lines[chosen[row]].name, x: x, y: PlotAxis("share of samples"),
              curves: [Curve("", x: histogram.x, y: histogram.y, style: .line, colour: .palette(0))]))
        } else {
          let step = max(1, drawn[row].count / 2000)
          let some = stride(from: 0, to: drawn[row].count, by: step)
          panels.append(
            Panel(
              title: "", x: x, y: axes[row].axis,
              curves: [
                Curve(
                  "", x: some.map { drawn[column][$0] }, y: some.map { drawn[row][$0] }, style: .points,
                  colour: .palette(0))
              ]))
        }
      }
    }
    return Figure(name: "corner", title: "Samples of the posterior", panels: panels, columns: chosen.count)
  }

  private static func histogram(_ values: [Double], isLogarithmic: Bool) -> (x: [Double], y: [Double]) {
    let sorted = (isLogarithmic ? values.map { log($0) } : values).sorted()
    let (low, high) = (quantile(of: sorted, at: 0.001), quantile(of: sorted, at: 0.999))
    guard high > low else { return ([values[0], values[0]], [1, 1]) }
    var counts = [Double](repeating: 0, count: 40)
    for value in sorted where value >= low && value < high { counts[Int(40 * (value - low) / (high - low))] += 1 }
    let places = counts.indices.map { low + (Double($0) + 0.5) * (high - low) / 40 }
    return (isLogarithmic ? places.map { exp($0) } : places, counts.map { $0 / Double(values.count) })
  }

  private var traces: Figure? {
    guard let samples = outcome.samples else { return nil }
    let lines = plan.lines(of: outcome)
    let panels = sampled.map { index -> Panel in
      let factor = outcome.best.values[index] == 0 ? 1 : lines[index].value / outcome.best.values[index]
      let means = samples.coordinates.indices.map { ensemble in
        samples.trace(of: index, ensemble: ensemble).map { row in
          outcome.problem.parameters[index].value(at: row.reduce(0, +) / Double(row.count)) * factor
        }
      }
      let (y, power) = axis(lines[index], for: means.flatMap { $0 })
      let curves = means.enumerated().map { ensemble, values in
        Curve(
          "ensemble \(ensemble + 1)", x: values.indices.map { Double($0) }, y: values.map { $0 * power }, style: .line,
          colour: .palette(ensemble))
      }
      return Panel(title: lines[index].name, x: PlotAxis("step"), y: y, curves: curves, legend: .below)
    }
    guard !panels.isEmpty else { return nil }
    return Figure(name: "traces", title: "Means of the ensembles", panels: panels, columns: 1)
  }
}
