import ArgumentParser
import Records

/// The command line of Driftlight.
@main
struct DriftlightCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "driftlight",
    abstract: "A virtual optical bench for perovskite light emission under light and voltage.",
    discussion: """
      Exit codes: 0 done; 2 usage; 3 input file; 4 no convergence; 5 a physics audit failed; 6 data unreadable.
      """,
    version: DriftlightVersion.current,
    subcommands: [Reproduce.self, Calibrate.self])
}
