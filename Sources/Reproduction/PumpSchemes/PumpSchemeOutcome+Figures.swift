import Bench
import Figures
import Foundation
import Materials

extension PumpSchemeOutcome {
  /// Maps and curves of the survey on one sheet.
  var figure: Figure {
    let duties = scheme.dutyCycles
    var panels: [Panel] = []
    let mapped = duties.filter { duty in
      points.contains { $0.scheme.dutyCycle == duty && $0.threshold.currentDensity.isFinite }
    }
    if scheme.preBiases.count > 1, scheme.pulseLengths.count > 1, let first = mapped.first, let last = mapped.last {
      panels += first == last ? [map(first)] : [map(first), map(last)]
    }
    panels += [againstBias, againstDuty, light, temperature]
    return Figure(name: "\(scheme.name)-map", title: scheme.title, panels: panels)
  }

  private func amperes(_ preBias: Double, _ length: Double, _ duty: Double) -> Double {
    (point(preBias: preBias, pulseLength: length, dutyCycle: duty)?.threshold.currentDensity ?? .nan) * 1e-4
  }

  private func map(_ duty: Double) -> Panel {
    let lengths = scheme.pulseLengths
    let all = points.map { log10($0.threshold.currentDensity * 1e-4) }.filter(\.isFinite)
    let range = (all.min() ?? 0)...max(all.max() ?? 1, (all.min() ?? 0) + 0.1)
    return Panel(
      title: "duty cycle \(duty.brief)", x: PlotAxis("pre-bias", unit: "V"),
      y: PlotAxis("log₁₀ of the pulse length in ns"),
      heatMap: HeatMap(
        x: scheme.preBiases, y: lengths.map { log10($0 * 1e9) },
        values: lengths.flatMap { length in scheme.preBiases.map { log10(amperes($0, length, duty)) } },
        colours: PlotAxis("log₁₀ of the threshold in A/cm²", range: range)))
  }

  private var againstBias: Panel {
    let duty = scheme.dutyCycles[0]
    return Panel(
      title: "duty cycle \(duty.brief)", x: PlotAxis("pre-bias", unit: "V"),
      y: PlotAxis("threshold current", unit: "A/cm²", scale: .logarithmic),
      curves: scheme.pulseLengths.map { length in
        curve(length.nanosecondText, x: scheme.preBiases) {
          point(preBias: $0, pulseLength: length, dutyCycle: duty)
        }
      }, legend: .below)
  }

  private var againstDuty: Panel {
    let bias = scheme.preBiases[0]
    let short = scheme.pulseLengths[0]
    let cool = scheme.dutyCycles.map {
      (point(preBias: bias, pulseLength: short, dutyCycle: $0)?.coolCurrent ?? .nan) * 1e-4
    }
    return Panel(
      title: "pre-bias \(bias.brief) V", x: PlotAxis("duty cycle", scale: .logarithmic),
      y: PlotAxis("threshold current", unit: "A/cm²", scale: .logarithmic),
      curves: scheme.pulseLengths.map { length in
        curve(length.nanosecondText, x: scheme.dutyCycles) {
          point(preBias: bias, pulseLength: length, dutyCycle: $0)
        }
      } + [Curve("\(short.nanosecondText), film kept cool", x: scheme.dutyCycles, y: cool, style: .dashedLine)],
      legend: .below)
  }

  private func curve(_ label: String, x: [Double], _ found: (Double) -> SurveyedScheme?) -> Curve {
    let values = x.map { (found($0)?.threshold.currentDensity ?? .nan) * 1e-4 }
    let ends = x.map { found($0)?.interval }
    guard ends.contains(where: { $0 != nil }) else { return Curve(label, x: x, y: values, style: .linesPoints) }
    return Curve(
      label, x: x, y: values,
      interval: .init(
        lower: ends.map { ($0?.lowerBound ?? .nan) * 1e-4 }, upper: ends.map { ($0?.upperBound ?? .nan) * 1e-4 }),
      style: .errorBars)
  }

  private var light: Panel {
    Panel(
      title: "with the ions of the mean bias", x: PlotAxis("mean bias", unit: "V"),
      y: PlotAxis("optical threshold", unit: "µJ/cm²"), secondary: PlotAxis("ion fraction of the film"),
      curves: [
        Curve(
          "pump at which ASE is as high as PL", x: films.map(\.meanBias),
          y: films.map { $0.opticalThreshold.microjoulesPerSquareCentimetre }, style: .linesPoints),
        Curve(
          "ions left", x: films.map(\.meanBias), y: films.map(\.meanIonFraction), style: .dashedLine, axis: .secondary),
      ], legend: .below)
  }

  private var temperature: Panel {
    let bias = scheme.preBiases[scheme.preBiases.count - 1]
    return Panel(
      title: "film at threshold, pre-bias \(bias.brief) V", x: PlotAxis("pulse length", unit: "ns", scale: .logarithmic),
      y: PlotAxis("temperature", unit: "°C"),
      curves: scheme.dutyCycles.map { duty in
        Curve(
          "duty cycle \(duty.brief)", x: scheme.pulseLengths.map { $0 * 1e9 },
          y: scheme.pulseLengths.map { length in
            guard let found = point(preBias: bias, pulseLength: length, dutyCycle: duty)?.threshold,
              found.currentDensity.isFinite
            else { return .nan }
            return found.temperature - 273.15
          }, style: .linesPoints)
      }.filter { $0.y.contains(where: \.isFinite) }, lines: [MarkerLine(.horizontal, at: scheme.highestTemperature - 273.15, label: "the highest it stands")],
      legend: .below)
  }
}

extension Double {
  /// A time in s as people write pulse lengths: `10 ns`, `1 µs`.
  var nanosecondText: String { self < 0.9995e-6 ? "\((self * 1e9).brief) ns" : "\((self * 1e6).brief) µs" }
}
