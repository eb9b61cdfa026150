import ArgumentParser
import Figures
import Foundation
import Materials
import Records
import Reproduction

/// `driftlight reproduce`: the figures of the paper, computed, and the table "paper, computed, verdict".
struct Reproduce: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Computes the paper's figures and says what agrees.",
    discussion: """
      Without ids every observation that can be computed is. The table goes to standard output; figures, records and \
      report.html go to the output folder.

      Examples:
        driftlight reproduce
        driftlight reproduce F2c F2d --out results/thresholds
        driftlight reproduce F2c --set layers.TFB.thickness=30nm
        driftlight reproduce --out results/all --resume     # after Ctrl-C or a kill
        driftlight reproduce --controls --sensitivity       # with control experiments and what moves each row
      """)

  @Argument(help: "Ids of observations, such as F2c; all if none is given.")
  var ids: [String] = []

  @Option(help: ArgumentHelp("A shipped device or the path of a device file.", valueName: "name or path"))
  var device = "cspbbr3-led"

  @Flag(help: "Compute all rows once more with ions frozen, layers impermeable, full carriers.")
  var controls = false

  @Flag(help: "Find what moves each row: all rows once more for each fitted number, some minutes.")
  var sensitivity = false

  @OptionGroup var changes: OverrideOptions

  @OptionGroup var output: OutputOptions

  @Flag(help: "Go on with the unfinished reproduction for the output folder.")
  var resume = false

  func validate() throws {
    if resume, output.out == nil { throw ValidationError("--resume needs --out with the folder of the reproduction.") }
  }

  func run() async throws {
    await finish {
      let reproduction = try Reproduction(ids: ids, device: device, overrides: changes.overrides)
      for warning in reproduction.device.warnings where !output.quiet { Terminal.warn("\(warning)") }
      let folder = OutputChoice(output.out, stem: "reproduce").cleared(quiet: output.quiet)
      let unfinished =
        try resume ? UnfinishedRun(resuming: folder) : UnfinishedRun(beginning: folder, force: output.force)
      // Held to the end: it tells what is being reproduced, and keeps other processes out.
      let journal = try unfinished.journal(of: reproduction.identity(), resumes: resume)
      let runs = try unfinished.journals()
      let bar = ProgressBar(quiet: output.quiet)
      let outcome: ReproductionOutcome
      let (wantsControls, wantsSensitivity) = (controls, sensitivity)
      do {
        outcome = try await Interruption.cancels {
          var found = try await reproduction.carryOut(journals: runs) { bar.show($0, $1) }
          if wantsControls { found.controls = try await reproduction.controls { bar.show($0, $1) } }
          if wantsSensitivity { found.sensitivities = try await reproduction.sensitivities { bar.show($0, $1) } }
          return found
        }
      } catch ReproductionError.cancelled {
        bar.clear()
        Terminal.warn("stopped; what was computed is kept. To go on: \(resumption(folder))", label: "error")
        return .interrupted
      }
      bar.clear()
      print(output.json ? outcome.json.text : outcome.tableText, terminator: "")
      for control in outcome.controls where !output.json { print("\n\(control.sentence)") }
      var left: (undrawn: [FigureError], unprinted: String?) = ([], nil)
      try await unfinished.finish(isComplete: true) { left = try await outcome.write(into: $0, target: folder) }
      withExtendedLifetime(journal) {}
      if !output.quiet {
        Terminal.warn("report: \(folder.appending(path: "report.html").path(percentEncoded: false))", label: nil)
        if let reason = left.unprinted { Terminal.warn(reason, label: nil) }
      }
      return outcome.exitStatus(undrawn: left.undrawn)
    }
  }

  /// The command that goes on with this reproduction.
  private func resumption(_ folder: URL) -> String {
    var words = ["reproduce"] + ids
    if device != "cspbbr3-led" { words += ["--device", device] }
    for override in changes.overrides { words += ["--set", override] }
    words += (controls ? ["--controls"] : []) + (sensitivity ? ["--sensitivity"] : [])
    return Terminal.command(words + ["--out", output.out ?? folder.relativePath, "--resume"])
  }
}

extension ReproductionOutcome {
  /// What the command ends with. Everything is written by then; what is missing or cannot be trusted is not passed over.
  fileprivate func exitStatus(undrawn: [FigureError]) -> ExitStatus {
    let failed = rows.filter { $0.failure != nil }.map(\.row.id)
    // Where nothing could be computed there was nothing to audit.
    if !audit.passed && (failed.isEmpty || !audit.checks.isEmpty) {
      Terminal.warn(
        "a physics audit failed; the records are written, do not trust them\n\(audit.summary)", label: "error")
      return .auditFailed
    }
    if !failed.isEmpty {
      Terminal.warn("not computed: \(failed.joined(separator: ", ")); the table says why", label: "error")
      return .noConvergence
    }
    if let first = undrawn.first {
      let count = undrawn.count == 1 ? "1 figure was" : "\(undrawn.count) figures were"
      Terminal.warn("\(count) not drawn, everything else is written: \(first)", label: "error")
      return first.exitStatus
    }
    return .success
  }
}
