import Analysis
import Figures
import Foundation
import Quantities
import Records

extension MeasuredSeries {
  private var confidence: Double { options.intervals.level }

  /// Name of the n-th thing of a report, fit for files.
  private func place(_ index: Int) -> String { "\(index + 1)" }

  func decays(_ report: inout AnalysisReport) throws {
    let isResponse = { (name: String) in ["irf", "response", "prompt"].contains { name.lowercased().contains($0) } }
    let ownResponse = entries.count > 1 ? entries.first { isResponse($0.curve.name) } : nil
    let responseCurve = response?.curves[0] ?? ownResponse?.curve
    let prompt = try responseCurve.map { try DecayHistogram($0) }
    let subjects = entries.filter { response != nil || ownResponse == nil || $0.curve.name != ownResponse?.curve.name }
    for (index, entry) in subjects.enumerated() {
      let decay = try DecayHistogram(entry.curve)
      let name = entry.curve.name
      var settings = DecayFitSettings()
      settings.confidence = confidence
      var fits: [DecayFit] = []
      for shape in DecayShape.allCases {
        do throws(AnalysisError) { fits.append(try decay.fit(shape, response: prompt, settings: settings)) } catch {
          report.rows.append(.init(subject: name, quantity: "\(shape.rawValue) exponential", answer: .failure(error)))
        }
      }
      let best = DecayFit.best(of: fits)
      for fit in fits {
        let mark = fit.shape == best?.shape ? "\(fit.shape.rawValue) (best)" : fit.shape.rawValue
        for (k, lifetime) in fit.lifetimes.enumerated() {
          let share = fit.lifetimes.count > 1 ? [String(format: "%.3g %% of the photons", 100 * fit.shares[k])] : []
          report.rows.append(
            .init(subject: name, quantity: "lifetime, \(mark)", answer: .success(lifetime.adding(remarks: share))))
        }
        if let exponent = fit.exponent {
          report.rows.append(.init(subject: name, quantity: "exponent, \(mark)", answer: .success(exponent)))
        }
        let remark = String(format: "χ²/ν = %.3g, Akaike %.5g", fit.reducedChiSquare, fit.akaike)
        report.rows.append(
          .init(
            subject: name, quantity: "mean lifetime, \(mark)",
            answer: .success(fit.meanLifetime.adding(remarks: [remark]))))
      }
      let rate = options.pump.rate?.siValue
      let told = (entry.curve.metadata["SyncRate"] ?? entry.file.metadata["TTResult_SyncRate"]).flatMap { Double($0) }
      let span = (entry.curve.metadata["MDescAcquisitionTime"] ?? entry.file.metadata["MeasDesc_AcquisitionTime"])
        .flatMap { Double($0) }.map { $0 * 1e-3 }
      if let rate = rate ?? told, let span = entry.exposure ?? span {
        let check = try PileUpCheck(decay, pulses: rate * span)
        report.notes.append(
          String(
            format: "%@: %.2g photons a pulse, pile-up distorts the decay by %.2g %%%@", name, check.countsPerPulse,
            100 * check.distortion, check.isAcceptable ? "" : ": too much, lower the intensity below 5 % of the pulses")
        )
      } else {
        report.notes.append(
          "\(name): pile-up was not checked; it needs the repetition rate (--rate) and the recording time")
      }
      try draw(decay, best, prompt, name: name, place: place(index), &report)
    }
    if prompt == nil {
      report.notes.append("no response of the set-up was given (--irf): tails from the peak on were fitted")
    }
  }

  private func draw(
    _ decay: DecayHistogram, _ fit: DecayFit?, _ prompt: DecayHistogram?, name: String, place: String,
    _ report: inout AnalysisReport
  ) throws {
    let times = decay.times.map { $0 * 1e9 }
    var curves = [Curve("measured", x: times, y: decay.counts, style: .points)]
    if let prompt, let top = decay.counts.max(), let peak = prompt.counts.max(), peak > 0 {
      curves.append(
        Curve("response", x: prompt.times.map { $0 * 1e9 }, y: prompt.counts.map { $0 * top / peak }, colour: .grey))
    }
    var panels = [Panel]()
    // Both panels over the same times.
    let span = (times.first ?? 0)...max(times.last ?? 1, (times.first ?? 0) + 1e-9)
    if let fit {
      curves.append(Curve("\(fit.shape.rawValue) exponential", x: Array(times[fit.bins]), y: fit.expectations))
      let residuals = zip(decay.counts[fit.bins], fit.expectations).map { ($0 - $1) / $1.squareRoot() }
      panels.append(
        Panel(
          x: PlotAxis("time", unit: "ns", range: span), y: PlotAxis("residual over √expected"),
          curves: [Curve("", x: Array(times[fit.bins]), y: residuals)], legend: .none))
    }
    let low = max(0.5, (decay.counts.filter { $0 > 0 }.min() ?? 1) * 0.5)
    let high = max(low * 10, (decay.counts.max() ?? 1) * 2)
    panels.insert(
      Panel(
        x: PlotAxis("time", unit: "ns", range: span), y: PlotAxis("counts", scale: .logarithmic, range: low...high),
        curves: curves),
      at: 0)
    report.figures.append(Figure(name: "decay-\(place)", title: name, panels: panels, columns: 1))
    report.arrays.append(
      try LabelledArray(
        "counts_\(place)", longName: name, unit: "1", axes: [Axis("time_\(place)", unit: "ns", values: times)],
        values: decay.counts))
  }

  func transients(_ report: inout AnalysisReport) throws {
    for (index, entry) in entries.enumerated() {
      let (transient, name) = (try entry.curve.transient(), entry.curve.name)
      report.add(name, "t(1/e)") { () throws(AnalysisError) in try transient.timeConstant(confidence: confidence) }
      let window = 0.1 * (transient.times[transient.times.count - 1] - transient.times[0])
      report.add(name, String(format: "share of the change within %.3g s", window)) { () throws(AnalysisError) in
        try transient.fastShare(within: window, confidence: confidence)
      }
      var fits: [RelaxationFit] = []
      for shape in RelaxationShape.allCases {
        do throws(AnalysisError) {
          let fit = try transient.relaxation(shape, confidence: confidence)
          for constant in fit.timeConstants {
            report.rows.append(
              .init(subject: name, quantity: "time constant, \(shape.rawValue)", answer: .success(constant)))
          }
          if let exponent = fit.exponent {
            report.rows.append(
              .init(subject: name, quantity: "exponent, \(shape.rawValue)", answer: .success(exponent)))
          }
          fits.append(fit)
        } catch {
          report.rows.append(
            .init(subject: name, quantity: "time constant, \(shape.rawValue)", answer: .failure(error)))
        }
      }
      let best = RelaxationFit.best(of: fits)
      if let best {
        report.notes.append(
          "\(name): the \(best.shape.rawValue) exponential is the simplest that the data do not rule out (Akaike)")
      }
      let fitted = best.map { best in
        Curve(
          "\(best.shape.rawValue) exponential", x: entry.curve.x.values,
          y: transient.times.map { best.value(after: $0 - transient.times[0]) })
      }
      try drawTrace(
        entry.curve, name: "transient-\(place(index))", place: place(index), with: fitted.map { [$0] } ?? [], &report)
    }
  }

  func cycles(_ report: inout AnalysisReport) throws {
    for (index, entry) in entries.enumerated() {
      let (curve, name) = (entry.curve, entry.curve.name)
      var values = curve.y.values
      var read: [Curve] = []
      if options.period == nil, let period = try? curve.transient().swing() {
        throw AnalysisError.unsuitable(
          file: entry.file.source,
          reason: String(
            format: "'%@' swings up and down about every %.3g s: say how long a cycle is and when it is read, such as "
              + "--period %.3gs --reading %.3gs; without --period every value is one cycle", name, period, period,
            0.4 * period))
      }
      if let period = options.period?.siValue {
        let trace = try curve.transient()
        let reading = options.reading?.siValue ?? 0.98 * period
        let (first, last) = (trace.times[0], trace.times[trace.times.count - 1])
        let places = Array(stride(from: first + reading, through: last, by: period))
        values = places.map { trace.value(at: $0) }
        let scale = curve.x.values.count > 1 && last > first ? (curve.x.values.last ?? 1) / last : 1
        read = [Curve("read", x: places.map { $0 * scale }, y: values, style: .points)]
      }
      do throws(AnalysisError) {
        let statistics = try CycleStatistics(onValues: values, unit: curve.y.unit, confidence: confidence)
        report.rows.append(.init(subject: name, quantity: "mean on-value", answer: .success(statistics.mean)))
        report.rows.append(
          .init(
            subject: name, quantity: "coefficient of variation", answer: .success(statistics.coefficientOfVariation)))
      } catch { report.rows.append(.init(subject: name, quantity: "mean on-value", answer: .failure(error))) }
      report.add(name, "largest relapse of the on-values") { () throws(AnalysisError) in
        try Monotonicity(values).largestBackstep
      }
      try drawTrace(curve, name: "cycles-\(place(index))", place: place(index), with: read, &report)
    }
  }

  func hysteresis(_ report: inout AnalysisReport) throws {
    for (index, entry) in entries.enumerated() {
      let (x, y, name) = (entry.curve.x.values, entry.curve.y.values, entry.curve.name)
      // The scan turns where it is furthest from where it began.
      let turn = x.indices.max { abs(x[$0] - x[0]) < abs(x[$1] - x[0]) } ?? 0
      // A turning point recorded twice belongs to both branches once.
      let back = x[turn...].lastIndex { $0 == x[turn] } ?? turn
      guard turn > 1, x.count - back > 2 else {
        throw AnalysisError.unsuitable(
          file: entry.file.source,
          reason: "'\(name)' does not turn round: record a scan there and back, or choose its columns with --columns")
      }
      let branches = try Hysteresis(
        forward: (Array(x[...turn]), Array(y[...turn])), reverse: (Array(x[back...]), Array(y[back...])),
        units: (entry.curve.x.unit, entry.curve.y.unit))
      report.add(name, "hysteresis index") { () throws(AnalysisError) in try branches.index(confidence: confidence) }
      report.add(name, "area between the branches") { () throws(AnalysisError) in
        try branches.area(confidence: confidence)
      }
      report.add(name, "largest ratio reverse/forward") { () throws(AnalysisError) in
        try branches.largestBranchRatio(confidence: confidence)
      }
      let place = place(index)
      report.figures.append(
        Figure(
          name: "hysteresis-\(place)", title: name,
          panels: [
            Panel(
              x: PlotAxis(entry.curve.x.name, unit: entry.curve.x.unit),
              y: PlotAxis(entry.curve.y.name, unit: entry.curve.y.unit),
              curves: [
                Curve("forward", x: Array(x[...turn]), y: Array(y[...turn])),
                Curve("reverse", x: Array(x[back...]), y: Array(y[back...])),
              ])
          ]))
      try store(entry.curve, place: place, &report)
    }
  }

  private func drawTrace(
    _ curve: MeasuredCurve, name: String, place: String, with others: [Curve], _ report: inout AnalysisReport
  ) throws {
    report.figures.append(
      Figure(
        name: name, title: curve.name,
        panels: [
          Panel(
            x: PlotAxis(curve.x.name, unit: curve.x.unit), y: PlotAxis(curve.y.name, unit: curve.y.unit),
            curves: [Curve(others.isEmpty ? "" : "measured", x: curve.x.values, y: curve.y.values)] + others,
            legend: others.isEmpty ? .none : .below)
        ]))
    try store(curve, place: place, &report)
  }

  private func store(_ curve: MeasuredCurve, place: String, _ report: inout AnalysisReport) throws {
    let along = Axis("sample_\(place)", unit: "1", values: curve.x.values.indices.map(Double.init))
    report.arrays += [
      try LabelledArray(
        "x_\(place)", longName: curve.x.name, unit: curve.x.unit, axes: [along], values: curve.x.values),
      try LabelledArray(
        "y_\(place)", longName: curve.y.name, unit: curve.y.unit, axes: [along], values: curve.y.values),
    ]
  }
}
