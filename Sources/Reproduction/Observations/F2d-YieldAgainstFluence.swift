import Analysis
import Bench
import Figures
import Records

/// F2d: relative PLQY against fluence at 0 V and 6 V: flat below threshold, eight times higher at 6 V.
struct YieldAgainstFluence: PaperObservation {
  let id = "F2d"

  func reproduce(on bench: ReproductionBench) async throws -> ObservationFindings {
    let ladders = try await bench.run("F2d").ladders.map { try EmissionLadder($0) }
    guard ladders.count == 2 else {
      throw ReproductionError.runFailed(
        experiment: id, reason: "two ladders are needed, \(ladders.count) were recorded")
    }
    let yields = try ladders.map { try $0.yields() }
    let scale = yields[0].plateau.level.value
    let ratio = yields[1].plateau.level.value / scale
    return ObservationFindings(
      criteria: [
        Criterion(
          "plateau yield 6 V / 0 V", paper: "8", computed: ratio, .within(target: 8, tolerance: 1), absent: 1,
          evidence: .fitted),
        Criterion(
          "plateau spread over a factor 3, 0 V", paper: "flat", computed: 100 * yields[0].plateau.flatness.value,
          unit: "%",
          .below(15)),
        Criterion(
          "plateau spread over a factor 3, 6 V", paper: "flat", computed: 100 * yields[1].plateau.flatness.value,
          unit: "%",
          .below(15)),
        Criterion(
          "rise at twice the threshold, 0 V", paper: "rises strongly", computed: yields[0].rise, .above(2), absent: 1,
          evidence: .fitted),
        Criterion("rise at twice the threshold, 6 V", paper: "hardly rises", computed: yields[1].rise, .below(1.5)),
      ],
      figure: Figure(
        name: "F2d-yield-against-fluence", title: "Relative PLQY against pump fluence",
        panels: [
          Panel(
            x: PlotAxis("pump fluence", unit: "µJ/cm²", scale: .logarithmic),
            y: PlotAxis("yield over its plateau at 0 V", scale: .logarithmic),
            curves: zip(["0 V", "6 V"], yields).map { label, reading in
              Curve(
                label, x: reading.curve.fluences.map(\.microjoulesPerSquareCentimetre),
                y: reading.curve.yields.map { $0 / scale },
                style: .linesPoints)
            },
            lines: yields.map { MarkerLine(.vertical, at: $0.threshold.microjoulesPerSquareCentimetre) },
            paper: [PaperMark(.horizontal(8), label: "8 times the plateau at 0 V")], legend: .below)
        ]),
      notes: [
        "The plateau is the flattest factor of three of fluence below 0.8 of the threshold of the same bias."
      ])
  }
}
