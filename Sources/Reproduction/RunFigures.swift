import Analysis
import Bench
import Figures
import Foundation

/// The figures that any run can have: what was applied, what flowed, what shone.
public enum RunFigures {
  /// Figures of a run, empty where it recorded neither spectra nor currents.
  /// - Throws: `AnalysisError` for spectra that cannot be read.
  public static func figures(of run: BenchRun, named name: String) throws -> [Figure] {
    [
      try spectra(of: run, name), lines(of: run, name), series(of: run, name), ladders(of: run, name),
      decays(of: run, name), streaks(of: run, name),
    ].compactMap { $0 }
  }

  /// At most so many curves in one panel; the rest is in the record.
  private static let mostCurves = 6

  /// Evenly chosen readings, the first and the last among them.
  private static func chosen(_ readings: [Reading], most: Int) -> [Reading] {
    guard readings.count > most else { return readings }
    return (0..<most).map { readings[$0 * (readings.count - 1) / (most - 1)] }
  }

  /// What was applied, for a legend: bias, fluence where it changes, time where nothing else does.
  private static func labels(_ readings: [Reading]) -> [String] {
    let fluences = Set(readings.map(\.fluence)).count > 1
    let biases = Set(readings.map(\.bias)).count > 1
    let times = Set(readings.map(\.time)).count > 1
    return readings.map { reading in
      var words: [String] = []
      if biases || !fluences { words.append("\(reading.bias.brief) V") }
      if fluences, let fluence = reading.fluence {
        words.append("\(fluence.microjoulesPerSquareCentimetre.brief) µJ/cm²")
      }
      if times, !fluences || readings.count(where: { $0.bias == reading.bias && $0.fluence == reading.fluence }) > 1 {
        words.append("\(reading.time.brief) s")
      }
      return words.joined(separator: ", ")
    }
  }

  /// Single spectra as lines, and what of them is amplified.
  private static func lines(of run: BenchRun, _ name: String) -> Figure? {
    let readings = chosen(run.spectra, most: mostCurves)
    guard !readings.isEmpty else { return nil }
    func panel(_ label: String, _ scale: PlotAxis.Scale, _ values: (DetectedEmission) -> [Double]?) -> Panel? {
      let curves = zip(labels(readings), readings).compactMap { label, reading -> Curve? in
        guard let emission = reading.emission, let values = values(emission) else { return nil }
        return Curve(
          label, x: emission.wavelengths.map(\.nanometres), y: values.map(\.nanojoulesPerSquareCentimetreNanometre))
      }
      let highest = curves.flatMap(\.y).max() ?? 0
      guard highest > 0 else { return nil }
      // Five decades below the highest point, or from zero.
      let range = scale == .linear ? nil : (1e-5 * highest)...(2 * highest)
      return Panel(
        x: PlotAxis("wavelength", unit: "nm"), y: PlotAxis(label, unit: "nJ/(cm² nm)", scale: scale, range: range),
        curves: curves, legend: .below)
    }
    return Figure(
      name: "\(name)-lines", title: "Spectra",
      panels: [
        panel("emission", .logarithmic) { $0.spectrum }, panel("ASE", .linear) { $0.aseSpectrum },
      ].compactMap { $0 })
  }

  /// Light of single pulses against time.
  private static func decays(of run: BenchRun, _ name: String) -> Figure? {
    let readings = chosen(run.decays, most: mostCurves)
    guard let first = readings.first?.emission?.decay, (first.values.max() ?? 0) > 0 else { return nil }
    let curves = zip(labels(readings), readings).map { label, reading in
      let decay = reading.emission?.decay
      return Curve(
        label, x: (decay?.times ?? []).map { $0 * 1e9 },
        y: (decay?.values ?? []).map { first.isCounted ? $0 : $0 * 1e-4 }, style: .line)
    }
    let highest = curves.flatMap(\.y).max() ?? 1
    // Six decades below the peak, or down to single counts.
    let floor = first.isCounted ? max(0.5, 1e-6 * highest) : 1e-6 * highest
    return Figure(
      name: "\(name)-decays", title: "Light of one pulse against time",
      panels: [
        Panel(
          x: PlotAxis("time after the centre of the pulse", unit: "ns"),
          y: PlotAxis(
            first.isCounted ? "counts per bin" : "photons per bin", unit: first.isCounted ? "" : "cm⁻²",
            scale: .logarithmic, range: floor...(2 * highest)), curves: curves, legend: .below)
      ])
  }

  /// Spectra of single pulses against time.
  private static func streaks(of run: BenchRun, _ name: String) -> Figure? {
    let readings = chosen(run.streaks, most: 4)
    let panels = zip(labels(readings), readings).compactMap { label, reading -> Panel? in
      guard let emission = reading.emission, let streak = emission.streak, (streak.values.max() ?? 0) > 0 else {
        return nil
      }
      let highest = streak.values.max() ?? 1
      return Panel(
        title: label, x: PlotAxis("wavelength", unit: "nm"),
        y: PlotAxis("time after the centre of the pulse", unit: "ns"),
        heatMap: HeatMap(
          x: emission.wavelengths.map(\.nanometres), y: streak.times.map { $0 * 1e9 },
          values: streak.values.map { max($0, 0) * 1e-13 },
          colours: PlotAxis(
            "power", unit: "W/(cm² nm)", scale: .logarithmic, range: (1e-17 * highest)...(1e-13 * highest))),
        legend: .none)
    }
    guard !panels.isEmpty else { return nil }
    return Figure(name: "\(name)-streaks", title: "Spectra of one pulse against time", panels: panels)
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
    // The palette has six colours; more ladders than that are a family.
    let colours = ladders.indices.map { index in
      ladders.count <= 6 ? CurveColour.palette(index) : .ordered(Double(index) / Double(ladders.count - 1))
    }
    return Figure(
      name: "\(name)-fluence", title: "Emission and yield against pump fluence",
      panels: [
        Panel(
          x: PlotAxis("pump fluence", unit: "µJ/cm²", scale: .logarithmic),
          y: PlotAxis("emission, 535–545 nm", unit: "nJ/(cm² nm)", scale: .logarithmic),
          curves: ladders.indices.map { ladders[$0].curve(label: labels[$0], colour: colours[$0]) }, legend: .outside),
        Panel(
          x: PlotAxis("pump fluence", unit: "µJ/cm²", scale: .logarithmic),
          y: PlotAxis("relative PLQY over its largest", scale: .logarithmic),
          curves: ladders.indices.map { index in
            Curve(
              labels[index], x: ladders[index].ladder.fluences.map(\.microjoulesPerSquareCentimetre),
              y: yields[index].map { $0 / largest }, style: .linesPoints, colour: colours[index])
          }, legend: .outside),
      ], columns: 1, panelSize: .wide)
  }

  private static func series(of run: BenchRun, _ name: String) -> Figure? {
    let readings = run.readings
    let times = readings.map(\.time)
    // Ladders fired at once and rests until steady take no time on the clock of the protocol.
    guard let first = times.first, times.contains(where: { $0 != first }) else { return nil }
    var panels = [
      Panel(
        x: PlotAxis("time", unit: "s"), y: PlotAxis("bias", unit: "V"),
        curves: [Curve("bias", x: times, y: readings.map(\.bias), style: readings.count > 60 ? .line : .linesPoints)],
        legend: .none)
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
