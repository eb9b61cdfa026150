import Analysis
import Bench
import Figures
import Records

/// S12 (and figure 3a): with 4 V switched on the emission rises over many seconds; switched off it decays slowly.
struct SlowTransients: PaperObservation {
  let id = "S12"

  func reproduce(on bench: ReproductionBench) async throws -> ObservationFindings {
    let run = try await bench.belowThreshold("S12")
    let on = try EmissionTrace(run.readings(ofStep: 2))
    let off = try EmissionTrace(run.readings(ofStep: 3))
    // The first half second is the fast component; the slow one is what follows.
    let slow = try off.slowTimeConstant(of: \.photoluminescence, after: 0.5)
    let start = run.timeline.steps[2].start
    let times = on.times + off.times.map { $0 + run.timeline.steps[3].start - start }
    return ObservationFindings(
      criteria: [
        Criterion(
          "ASE/PL passes 1 after switching 4 V on", paper: "ASE signature after about 10 s",
          computed: on.crossing(of: \.ratio, level: 1), unit: "s", .between(5, 15), evidence: .fitted),
        Criterion(
          "slow decay constant of the PL after switching off", paper: "about 10 s", computed: slow.value,
          halfWidth: slow.halfWidth, unit: "s", .between(5, 20)),
      ],
      figure: Figure(
        name: "S12-slow-transients", title: "4 V switched on at 0 s and off at 60 s",
        panels: [
          Panel(
            x: PlotAxis("time", unit: "s"), y: PlotAxis("peak intensity over its largest"),
            secondary: PlotAxis("ASE/PL ratio"),
            curves: [
              .normalised("PL", x: times, y: on.photoluminescence + off.photoluminescence),
              .normalised("ASE", x: times, y: on.amplified + off.amplified),
              Curve("ASE/PL", x: times, y: on.ratio + off.ratio, style: .dashedLine, axis: .secondary),
            ],
            paper: [PaperMark(.vertical(10), label: "ASE signature at about 10 s")], legend: .below)
        ]),
      notes: [
        "The reported 10 s and a staircase that is saturated at 6 V after 2 s a step pull the one diffusivity in TFB in "
          + "opposite directions; the calibration settles between them."
      ])
  }
}
