import Foundation
import InputFiles
import Quantities

extension PumpScheme {
  /// Whether a file asks for a survey of pump schemes.
  public static func isPumpScheme(_ document: InputDocument) -> Bool { document.root["pump scheme"] != nil }

  /// Reads a survey from a file.
  /// - Parameters:
  ///   - path: the file; its name without ending becomes the name of the survey.
  ///   - overrides: arguments of `--set`, e.g. `pump.fluence=600uJ/cm2`.
  /// - Throws: `InputError` with everything that is wrong with file and overrides.
  public init(path: String, overrides: [String] = []) throws(InputError) {
    let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    try self.init(document: try InputDocument(path: path), name: name, overrides: overrides)
    let beside = URL(fileURLWithPath: path).deletingLastPathComponent()
    func besideFile(_ file: String) -> String {
      let place = beside.appending(path: file).path(percentEncoded: false)
      return file.hasSuffix(".yaml") && !file.hasPrefix("/") && FileManager.default.fileExists(atPath: place) ? place : file
    }
    device = besideFile(device)
    posterior = posterior.map(besideFile)
  }

  /// Reads the survey that Driftlight ships.
  /// - Throws: `InputError`.
  public init(shipped name: String, overrides: [String] = []) throws(InputError) {
    guard let text = Experiment.shippedText(name) else {
      throw InputError(
        kind: .usage,
        diagnostics: [
          Diagnostic(
            code: "E-file", message: "no survey named '\(name)' is shipped", remedy: "give pump-scheme, or a path")
        ])
    }
    try self.init(
      document: try InputDocument(text: text, name: "Experiments/\(name).yaml"), name: name, overrides: overrides)
  }

  /// Reads a survey from a document.
  /// - Throws: `InputError` with everything that is wrong with document and overrides.
  public init(document: InputDocument, name: String, overrides: [String] = []) throws(InputError) {
    let log = DiagnosticLog()
    var assignments: [Assignment] = []
    for override in overrides {
      do { assignments.append(try Assignment(argument: override)) } catch { error.diagnostics.forEach(log.report) }
    }
    let resolved = document.applying(assignments, log: log)
    let top = MappingReader(resolved.root, log: log)
    var light = ExperimentReader(resolved, name: name, log: log)
    let title = top.text("title", optional: true, example: "Electrical pulses on a pre-bias")?.text ?? name
    let deviceNode = top.text("device", example: "cspbbr3-led")
    let setNode = top.text("parameter set", optional: true, example: "joint")
    let pump = light.readPump(top)
    let detector = light.readDetector(top, pump: pump)
    guard let scheme = top.mapping("pump scheme") else {
      top.finish()
      throw InputError(log.sorted)
    }
    let biases = Self.list(scheme, "pre-bias", .within(-20...50, .voltage, example: "4 V"))
    let pulseBias = scheme.quantity("pulse bias", .within(0...100, .voltage, example: "10 V"))?.siValue
    let lengths = Self.list(scheme, "pulse length", .within(1e-10...1e-5, .time, example: "10 ns"))
    let duties = Self.list(scheme, "duty cycle", .within(1e-9...0.5, .dimensionless, example: "1e-3"))
    let efficiency = scheme.quantity("injection efficiency", .within(1e-9...1, .dimensionless, example: "1"))?.siValue
    let conductance = scheme.quantity(
      "heat conductance", .within(1...1e9, .heatTransfer, example: "2e4 W/(m^2 K)"))?.siValue
    let hottest = scheme.quantity("highest temperature", .within(200...600, .temperature, example: "100 °C"))?.siValue
    let posterior = scheme.text("uncertainty", optional: true, example: "li2023")?.text
    scheme.finish()
    top.finish()
    try log.throwIfErrors()
    guard let device = deviceNode?.text, let pump, let pulseBias, let efficiency, let conductance, let hottest else {
      throw InputError(log.sorted)
    }
    self.init(
      name: name, title: title, device: device, parameterSet: setNode?.text, pump: pump, detector: detector,
      preBiases: biases, pulseBias: pulseBias, pulseLengths: lengths, dutyCycles: duties, injectionEfficiency: efficiency,
      heatConductance: conductance, highestTemperature: hottest, posterior: posterior, resolvedInput: resolved.text(),
      deviceLocation: deviceNode?.location, parameterSetLocation: setNode?.location)
  }

  /// Quantities of a list, rising and each once.
  private static func list(_ reader: MappingReader, _ key: String, _ rule: QuantityRule) -> [Double] {
    guard let nodes = reader.list(key, example: "[\(rule.example)]") else { return [] }
    let values = nodes.compactMap {
      QuantityReader(rule: rule, path: reader.path(of: key), log: reader.log).read($0)?.siValue
    }
    if values.count == nodes.count, values.isEmpty || zip(values, values.dropFirst()).contains(where: { $0 >= $1 }) {
      reader.log.report(
        Diagnostic(
          code: "E-range", message: "`\(reader.path(of: key))` must rise from value to value",
          at: reader.node(key)?.location, remedy: "write e.g. `\(key): [\(rule.example), …]` in rising order"))
    }
    return values
  }
}
