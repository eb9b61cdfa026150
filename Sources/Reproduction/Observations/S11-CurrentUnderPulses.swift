import Bench
import Figures
import Records
import Transport

/// S11: switching the pulsed laser does not change the current of the device.
struct CurrentUnderPulses: PaperObservation {
  let id = "S11"

  func reproduce(on bench: ReproductionBench) async throws -> ObservationFindings {
    let study = try await bench.carriers()
    let pump = try await bench.pump(atThresholdShare: 0.8)
    // A microampere is 3e-5 of what all pairs would carry: the charge of a period has to be better known than that.
    var settings = bench.transportSettings
    settings.relativeTolerance = 1e-6
    let device = try SimulatedDevice(device: study.device, pump: pump, transportSettings: settings)
    let biases = bench.isBrief ? [6.0] : [4.0, 6]
    let found = try biases.map { try device.pulsedCurrent(bias: $0, fluence: pump.fluence, period: 1 / pump.rate) }
    let unit = 100.0  // A m⁻² in µA/cm²
    let largest = found.map { abs($0.change) * unit }.max() ?? .nan
    return ObservationFindings(
      criteria: [
        Criterion(
          "largest change of the mean current under pulses, 4 and 6 V", paper: "current does not change",
          computed: largest, unit: "uA/cm2", .below(1),
          evidence: .fitted)
      ],
      figure: Figure(
        name: "S11-current-under-pulses", title: "Mean current after the pulsed laser is switched on",
        panels: [
          Panel(
            x: PlotAxis("time", unit: "ms"), y: PlotAxis("change of the mean current", unit: "µA/cm²"),
            curves: found.map { run in
              Curve(
                "\(run.bias.brief) V", x: run.means.indices.map { 1e3 * run.period * (Double($0) + 0.5) },
                y: run.means.map { unit * ($0 - run.dark) }, style: .linesPoints)
            }, lines: [MarkerLine(.horizontal, at: 0)])
        ]),
      audit: found.map(\.audit).reduce(PhysicsAudit([])) { $0.merged(with: $1) },
      notes: [
        "Electrons and holes of the whole device through one pulse after another, a thousand a second at 0.8 of the zero-bias "
          + "threshold, from the steady state in darkness, with the rates of the fast model at the film's mean ion fraction. "
          + "All pairs of a pulse drawn out would carry \((found[0].largest * unit * 1e-3).brief) mA/cm²: what flows is bounded by "
          + "the Al₂O₃, before which the holes that leave the film pile up."
      ])
  }
}
