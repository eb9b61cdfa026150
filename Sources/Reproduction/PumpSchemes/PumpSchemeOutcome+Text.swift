import Bench
import Foundation
import Materials

extension PumpSchemeOutcome {
  /// The best schemes with what limits each, in sentences.
  public var findings: [String] {
    best.enumerated().map { place, item in
      let found = item.point
      let interval = found.interval.map { " (\(($0.lowerBound * 1e-4).brief) … \(($0.upperBound * 1e-4).brief))" } ?? ""
      let costs = item.costs.filter { $0.factor > 1.05 }.map { "\($0.loss.rawValue) × \($0.factor.brief)" }
      return "\(place + 1). \(found.scheme.pulseLength.nanosecondText) pulses at a duty cycle of "
        + "\(found.scheme.dutyCycle.brief) on \(found.scheme.preBias.brief) V: \((found.threshold.currentDensity * 1e-4).brief)"
        + "\(interval) A/cm², film at \(Int((found.threshold.temperature - 273.15).rounded())) °C. What raises it: "
        + (costs.isEmpty ? "no loss by more than a twentieth" : costs.joined(separator: ", ")) + "."
    }
  }

  /// What a higher duty cycle does to the ions, and what heat makes of it; `nil` where only one duty cycle is asked for.
  public var coolDuty: String? {
    guard let first = scheme.dutyCycles.first, let last = scheme.dutyCycles.last, first < last,
      let rare = point(preBias: scheme.preBiases[0], pulseLength: scheme.pulseLengths[0], dutyCycle: first),
      let often = point(preBias: scheme.preBiases[0], pulseLength: scheme.pulseLengths[0], dutyCycle: last)
    else { return nil }
    let endured = points.filter { $0.threshold.currentDensity.isFinite }.map(\.scheme.dutyCycle).max()
    return "A duty cycle of \(last.brief) in place of \(first.brief) would change the threshold of "
      + "\(scheme.pulseLengths[0].nanosecondText) pulses on \(scheme.preBiases[0].brief) V by a factor "
      + "\((often.coolCurrent / rare.coolCurrent).brief) through the ions, were the film kept cool"
      + (endured.map { $0 < last ? "; heat allows no more than \($0.brief)." : "." } ?? "; heat allows none.")
  }

  /// The table for a terminal: threshold current density of every scheme, and the best ones.
  public var text: String {
    var lines = [scheme.title, "threshold current density, A/cm² (95 % interval): pre-bias across, pulse length down"]
    for duty in scheme.dutyCycles {
      lines += ["", "duty cycle \(duty.brief)"]
      var rows = [[""] + scheme.preBiases.map { "\($0.brief) V" }]
      for length in scheme.pulseLengths {
        rows.append(
          [length.nanosecondText]
            + scheme.preBiases.map { bias in
              guard let found = point(preBias: bias, pulseLength: length, dutyCycle: duty) else { return "–" }
              guard found.threshold.currentDensity.isFinite else { return "none" }
              let interval = found.interval.map { " (\(($0.lowerBound * 1e-4).brief)…\(($0.upperBound * 1e-4).brief))" }
              return (found.threshold.currentDensity * 1e-4).brief + (interval ?? "")
            })
      }
      let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
      lines += rows.map { row in
        "  " + zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: "  ")
      }
    }
    if let cool = coolDuty { lines += ["", cool] }
    let refused = Set(points.compactMap { $0.threshold.currentDensity.isFinite ? nil : $0.threshold.reason })
    lines += ["", "best schemes, one a pulse length"] + findings
    if !refused.isEmpty { lines += ["", "none: " + refused.sorted().joined(separator: "; ")] }
    lines.append("")
    lines.append(
      posterior.map { "intervals: what the fit '\($0)' leaves open" } ?? "no intervals: the file names no `uncertainty`")
    lines.append("whether contacts and layers can carry these currents is not asked")
    return lines.joined(separator: "\n") + "\n"
  }
}
