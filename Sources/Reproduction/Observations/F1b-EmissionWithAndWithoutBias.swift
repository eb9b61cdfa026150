import Analysis
import Bench
import Figures
import Records

/// F1b: at 0.8 of the zero-bias threshold there is no ASE at 0 V, and clear ASE after 5 s at 6 V.
struct EmissionWithAndWithoutBias: PaperObservation {
  let id = "F1b"

  func reproduce(on bench: ReproductionBench) async throws -> ObservationFindings {
    let run = try await bench.belowThreshold("F1b")
    let off = try EmissionTrace(run.readings(ofStep: 1))
    let on = try EmissionTrace(run.readings(ofStep: 2))
    let (dark, lit) = (off.count - 1, on.count - 1)
    return ObservationFindings(
      criteria: [
        Criterion(
          "ASE/PL peak ratio at 6 V", paper: "ASE clearly visible", computed: on.ratio[lit], .above(1),
          absent: off.ratio[dark], evidence: .fitted),
        Criterion(
          "ASE/PL peak ratio at 0 V", paper: "ASE essentially absent", computed: off.ratio[dark], .below(0.3),
          evidence: .fitted),
        Criterion(
          "PL peak ratio 6 V / 0 V", paper: "PL enhanced",
          computed: on.photoluminescence[lit] / off.photoluminescence[dark], .above(1.5), absent: 1),
      ],
      figure: Figure(
        name: "F1b-spectra-with-and-without-bias",
        title: "Spectra at 0.8 of the zero-bias threshold",
        panels: [
          Panel(
            x: PlotAxis("wavelength", unit: "nm", range: 500...570),
            y: PlotAxis("detected emission", unit: "nJ/(cm² nm)"),
            curves: [
              .spectrum(off.spectra[dark], label: "0 V", style: .filled, colour: .palette(0)),
              .spectrum(on.spectra[lit], label: "6 V for 5 s", colour: .palette(1)),
            ],
            paper: [
              PaperMark(.vertical(523), label: "PL 523 nm"), PaperMark(.vertical(538), label: "ASE 538 nm"),
            ], legend: .below)
        ]))
  }
}
