import ArgumentParser
import Foundation

/// `driftlight manual`: the manual page, made from the same definitions as help and completions.
struct Manual: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Prints the manual page (man), or a completion script for a shell.",
    discussion: """
      Examples:
        driftlight manual > driftlight.1 && man ./driftlight.1
        driftlight manual --completions bash > /etc/bash_completion.d/driftlight
      """)

  @Option(help: ArgumentHelp("Print a completion script instead: bash, zsh or fish.", valueName: "shell"))
  var completions: Shell?

  /// The shells that completions exist for.
  enum Shell: String, ExpressibleByArgument, CaseIterable { case bash, zsh, fish }

  func run() async throws {
    if let completions {
      let shell: CompletionShell =
        switch completions {
        case .bash: .bash
        case .zsh: .zsh
        case .fish: .fish
        }
      print(DriftlightCommand.completionScript(for: shell))
    } else {
      print(try ManualPage(DriftlightCommand._dumpHelp()).text, terminator: "")
    }
  }
}

/// The manual page of a command line, from the description that the parser gives of itself.
struct ManualPage {
  private struct Tool: Decodable { let command: Command }

  private final class Command: Decodable {
    let commandName: String
    let abstract: String?
    let discussion: String?
    let arguments: [Argument]?
    let subcommands: [Command]?
  }

  private struct Argument: Decodable {
    struct Name: Decodable {
      let kind: String
      let name: String
    }
    let kind: String
    let shouldDisplay: Bool
    let names: [Name]?
    let valueName: String?
    let abstract: String?
    let defaultValue: String?
  }

  private let top: Command

  /// - Parameter description: what `_dumpHelp` gives.
  init(_ description: String) throws {
    top = try JSONDecoder().decode(Tool.self, from: Data(description.utf8)).command
  }

  /// The page in mdoc.
  var text: String {
    var lines = [
      ".Dd $Mdocdate$", ".Dt DRIFTLIGHT 1", ".Os", ".Sh NAME", ".Nm driftlight", ".Nd \(escaped(top.abstract ?? ""))",
      ".Sh SYNOPSIS", ".Nm", ".Ar command", ".Op Ar options", ".Sh DESCRIPTION",
    ]
    lines += paragraphs(top.discussion)
    lines.append(".Sh COMMANDS")
    for command in top.subcommands ?? [] where command.commandName != "help" { lines += section(command, "") }
    lines += [
      ".Sh FILES", "Shipped devices, experiments and optical constants lie in",
      ".Pa Devices , Experiments", "and", ".Pa Materials .", ".Sh SEE ALSO",
      "Documentation/guide and Documentation/errors.",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  private func section(_ command: Command, _ parent: String) -> [String] {
    let name = parent + command.commandName
    var lines = [".Ss \(name)", escaped(command.abstract ?? "")] + paragraphs(command.discussion)
    let shown = (command.arguments ?? []).filter {
      $0.shouldDisplay && !($0.names ?? []).contains { ["help", "version"].contains($0.name) }
    }
    if !shown.isEmpty {
      lines.append(".Bl -tag -width indent")
      for argument in shown {
        lines.append(".It \(heading(argument))")
        let standard = argument.defaultValue.map { " (standard: \($0))" } ?? ""
        lines.append(escaped((argument.abstract ?? "") + standard))
      }
      lines.append(".El")
    }
    for inner in command.subcommands ?? [] where inner.commandName != "help" { lines += section(inner, name + " ") }
    return lines
  }

  private func heading(_ argument: Argument) -> String {
    let value = argument.valueName.map { " Ar \(escaped($0))" } ?? ""
    switch argument.kind {
    case "positional": return "Ar \(escaped(argument.valueName ?? "value"))"
    case "flag": return "Fl -\(argument.names?.first?.name ?? "")"
    default: return "Fl -\(argument.names?.first?.name ?? "")\(value)"
    }
  }

  /// Prose is filled; what is indented, such as a command line, stays as it is.
  private func paragraphs(_ text: String?) -> [String] {
    guard let text, !text.isEmpty else { return [] }
    var lines = [".Pp"]
    var isLiteral = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let wasLiteral = isLiteral
      isLiteral = line.hasPrefix("  ")
      if isLiteral != wasLiteral { lines.append(isLiteral ? ".Bd -literal" : ".Ed") }
      if line.isEmpty {
        lines.append(".Pp")
      } else {
        if !isLiteral, let last = lines.last, ![".Pp", ".Ed"].contains(last) { lines.append(".br") }
        lines.append(escaped(String(line)))
      }
    }
    return isLiteral ? lines + [".Ed"] : lines
  }

  /// A backslash or a leading point or quote would be a command of the formatter.
  private func escaped(_ text: String) -> String {
    let plain = text.replacing("\\", with: "\\e")
    return plain.hasPrefix(".") || plain.hasPrefix("'") ? "\\&" + plain : plain
  }
}
