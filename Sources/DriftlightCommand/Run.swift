import ArgumentParser
import Bench
import Figures
import Foundation
import InputFiles
import Materials
import Quantities
import Records
import Reproduction

/// `driftlight run`: one experiment on one device gives one record.
struct Run: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Carries out one experiment and leaves a record.",
    discussion: """
      The experiment is a shipped one (see Experiments/) or the path of a file. Ctrl-C, kill and a time limit keep what \
      was observed; --resume goes on from there and gives the bits of a run that was never stopped.

      Examples:
        driftlight run F2a
        driftlight run my-protocol.yaml --set layers.CsPbBr3.thickness=130nm --out results/thick
        driftlight run my-protocol.yaml --out results/thick --resume
        driftlight run pump-scheme      # a survey: electrical pulses on a pre-bias
      """)

  @Argument(help: ArgumentHelp("A shipped experiment or the path of a file.", valueName: "experiment"))
  var experiment: String

  @OptionGroup var given: InputOptions
  @OptionGroup var output: OutputOptions

  @Flag(help: "Go on with the unfinished run in the output folder.")
  var resume = false

  @Option(help: ArgumentHelp("Stop after this time, such as 10min; what was observed is kept.", valueName: "time"))
  var timeLimit: QuantityOption?

  @Option(
    help: ArgumentHelp(
      "Hold an audit to another limit: ions, charge or photons; may be repeated.", valueName: "name=number"))
  var auditLimit: [String] = []

  func validate() throws {
    _ = try limit()
    _ = try auditLimits()
    if resume, output.out == nil { throw ValidationError("--resume needs --out with the folder of the run.") }
  }

  func run() async throws {
    await finish {
      if PumpSchemeRun.isMeant(experiment) { return try await surveyed() }
      if let file = try MeasurementFile(meant: experiment) { return try await measured(file) }
      let (experiment, device) = try given.load(experiment)
      let unsupported = experiment.review(for: device.device)
      if !unsupported.isEmpty { throw InputError(kind: .inputFile, diagnostics: unsupported) }
      let review = DeviceReview(device)
      try review.throwIfErrors()
      let remarks = device.warnings + review.diagnostics + experiment.remarks(for: device.device)
      for remark in remarks where !output.quiet { Terminal.warn("\(remark)", label: nil) }
      let work = RecordedRun(experiment, on: device)
      let identity = work.identity()
      let folder = OutputChoice(output.out, stem: experiment.name).cleared(quiet: output.quiet)
      let unfinished =
        try resume ? UnfinishedRun(resuming: folder) : UnfinishedRun(beginning: folder, force: output.force)
      let journal = try unfinished.journal(of: identity, resumes: resume)
      if resume { say("going on after \(journal.movesDone) of \(experiment.timeline.segments.count) moves") }
      let bar = ProgressBar(quiet: output.quiet)
      let limit = try limit()
      let run: BenchRun
      do {
        run = try await Interruption.cancels {
          try await work.carryOut(RunControl(timeLimit: limit, journal: journal, progress: { bar.show($0, $1) }))
        }
      } catch {
        unfinished.discard()
        throw error
      }
      bar.clear()
      return try await end(run, work, unfinished, folder)
    }
  }

  private func measured(_ file: MeasurementFile) async throws -> ExitStatus {
    guard !resume, timeLimit == nil, auditLimit.isEmpty else {
      throw ValidationError("--resume, --time-limit and --audit-limit are for protocols; a measurement takes seconds.")
    }
    let loaded = try file.loadDevice(given.device, overrides: given.overrides)
    for warning in loaded.warnings where !output.quiet { Terminal.warn("\(warning)", label: nil) }
    try output.check(stem: file.name)
    return try await output.show(try file.measurement.carryOut(on: loaded.device), of: loaded, stem: file.name)
  }

  private func surveyed() async throws -> ExitStatus {
    guard !resume, timeLimit == nil, auditLimit.isEmpty else {
      throw ValidationError("--resume, --time-limit and --audit-limit are for protocols; a survey takes seconds.")
    }
    return try await PumpSchemeRun(experiment, given, output).carryOut()
  }

  /// Writes what was observed and says how the run ended.
  private func end(
    _ found: BenchRun, _ work: RecordedRun, _ unfinished: UnfinishedRun, _ folder: URL
  ) async throws -> ExitStatus {
    var run = found
    run.audit = run.audit.held(to: try auditLimits())
    if run.readings.isEmpty {
      unfinished.discard()
      if case .failed(let failure) = run.outcome {
        Terminal.warn("the run ended before anything was observed: \(failure)", label: "error")
        return .noConvergence
      }
      Terminal.warn("the run was stopped before anything was observed; nothing is left of it", label: "error")
      return run.outcome == .cancelled ? .interrupted : .noConvergence
    }
    var undrawn: [FigureError] = []
    try await unfinished.finish(isComplete: run.outcome == .complete) { partial in
      undrawn = try await work.write(run, into: partial, target: folder)
    }
    print(output.json ? json(run, folder).text : run.audit.summary, terminator: output.json ? "" : "\n")
    say("record: \(folder.path(percentEncoded: false))")
    switch run.outcome {
    case .failed(let failure):
      Terminal.warn("the run ended early, what was observed until then is kept: \(failure)", label: "error")
      return .noConvergence
    case .cancelled, .outOfTime:
      let reason = run.outcome == .cancelled ? "the run was stopped" : "the time of the run was over"
      Terminal.warn("\(reason); what was observed is kept. To go on: \(resumption(folder))", label: "error")
      return run.outcome == .cancelled ? .interrupted : .noConvergence
    case .complete: break
    }
    if !run.audit.passed {
      Terminal.warn(
        "a physics audit failed; the record is written, do not trust it\n\(run.audit.summary)", label: "error")
      return .auditFailed
    }
    for error in undrawn { Terminal.warn("\(error)", label: "error") }
    return undrawn.first?.exitStatus ?? .success
  }

  private func json(_ run: BenchRun, _ folder: URL) -> JSONValue {
    [
      "record": .string(folder.path(percentEncoded: false)), "outcome": .string(run.outcome.words),
      "readings": .integer(run.readings.count), "spectra": .integer(run.spectra.count),
      "time": .number(run.readings.last?.time), "audit": run.audit.json,
    ]
  }

  /// The command that goes on with this run.
  private func resumption(_ folder: URL) -> String {
    var words = ["run", experiment]
    if let device = given.device { words += ["--device", device] }
    for override in given.overrides { words += ["--set", override] }
    return Terminal.command(words + ["--out", output.out ?? folder.relativePath, "--resume"])
  }

  private func say(_ text: String) { if !output.quiet { Terminal.warn(text, label: nil) } }

  private func limit() throws -> Duration? {
    guard let seconds = try timeLimit?.value(as: .time, "--time-limit") else { return nil }
    guard seconds > 0, seconds < 1e8 else { throw ValidationError("--time-limit takes a time above zero.") }
    return .seconds(seconds)
  }

  private func auditLimits() throws -> [String: Double] {
    var limits: [String: Double] = [:]
    for text in auditLimit {
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, ["ions", "charge", "photons"].contains(parts[0]), let value = Double(parts[1]),
        value >= 0, value.isFinite
      else { throw ValidationError("--audit-limit \(text): write ions=1e-13, charge=1e-7 or photons=1e-10.") }
      limits[parts[0]] = value
    }
    return limits
  }
}
