import ArgumentParser
import Bench
import Foundation
import Inference
import InputFiles
import Materials
import Records
import Reproduction

/// `driftlight check`: reads an input file and shows what would be computed, with the origin of every value.
struct Check: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Reads a device, an experiment, a survey or a fit; shows values with origin, remarks and cost.",
    discussion: """
      Values come from the file (file:line:column), the command line (--set), a parameter set, or are defaults. Remarks \
      are values outside their plausible range and combinations that no sample has. Nothing is computed or written.

      Examples:
        driftlight check cspbbr3-led
        driftlight check F2c --set layers.TFB.thickness=30nm
        driftlight check my-led.yaml --json
      """)

  @Argument(help: ArgumentHelp("A shipped device or experiment, or the path of a file.", valueName: "name or path"))
  var input: String

  @OptionGroup var given: InputOptions

  @Flag(help: "Print the result as JSON.")
  var json = false

  @Flag(help: "No remarks on standard error.")
  var quiet = false

  func run() async throws {
    await finish {
      switch kind {
      case .device:
        let device = try DeviceLibrary.load(input, overrides: given.overrides)
        try show(device, experiment: nil)
      case .pumpScheme:
        let (scheme, device) = try PumpSchemeRun.load(input, given)
        let study = try PumpSchemeStudy(scheme, on: device)
        try show(device, experiment: nil)
        guard !json else { break }
        print(
          "\n\(scheme.resolvedInput)\n\(scheme.schemes.count) schemes under \(scheme.meanBiases.count) mean biases"
            + (study.posterior.map { ", intervals from \($0.parameters.count) fitted parameters" } ?? ", no intervals"))
      case .measurement:
        guard let file = try MeasurementFile(meant: input) else { break }
        try show(try file.loadDevice(given.device, overrides: given.overrides), experiment: nil)
        if !json { print("\n\(file.title)\n\(file.measurement.kind.rawValue), \(file.measurement.from) to \(file.measurement.to) V") }
      case .experiment:
        let (experiment, device) = try given.load(input)
        try show(device, experiment: experiment)
      case .fit:
        let plan = try await FitFile(path: input)
        let fit = plan.fit
        print(plan.title.isEmpty ? input : plan.title)
        print(
          Terminal.table(
            plan.sources.sorted { $0.key < $1.key }.map { ["  \($0.key)", $0.value] }), terminator: "")
        let moving = fit.knowledge.filter { if case .fixed = $0.value { false } else { true } }.keys.sorted()
        print(
          "\(fit.decays.count) decays and \(fit.yields.count) yields of \(fit.groups.count) conditions; "
            + "\(moving.joined(separator: ", ")) may move; \(plan.rivals.count) rival fits")
      case .deviceFit:
        let fit = try await DeviceFit(path: input, observations: PaperConditions())
        let data = fit.observables.reduce(0) { $0 + $1.data.values.count }
        print(
          "fit of \(fit.device): \(fit.parameters.count) parameters, \(data) data, \(fit.rivals.count) rival models")
      }
      return .success
    }
  }

  private enum Kind { case device, experiment, fit, deviceFit, pumpScheme, measurement }

  /// What the input is: by its shipped name, or by the keys in its file.
  private var kind: Kind {
    if DeviceLibrary.names.contains(input) { return .device }
    if PumpSchemeRun.isMeant(input) { return .pumpScheme }
    if MeasurementFile.shippedNames.contains(input) { return .measurement }
    if Experiment.shippedNames.contains(input) { return .experiment }
    guard let document = try? InputDocument(path: input) else { return .experiment }
    if DeviceFit.isDeviceFit(document) { return .deviceFit }
    if document.root["data"] != nil { return .fit }
    if MeasurementFile.isMeasurement(document) { return .measurement }
    return document.root["layers"] != nil ? .device : .experiment
  }

  private func show(_ device: LoadedDevice, experiment: Experiment?) throws {
    let review = DeviceReview(device)
    let unsupported = experiment?.review(for: device.device) ?? []
    let limits = experiment?.remarks(for: device.device) ?? []
    let remarks = device.warnings + review.diagnostics + unsupported + limits
    if remarks.contains(where: { $0.severity == .error }) { throw InputError(kind: .inputFile, diagnostics: remarks) }
    for remark in remarks where !quiet { Terminal.warn("\(remark)", label: nil) }
    if json {
      print(summary(device, experiment, remarks).text, terminator: "")
      return
    }
    print("\(device.device.name): \(device.device.title)")
    if let set = device.parameterSet {
      print("parameter set \(set) of \(device.parameterSets.joined(separator: ", "))")
    }
    print("")
    let lines = device.ledger.entries.map { entry in
      [entry.path, entry.text, "\(entry.origin)", entry.evidence?.rawValue ?? "–", entry.source ?? "–"]
    }
    print(Terminal.table(lines), terminator: "")
    guard let experiment else { return }
    let preview = ProtocolPreview(experiment, on: device.device)
    print("\n\(experiment.resolvedInput)\n\(preview.text)", terminator: "")
  }

  private func summary(_ device: LoadedDevice, _ experiment: Experiment?, _ remarks: [Diagnostic]) -> JSONValue {
    var members: [JSONValue.Member] = [
      .init("device", .string(device.device.name)),
      .init("parameter_set", device.parameterSet.map { .string($0) } ?? .null),
      .init(
        "values",
        .array(
          device.ledger.entries.map { entry in
            [
              "path": .string(entry.path), "text": .string(entry.text), "si": .number(entry.value),
              "origin": .string("\(entry.origin)"), "evidence": entry.evidence.map { .string($0.rawValue) } ?? .null,
              "source": entry.source.map { .string($0) } ?? .null,
            ]
          })),
      .init(
        "remarks",
        .array(
          remarks.map { remark in
            [
              "code": .string(remark.code), "message": .string(remark.message),
              "place": remark.location.map { .string("\($0)") } ?? .null, "remedy": .string(remark.remedy),
            ]
          })),
    ]
    if let experiment {
      let cost = ProtocolPreview(experiment, on: device.device).cost
      members.append(
        .init(
          "experiment",
          [
            "title": .string(experiment.title), "duration": .number(experiment.timeline.duration),
            "pulses": .integer(cost.pulses), "moves": .integer(cost.moves), "processor_seconds": .number(cost.seconds),
          ]))
    }
    return .object(members)
  }
}
