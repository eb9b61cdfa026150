import Analysis
import Bench
import Figures
import Records

/// S10: continuous light in place of the bias leaves the threshold unchanged.
struct ContinuousLight: PaperObservation {
  let id = "S10"

  func reproduce(on bench: ReproductionBench) async throws -> ObservationFindings {
    let ladders = try await bench.run("S10").ladders.map { try EmissionLadder($0) }
    guard ladders.count == 2 else {
      throw ReproductionError.runFailed(experiment: id, reason: "\(ladders.count) fluence ladders of two")
    }
    let found = ladders.map { $0.thresholdOrReason() }
    let values = found.map { $0.value?.fluence.value ?? .nan }
    return ObservationFindings(
      criteria: [
        Criterion(
          "relative change of the ASE threshold under 100 mW/cm²", paper: "unchanged",
          computed: 100 * abs(values[1] / values[0] - 1), unit: "%", .below(3),
          note: found.compactMap(\.reason).joined(separator: "; "))
      ],
      figure: Figure(
        name: "S10-continuous-light", title: "Emission in the dark and under continuous light",
        panels: [
          Panel(
            x: PlotAxis("pump fluence", unit: "µJ/cm²", scale: .logarithmic),
            y: PlotAxis("emission, 535–545 nm", unit: "nJ/cm² nm", scale: .logarithmic),
            curves: [ladders[0].curve(label: "dark"), ladders[1].curve(label: "100 mW/cm² at 450 nm")], legend: .below)
        ]),
      notes: [
        "The light makes a steady density of pairs that each pulse adds to; the ions are taken as those in the dark, since the "
          + "slow model follows majority carriers only."
      ])
  }
}
