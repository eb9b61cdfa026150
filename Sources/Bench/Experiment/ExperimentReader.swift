import InputFiles
import Quantities

/// Reads an experiment out of a file, reporting every mistake of the file at once.
struct ExperimentReader {
  private let document: InputDocument
  private let name: String
  private let log: DiagnosticLog

  init(_ document: InputDocument, name: String, log: DiagnosticLog) {
    self.document = document
    self.name = name
    self.log = log
  }

  func read() throws(InputError) -> Experiment {
    let top = MappingReader(document.root, log: log)
    let title = top.text("title", optional: true, example: "Threshold against bias")?.text ?? name
    let device = top.text("device", example: "cspbbr3-led")?.text
    let parameterSet = top.text("parameter set", optional: true, example: "M1")?.text
    let temperature = top.quantity(
      "temperature", .within(100...600, .temperature, example: "25 °C"), optional: true)?.siValue
    let pump = readPump(top)
    let detector = readDetector(top)
    var places: [SentencePosition: SourceLocation] = [:]
    var waveforms: [String: String] = [:]
    var steps: [ProtocolStep] = []
    if let nodes = top.list("protocol", example: "a list of sentences, e.g. - hold 6 V for 5 s, record spectrum") {
      var reader = ProtocolReader(log: log)
      steps = reader.steps(nodes)
      places = reader.places
      waveforms = reader.waveforms
      if nodes.isEmpty, let place = top.node("protocol")?.location {
        log.report(
          Diagnostic(
            code: "E-sentence", message: "the protocol is empty", at: place,
            remedy: "write at least one step, e.g. - hold 6 V for 5 s, record spectrum"))
      }
    }
    top.finish()
    try log.throwIfErrors()
    guard let device, let pump else { throw InputError(log.sorted) }
    do {
      var experiment = try Experiment(
        name: name, title: title, device: device, parameterSet: parameterSet, temperature: temperature, pump: pump,
        detector: detector, lab: LabProtocol(steps: steps))
      experiment.places = places
      // A resolved input stands for itself: points in place of the file they came from.
      experiment.resolvedInput = waveforms.reduce(document.text()) { $0.replacing($1.key, with: $1.value) }
      return experiment
    } catch {
      for problem in error.problems {
        log.report(
          Diagnostic(
            code: "E-protocol", message: problem.message, at: places[problem.position],
            remedy: problem.remedy))
      }
      throw InputError(log.sorted)
    }
  }

  private func readPump(_ top: MappingReader) -> Pump? {
    let example = "{wavelength: 355 nm, width: 1 ns, rate: 1 kHz, fluence: 480 uJ/cm2, from: HTL}"
    guard let pump = top.mapping("pump", example: example) else { return nil }
    let wavelength = pump.quantity("wavelength", .within(150e-9...1100e-9, .length, example: "355 nm"))?.siValue
    let width = pump.quantity("width", .within(1e-14...1e-6, .time, example: "1 ns"))?.siValue
    let rate = pump.quantity("rate", .positive(.rate, upTo: 1e9, example: "1 kHz"))?.siValue
    let fluence = pump.quantity("fluence", .within(1e-8...1e3, .fluence, example: "480 uJ/cm2"))?.siValue
    let side = pump.choice("from", of: PumpSide.self)
    let spot = pump.quantity("spot", .positive(.length, upTo: 0.1, example: "100 um"), optional: true)?.siValue
    pump.finish()
    guard let wavelength, let width, let rate, let fluence, let side else { return nil }
    return Pump(wavelength: wavelength, width: width, rate: rate, fluence: fluence, side: side, spot: spot)
  }

  /// `detector: {from: 490 nm, to: 570 nm, points: 401, mode: 538 nm}`; what is not given is standard.
  private func readDetector(_ top: MappingReader) -> DetectorGrid {
    var grid = DetectorGrid.standard
    guard let detector = top.mapping("detector", optional: true) else { return grid }
    let rule = QuantityRule.within(200e-9...2000e-9, .length, example: "490 nm")
    if let value = detector.quantity("from", rule, optional: true)?.siValue { grid.shortest = value }
    if let value = detector.quantity("to", rule, optional: true)?.siValue { grid.longest = value }
    if let value = detector.integer("points", in: 11...4001, optional: true, example: "401") { grid.count = value }
    if let value = detector.quantity("mode", rule, optional: true)?.siValue { grid.modeWavelength = value }
    if grid.longest <= grid.shortest {
      log.report(
        Diagnostic(
          code: "E-range", message: "the detector's range ends below its beginning", at: detector.location,
          remedy: "write the shorter wavelength as 'from'"))
    }
    detector.finish()
    return grid
  }
}
