import Bench
import Figures
import Records

/// K2: the share k2r/(k2r + k2nonr) of the second-order recombination that is radiative, at 0 V and 6 V.
struct RadiativeShare: PaperObservation {
  let id = "K2"

  func reproduce(on bench: ReproductionBench) async throws -> ObservationFindings {
    let ladders = try await bench.run("F2d").ladders
    let shares = ladders.map { $0.map { $0.emission?.figures?.meanRadiativeFraction ?? .nan } }
    let fluences = ladders.map { $0.map { ($0.fluence ?? .nan).microjoulesPerSquareCentimetre } }
    guard shares.count == 2 else {
      throw ReproductionError.runFailed(
        experiment: "F2d", reason: "two ladders are needed, \(shares.count) were recorded")
    }
    // Below either threshold, where the paper reads its plateaus; the share depends on fluence only through the depth
    // at which the carriers emit.
    let reference = 100.0
    func value(_ ladder: Int) -> Double {
      let nearest = fluences[ladder].indices.min {
        abs(fluences[ladder][$0] - reference) < abs(fluences[ladder][$1] - reference)
      }
      return nearest.map { shares[ladder][$0] } ?? .nan
    }
    return ObservationFindings(
      criteria: [
        Criterion(
          "k2r/(k2r + k2nonr) at 0 V", paper: "0.09", computed: value(0), .within(target: 0.09, tolerance: 0.02),
          evidence: .fitted),
        Criterion(
          "k2r/(k2r + k2nonr) at 6 V", paper: "0.74", computed: value(1), .within(target: 0.74, tolerance: 0.05),
          evidence: .fitted),
      ],
      figure: Figure(
        name: "K2-radiative-share", title: "Radiative share of second-order recombination",
        panels: [
          Panel(
            x: PlotAxis("pump fluence", unit: "µJ/cm²", scale: .logarithmic),
            y: PlotAxis("⟨k2r/(k2r + k2nonr)⟩", range: 0...1),
            curves: zip(["0 V", "6 V"], zip(fluences, shares)).map { Curve($0, x: $1.0, y: $1.1) },
            paper: [
              PaperMark(.horizontal(0.09), label: "0.09 at 0 V"), PaperMark(.horizontal(0.74), label: "0.74 at 6 V"),
            ],
            legend: .below)
        ]),
      notes: ["Averaged over the emitting carriers of a pulse of about 100 µJ/cm², below both thresholds."])
  }
}
