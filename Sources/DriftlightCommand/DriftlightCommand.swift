import ArgumentParser

/// The command line of Driftlight.
@main
struct DriftlightCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "driftlight", abstract: "A virtual optical bench for perovskite light emission under light and voltage.")
}
