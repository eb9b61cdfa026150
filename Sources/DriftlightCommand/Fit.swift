import ArgumentParser
import Figures
import Foundation
import Inference
import InputFiles
import Records
import Reproduction

/// `driftlight fit`: rate constants, or any numbers of a device, with intervals from everything measured together.
struct Fit: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Fits rate constants, or numbers of a device, to measured data together, with honest intervals.",
    discussion: """
      The file names the data, what may move, and what is known of it before. With `model` it fits rate constants to decays \
      and yields; with `device` it fits numbers of a device to thresholds, curves and observations of the paper. See \
      Documentation/guide/which-rates-changed.md and Documentation/methods/inference.md.

      The fit of a device takes minutes. Stopped by Ctrl-C or killed, it goes on with --resume.

      Examples:
        driftlight fit Examples/301-which-rates-changed/fit.yaml
        driftlight fit fit.yaml --out results/rates --json
        driftlight fit Fits/li2023.yaml --out results/calibration
        driftlight fit Fits/li2023.yaml --out results/calibration --resume
      """)

  @Argument(help: "A fit file.")
  var file: String

  @OptionGroup var output: OutputOptions

  @Flag(help: "Go on with the unfinished fit of a device in the output folder.")
  var resume = false

  func validate() throws {
    if resume, output.out == nil { throw ValidationError("--resume needs --out with the folder of the fit.") }
  }

  func run() async throws {
    await finish {
      DeviceFit.isDeviceFit(try InputDocument(path: file)) ? try await fitDevice() : try await fitRates()
    }
  }

  private func fitRates() async throws -> ExitStatus {
    guard !resume else { throw ValidationError("--resume is for fits of a device; this one takes seconds.") }
    let folder = try OutputChoice(output.out, stem: "fit").prepared(force: output.force, quiet: output.quiet)
    let plan = try await FitFile(path: file)
    let bar = ProgressBar(quiet: output.quiet)
    let outcome = try await Interruption.cancels {
      try await plan.carryOut { stage in
        switch stage {
        case .maximum: bar.show(0, "looking for the best values")
        case .profile(let index, let count): bar.show(0.1 + 0.4 * Double(index) / Double(count), "profiles")
        case .rival(let index, let count): bar.show(0.5 + 0.1 * Double(index) / Double(count), "rival models")
        case .sample(let step, let count): bar.show(0.6 + 0.4 * Double(step) / Double(count), "samples")
        }
      }
    }
    bar.clear()
    let report = FitReport(plan: plan, outcome: outcome)
    let undrawn = try await report.write(to: folder, force: output.force, input: file)
    print(output.json ? report.json.text : plan.text(of: outcome), terminator: "")
    return end(folder, undrawn)
  }

  private func fitDevice() async throws -> ExitStatus {
    let fit = try await DeviceFit(path: file, observations: PaperConditions())
    let folder = OutputChoice(output.out, stem: "fit").cleared(quiet: output.quiet)
    let unfinished =
      try resume ? UnfinishedRun(resuming: folder) : UnfinishedRun(beginning: folder, force: output.force)
    let program = "\(DriftlightVersion.current) \(SourceRevision.ofRunningProgram().commit.prefix(12))"
    let identity = try String(contentsOfFile: file, encoding: .utf8) + "\n" + program
    let journal = try EvaluationJournal(unfinished.journal, identity: identity, resuming: resume)
    if resume { say("going on after \(await journal.count) trials") }
    let bar = ProgressBar(quiet: output.quiet)
    let outcome: DeviceFitOutcome
    do {
      outcome = try await Interruption.cancels {
        try await fit.carryOut(journal: journal) { progress in
          bar.show(progress.fraction, progress.message)
        }
      }
    } catch is CancellationError {
      bar.clear()
      Terminal.warn(
        "the fit was stopped after \(await journal.count) trials, which are kept. To go on: driftlight fit \(file) "
          + "--out \(output.out ?? folder.relativePath) --resume", label: "error")
      return .interrupted
    } catch {
      bar.clear()
      throw error
    }
    bar.clear()
    let report = DeviceFitReport(outcome: outcome)
    var undrawn: [FigureError] = []
    try await unfinished.finish(isComplete: true) { partial in
      undrawn = try await report.write(into: partial, input: file)
    }
    print(output.json ? report.json.text : outcome.text, terminator: "")
    return end(folder, undrawn)
  }

  private func say(_ text: String) { if !output.quiet { Terminal.warn(text, label: nil) } }

  private func end(_ folder: URL, _ undrawn: [FigureError]) -> ExitStatus {
    say("record: \(folder.path(percentEncoded: false))")
    for error in undrawn { Terminal.warn("\(error)", label: "error") }
    return undrawn.first?.exitStatus ?? .success
  }
}

extension DeviceFit.Progress {
  /// About how much of all fits is done: the number of steps is not known beforehand.
  fileprivate var fraction: Double {
    let share: Double
    switch state.stage {
    case .derivatives: share = 0.2 * Double(state.calls.done) / Double(max(1, state.calls.of))
    case .step(let number): share = 0.2 + 0.5 * (1 - exp(-Double(number) / 6))
    case .intervals: share = 0.7 + 0.3 * Double(state.calls.done) / Double(max(1, state.calls.of))
    }
    return (Double(index) + share) / Double(count)
  }

  fileprivate var message: String {
    let deviance = state.totalDeviance.isFinite ? String(format: ", deviance %.2f", state.totalDeviance) : ""
    switch state.stage {
    case .derivatives: return "\(name): derivatives \(state.calls.done)/\(state.calls.of)\(deviance)"
    case .step(let number): return "\(name): step \(number)\(deviance)"
    case .intervals: return "\(name): intervals \(state.calls.done)/\(state.calls.of)\(deviance)"
    }
  }
}
