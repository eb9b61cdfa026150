import ArgumentParser
import Quantities
import Records

/// The command line of Driftlight.
@main
struct DriftlightCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "driftlight",
    abstract: "A virtual optical bench for perovskite light emission under light and voltage.",
    discussion: """
      Exit codes: \(ExitStatus.allCases.map { "\($0.rawValue) \($0)" }.joined(separator: "; ")).
      """,
    version: DriftlightVersion.current,
    subcommands: [
      Reproduce.self, Init.self, Check.self, Show.self, Run.self, Plot.self, Analyze.self, Fit.self, OpticsCommand.self,
      Measure.self, Verify.self, Export.self, Convert.self, Manual.self,
    ])

  /// Parses the command line and carries the command out. A mistake of usage ends with the documented code 2; the
  /// parser's own would be 64.
  static func main() async {
    if let first = CommandLine.arguments.dropFirst().first, !first.hasPrefix("-") {
      let known = configuration.subcommands.map { $0._commandName } + ["help"]
      if !known.contains(first) {
        let guess = Spelling.closest(to: first, among: known).map { "; did you mean '\($0)'?" } ?? ""
        Terminal.warn(
          "there is no command '\(first)'\(guess)\n  known: \(known.joined(separator: " "))", label: "error")
        exit(withError: ExitCode(ExitStatus.usage.rawValue))
      }
    }
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
      Terminal.warn(fullMessage(for: error), label: nil)
      exit(withError: ExitCode(ExitStatus.usage.rawValue))
    }
  }
}
