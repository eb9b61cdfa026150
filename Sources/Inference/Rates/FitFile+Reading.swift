// Fit files. Everything in them carries its unit; every mistake of a file is reported at once; paths of data are relative
// to the file.

import Emission
import Foundation
import InputFiles
import Quantities
import Records

extension FitFile {
  /// Reads a fit file and the data it names.
  /// - Throws: `InputError` with everything that is wrong with the file; `InstrumentError` for data that cannot be read.
  public init(path: String) async throws {
    let document = try InputDocument(path: path)
    let log = DiagnosticLog()
    let top = MappingReader(document.root, log: log)
    let folder = URL(filePath: path).deletingLastPathComponent()
    title = top.text("title", optional: true, example: "Which of my rates changed?")?.text ?? ""
    let model = RateModel(reading: top)
    let reader = RateDataReader(log: log, folder: folder)
    var decays: [DecayData] = []
    var yields: [YieldData] = []
    var sources: [String: String] = [:]
    for entry in top.namedMappings("data") {
      switch entry.choice("kind", among: ["decay", "yield"]) {
      case "decay": if let found = try await reader.decays(entry, &sources) { decays += found }
      case "yield": if let found = try await reader.yield(entry, &sources) { yields.append(found) }
      default: break
      }
      entry.finish()
    }
    var units: [String: PhysicalUnit] = [:]
    let knowledge = Self.knowledge(top.mapping("parameters"), of: model, &units, log: log)
    let groups = Set(decays.map(\.group) + yields.map(\.group))
    fit = RateFit(model: model, knowledge: knowledge, decays: decays, yields: yields)
    rivals = (top.list("rivals", optional: true) ?? []).enumerated().compactMap { index, node in
      let rival = MappingReader(node, path: "rivals.\(index + 1)", log: log)
      let name = rival.text("name", example: "trap filling")?.text ?? ""
      let other = rival.holds("model") || rival.holds("film") ? RateModel(reading: rival) : model
      var changed = knowledge.filter { key, _ in other.constants.contains { $0.name == key } }
      if let overrides = rival.mapping("parameters", optional: true) {
        var ignored = units
        changed.merge(Self.knowledge(overrides, of: other, &ignored, log: log)) { $1 }
      }
      rival.finish()
      return Rival(name: name, fit: RateFit(model: other, knowledge: changed, decays: decays, yields: yields))
    }
    var search = MaximumPosteriorSettings()
    var (confidence, usesProfiles) = (0.95, true)
    var sampling: SamplerSettings?
    if let estimate = top.mapping("estimate", optional: true) {
      search.extraStarts = estimate.integer("starts", in: 1...1000, optional: true).map { $0 - 1 } ?? 0
      if let given = estimate.quantity(
        "confidence", .within(0.5...0.999, .dimensionless, example: "95 %"), optional: true)
      {
        confidence = given.siValue
      }
      usesProfiles = estimate.flag("profiles", optional: true) ?? true
      if let samples = estimate.mapping("samples", optional: true) {
        var settings = SamplerSettings()
        settings.steps = samples.integer("steps", in: 10...1_000_000, optional: true) ?? settings.steps
        settings.warmUp = samples.integer("warm-up", in: 0...1_000_000, optional: true) ?? settings.steps / 3
        settings.walkers = samples.integer("walkers", in: 4...10_000, optional: true) ?? settings.walkers
        settings.ensembles = samples.integer("ensembles", in: 2...64, optional: true) ?? settings.ensembles
        settings.seed = UInt64(samples.integer("seed", in: 0...Int(Int32.max), optional: true) ?? 1)
        samples.finish()
        sampling = settings
      }
      estimate.finish()
    }
    let rule = QuantityRule.positive(.numberDensity, upTo: 1e28, example: "1e16 cm^-3")
    candidates = (top.list("next", optional: true) ?? []).enumerated().compactMap { index, node in
      let candidate = MappingReader(node, path: "next.\(index + 1)", log: log)
      let density = candidate.quantity("density", rule)?.siValue
      candidate.finish()
      return density
    }
    top.finish()
    if groups.isEmpty, !log.hasErrors {
      log.report(
        Diagnostic(
          code: "E-key-missing", message: "the fit has no data", at: top.location,
          remedy: "list decays and yields under `data`"))
    }
    try log.throwIfErrors()
    (self.search, self.confidence, self.usesProfiles, self.sampling) = (search, confidence, usesProfiles, sampling)
    (self.units, self.sources) = (units, sources)
  }

  private static func knowledge(
    _ reader: MappingReader?, of model: RateModel, _ units: inout [String: PhysicalUnit], log: DiagnosticLog
  ) -> [String: RateFit.Knowledge] {
    guard let reader else { return [:] }
    var found: [String: RateFit.Knowledge] = [:]
    for constant in model.constants where reader.holds(constant.name) {
      let rule = QuantityRule.nonNegative(constant.dimension, upTo: constant.maximum)
      if reader.node(constant.name)?.text != nil {
        if let fixed = reader.quantity(constant.name, rule) {
          found[constant.name] = .fixed(fixed.siValue)
          units[constant.name] = fixed.quantity.unit
        }
        continue
      }
      guard let entry = reader.mapping(constant.name) else { continue }
      guard let start = entry.quantity("start", rule) else {
        entry.finish()
        continue
      }
      units[constant.name] = start.quantity.unit
      let scale = entry.choice("scale", of: FitParameter.Scale.self, optional: true) ?? .logarithmic
      var limits: [Double] = []
      for (index, node) in (entry.list("range", example: "[1e5 s^-1, 1e9 s^-1]") ?? []).enumerated() {
        let key = "range.\(index + 1)"
        let holder = InputNode(
          content: .mapping([InputNode.Entry(key: key, keyLocation: node.location, value: node)]),
          location: node.location)
        if let limit = MappingReader(holder, path: entry.path, log: log).quantity(key, rule) {
          limits.append(limit.siValue)
        }
      }
      var prior = FitParameter.Prior.flat
      if let given = entry.mapping("prior", optional: true) {
        if let median = given.quantity("median", rule, optional: true)?.siValue {
          if let width = given.quantity("width", .positive(.dimensionless, upTo: 20, example: "0.3"))?.siValue {
            prior = .logNormal(median: median, width: width)
          }
        } else if let mean = given.quantity("mean", rule)?.siValue,
          let deviation = given.quantity("deviation", .positive(constant.dimension))?.siValue
        {
          prior = .normal(mean: mean, deviation: deviation)
        }
        given.finish()
      }
      let isPerGroup = entry.choice("per", among: ["condition", "fit"], optional: true) == "condition"
      entry.finish()
      guard limits.count == 2, limits[0] < limits[1] else {
        if !log.hasErrors {
          log.report(
            Diagnostic(
              code: "E-range", message: "`\(entry.path).range` is no range", at: entry.location,
              reason: "it needs a lower and a higher value", remedy: "write `range: [lowest, highest]`"))
        }
        continue
      }
      do throws(InferenceError) {
        let parameter = try FitParameter(
          name: constant.name, unit: start.quantity.unit.symbol, start: start.siValue, bounds: limits[0]...limits[1],
          scale: scale, prior: prior)
        found[constant.name] = isPerGroup ? .perGroup(parameter) : .shared(parameter)
      } catch {
        log.report(
          Diagnostic(
            code: "E-range", message: "\(error)", at: entry.location, remedy: "change start, range or scale"))
      }
    }
    reader.finish()
    return found
  }
}

extension RateModel {
  /// The model of a fit or of a rival.
  init(reading reader: MappingReader) {
    let kind = reader.choice("model", among: ["uniform", "depth-resolved", "trap-filling"], optional: true)
    let film = reader.mapping("film", optional: true)
    let thickness = film?.quantity("thickness", .positive(.length, upTo: 1e-3, example: "120 nm"))?.siValue
    let cells = film?.integer("cells", in: 4...2000, optional: true) ?? 64
    let length = film?.quantity("absorptionLength", .positive(.length, upTo: 1), optional: true)?.siValue
    film?.finish()
    switch kind {
    case "trap-filling": self = .trapFilling
    case "depth-resolved":
      if film == nil { _ = reader.mapping("film", example: "{thickness: 120 nm}") }
      self = .depthResolved(thickness: thickness ?? 1e-7, cells: cells, absorptionLength: length)
    default: self = .uniform
    }
  }
}
