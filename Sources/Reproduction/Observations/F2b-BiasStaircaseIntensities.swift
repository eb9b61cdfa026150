import Bench
import Figures
import Records

/// F2b: PL falls at negative bias; ASE, PL and their ratio rise with positive bias and level off above 6 V.
struct BiasStaircaseIntensities: PaperObservation {
  let id = "F2b"

  func reproduce(on bench: ReproductionBench) async throws -> ObservationFindings {
    let run = try await bench.belowThreshold("F2a")
    let stairs = try EmissionTrace(run.readings(ofStep: 1))
    func place(_ bias: Double) -> Int { stairs.biases.firstIndex { abs($0 - bias) < 1e-9 } ?? 0 }
    let weak = stairs.photoluminescence
    let rising = place(0)...place(6)
    // The smallest relative rise from one step to the next, of PL, ASE and their ratio together.
    let smallest =
      [weak, stairs.amplified, stairs.ratio].flatMap { values in
        zip(rising, rising.dropFirst()).map { values[$1] / values[$0] - 1 }
      }.min() ?? .nan
    return ObservationFindings(
      criteria: [
        Criterion(
          "PL(−4 V)/PL(0 V)", paper: "reduced", computed: weak[place(-4)] / weak[place(0)], .below(0.9), absent: 1,
          evidence: .fitted),
        Criterion(
          "PL(10 V)/PL(6 V)", paper: "almost unchanged over 6 V", computed: weak[place(10)] / weak[place(6)],
          .within(target: 1, tolerance: 0.15), evidence: .fitted),
        Criterion(
          "smallest rise per volt of PL, ASE and ratio, 0 … 6 V", paper: "all increase", computed: 100 * smallest,
          unit: "%", .above(0)),
      ],
      figure: Figure(
        name: "F2b-intensities-against-bias", title: "Peak intensities against bias, 2 s a step",
        panels: [
          Panel(
            x: PlotAxis("bias", unit: "V"), y: PlotAxis("peak intensity over PL at 0 V"),
            secondary: PlotAxis("ASE/PL ratio"),
            curves: [
              Curve("PL", x: stairs.biases, y: weak.map { $0 / weak[place(0)] }, style: .linesPoints),
              Curve("ASE", x: stairs.biases, y: stairs.amplified.map { $0 / weak[place(0)] }, style: .linesPoints),
              Curve("ASE/PL", x: stairs.biases, y: stairs.ratio, style: .dashedLine, axis: .secondary),
            ])
        ]),
      notes: [
        "The fall at negative bias rests on the phenomenological coefficient k_x: extraction limited by the charge that the "
          + "contacts can hold changes the PL by less than 1 %."
      ])
  }
}
