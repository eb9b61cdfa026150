import Analysis
import Bench
import Figures
import Records

/// F3c: ions and field at 0 V and under bias: the ions' field opposes the applied one.
struct IonProfiles: PaperObservation {
  let id = "F3c"

  func reproduce(on bench: ReproductionBench) async throws -> ObservationFindings {
    let run = try await bench.belowThreshold("F3c")
    let profiles = run.profiles.compactMap(\.profile)
    guard profiles.count == 3, let emitter = bench.emitterName else {
      throw ReproductionError.runFailed(
        experiment: id, reason: "profiles at 0 V, 6 V at once and 6 V at rest are needed")
    }
    // Mean field over the middle half of the film, away from the charged layers at its faces.
    let fields = profiles.map { $0.meanField(inMiddleOf: emitter) }
    return ObservationFindings(
      criteria: [
        Criterion(
          "bulk field at 6 V, ions at rest over ions frozen", paper: "ions' field opposes the applied one",
          computed: abs(fields[2] / fields[1]), .below(1), absent: 1,
          note: "mean field over the middle half of the film, \(fields[1].brief) V/m just after the step")
      ],
      figure: Figure(
        name: "F3c-ions-and-field", title: "Ions and field at 0 V and 6 V",
        panels: [density(profiles, at: 0, "0 V"), density(profiles, at: 2, "6 V"), field(profiles)], columns: 3))
  }

  private func density(_ profiles: [DepthProfile], at index: Int, _ label: String) -> Panel {
    let profile = profiles[index]
    let x = profile.positions.map(\.nanometres)
    return Panel(
      title: label, x: PlotAxis("position from the electron side", unit: "nm"),
      y: PlotAxis("density", unit: "cm⁻³", scale: .logarithmic, range: 1e14...1e22),
      curves: profile.ions.map { ion in
        Curve(ion.name, x: x, y: ion.density.map { $0 > 0 ? $0 * 1e-6 : .nan })
      } + [Curve("electrons", x: x, y: profile.electrons.map { $0 > 0 ? $0 * 1e-6 : .nan }, style: .dashedLine)])
  }

  private func field(_ profiles: [DepthProfile]) -> Panel {
    Panel(
      title: "field", x: PlotAxis("position from the electron side", unit: "nm"),
      y: PlotAxis("field", unit: "MV/cm"),
      curves: zip(["0 V", "6 V, ions frozen", "6 V, ions at rest"], profiles).map { label, profile in
        Curve(label, x: profile.facePositions.map(\.nanometres), y: profile.field.map { $0 * 1e-8 })
      })
  }
}
