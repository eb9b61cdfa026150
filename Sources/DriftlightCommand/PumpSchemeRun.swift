import Bench
import Figures
import Foundation
import InputFiles
import Materials
import Records
import Reproduction

/// A survey of pump schemes as `driftlight run` carries it out.
struct PumpSchemeRun {
  private let input: String
  private let given: InputOptions
  private let output: OutputOptions

  init(_ input: String, _ given: InputOptions, _ output: OutputOptions) {
    (self.input, self.given, self.output) = (input, given, output)
  }

  /// Whether an argument names a survey: a shipped one, or a file that asks for one.
  static func isMeant(_ input: String) -> Bool {
    if PumpScheme.shippedNames.contains(input) { return true }
    guard !Experiment.shippedNames.contains(input), let document = try? InputDocument(path: input) else { return false }
    return PumpScheme.isPumpScheme(document)
  }

  /// The survey and its device.
  /// - Throws: `InputError`.
  static func load(_ input: String, _ given: InputOptions) throws -> (PumpScheme, LoadedDevice) {
    let own = { (override: String) in
      ["title", "device", "parameter set", "pump", "detector", "pump scheme"].contains(
        override.prefix { $0 != "=" && $0 != "." }.trimmingCharacters(in: .whitespaces))
    }
    let overrides = given.overrides
    var scheme =
      PumpScheme.shippedNames.contains(input)
      ? try PumpScheme(shipped: input, overrides: overrides.filter(own))
      : try PumpScheme(path: input, overrides: overrides.filter(own))
    if let device = given.device { scheme.device = device }
    let device = try DeviceLibrary.load(
      scheme.device, parameterSet: scheme.parameterSet, overrides: overrides.filter { !own($0) })
    return (scheme, device)
  }

  /// Computes, writes and prints.
  func carryOut() async throws -> ExitStatus {
    let (scheme, device) = try Self.load(input, given)
    for warning in device.warnings where !output.quiet { Terminal.warn("\(warning)", label: nil) }
    let study = try PumpSchemeStudy(scheme, on: device)
    let folder = try OutputChoice(output.out, stem: scheme.name).prepared(force: output.force, quiet: output.quiet)
    let bar = ProgressBar(quiet: output.quiet)
    let found: PumpSchemeOutcome
    do {
      found = try await Interruption.cancels { try await study.carryOut { bar.show($0, $1) } }
    } catch is CancellationError {
      bar.clear()
      Terminal.warn("stopped; nothing is written, since a survey takes seconds", label: "error")
      return .interrupted
    }
    bar.clear()
    var undrawn: [FigureError] = []
    try await OutputFolder.make(folder, force: output.force) { partial in
      undrawn = try await found.write(into: partial, target: folder)
    }
    print(output.json ? found.json.text : found.text, terminator: "")
    if !output.quiet { Terminal.warn("record: \(folder.path(percentEncoded: false))", label: nil) }
    if !found.audit.passed {
      Terminal.warn(
        "a physics audit failed; the record is written, do not trust it\n\(found.audit.summary)", label: "error")
      return .auditFailed
    }
    for error in undrawn { Terminal.warn("\(error)", label: "error") }
    return undrawn.first?.exitStatus ?? .success
  }
}
