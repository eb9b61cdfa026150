import InputFiles
import Quantities

/// Reads an experiment out of a file, reporting every mistake of the file at once.
struct ExperimentReader {
  private let document: InputDocument
  private let name: String
  let log: DiagnosticLog
  /// What stands for each measured curve in a resolved input: the points in place of the file.
  private var curves: [String: String] = [:]

  init(_ document: InputDocument, name: String, log: DiagnosticLog) {
    self.document = document
    self.name = name
    self.log = log
  }

  mutating func read() throws(InputError) -> Experiment {
    let top = MappingReader(document.root, log: log)
    let title = top.text("title", optional: true, example: "Threshold against bias")?.text ?? name
    let deviceNode = top.text("device", example: "cspbbr3-led")
    let setNode = top.text("parameter set", optional: true, example: "M1")
    let temperature = top.quantity(
      "temperature", .within(100...600, .temperature, example: "25 °C"), optional: true)?.siValue
    let pump = readPump(top)
    let detector = readDetector(top, pump: pump)
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
    guard let device = deviceNode?.text, let pump else { throw InputError(log.sorted) }
    do {
      var experiment = try Experiment(
        name: name, title: title, device: device, parameterSet: setNode?.text, temperature: temperature, pump: pump,
        detector: detector, lab: LabProtocol(steps: steps))
      experiment.places = places
      (experiment.deviceLocation, experiment.parameterSetLocation) = (deviceNode?.location, setNode?.location)
      // A resolved input stands for itself: points in place of the file they came from.
      let files = waveforms.merging(curves) { first, _ in first }
      experiment.resolvedInput = files.reduce(document.text()) { $0.replacing($1.key, with: $1.value) }
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

  /// Notes what stands for a file in a resolved input: its points.
  mutating func note(_ key: String, _ file: String, _ points: String) {
    for written in [file, "\"\(file)\""] { curves["\(key): \(written)"] = "\(key): \"\(points)\"" }
  }
}
