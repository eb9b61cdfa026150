import Figures
import Records
import Transport

/// Note 2: what the bias injects is far below the density of a pulse.
struct InjectedDensity: PaperObservation {
  let id = "N2"

  func reproduce(on bench: ReproductionBench) async throws -> ObservationFindings {
    let study = try await bench.carriers()
    let mean = try study.meanCarriers(6)
    let biases = study.points.map(\.bias).filter { $0 >= 0 }
    let means = try biases.map { try study.meanCarriers($0) }
    return ObservationFindings(
      criteria: [
        Criterion(
          "mean electron density in the film at 6 V", paper: "< 1.6e14 cm⁻³", computed: mean.electrons * 1e-6,
          unit: "cm^-3", .below(1.6e14), evidence: .fitted),
        Criterion(
          "mean hole density in the film at 6 V", paper: "< 1.6e14 cm⁻³", computed: mean.holes * 1e-6,
          unit: "cm^-3", .below(1.6e14), evidence: .fitted),
      ],
      figure: Figure(
        name: "N2-injected-density", title: "Carriers in the film against bias, steady",
        panels: [
          Panel(
            x: PlotAxis("bias", unit: "V"), y: PlotAxis("mean density", unit: "cm⁻³", scale: .logarithmic),
            curves: [
              Curve("electrons", x: biases, y: means.map { $0.electrons * 1e-6 }, style: .linesPoints),
              Curve("holes", x: biases, y: means.map { $0.holes * 1e-6 }, style: .linesPoints),
            ], paper: [PaperMark(.horizontal(1.6e14), label: "1.6·10¹⁴ cm⁻³")], legend: .below)
        ]),
      notes: [
        "Electron affinity of the film and capture at ZnO, which keep both low, are assumed values of the device file."
      ])
  }
}
