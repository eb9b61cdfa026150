import Analysis
import Bench
import Figures
import Materials
import Quantities
import Records

/// S15: at 65 °C the rise after switching 4 V on is not significantly altered.
struct WarmTransients: PaperObservation {
  let id = "S15"

  func reproduce(on bench: ReproductionBench) async throws -> ObservationFindings {
    let (cool, warm) = (try await bench.belowThreshold("S12"), try await bench.belowThreshold("S15"))
    let traces = try [cool, warm].map { run in
      (on: try EmissionTrace(run.readings(ofStep: 2)), off: try EmissionTrace(run.readings(ofStep: 3)))
    }
    let rises = traces.map { $0.on.changeTime(of: \.photoluminescence) }
    let decays = try traces.map { try $0.off.slowTimeConstant(of: \.photoluminescence, after: 0.5) }
    let barriers = bench.device.device.ions.flatMap { $0.layers.values }.map { $0.activationEnergy }
    let largest = (barriers.max() ?? .nan) / PhysicalConstants.elementaryCharge
    return ObservationFindings(
      criteria: [
        Criterion(
          "rise time of the PL, 65 °C over 25 °C", paper: "not significantly altered", computed: rises[1] / rises[0],
          .between(0.5, 1), evidence: .fitted),
        Criterion(
          "slow decay constant of the PL at 65 °C", paper: "slow parts of seconds remain", computed: decays[1].value,
          halfWidth: decays[1].halfWidth, unit: "s", .above(1), absent: 0),
      ],
      figure: Figure(
        name: "S15-warm-transients", title: "PL after switching 4 V on, at 25 °C and at 65 °C",
        panels: [
          Panel(
            x: PlotAxis("time", unit: "s"), y: PlotAxis("PL peak over its largest"),
            curves: zip(["25 °C", "65 °C"], traces).map { label, trace in
              .normalised(label, x: trace.on.times, y: trace.on.photoluminescence)
            }, legend: .below)
        ]),
      notes: [
        "The ions' largest activation energy is \(largest.brief) eV. A single thermally activated step speeds up by "
          + "exp(E_a/k (1/298 K − 1/338 K)), that is twofold at 0.15 eV: a barrier above 0.15–0.18 eV would contradict "
          + "the observation. The barrier was chosen for it, so this row is fitted, not predicted.",
        "Edge energy and rate constants are taken as independent of temperature; only ions and band filling feel it.",
      ])
  }
}

extension EmissionTrace {
  /// Time in which a quantity makes all but 1/e of its change, s; NaN where it does not change.
  func changeTime(of values: KeyPath<EmissionTrace, [Double]>) -> Double {
    (try? Transient(times: times, values: self[keyPath: values]).timeConstant().value) ?? .nan
  }
}
