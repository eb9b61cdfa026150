import ArgumentParser
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
      return try outcome.exitStatus(undrawn: undrawn)
    }
  }
}

extension ReproductionOutcome {
  /// What the command ends with: figures that could not be drawn and audits that failed are not passed over.
  fileprivate func exitStatus(undrawn: [any StatesExitStatus & CustomStringConvertible]) throws -> ExitStatus {
    if !audit.passed {
      Terminal.warn(
        "a physics audit failed; the records are written, do not trust them\n\(audit.summary)", label: "error")
      return .auditFailed
    }
    if rows.contains(where: { $0.failure != nil }) { return .noConvergence }
    if let first = undrawn.first {
      Terminal.warn("\(undrawn.count) figures were not drawn: \(first)", label: "error")
      return first.exitStatus
    }
    return .success
  }
}
