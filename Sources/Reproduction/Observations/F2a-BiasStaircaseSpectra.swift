import Analysis
import Bench
import Figures
import Foundation
import Records

/// F2a: spectra while the bias climbs from −4 V to 10 V: PL dominates up to 3 V, ASE emerges above.
struct BiasStaircaseSpectra: PaperObservation {
  let id = "F2a"

  func reproduce(on bench: ReproductionBench) async throws -> ObservationFindings {
    let run = try await bench.belowThreshold("F2a")
    let stairs = try EmissionTrace(run.readings(ofStep: 1))
    let bands = EmissionBands.caesiumLeadBromide
    guard let rest = stairs.biases.firstIndex(where: { abs($0) < 1e-9 }),
      let six = stairs.biases.firstIndex(where: { abs($0 - 6) < 1e-9 })
    else { throw ReproductionError.runFailed(experiment: "F2a", reason: "the staircase has no step at 0 V and 6 V") }
    let weak = try stairs.spectra[rest].peak(in: bands.photoluminescence)
    let strong = try stairs.spectra[six].peak(in: bands.amplified)
    let weakWidth = try stairs.spectra[rest].fullWidthAtHalfMaximum(in: bands.photoluminescence)
    // Above threshold the line stands on the PL tail: its width is that of what exceeds the scaled PL shape.
    let line = try stairs.spectra[six].decomposed(reference: stairs.spectra[rest]).excess
    let lineWidth = try line.fullWidthAtHalfMaximum(in: bands.amplified)
    let first = zip(stairs.biases, stairs.ratio).first { $0.1 > 1 }?.0 ?? .nan
    let wavelengths = stairs.spectra[0].wavelengths
    return ObservationFindings(
      criteria: [
        Criterion(
          "first bias with ASE/PL > 1", paper: "ASE emerges above 3 V", computed: first, unit: "V", .between(3, 5),
          evidence: .predicted),
        Criterion(
          "PL peak at 0 V", paper: "523 nm", computed: weak.wavelength.value.nanometres, unit: "nm",
          .within(target: 523, tolerance: 2), evidence: .fitted),
        Criterion(
          "ASE peak at 6 V", paper: "538 nm", computed: strong.wavelength.value.nanometres, unit: "nm",
          .within(target: 538, tolerance: 3), evidence: .fitted),
        Criterion(
          "ASE width over PL width (FWHM)", paper: "narrow line", computed: lineWidth.value / weakWidth.value,
          .below(0.5), absent: 1),
      ],
      figure: Figure(
        name: "F2a-spectra-against-bias", title: "Spectra on a bias staircase, 2 s a step",
        panels: [
          Panel(
            x: PlotAxis("wavelength", unit: "nm", range: 500...560), y: PlotAxis("bias", unit: "V"),
            heatMap: HeatMap(
              x: wavelengths.map(\.nanometres), y: stairs.biases,
              values: stairs.spectra.flatMap { $0.intensities.map(\.nanojoulesPerSquareCentimetreNanometre) },
              colours: PlotAxis("detected emission", unit: "nJ/(cm² nm)")),
            paper: [
              PaperMark(.vertical(523), label: "PL 523 nm"), PaperMark(.vertical(538), label: "ASE 538 nm"),
            ], legend: .below)
        ]),
      notes: [
        "The computed PL is \((weakWidth.value.nanometres).brief) nm wide at half height; inhomogeneous broadening, which "
          + "widens the line of real films, is not in the model."
      ])
  }
}
