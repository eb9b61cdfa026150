import Figures
import Quantities
import Records
import Transport

/// S2: the diode glows only above 6 V, and noticeably only above 8 V.
struct CurrentAndLight: PaperObservation {
  let id = "S2"

  private func current(ten study: CarrierStudy) -> Double? { study.points.last?.currentDensity }

  func reproduce(on bench: ReproductionBench) async throws -> ObservationFindings {
    let study = try await bench.carriers()
    let (six, eight, ten) = (try study.emission(6), try study.emission(8), try study.emission(10))
    let forward = study.points.filter { $0.bias >= 0 }
    return ObservationFindings(
      criteria: [
        Criterion(
          "EL at 6 V over EL at 10 V", paper: "turn-on above 6 V, significant above 8 V", computed: six / ten,
          .below(1e-3), evidence: .fitted)
      ],
      figure: Figure(
        name: "S2-current-and-light", title: "Steady current and electroluminescence of the diode",
        panels: [
          Panel(
            x: PlotAxis("bias", unit: "V"), y: PlotAxis("|J|", unit: "mA/cm²", scale: .logarithmic),
            secondary: PlotAxis("radiative pairs", unit: "cm⁻² s⁻¹", scale: .logarithmic),
            curves: [
              Curve(
                "current", x: forward.map(\.bias), y: forward.map { abs($0.currentDensity) * 0.1 }, style: .linesPoints),
              Curve(
                "light", x: forward.map(\.bias), y: forward.map { study.model.emission(of: $0.state) * 1e-4 },
                style: .dashedLine, axis: .secondary),
            ], legend: .below)
        ]),
      notes: [
        "At 10 V \((1e-4 * ten).brief) pairs/cm² s recombine with light, \((PhysicalConstants.elementaryCharge * ten / (current(ten: study) ?? .nan)).brief) of the "
          + "current: the onset lies where the paper sees it, but the light above it is far weaker than a diode's that is seen.",
        "Steady states with electrons and holes everywhere; EL at 8 V is \((eight / ten).brief) of that at 10 V. The leak through "
          + "Al₂O₃ and the defects at ZnO, which set the onset, are assumed values of the device file, chosen with this row in view.",
      ])
  }
}
