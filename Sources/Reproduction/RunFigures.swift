import Analysis
import Bench
import Figures
import Foundation

/// The figures that any run can have: what was applied, what flowed, what shone.
public enum RunFigures {
  /// Figures of a run, empty where it recorded neither spectra nor currents.
  /// - Throws: `AnalysisError` for spectra that cannot be read.
  public static func figures(of run: BenchRun, named name: String) throws -> [Figure] {
    [try spectra(of: run, name), series(of: run, name), ladders(of: run, name)].compactMap { $0 }
  }

  private static func spectra(of run: BenchRun, _ name: String) throws -> Figure? {
    let lit = run.spectra
    guard lit.count > 1, let wavelengths = lit[0].emission?.wavelengths else { return nil }
    let order = lit.indices.map { Double($0 + 1) }
    return Figure(
      name: "\(name)-spectra", title: "Spectra in the order recorded",
      panels: [
        Panel(
          x: PlotAxis("wavelength", unit: "nm"), y: PlotAxis("number of the spectrum"),
          heatMap: HeatMap(
            x: wavelengths.map(\.nanometres), y: order,
            values: lit.flatMap { ($0.emission?.spectrum ?? []).map(\.nanojoulesPerSquareCentimetreNanometre) },
            colours: PlotAxis("detected emission", unit: "nJ/(cm² nm)")), legend: .none)
      ])
  }

  /// Emission and yield against fluence where the run climbed a fluence ladder.
  private static func ladders(of run: BenchRun, _ name: String) -> Figure? {
    let ladders = run.ladders.filter { $0.count > 1 }.compactMap { try? EmissionLadder($0) }
    guard !ladders.isEmpty else { return nil }
    let labels = ladders.enumerated().map { "\($0.offset + 1): \($0.element.bias.brief) V" }
    let yields = ladders.map { ladder in
      zip(ladder.ladder.spectra, ladder.ladder.fluences).map { spectrum, fluence in
        ((try? spectrum.integral().value) ?? .nan) / fluence
      }
    }
    let largest = yields.flatMap { $0 }.max() ?? 1
    return Figure(
      name: "\(name)-fluence", title: "Emission and yield against pump fluence",
      panels: [
        Panel(
          x: PlotAxis("pump fluence", unit: "µJ/cm²", scale: .logarithmic),
          y: PlotAxis("emission, 535–545 nm", unit: "nJ/(cm² nm)", scale: .logarithmic),
          curves: zip(labels, ladders).map { $1.curve(label: $0) }, legend: .below),
        Panel(
          x: PlotAxis("pump fluence", unit: "µJ/cm²", scale: .logarithmic),
          y: PlotAxis("relative PLQY over its largest", scale: .logarithmic),
          curves: zip(labels, zip(ladders, yields)).map { label, item in
            Curve(
              label, x: item.0.ladder.fluences.map(\.microjoulesPerSquareCentimetre), y: item.1.map { $0 / largest },
              style: .linesPoints)
          }, legend: .below),
      ])
  }

  private static func series(of run: BenchRun, _ name: String) -> Figure? {
    let readings = run.readings
    guard readings.count > 1 else { return nil }
    let times = readings.map(\.time)
    var panels = [
      Panel(
        x: PlotAxis("time", unit: "s"), y: PlotAxis("bias", unit: "V"),
        curves: [Curve("bias", x: times, y: readings.map(\.bias), style: .linesPoints)], legend: .none)
    ]
    let currents = readings.map { $0.currentDensity?.nanoamperesPerSquareCentimetre ?? .nan }
    if currents.contains(where: \.isFinite) {
      panels.append(
        Panel(
          x: PlotAxis("time", unit: "s"), y: PlotAxis("current density", unit: "nA/cm²"),
          curves: [Curve("current", x: times, y: currents)], legend: .none))
    }
    if let trace = try? EmissionTrace(readings) {
      let lit = run.spectra.map(\.time)
      panels.append(
        Panel(
          x: PlotAxis("time", unit: "s"), y: PlotAxis("peak intensity", unit: "nJ/(cm² nm)"),
          curves: [
            Curve("PL", x: lit, y: trace.photoluminescence.map(\.nanojoulesPerSquareCentimetreNanometre)),
            Curve("ASE", x: lit, y: trace.amplified.map(\.nanojoulesPerSquareCentimetreNanometre)),
          ], legend: .below))
    }
    return Figure(name: "\(name)-series", title: "The run against time", panels: panels)
  }
}
