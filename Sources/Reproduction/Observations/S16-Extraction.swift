import Bench
import Figures
import Records

/// S16: reverse bias drives carriers to the electrodes, where extraction is favourable.
struct Extraction: PaperObservation {
  let id = "S16"

  func reproduce(on bench: ReproductionBench) async throws -> ObservationFindings {
    let study = try await bench.carriers()
    let readings = try await bench.belowThreshold("F2a").readings(ofStep: 1).filter {
      $0.emission?.figures != nil && $0.bias < 0.5
    }
    let shares = readings.map { (bias: $0.bias, share: $0.emission?.figures?.extractionShare ?? .nan) }
      .sorted { $0.bias < $1.bias }
    // Towards reverse bias: what one volt more extracts over what was extracted before.
    let smallest = zip(shares, shares.dropFirst()).map { $0.share - $1.share }.min() ?? .nan
    return ObservationFindings(
      criteria: [
        Criterion(
          "smallest rise of the extracted share per volt of reverse bias, 0 … −4 V", paper: "extraction is favourable",
          computed: 100 * smallest, unit: "%", .above(0)),
        Criterion(
          "extracted share of the pairs at −4 V", paper: "carriers drift to the electrodes",
          computed: 100 * (shares.first?.share ?? .nan), unit: "%", .above(0)),
      ],
      figure: Figure(
        name: "S16-extraction", title: "Bands at −4 V, and what a reverse bias extracts",
        panels: [
          try study.bandDiagram(-4, title: "steady state at −4 V"),
          Panel(
            title: "pulses at 0.8 of the threshold", x: PlotAxis("bias", unit: "V"),
            y: PlotAxis("extracted share", unit: "%"),
            curves: [Curve("", x: shares.map(\.bias), y: shares.map { 100 * $0.share }, style: .linesPoints)]),
        ]),
      notes: [
        "The extracted share follows from the extraction coefficient k_x, which is phenomenological and was fitted to the PL at "
          + "−4 V (F2b); the bands are computed with electrons and holes everywhere."
      ])
  }
}
