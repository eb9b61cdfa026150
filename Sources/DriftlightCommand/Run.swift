import ArgumentParser
import Bench
import Figures
import Foundation
import Materials
import Records
import Reproduction

/// `driftlight run`: one experiment on one device gives one record.
struct Run: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Carries out one experiment and leaves a record.",
    discussion: """
      The experiment is a shipped one (see Experiments/) or the path of a file.

      Examples:
        driftlight run F2a
        driftlight run my-protocol.yaml --set layers.CsPbBr3.thickness=130nm --out results/thick
      """)

  @Argument(help: ArgumentHelp("A shipped experiment or the path of a file.", valueName: "experiment"))
  var experiment: String

  @OptionGroup var given: InputOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    await finish {
      let (experiment, device) = try given.load(experiment)
      let folder = try OutputChoice(output.out, stem: experiment.name).prepared(force: output.force)
      for warning in device.warnings { Terminal.warn("\(warning)") }
      let bar = ProgressBar(quiet: output.quiet)
      let run = try await experiment.carryOut(on: device.device) { bar.show($0, $1) }
      bar.clear()
      if case .failed(let failure) = run.outcome, run.readings.isEmpty {
        Terminal.warn("the run ended before anything was observed: \(failure)", label: "error")
        return .noConvergence
      }
      let undrawn = try await write(run, of: experiment, on: device, to: folder)
      print(output.json ? run.audit.json.text : run.audit.summary, terminator: output.json ? "" : "\n")
      Terminal.warn("record: \(folder.path(percentEncoded: false))", label: nil)
      if case .failed(let failure) = run.outcome {
        Terminal.warn("the run ended early, what was observed until then is kept: \(failure)", label: "error")
        return .noConvergence
      }
      if !run.audit.passed { return .auditFailed }
      for error in undrawn { Terminal.warn("\(error)", label: "error") }
      return undrawn.first?.exitStatus ?? .success
    }
  }

  private func write(
    _ run: BenchRun, of experiment: Experiment, on device: LoadedDevice, to folder: URL
  ) async throws -> [FigureError] {
    let provenance = Provenance.current(parameterSet: device.parameterSet ?? "none")
    let record = try run.record(of: experiment, input: experiment.resolvedInput, provenance: provenance)
    let figures = try RunFigures.figures(of: run, named: experiment.name)
    var undrawn: [FigureError] = []
    try await OutputFolder.make(folder, force: output.force) { partial in
      try await record.writeContents(into: partial)
      try Data(device.resolvedInput.utf8).write(to: partial.appending(path: "device.yaml"))
      let place = partial.appending(path: "figures")
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      undrawn = await GnuplotRenderer().render(figures, into: place).compactMap { result in
        if case .failure(let error) = result { error.moved(from: partial, to: folder) } else { nil }
      }
    }
    return undrawn
  }
}
