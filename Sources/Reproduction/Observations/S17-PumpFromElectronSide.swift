import Analysis
import Bench
import Figures
import Records

/// S17: pumped through the electron side, the device shows the same modulation.
struct PumpFromElectronSide: PaperObservation {
  let id = "S17"

  func reproduce(on bench: ReproductionBench) async throws -> ObservationFindings {
    async let other = bench.run("F2c")
    let ladders = (
      electron: try await bench.run("S17").ladders.map { try EmissionLadder($0) },
      hole: try await other.ladders.map { try EmissionLadder($0) }
    )
    func thresholds(_ ladders: [EmissionLadder]) -> (biases: [Double], values: [Double]) {
      (
        ladders.map(\.bias),
        ladders.map { $0.thresholdOrReason().value?.fluence.value.microjoulesPerSquareCentimetre ?? .nan }
      )
    }
    let (electron, hole) = (thresholds(ladders.electron), thresholds(ladders.hole))
    func ratio(_ found: (biases: [Double], values: [Double])) -> Double {
      guard let rest = found.biases.firstIndex(where: { abs($0) < 1e-9 }),
        let four = found.biases.firstIndex(where: { abs($0 - 4) < 1e-9 })
      else { return .nan }
      return found.values[rest] / found.values[four]
    }
    return ObservationFindings(
      criteria: [
        Criterion(
          "threshold ratio 0 V / 4 V, electron side over hole side", paper: "the same modulation",
          computed: ratio(electron) / ratio(hole), .within(target: 1, tolerance: 0.25)),
        Criterion(
          "threshold ratio 0 V / 4 V pumped from the electron side", paper: "lower under bias",
          computed: ratio(electron), .above(1.5), absent: 1),
      ],
      figure: Figure(
        name: "S17-pump-from-electron-side", title: "ASE threshold against bias, pumped from either side",
        panels: [
          Panel(
            x: PlotAxis("bias", unit: "V", range: -0.5...6.5), y: PlotAxis("ASE threshold", unit: "µJ/cm²"),
            curves: [
              Curve("from the hole side", x: hole.biases, y: hole.values, style: .linesPoints),
              Curve("from the electron side", x: electron.biases, y: electron.values, style: .linesPoints),
            ])
        ]),
      notes: ["The same protocol as F2c with the pump entering through the glass."])
  }
}
