import Analysis
import Figures
import Foundation
import Records

extension MeasuredSeries {
  /// Carries out one analysis.
  func answer(_ question: Analyze.Question, against other: MeasuredSeries? = nil) async throws -> AnalysisReport {
    var seen: Set<String> = []
    let sources = entries.map(\.file.source).filter { seen.insert($0).inserted }
    var report = AnalysisReport(question: question, sources: sources)
    switch question {
    case .spectra: try spectra(&report)
    case .threshold: try await thresholds(against: other, &report)
    case .plqy: try yields(&report)
    case .transient: try transients(&report)
    case .trpl: try decays(&report)
    case .cycles: try cycles(&report)
    case .hysteresis: try hysteresis(&report)
    case .vsl: try stripes(&report)
    }
    if let share = absorbedShare {
      report.notes.append(
        String(
          format: "fluences are those absorbed in the emitter of %@: %.4g of the incident pump",
          options.pump.device ?? "the device", share))
    }
    return report
  }

  private var bands: EmissionBands { options.treatment.bands }
  private var confidence: Double { options.intervals.level }

  /// Input–output curves with their thresholds by all definitions that apply.
  private func sought(
    settings: ThresholdSettings, _ report: inout AnalysisReport, name: String, draws: Bool
  ) async throws -> [(
    subject: String, curve: InputOutputCurve,
    methods: [(method: ThresholdMethod, result: Result<Threshold, AnalysisError>)]
  )] {
    if isAgainstFluence {
      return try entries.map { entry in
        let curve = try InputOutputCurve(fluences: entry.curve.fluences(), intensities: entry.curve.y.values)
        return (entry.curve.name, curve, curve.thresholds(settings: settings))
      }
    }
    let (ladder, repaired) = try ladder()
    if repaired > 0 {
      report.notes.append("\(repaired) samples struck by cosmic rays were replaced by their neighbours")
    }
    if ladder.spectra.count < entries.count {
      report.notes.append("\(entries.count) spectra, repeats averaged, make \(ladder.spectra.count) rungs of fluence")
    }
    if draws { try draw(ladder, &report) }
    return [
      (
        name, try ladder.inputOutputCurve(of: .peak(bands.amplified)),
        await ladder.thresholdsConcurrently(
          bands: bands, width: options.intervals.widthDefinition, settings: settings)
      )
    ]
  }

  private func thresholds(against other: MeasuredSeries?, _ report: inout AnalysisReport) async throws {
    let settings = options.intervals.settings(options.pump)
    var found = try await sought(
      settings: settings, &report, name: other == nil ? "series" : options.paths.joined(separator: " "), draws: true)
    if let other {
      found += try await other.sought(
        settings: settings, &report, name: options.against.joined(separator: " "), draws: false)
      try await ratios(to: other, settings, &report)
    }
    let (curves, methodsOfAll) = (found.map { (subject: $0.subject, curve: $0.curve) }, found.map(\.methods))
    for ((subject, curve), methods) in zip(curves, methodsOfAll) {
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
              }, legend: .below)
          ]))
      if isAgainstFluence || other != nil {
        let axis = Axis("fluence_\(place)", unit: "uJ cm-2", values: curve.fluences.map { $0 * 100 })
        report.arrays.append(
          try LabelledArray("emission_\(place)", longName: subject, unit: "1", axes: [axis], values: curve.intensities))
      }
    }
    report.notes.append(
      "recommended: the log-log intersection, which needs no scale of intensity. The methods differ by more than their "
        + "intervals: name the method beside the number")
  }

  /// Ratios of the thresholds of two conditions, the scale of fluence cancelled.
  private func ratios(
    to other: MeasuredSeries, _ settings: ThresholdSettings, _ report: inout AnalysisReport
  ) async throws {
    var (free, unused) = (settings, report)
    free.calibrationUncertainty = 0
    let first = try await sought(settings: free, &unused, name: "", draws: false)
    free.seed &+= 1
    let second = try await other.sought(settings: free, &unused, name: "", draws: false)
    guard let a = first.first?.methods, let b = second.first?.methods else { return }
    for (over, under) in zip(a, b) where over.method == under.method {
      report.add("first over second", "ratio, \(over.method.rawValue)") { () throws(AnalysisError) in
        Threshold.ratio(of: try over.result.get(), to: try under.result.get())
      }
    }
    report.notes.append("ratios are paired: an error of the fluence scale common to both conditions cancels in them")
  }

  /// Peaks, widths and the shares of PL and ASE of every spectrum, by bands and by model.
  private func spectra(_ report: inout AnalysisReport) throws {
    let (all, repaired) = try treated()
    if repaired > 0 {
      report.notes.append("\(repaired) samples struck by cosmic rays were replaced by their neighbours")
    }
    let fluences = entries.map { try? beam.fluence(from: $0.facts, of: $0.file.source) }
    let lowest = fluences.indices.filter { fluences[$0] != nil }.min { (fluences[$0] ?? 0) < (fluences[$1] ?? 0) }
    let shape = reference ?? lowest.map { all[$0] }
    var settings = DecompositionSettings()
    (settings.bands, settings.confidence) = (bands, confidence)
    var (byBand, byModel) = ([Double](), [Double]())
    for (k, spectrum) in all.enumerated() {
      let name = entries[k].curve.name
      report.add(name, "peak") { () throws(AnalysisError) in try spectrum.peak(confidence: confidence).wavelength }
      report.add(name, "centroid") { () throws(AnalysisError) in try spectrum.centroid(confidence: confidence) }
      report.add(name, "full width at half maximum") { () throws(AnalysisError) in
        try spectrum.fullWidthAtHalfMaximum(confidence: confidence)
      }
      report.add(name, "ASE/PL, by bands") { () throws(AnalysisError) in
        try spectrum.components(in: bands, confidence: confidence).ratio
      }
      byBand.append((try? spectrum.components(in: bands).ratio.value) ?? .nan)
      guard let shape else { continue }
      let split = Result { () throws(AnalysisError) in try spectrum.decomposed(reference: shape, settings: settings) }
      report.add(name, "ASE/PL, by model") { () throws(AnalysisError) in try split.get().ratio }
      report.add(name, "line over PL tail, by model") { () throws(AnalysisError) in try split.get().lineOverTail }
      byModel.append((try? split.get().ratio.value) ?? .nan)
    }
    if shape == nil {
      report.notes.append("no split by model: it needs a spectrum of PL alone (--reference) or fluences")
    } else if reference == nil {
      report.notes.append("PL alone is taken to be the spectrum at the lowest fluence; --reference names another")
    }
    for (k, spectrum) in all.enumerated() {
      let axis = Axis("wavelength_\(k + 1)", unit: "nm", values: spectrum.wavelengths.map { $0 * 1e9 })
      report.arrays.append(
        try LabelledArray(
          "emission_\(k + 1)", longName: entries[k].curve.name, unit: "1", axes: [axis], values: spectrum.intensities))
    }
    let count = all.count
    let shown = Array(Set((0..<min(8, count)).map { $0 * (count - 1) / max(1, min(8, count) - 1) })).sorted()
    report.figures.append(
      Figure(
        name: "spectra", title: "Spectra",
        panels: [
          Panel(
            x: PlotAxis("wavelength", unit: "nm"), y: PlotAxis("emission", unit: "a.u."),
            curves: shown.map { k in
              Curve(
                entries[k].curve.name, x: all[k].wavelengths.map { $0 * 1e9 }, y: all[k].intensities,
                colour: .ordered(count > 1 ? Double(k) / Double(count - 1) : 0))
            })
        ]))
    let places = fluences.compactMap { $0 }
    guard places.count == count, count > 1 else { return }
    let order = places.indices.sorted { places[$0] < places[$1] }
    let axis = Axis("fluence", unit: "uJ cm-2", values: order.map { places[$0] * 100 })
    // Repeats at one fluence make no axis.
    guard zip(axis.values, axis.values.dropFirst()).allSatisfy(<) else { return }
    var curves = [Curve("by bands", x: axis.values, y: order.map { byBand[$0] }, style: .linesPoints)]
    report.arrays.append(
      try LabelledArray("ase_over_pl_by_bands", unit: "1", axes: [axis], values: order.map { byBand[$0] }))
    if byModel.count == count {
      curves.append(Curve("by model", x: axis.values, y: order.map { byModel[$0] }, style: .linesPoints))
      report.arrays.append(
        try LabelledArray("ase_over_pl_by_model", unit: "1", axes: [axis], values: order.map { byModel[$0] }))
    }
    report.figures.append(
      Figure(
        name: "pl-and-ase", title: "ASE over PL",
        panels: [
          Panel(
            x: PlotAxis("pump fluence", unit: "µJ/cm²", scale: .logarithmic), y: PlotAxis("ASE/PL ratio of heights"),
            curves: curves)
        ]))
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
    guard !isAgainstFluence else {
      for (index, entry) in entries.enumerated() {
        let curve = try QuantumYieldCurve(fluences: entry.curve.fluences(), yields: entry.curve.y.values)
        let emission = try InputOutputCurve(
          fluences: curve.fluences, intensities: zip(curve.fluences, curve.yields).map { $0 * $1 })
        let threshold = try? emission.threshold(settings: options.intervals.settings(options.pump)).fluence.value
        try self.report(curve, threshold: threshold, subject: entry.curve.name, place: "-\(index + 1)", &report)
      }
      report.notes.append("the values are taken for yields, at the fluences of the table")
      return
    }
    let ladder = try ladder().ladder
    let settings = options.intervals.settings(options.pump)
    var values: [Double] = []
    for (fluence, spectrum) in zip(ladder.fluences, ladder.spectra) {
      values.append(try spectrum.integral(over: spectrum.range).value / fluence)
    }
    let top = values.max() ?? 1
    let curve = try QuantumYieldCurve(fluences: ladder.fluences, yields: values.map { $0 / top })
    let threshold = try? ladder.threshold(by: .logLogIntersection, bands: bands, settings: settings).fluence.value
    report.notes.append("yields are relative: emission integrated over the spectrum, over fluence, largest = 1")
    try draw(ladder, &report)
    try self.report(curve, threshold: threshold, subject: "series", place: "", &report)
  }

  /// Plateau, flatness and rise of one curve of yields.
  private func report(
    _ curve: QuantumYieldCurve, threshold: Double?, subject: String, place: String, _ report: inout AnalysisReport
  ) throws {
    report.add(subject, "plateau of the relative yield") { () throws(AnalysisError) in
      try curve.plateau(below: threshold.map { 0.8 * $0 }, confidence: confidence).level
    }
    report.add(subject, "flatness of the plateau") { () throws(AnalysisError) in
      try curve.plateau(below: threshold.map { 0.8 * $0 }).flatness
    }
    if let threshold {
      report.add(subject, "yield at twice the threshold over the plateau") { () throws(AnalysisError) in
        try curve.rise(
          threshold: threshold, plateau: curve.plateau(below: 0.8 * threshold), confidence: confidence)
      }
    } else {
      report.notes.append("no threshold was found: the plateau is sought over the whole series")
    }
    let axis = Axis(
      "yield_fluence\(place.replacing("-", with: "_"))", unit: "uJ cm-2", values: curve.fluences.map { $0 * 100 })
    report.arrays.append(
      try LabelledArray(
        "relative_yield\(place.replacing("-", with: "_"))", unit: "1", axes: [axis], values: curve.yields))
    report.figures.append(
      Figure(
        name: "relative-yield\(place)",
        panels: [
          Panel(
            x: PlotAxis("pump fluence", unit: "µJ/cm²", scale: .logarithmic), y: PlotAxis("relative yield"),
            curves: [Curve("measured", x: axis.values, y: curve.yields, style: .linesPoints)],
            lines: threshold.map { [MarkerLine(.vertical, at: $0 * 100, label: "threshold")] } ?? [], legend: .below)
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
    let gain = try StripeGain(
      lengths: sorted.map(\.length), intensities: sorted.map(\.emission), confidence: confidence)
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
