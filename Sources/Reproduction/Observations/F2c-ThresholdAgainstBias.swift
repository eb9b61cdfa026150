import Analysis
import Bench
import Figures
import Records

/// F2c: the ASE threshold falls from 600 µJ/cm² at 0 V to 200 µJ/cm² at 4 V and no lower above.
struct ThresholdAgainstBias: PaperObservation {
  let id = "F2c"

  func reproduce(on bench: ReproductionBench) async throws -> ObservationFindings {
    let run = try await bench.run("F2c")
    let ladders = try run.ladders.map { try EmissionLadder($0) }
    let biases = ladders.map(\.bias)
    let found = ladders.map { $0.thresholdOrReason() }
    let thresholds = found.map { $0.value?.fluence.value.microjoulesPerSquareCentimetre ?? .nan }
    let halfWidths = found.map { finding -> Double in
      guard let interval = finding.value?.fluence.interval else { return 0 }
      return 0.5 * (interval.upper - interval.lower).microjoulesPerSquareCentimetre
    }
    func place(_ bias: Double) -> Int { biases.firstIndex { abs($0 - bias) < 1e-9 } ?? 0 }
    let (rest, four) = (place(0), place(4))
    let top = thresholds[four...]
    let mean = top.reduce(0, +) / Double(top.count)
    let spread = 100 * (top.map { abs($0 - mean) }.max() ?? .nan) / mean
    let other = ladders.map { $0.otherThresholds() }
    return ObservationFindings(
      criteria: [
        Criterion(
          "threshold ratio 0 V / 4 V", paper: "3", computed: thresholds[rest] / thresholds[four],
          halfWidth: (thresholds[rest] / thresholds[four])
            * (halfWidths[rest] / thresholds[rest] + halfWidths[four] / thresholds[four]),
          .within(target: 3, tolerance: 0.4), absent: 1, evidence: .fitted),
        Criterion(
          "ASE threshold at 0 V", paper: "600 µJ/cm²", computed: thresholds[rest], halfWidth: halfWidths[rest],
          unit: "uJ/cm2", .within(target: 600, tolerance: 60), evidence: .fitted, note: found[rest].reason ?? ""),
        Criterion(
          "ASE threshold at 4 V", paper: "200 µJ/cm²", computed: thresholds[four], halfWidth: halfWidths[four],
          unit: "uJ/cm2", .within(target: 200, tolerance: 30), evidence: .fitted, note: found[four].reason ?? ""),
        Criterion(
          "largest departure from the mean, 4 … 6 V", paper: "no lower above 4 V", computed: spread, unit: "%",
          .below(15)),
      ],
      figure: Figure(
        name: "F2c-threshold-against-bias", title: "ASE threshold against bias, 1 s a rung",
        panels: [
          Panel(
            x: PlotAxis("bias", unit: "V", range: -0.5...6.5),
            y: PlotAxis("ASE threshold", unit: "µJ/cm²", range: 0...900),
            curves: [
              Curve(
                "log-log intersection", x: biases, y: thresholds,
                interval: .init(
                  lower: zip(thresholds, halfWidths).map { $0 - $1 }, upper: zip(thresholds, halfWidths).map { $0 + $1 }
                ),
                style: .errorBars, colour: .palette(0)),
              Curve("linear intersection", x: biases, y: other.map(\.linear), style: .dashedLine, colour: .palette(1)),
              Curve("width half drop", x: biases, y: other.map(\.width), style: .dashedLine, colour: .palette(2)),
              Curve("ASE/PL = 1", x: biases, y: other.map(\.ratio), style: .dashedLine, colour: .palette(3)),
            ].filter { $0.y.contains(where: \.isFinite) },
            paper: [
              PaperMark(.point(x: 0, y: 600), label: "600 at 0 V"),
              PaperMark(.point(x: 4, y: 200), label: "200 at 4 V"),
            ], legend: .below)
        ]),
      notes: [
        "Threshold: \(ThresholdMethod.logLogIntersection.definition), of the peak between 535 and 545 nm; the other "
          + "definitions in the figure are read from the same curves."
      ])
  }
}
