import Bench
import Figures
import Records

/// S4: electroluminescence is negligible beside photoluminescence at every bias used.
struct DiodeLightBesidePumped: PaperObservation {
  let id = "S4"

  func reproduce(on bench: ReproductionBench) async throws -> ObservationFindings {
    let study = try await bench.carriers()
    let readings = try await bench.belowThreshold("F2a").readings(ofStep: 1).filter { $0.emission?.figures != nil }
    // Pairs that recombine with light, of a pulse and of the current, in the same film: what of it escapes is the same.
    let rate = 1000.0
    let shares = try readings.map { reading -> (bias: Double, share: Double) in
      guard let figures = reading.emission?.figures else { return (reading.bias, .nan) }
      let pumped = figures.absorbedPhotons * (figures.radiativeShare + max(0, figures.aseShare)) * rate
      return (reading.bias, try study.emission(reading.bias.rounded()) / pumped)
    }
    let used = shares.filter { $0.bias <= 6.5 }.map(\.share).max() ?? .nan
    let highest = shares.last?.share ?? .nan
    return ObservationFindings(
      criteria: [
        Criterion(
          "largest EL/PL, −4 … 6 V", paper: "negligible", computed: 100 * used, unit: "%", .below(1)),
        Criterion("EL/PL at 10 V", paper: "small", computed: 100 * highest, unit: "%", .below(10)),
      ],
      figure: Figure(
        name: "S4-light-of-the-diode", title: "EL over PL, averaged over time",
        panels: [
          Panel(
            x: PlotAxis("bias", unit: "V"), y: PlotAxis("EL/PL", unit: "%", scale: .logarithmic),
            curves: [
              Curve(
                "", x: shares.map(\.bias), y: shares.map { $0.share > 0 ? 100 * $0.share : .nan }, style: .linesPoints)
            ], lines: [MarkerLine(.horizontal, at: 1)])
        ]),
      notes: [
        "Both are rates of radiative pairs: 1000 pulses a second at 0.8 of the zero-bias threshold, and the steady current. The "
          + "film and what escapes from it are the same for both."
      ])
  }
}
