import Analysis
import Bench
import Figures
import Foundation
import Records

/// S14: a transient reverse current flows when the bias returns to 0 V, as the ions come back.
struct ReverseCurrent: PaperObservation {
  let id = "S14"

  func reproduce(on bench: ReproductionBench) async throws -> ObservationFindings {
    let run = try await bench.belowThreshold("S14")
    let on = run.readings(ofStep: 2).compactMap { reading in reading.currentDensity.map { (reading.timeInStep, $0) } }
    let off = run.readings(ofStep: 3).compactMap { reading in reading.currentDensity.map { (reading.timeInStep, $0) } }
    let returned = run.readings(ofStep: 3).compactMap { reading in reading.chargePassed.map { (reading.timeInStep, $0) }
    }
    func current(_ points: [(Double, Double)], at time: Double) -> Double {
      points.min { abs($0.0 - time) < abs($1.0 - time) }?.1 ?? .nan
    }
    let first = current(off, at: 0.1)
    let charges = try run.chargesOfTwoSwitches()
    // The current has a fast part and a slow one; how long it lasts is told by the charge it carries after 0.1 s.
    let flowing = try Transient(
      times: returned.map(\.0), values: returned.map(\.1), unit: "C/m²")
    let lasting = try flowing.timeConstant(from: 0.1, final: returned[returned.count - 1].1).value
    return ObservationFindings(
      criteria: [
        Criterion(
          "current 0.1 s after the return to 0 V", paper: "reverse current",
          computed: first.nanoamperesPerSquareCentimetre,
          unit: "nA/cm2", .below(0), absent: 0),
        Criterion(
          "time in which all but 1/e of the later charge has come back", paper: "decays over seconds",
          computed: lasting, unit: "s", .between(0.5, 60)),
        Criterion(
          "charge returned over charge moved", paper: "–", computed: charges.returned / charges.moved,
          .within(target: 1, tolerance: 0.01)),
      ],
      figure: Figure(
        name: "S14-reverse-current", title: "Current after the bias returns from 4 V to 0 V",
        panels: [
          Panel(
            x: PlotAxis("time", unit: "s", scale: .logarithmic, range: 0.03...600),
            y: PlotAxis("current density", unit: "nA/cm²", range: -400...400),
            curves: [
              Curve("4 V → 0 V", x: off.map(\.0), y: off.map { $0.1.nanoamperesPerSquareCentimetre }),
              Curve("0 V → 4 V", x: on.map(\.0), y: on.map { $0.1.nanoamperesPerSquareCentimetre }, style: .dashedLine),
            ], lines: [MarkerLine(.horizontal, at: 0)])
        ]),
      notes: [
        String(
          format: "4 V moves %.2f µC/cm² through the terminals; %.2f µC/cm² come back.", charges.moved * 100,
          charges.returned * 100)
      ])
  }
}

extension BenchRun {
  /// Charge per area, C m⁻², that passed the terminals while the first and then the second bias was held.
  fileprivate func chargesOfTwoSwitches() throws -> (moved: Double, returned: Double) {
    let ends = [1, 2, 3].map { readings(ofStep: $0).last?.chargePassed }
    guard let start = ends[0], let on = ends[1], let off = ends[2] else {
      throw ReproductionError.runFailed(experiment: "S14", reason: "the charge passed was not recorded at each step")
    }
    return (on - start, on - off)
  }
}
