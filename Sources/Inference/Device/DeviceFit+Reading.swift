// Files of device fits. Every mistake of a file is reported at once; paths in it are relative to it.

import Analysis
import Bench
import Foundation
import InputFiles
import Materials
import Quantities
import Records

extension DeviceFit {
  /// Whether a file describes the fit of a device, rather than one of rate constants.
  public static func isDeviceFit(_ document: InputDocument) -> Bool {
    document.root["device"] != nil && document.root["parameters"] != nil
  }

  /// Reads a fit of a device, and the data it names.
  /// - Parameters:
  ///   - path: the file.
  ///   - source: where conditions of the paper's observations come from; nil if a file may not name any.
  /// - Throws: `InputError` with everything that is wrong with the file; `InstrumentError` for data that cannot be read.
  public init(path: String, observations source: (any ObservationSource)?) async throws {
    let document = try InputDocument(path: path)
    let log = DiagnosticLog()
    let top = MappingReader(document.root, log: log)
    let folder = URL(filePath: path).deletingLastPathComponent()
    title = top.text("title", optional: true, example: "Calibration of the diode")?.text ?? ""
    let deviceNode = top.text("device", example: "cspbbr3-led")
    device = deviceNode?.text ?? ""
    fixed = Self.words(top, "set")
    var settings = ExpensiveFitSettings()
    if let estimate = top.mapping("estimate", optional: true, example: "{steps: 20, confidence: 95 %}") {
      settings.maximumSteps = estimate.integer("steps", in: 1...1000, optional: true) ?? settings.maximumSteps
      settings.checksIntervals = estimate.flag("check intervals", optional: true) ?? true
      if let given = estimate.quantity(
        "confidence", .within(0.5...0.999, .dimensionless, example: "95 %"), optional: true)
      {
        settings.confidence = given.siValue
      }
      estimate.finish()
    }
    self.settings = settings
    let loaded: LoadedDevice?
    do { loaded = try DeviceLibrary.load(device, overrides: fixed) } catch {
      loaded = nil
      error.diagnostics.forEach(log.report)
    }
    parameters = Self.parameters(top.list("parameters", example: "a list of {path: …, prior width: …}"), loaded, log)
    inherited = (top.list("inherited", optional: true, example: "a list of {id: …, quantity: …, from: …}") ?? [])
      .enumerated().compactMap { index, node in
        let reader = MappingReader(node, path: "inherited.\(index + 1)", log: log)
        let id = reader.text("id", example: "F1b")?.text
        let quantity = reader.text("quantity", example: "ASE/PL peak ratio at 6 V")?.text
        let from = reader.text("from", example: "the first joint fit")?.text
        reader.finish()
        guard let id, let quantity, let from else { return nil }
        return Inherited(id: id, quantity: quantity, source: from)
      }
    observables = []
    rivals = []
    if let targets = Self.targets(top, source, log), let source {
      do throws(InferenceError) { observables.append(try ObservationTargets(targets, from: source)) } catch {
        log.report(
          Diagnostic(code: "E-data", message: "\(error)", at: top.location, remedy: "list at least one target"))
      }
    }
    let reader = DeviceDataReader(log: log, folder: folder)
    for entry in top.namedMappings("data", optional: true) {
      if let found = try await reader.observable(entry) { observables.append(found) }
      entry.finish()
    }
    if observables.isEmpty, !log.hasErrors {
      log.report(
        Diagnostic(
          code: "E-key-missing", message: "the fit has no data", at: top.location,
          remedy: "list numbers of the paper under `targets`, or measured curves under `data`"))
    }
    let main = self
    rivals = (top.list("rivals", optional: true, example: "a list of {name: …, set: […]}") ?? []).enumerated()
      .compactMap { index, node in Self.rival(MappingReader(node, path: "rivals.\(index + 1)", log: log), of: main) }
    top.finish()
    try log.throwIfErrors()
  }

  private static func words(_ reader: MappingReader, _ key: String) -> [String] {
    (reader.list(key, optional: true, example: "[use=M2]") ?? []).compactMap(\.text)
  }

  private static func rival(_ reader: MappingReader, of main: DeviceFit) -> Rival? {
    let name = reader.text("name", example: "linear k2nonr")?.text
    var fit = main
    fit.rivals = []
    fit.fixed += words(reader, "set")
    let spared = words(reader, "spare")
    fit.observables = fit.observables.map { ($0 as? ObservationTargets)?.sparing(spared) ?? $0 }
    for id in spared where !main.targets.contains(where: { $0.id == id }) {
      reader.log.report(
        Diagnostic(
          code: "E-name", message: "`\(id)` is no target of this fit", at: reader.location, remedy: "name one of them",
          suggestion: Spelling.closest(to: id, among: main.targets.map(\.id))))
    }
    let left = Set(words(reader, "without"))
    for path in left where !main.parameters.contains(where: { $0.path == path }) {
      reader.log.report(
        Diagnostic(
          code: "E-name", message: "`\(path)` is no parameter of this fit", at: reader.location,
          remedy: "name one of its parameters",
          suggestion: Spelling.closest(to: path, among: main.parameters.map(\.path))))
    }
    let loaded = try? DeviceLibrary.load(main.device, overrides: fit.fixed)
    if loaded == nil {
      reader.log.report(
        Diagnostic(
          code: "E-name", message: "the device refuses `set` of this rival", at: reader.location,
          remedy: "try the values with driftlight check \(main.device) --set …"))
    }
    let changed = parameters(
      reader.list("parameters", optional: true, example: "a list of {path: …, prior width: …}"), loaded, reader.log)
    fit.parameters =
      main.parameters.filter { one in
        !left.contains(one.path) && !changed.contains { $0.path == one.path }
      } + changed
    reader.finish()
    return name.map { Rival(name: $0, fit: fit) }
  }

  private static func parameters(_ nodes: [InputNode]?, _ device: LoadedDevice?, _ log: DiagnosticLog) -> [Parameter] {
    (nodes ?? []).enumerated().compactMap { index, node in
      let reader = MappingReader(node, path: "parameters.\(index + 1)", log: log)
      defer { reader.finish() }
      let pathNode = reader.text("path", example: "emission.guide.pathLength")
      let width = reader.quantity("prior width", .positive(.dimensionless, upTo: 10, example: "0.1"), optional: true)?
        .siValue
      let scale = reader.choice("scale", of: FitParameter.Scale.self, optional: true) ?? .logarithmic
      guard let device, let path = pathNode?.text else {
        _ = [reader.text("start", optional: true, example: "2.6 mm"), reader.node("range")]
        return nil
      }
      guard let entry = device.ledger[path], let value = entry.value else {
        log.report(
          Diagnostic(
            code: "E-name", message: "the device has no number `\(path)`", at: pathNode?.location ?? reader.location,
            remedy: "see driftlight check \(device.device.name) for all of them",
            suggestion: Spelling.closest(to: path, among: device.ledger.entries.map(\.path))))
        _ = [reader.text("start", optional: true, example: "2.6 mm"), reader.node("range")]
        return nil
      }
      let unit = (try? Quantity(parsing: entry.text))?.unit ?? .one
      let rule = QuantityRule.any(unit.dimension, example: entry.text)
      let start = reader.quantity("start", rule, optional: true)?.siValue ?? value
      let plausible = entry.plausibleRange
      let given = reader.list("range", optional: true, example: "[0.1 mm, 5 mm]").map { nodes in
        nodes.enumerated().compactMap { place, node -> Double? in
          let key = "range.\(place + 1)"
          let holder = InputNode(
            content: .mapping([InputNode.Entry(key: key, keyLocation: node.location, value: node)]),
            location: node.location)
          return MappingReader(holder, path: reader.path, log: log).quantity(key, rule)?.siValue
        }
      }
      var low = given?.first ?? plausible?.lowerBound ?? (scale == .logarithmic ? 1e-3 * start : -Double.infinity)
      let high = given?.last ?? plausible?.upperBound ?? (scale == .logarithmic ? 1e3 * start : Double.infinity)
      // Plausible ranges may begin at zero, which has no logarithm.
      if scale == .logarithmic, low <= 0, start > 0 { low = 1e-3 * start }
      guard low < high else {
        log.report(
          Diagnostic(
            code: "E-range", message: "`\(reader.path).range` is no range", at: reader.location,
            remedy: "write `range: [lowest, highest]`"))
        return nil
      }
      let prior: FitParameter.Prior =
        width.map {
          scale == .logarithmic ? .logNormal(median: start, width: $0) : .normal(mean: start, deviation: $0)
        } ?? .flat
      do throws(InferenceError) {
        return Parameter(
          fit: try FitParameter(
            name: path, unit: unit.symbol, start: start, bounds: low...high, scale: scale, prior: prior), unit: unit)
      } catch {
        log.report(
          Diagnostic(
            code: "E-range", message: "\(error)", at: reader.location, remedy: "change start, range or scale"))
        return nil
      }
    }
  }

  private static func targets(
    _ top: MappingReader, _ source: (any ObservationSource)?, _ log: DiagnosticLog
  ) -> [ObservationTargets.Target]? {
    let number = QuantityRule.within(-1e30...1e30, .dimensionless, example: "600")
    let known = source?.ids ?? []
    return top.list("targets", optional: true, example: "a list of {id: …, quantity: …, value: …, deviation: …}")?
      .enumerated().compactMap { index, node in
        let reader = MappingReader(node, path: "targets.\(index + 1)", log: log)
        let idNode = reader.text("id", example: "F2c")
        let quantity = reader.text("quantity", example: "ASE threshold at 0 V")?.text
        let value = reader.quantity("value", number)?.siValue
        let deviation = reader.quantity("deviation", .positive(.dimensionless, upTo: 1e30, example: "20"))?.siValue
        reader.finish()
        guard let id = idNode?.text, let quantity, let value, let deviation else { return nil }
        guard known.contains(id) else {
          log.report(
            Diagnostic(
              code: "E-name", message: "no observation `\(id)` can be computed",
              at: idNode?.location ?? reader.location,
              remedy: "see driftlight reproduce --list", suggestion: Spelling.closest(to: id, among: known)))
          return nil
        }
        return ObservationTargets.Target(id: id, quantity: quantity, value: value, deviation: deviation)
      }
  }
}
