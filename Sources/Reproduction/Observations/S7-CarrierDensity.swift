import Bench
import Figures
import Records

/// S7: nanosecond pulses give carrier densities between 1e18 and 1e19 cm⁻³, where Auger recombination is negligible.
struct CarrierDensity: PaperObservation {
  let id = "S7"

  func reproduce(on bench: ReproductionBench) async throws -> ObservationFindings {
    let ladders = try await bench.run("F2d").ladders
    let points = ladders.map { ladder in
      ladder.compactMap { reading -> (fluence: Double, density: Double, auger: Double)? in
        guard let figures = reading.emission?.figures, let fluence = reading.fluence else { return nil }
        return (fluence.microjoulesPerSquareCentimetre, figures.peakDensity * 1e-6, figures.augerShare)
      }
    }
    let inRange = points.flatMap { $0 }.filter { (100...800).contains($0.fluence) }
    return ObservationFindings(
      criteria: [
        Criterion(
          "highest peak density, 100 … 800 µJ/cm²", paper: "below 1e19 cm⁻³",
          computed: inRange.map(\.density).max() ?? .nan, unit: "cm^-3", .below(1e19)),
        Criterion(
          "lowest peak density, 100 … 800 µJ/cm²", paper: "above 1e18 cm⁻³",
          computed: inRange.map(\.density).min() ?? .nan, unit: "cm^-3", .above(1e18)),
        Criterion(
          "largest Auger share of recombination", paper: "negligible",
          computed: 100 * (inRange.map(\.auger).max() ?? .nan), unit: "%", .below(5)),
      ],
      figure: Figure(
        name: "S7-carrier-density", title: "Peak carrier density of a 1 ns pulse",
        panels: [
          Panel(
            x: PlotAxis("pump fluence", unit: "µJ/cm²", scale: .logarithmic, range: 100...800),
            y: PlotAxis("peak carrier density", unit: "cm⁻³", scale: .logarithmic, range: 5e17...2e19),
            curves: zip(["0 V", "6 V"], points).map { label, points in
              Curve(label, x: points.map(\.fluence), y: points.map(\.density), style: .linesPoints)
            },
            paper: [PaperMark(.horizontalBand(1e18...1e19), label: "1e18 … 1e19 cm⁻³")], legend: .below)
        ]))
  }
}
