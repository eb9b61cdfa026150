import Analysis
import Bench
import Figures
import Records

/// S18a: with insulators directly beside the perovskite its ions cannot leave it, and the bias modulates nothing.
struct InsulatorsBesideFilm: PaperObservation {
  let id = "S18a"

  func reproduce(on bench: ReproductionBench) async throws -> ObservationFindings {
    let sample = try await BlockedSample(bench, device: "cspbbr3-led-blocked-inner")
    return ObservationFindings(
      criteria: [
        Criterion(
          "relative change of the ASE threshold at 6 V", paper: "no modulation",
          computed: abs(sample.thresholds.biased / sample.thresholds.rest - 1), .below(0.1),
          note: sample.reasons)
      ],
      figure: sample.figure(name: "S18a-insulators-beside-film", title: "Al₂O₃ on both sides of the perovskite"),
      notes: [
        "The device is cspbbr3-led-blocked-inner; every value that it shares with the diode is the diode's.",
        "The ions still move inside the film: they crowd at one face, and their mean fraction stays 1.",
      ])
  }
}

/// A device with insulating layers, carried through the protocol of S18.
struct BlockedSample {
  /// Thresholds at rest and after a minute at 6 V, J m⁻²; NaN where there is none.
  let thresholds: (rest: Double, biased: Double)
  /// Why a threshold is missing; empty if none is.
  let reasons: String
  /// Current in the steady state at 6 V, A m⁻².
  let steadyCurrent: Double
  private let ladders: [EmissionLadder]
  private let currents: [Reading]

  init(_ bench: ReproductionBench, device: String) async throws {
    let run = try await bench.run("S18", onSample: device)
    ladders = try run.ladders.map { try EmissionLadder($0) }
    guard ladders.count == 2 else {
      throw ReproductionError.runFailed(experiment: "S18", reason: "\(ladders.count) fluence ladders of two")
    }
    let found = ladders.map { $0.thresholdOrReason() }
    thresholds = (found[0].value?.fluence.value ?? .nan, found[1].value?.fluence.value ?? .nan)
    reasons = found.compactMap(\.reason).joined(separator: "; ")
    currents = run.currents
    steadyCurrent = abs(currents.last?.currentDensity ?? .nan)
  }

  func figure(name: String, title: String) -> Figure {
    let flowing = currents.dropLast().filter { $0.timeInStep > 0 && ($0.currentDensity ?? 0) != 0 }
    return Figure(
      name: name, title: title,
      panels: [
        Panel(
          title: "emission", x: PlotAxis("pump fluence", unit: "µJ/cm²", scale: .logarithmic),
          y: PlotAxis("emission, 535–545 nm", unit: "nJ/cm² nm", scale: .logarithmic),
          curves: [ladders[0].curve(label: "0 V"), ladders[1].curve(label: "6 V, after 60 s")], legend: .below),
        Panel(
          title: "current after switching 6 V on", x: PlotAxis("time", unit: "s", scale: .logarithmic),
          y: PlotAxis("|J|", unit: "nA/cm²", scale: .logarithmic),
          curves: [
            Curve(
              "6 V", x: flowing.map(\.timeInStep),
              y: flowing.map { abs(($0.currentDensity ?? 0).nanoamperesPerSquareCentimetre) }, style: .line)
          ], lines: [MarkerLine(.horizontal, at: 1)]),
      ])
  }
}
