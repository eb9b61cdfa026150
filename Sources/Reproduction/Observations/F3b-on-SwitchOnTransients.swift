import Analysis
import Bench
import Figures
import Records

/// F3b-on: switching on to 6 V is faster than to 4 V.
struct SwitchOnTransients: PaperObservation {
  let id = "F3b-on"

  func reproduce(on bench: ReproductionBench) async throws -> ObservationFindings {
    let run = try await bench.belowThreshold("F3b-on")
    let traces = try run.switchedTraces()
    guard let four = traces.first(where: { $0.bias == 4 }), let six = traces.first(where: { $0.bias == 6 }) else {
      throw ReproductionError.runFailed(experiment: id, reason: "no transient at 4 V and 6 V")
    }
    let slow = four.trace.crossing(of: \.ratio, level: 1)
    let fast = six.trace.crossing(of: \.ratio, level: 1)
    return ObservationFindings(
      criteria: [
        Criterion("ASE/PL passes 1 at 6 V", paper: "< 5 s", computed: fast, unit: "s", .below(5), evidence: .fitted),
        Criterion(
          "time to ASE/PL = 1, 4 V over 6 V", paper: "6 V is faster", computed: slow / fast, .above(1), absent: 1),
      ],
      figure: Figure(
        name: "F3b-on-switching-on", title: "ASE after switching on from 0 V",
        panels: [
          Panel(
            x: PlotAxis("time", unit: "s"), y: PlotAxis("ASE/PL ratio"),
            curves: [
              Curve("0 V → 4 V", x: four.trace.times, y: four.trace.ratio),
              Curve("0 V → 6 V", x: six.trace.times, y: six.trace.ratio),
            ],
            lines: [MarkerLine(.horizontal, at: 1)], paper: [PaperMark(.vertical(5), label: "6 V in less than 5 s")])
        ]))
  }
}
