import ArgumentParser
import Figures
import Foundation
import Inference
import Records

/// `driftlight fit`: rate constants with intervals from decays and yields together.
struct Fit: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Fits rate constants to decays and yields together, with honest intervals.",
    discussion: """
      The file names the data, the constants that may move, and what is known of them before. See \
      Documentation/guide/which-rates-changed.md.

      Examples:
        driftlight fit Examples/301-which-rates-changed/fit.yaml
        driftlight fit fit.yaml --out results/rates --json
      """)

  @Argument(help: "A fit file.")
  var file: String

  @OptionGroup var output: OutputOptions

  func run() async throws {
    await finish {
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
      if !output.quiet { Terminal.warn("record: \(folder.path(percentEncoded: false))", label: nil) }
      for error in undrawn { Terminal.warn("\(error)", label: "error") }
      return undrawn.first?.exitStatus ?? .success
    }
  }
}
