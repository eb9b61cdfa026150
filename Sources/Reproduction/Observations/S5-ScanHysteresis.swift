import Analysis
import Bench
import Figures
import Records

/// S5: the reverse scan from 10 V to −4 V at 2 V/s shows large hysteresis against the forward scan.
struct ScanHysteresis: PaperObservation {
  let id = "S5"

  func reproduce(on bench: ReproductionBench) async throws -> ObservationFindings {
    let run = try await bench.belowThreshold("S5")
    let forward = try EmissionTrace(run.readings(ofStep: 1))
    let reverse = try EmissionTrace(run.readings(ofStep: 2))
    /// Largest excess of the reverse over the forward branch at the same bias.
    func excess(_ values: KeyPath<EmissionTrace, [Double]>) throws -> Double {
      let branches = try Hysteresis(
        forward: (forward.biases, forward[keyPath: values]), reverse: (reverse.biases, reverse[keyPath: values]))
      return try branches.largestBranchRatio(over: 0...4).value - 1
    }
    return ObservationFindings(
      criteria: [
        Criterion(
          "largest excess of PL on the reverse scan, 0 … 4 V", paper: "large hysteresis",
          computed: 100 * (try excess(\.photoluminescence)), unit: "%", .above(30), absent: 0),
        Criterion(
          "largest excess of ASE on the reverse scan, 0 … 4 V", paper: "large hysteresis",
          computed: 100 * (try excess(\.amplified)), unit: "%", .above(30), absent: 0),
      ],
      figure: Figure(
        name: "S5-hysteresis", title: "Forward and reverse scan at 2 V/s",
        panels: [
          panel("PL", forward, reverse, \.photoluminescence), panel("ASE", forward, reverse, \.amplified),
        ]))
  }

  private func panel(
    _ what: String, _ forward: EmissionTrace, _ reverse: EmissionTrace, _ values: KeyPath<EmissionTrace, [Double]>
  ) -> Panel {
    Panel(
      x: PlotAxis("bias", unit: "V"), y: PlotAxis("\(what) peak", unit: "nJ/(cm² nm)"),
      curves: [
        Curve("forward", x: forward.biases, y: forward[keyPath: values].map(\.nanojoulesPerSquareCentimetreNanometre)),
        Curve("reverse", x: reverse.biases, y: reverse[keyPath: values].map(\.nanojoulesPerSquareCentimetreNanometre)),
      ])
  }
}
