import Analysis
import Bench
import Figures
import Records

/// S19: far below threshold the bias still enhances the PL, and slowly.
struct WeakExcitation: PaperObservation {
  let id = "S19"

  func reproduce(on bench: ReproductionBench) async throws -> ObservationFindings {
    let run = try await bench.run("S19")
    let rest = try EmissionTrace(run.readings(ofStep: 1))
    let on = try EmissionTrace(run.readings(ofStep: 2))
    let before = rest.photoluminescence[rest.count - 1]
    let after = on.photoluminescence[on.count - 1]
    return ObservationFindings(
      criteria: [
        Criterion(
          "PL at 6 V over PL at 0 V", paper: "bias still enhances PL", computed: after / before, .above(1.5), absent: 1),
        Criterion(
          "time in which the PL makes all but 1/e of its rise", paper: "slow transients",
          computed: on.changeTime(of: \.photoluminescence), unit: "s", .above(0.5), absent: 0),
      ],
      figure: Figure(
        name: "S19-weak-excitation", title: "PL at 0.6 µJ/cm² after switching 6 V on",
        panels: [
          Panel(
            x: PlotAxis("time", unit: "s"), y: PlotAxis("PL over that at 0 V"),
            curves: [Curve("6 V", x: on.times, y: on.photoluminescence.map { $0 / before }, style: .linesPoints)],
            lines: [MarkerLine(.horizontal, at: 1)], legend: .below)
        ]),
      notes: ["0.6 µJ/cm² is a thousandth of the paper's zero-bias threshold; nothing is amplified there."])
  }
}
