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
      """)

  @Argument(help: "Ids of observations, such as F2c; all if none is given.")
  var ids: [String] = []

  @Option(help: ArgumentHelp("A shipped device or the path of a device file.", valueName: "name or path"))
  var device = "cspbbr3-led"

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Overrides one value, with its unit; may be repeated.", valueName: "path=value"))
  var overrides: [String] = []

  @Option(help: ArgumentHelp("Output folder; results/reproduce-<date>-<time> if not given.", valueName: "folder"))
  var out: String?

  @Flag(help: "Replace the results of an earlier reproduction in the output folder.")
  var force = false

  @Flag(help: "Print the table as JSON.")
  var json = false

  @Flag(help: "No progress on standard error.")
  var quiet = false

  func run() async throws {
    await finish {
      let reproduction = try Reproduction(ids: ids, device: device, overrides: overrides)
      let folder = try OutputChoice(out, stem: "reproduce").prepared(force: force)
      for warning in reproduction.device.warnings { Terminal.warn("\(warning)") }
      let bar = ProgressBar(quiet: quiet)
      let outcome = try await reproduction.carryOut { bar.show($0, $1) }
      bar.clear()
      print(json ? outcome.json.text : outcome.tableText, terminator: "")
      let undrawn = try await outcome.write(to: folder, force: force)
      Terminal.warn("report: \(folder.appending(path: "report.html").path(percentEncoded: false))", label: nil)
      return outcome.exitStatus(undrawn: undrawn)
    }
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
