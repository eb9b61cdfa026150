import Analysis
import Bench
import Figures
import Records

/// F1c: the ASE/PL ratio repeats over five off/on cycles.
struct CycleReproducibility: PaperObservation {
  let id = "F1c"

  /// Cycles before the comparison starts: the first one begins at rest, not where a cycle ends.
  static let settlingCycles = 1

  func reproduce(on bench: ReproductionBench) async throws -> ObservationFindings {
    let run = try await bench.belowThreshold("F1c")
    var (times, ratios, onValues, offValues) = ([Double](), [Double](), [Double](), [Double]())
    for step in run.timeline.steps.indices where step > 0 {
      let trace = try EmissionTrace(run.readings(ofStep: step))
      times += trace.times.map { $0 + run.timeline.steps[step].start }
      ratios += trace.ratio
      if trace.biases[0] > 0 {
        onValues.append(trace.ratio[trace.count - 1])
      } else {
        offValues.append(trace.ratio[trace.count - 1])
      }
    }
    let statistics = try CycleStatistics(onValues: onValues, skipping: Self.settlingCycles)
    return ObservationFindings(
      criteria: [
        Criterion(
          "coefficient of variation of ASE/PL over the settled on-values", paper: "repeats over five cycles",
          computed: 100 * statistics.coefficientOfVariation.value, unit: "%", .below(5)),
        Criterion(
          "ASE/PL on against off in the last cycle", paper: "switched on and off",
          computed: (onValues.last ?? .nan) / (offValues.last ?? .nan), .above(2), absent: 1),
      ],
      figure: Figure(
        name: "F1c-off-on-cycles", title: "Five off/on cycles, 20 s at 0 V and 5 s at 6 V",
        panels: [
          Panel(
            x: PlotAxis("time", unit: "s"), y: PlotAxis("ASE/PL peak ratio"),
            curves: [Curve("computed", x: times, y: ratios, style: .linesPoints)],
            lines: [MarkerLine(.horizontal, at: 1, label: "ASE as high as PL")], legend: .below)
        ]),
      notes: ["The first cycle starts from rest and is left out of the statistics: the cycle has to settle."])
  }
}
