import Analysis
import Figures
import Foundation
import Records

extension MeasuredSeries {
  /// Carries out one analysis.
  func answer(_ question: Analyze.Question) async throws -> AnalysisReport {
    var seen: Set<String> = []
    let sources = entries.map(\.file.source).filter { seen.insert($0).inserted }
    var report = AnalysisReport(question: question, sources: sources)
    switch question {
    case .threshold: try await thresholds(&report)
    case .plqy: try yields(&report)
    case .transient: try transients(&report)
    case .trpl: try decays(&report)
    case .cycles: try cycles(&report)
    case .hysteresis: try hysteresis(&report)
    case .vsl: try stripes(&report)
    }
    return report
  }

  private var bands: EmissionBands {
    EmissionBands(photoluminescence: options.treatment.pl.range, amplified: options.treatment.ase.range)
  }

  private func thresholds(_ report: inout AnalysisReport) async throws {
    var settings = ThresholdSettings()
    settings.resamples = options.resamples
    let curves: [(subject: String, curve: InputOutputCurve)]
    var found: [[(method: ThresholdMethod, result: Result<Threshold, AnalysisError>)]] = []
    if isAgainstFluence {
      curves = try entries.map { entry in
        let fluences = try entry.curve.fluences()
        return (entry.curve.name, try InputOutputCurve(fluences: fluences, intensities: entry.curve.y.values))
      }
      for (_, curve) in curves { found.append(curve.thresholds(settings: settings)) }
    } else {
      let (ladder, repaired) = try ladder()
      if repaired > 0 {
        report.notes.append("\(repaired) samples struck by cosmic rays were replaced by their neighbours")
      }
      if ladder.spectra.count < entries.count {
        report.notes.append("\(entries.count) spectra were averaged into \(ladder.spectra.count) rungs of fluence")
      }
      curves = [("series", try ladder.inputOutputCurve(of: .peak(bands.amplified)))]
      found.append(await ladder.thresholdsConcurrently(bands: bands, settings: settings))
      try draw(ladder, &report)
    }
    for ((subject, curve), methods) in zip(curves, found) {
      for (method, result) in methods {
        report.rows.append(
          .init(subject: subject, quantity: "threshold, \(method.rawValue)", answer: result.map(\.fluence)))
      }
      let place = "\(curves.firstIndex { $0.subject == subject }.map { $0 + 1 } ?? 1)"
      report.figures.append(
        Figure(
          name: "input-output-\(place)", title: subject,
          panels: [
            Panel(
              x: PlotAxis("pump fluence", unit: "µJ/cm²", scale: .logarithmic),
              y: PlotAxis("emission", unit: "a.u.", scale: .logarithmic),
              curves: [
                Curve("measured", x: curve.fluences.map { $0 * 100 }, y: curve.intensities, style: .linesPoints)
              ],
              lines: methods.compactMap { method, result in
                guard case .success(let threshold) = result,
                  [.logLogIntersection, .linearIntersection, .segmentedRegression].contains(method)
                else { return nil }
                return MarkerLine(
                  .vertical, at: threshold.fluence.value * 100, label: method.rawValue,
                  colour: .palette((ThresholdMethod.allCases.firstIndex(of: method) ?? 0) + 1))
              })
          ]))
      if subject != "series" {
        let axis = Axis("fluence_\(place)", unit: "uJ cm-2", values: curve.fluences.map { $0 * 100 })
        report.arrays.append(
          try LabelledArray("emission_\(place)", longName: subject, unit: "1", axes: [axis], values: curve.intensities))
      }
    }
    report.notes.append(
      "recommended: the log-log intersection, which needs no scale of intensity. The methods differ by more than their "
        + "intervals: name the method beside the number")
  }

  private func draw(_ ladder: SpectrumLadder, _ report: inout AnalysisReport) throws {
    let count = ladder.spectra.count
    let shown = Array(Set((0..<min(8, count)).map { $0 * (count - 1) / max(1, min(8, count) - 1) })).sorted()
    report.figures.append(
      Figure(
        name: "spectra", title: "Spectra",
        panels: [
          Panel(
            x: PlotAxis("wavelength", unit: "nm"), y: PlotAxis("emission", unit: "a.u."),
            curves: shown.map { k in
              Curve(
                String(format: "%.4g µJ/cm²", ladder.fluences[k] * 100),
                x: ladder.spectra[k].wavelengths.map { $0 * 1e9 },
                y: ladder.spectra[k].intensities, colour: .ordered(count > 1 ? Double(k) / Double(count - 1) : 0))
            })
        ]))
    let waves = ladder.spectra[0].wavelengths
    let fluence = Axis(
      "fluence", longName: "pump fluence on the film", unit: "uJ cm-2", values: ladder.fluences.map { $0 * 100 })
    if ladder.spectra.allSatisfy({ $0.wavelengths == waves }) {
      report.arrays.append(
        try LabelledArray(
          "emission", longName: "treated emission", unit: "1",
          axes: [fluence, Axis("wavelength", unit: "nm", values: waves.map { $0 * 1e9 })],
          values: ladder.spectra.flatMap(\.intensities)))
    } else {
      for (k, spectrum) in ladder.spectra.enumerated() {
        let axis = Axis("wavelength_\(k + 1)", unit: "nm", values: spectrum.wavelengths.map { $0 * 1e9 })
        report.arrays.append(
          try LabelledArray("emission_at_\(k + 1)", unit: "1", axes: [axis], values: spectrum.intensities))
      }
    }
  }

  private func yields(_ report: inout AnalysisReport) throws {
    let ladder = try ladder().ladder
    var settings = ThresholdSettings()
    settings.resamples = options.resamples
    var values: [Double] = []
    for (fluence, spectrum) in zip(ladder.fluences, ladder.spectra) {
      values.append(try spectrum.integral(over: spectrum.range).value / fluence)
    }
    let top = values.max() ?? 1
    let curve = try QuantumYieldCurve(fluences: ladder.fluences, yields: values.map { $0 / top })
    let threshold = try? ladder.threshold(by: .logLogIntersection, bands: bands, settings: settings).fluence.value
    report.add("series", "plateau of the relative yield") { () throws(AnalysisError) in
      try curve.plateau(below: threshold.map { 0.8 * $0 }).level
    }
    report.add("series", "flatness of the plateau") { () throws(AnalysisError) in
      try curve.plateau(below: threshold.map { 0.8 * $0 }).flatness
    }
    if let threshold {
      report.add("series", "yield at twice the threshold over the plateau") { () throws(AnalysisError) in
        try curve.rise(threshold: threshold, plateau: curve.plateau(below: 0.8 * threshold))
      }
    } else {
      report.notes.append("no threshold was found: the plateau is sought over the whole series")
    }
    report.notes.append("yields are relative: emission integrated over the spectrum, over fluence, largest = 1")
    try draw(ladder, &report)
    let axis = Axis("yield_fluence", unit: "uJ cm-2", values: ladder.fluences.map { $0 * 100 })
    report.arrays.append(try LabelledArray("relative_yield", unit: "1", axes: [axis], values: curve.yields))
    report.figures.append(
      Figure(
        name: "relative-yield",
        panels: [
          Panel(
            x: PlotAxis("pump fluence", unit: "µJ/cm²", scale: .logarithmic), y: PlotAxis("relative yield"),
            curves: [Curve("measured", x: axis.values, y: curve.yields, style: .linesPoints)],
            lines: threshold.map { [MarkerLine(.vertical, at: $0 * 100, label: "threshold")] } ?? [])
        ]))
  }

  private func stripes(_ report: inout AnalysisReport) throws {
    let points: [(length: Double, emission: Double)]
    if entries.allSatisfy({ $0.facts["length"] != nil }) {
      points = try entries.map { entry in
        let spectrum = try treatment.apply(to: entry.curve.spectrum(), exposure: entry.exposure).spectrum
        return (entry.facts["length"] ?? 0, try spectrum.integral(over: bands.amplified).value)
      }
    } else {
      points = try zip(entries[0].curve.lengths(), entries[0].curve.y.values).map { ($0, $1) }
    }
    let sorted = points.sorted { $0.length < $1.length }
    let gain = try StripeGain(lengths: sorted.map(\.length), intensities: sorted.map(\.emission))
    report.rows.append(.init(subject: "series", quantity: "net modal gain", answer: .success(gain.gain)))
    report.notes.append(String(format: "%d stripes up to %.4g µm used", gain.count, gain.longestUsed * 1e6))
    let axis = Axis("stripe_length", unit: "um", values: sorted.map { $0.length * 1e6 })
    report.arrays.append(try LabelledArray("emission", unit: "1", axes: [axis], values: sorted.map(\.emission)))
    let fit = sorted.map { $0.length <= gain.longestUsed * (1 + 1e-9) ? gain.emission(at: $0.length) : .nan }
    report.figures.append(
      Figure(
        name: "stripe-gain",
        panels: [
          Panel(
            x: PlotAxis("stripe length", unit: "µm"), y: PlotAxis("emission", unit: "a.u.", scale: .logarithmic),
            curves: [
              Curve("measured", x: axis.values, y: sorted.map(\.emission), style: .points),
              Curve("fit", x: axis.values, y: fit),
            ])
        ]))
  }
}
