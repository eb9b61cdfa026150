import Analysis
import Bench
import Figures
import Records

/// F2c-long: a lower voltage for a longer time also moves the ions: threshold after 30 s at 2 V against 1 s at 2 V.
struct ThresholdAfterLongBias: PaperObservation {
  let id = "F2c-long"

  func reproduce(on bench: ReproductionBench) async throws -> ObservationFindings {
    let run = try await bench.run("F2c-long")
    let ladders = try run.ladders.map { try EmissionLadder($0) }
    guard ladders.count == 3 else {
      throw ReproductionError.runFailed(
        experiment: id, reason: "three ladders are needed, \(ladders.count) were recorded")
    }
    let found = ladders.map { $0.thresholdOrReason() }
    let thresholds = found.map { $0.value?.fluence.value.microjoulesPerSquareCentimetre ?? .nan }
    return ObservationFindings(
      criteria: [
        Criterion(
          "threshold after 30 s over after 1 s at 2 V", paper: "lower voltages for longer times also suffice",
          computed: thresholds[1] / thresholds[0], .below(0.8), absent: 1, evidence: .fitted,
          note: found.prefix(2).compactMap(\.reason).joined(separator: "; "))
      ],
      figure: Figure(
        name: "F2c-long-emission-after-1-s-and-30-s", title: "Emission against fluence after 1 s and 30 s at 2 V",
        panels: [
          Panel(
            x: PlotAxis("pump fluence", unit: "µJ/cm²", scale: .logarithmic),
            y: PlotAxis("peak 535–545 nm", unit: "nJ/(cm² nm)", scale: .logarithmic),
            curves: zip(["after 1 s", "after 30 s"], ladders).map { $1.curve(label: $0) },
            lines: thresholds.prefix(2).filter(\.isFinite).map { MarkerLine(.vertical, at: $0) })
        ]),
      notes: [
        "Conflict that one diffusivity cannot remove: after a fresh 1 s at 4 V the threshold is \(thresholds[2].brief) µJ/cm², "
          + "since switching on takes several seconds. The 200 µJ/cm² of figure 2c come about because bias time adds up over "
          + "the ladder of exposures."
      ])
  }
}
