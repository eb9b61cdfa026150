import Analysis
import Bench
import Figures
import Records

/// S6: emission against pump energy for each bias is an S-curve with a threshold, where the line narrows.
struct EmissionAgainstFluence: PaperObservation {
  let id = "S6"

  func reproduce(on bench: ReproductionBench) async throws -> ObservationFindings {
    let ladders = try await bench.run("F2c").ladders.map { try EmissionLadder($0) }
    let found = ladders.map { $0.thresholdOrReason() }
    let changes = found.map { $0.value?.slopeChange ?? .nan }
    let weakest = changes.contains(where: \.isNaN) ? Double.nan : changes.min() ?? .nan
    let narrowing = try ladders.map { try $0.narrowing() }
    return ObservationFindings(
      criteria: [
        Criterion(
          "smallest change of log-log slope at threshold, 0 … 6 V", paper: "S-curve with threshold", computed: weakest,
          .above(3), absent: 0, note: found.compactMap(\.reason).joined(separator: "; ")),
        Criterion(
          "largest ratio of line width above to below threshold, 0 … 6 V", paper: "line narrows",
          computed: narrowing.max() ?? .nan, .below(1)),
      ],
      figure: Figure(
        name: "S6-emission-against-fluence", title: "Emission against pump fluence for each bias",
        panels: [
          Panel(
            x: PlotAxis("pump fluence", unit: "µJ/cm²", scale: .logarithmic),
            y: PlotAxis("peak 535–545 nm", unit: "nJ/(cm² nm)", scale: .logarithmic),
            curves: ladders.enumerated().map { index, ladder in
              ladder.curve(
                label: "\(ladder.bias.brief) V", colour: .ordered(Double(index) / Double(max(1, ladders.count - 1))))
            })
        ]))
  }
}
