import Analysis
import Bench
import Figures
import Records

/// F3b-off: switching off to −1 V is faster than to 0 V, with a fast component that switching on lacks.
struct SwitchOffTransients: PaperObservation {
  let id = "F3b-off"

  /// What counts as fast: the time resolution of the paper's transients, s.
  static let fast = 0.5

  func reproduce(on bench: ReproductionBench) async throws -> ObservationFindings {
    let off = try await bench.belowThreshold("F3b-off").switchedTraces()
    let on = try await bench.belowThreshold("F3b-on").switchedTraces()
    guard let zero = off.first(where: { $0.bias == 0 }), let reverse = off.first(where: { $0.bias == -1 }) else {
      throw ReproductionError.runFailed(experiment: id, reason: "no transient to 0 V and −1 V")
    }
    let ratio = reverse.decayTime / zero.decayTime
    let drop = [zero, reverse].map { $0.share(within: Self.fast) }.min() ?? .nan
    let rise = on.map { $0.share(within: Self.fast) }.max() ?? .nan
    return ObservationFindings(
      criteria: [
        Criterion(
          "t(1/e) of ASE switching to −1 V over to 0 V", paper: "−1 V is faster", computed: ratio, .below(1), absent: 1),
        Criterion(
          "share of the drop within 0.5 s, switching off", paper: "fast component", computed: 100 * drop, unit: "%",
          .above(10), absent: 0),
        Criterion(
          "share of the rise within 0.5 s, switching on", paper: "no fast component", computed: 100 * rise, unit: "%",
          .below(10)),
      ],
      figure: Figure(
        name: "F3b-off-switching-off", title: "ASE after switching off from 4 V",
        panels: [
          Panel(
            x: PlotAxis("time", unit: "s", range: 0...30), y: PlotAxis("ASE peak over its value at 4 V"),
            curves: [zero, reverse].map { item in
              Curve(
                "4 V → \(item.bias.brief) V", x: item.trace.times, y: item.trace.amplified.map { $0 / item.before })
            }, lines: [MarkerLine(.vertical, at: Self.fast, label: "0.5 s")])
        ]))
  }
}
