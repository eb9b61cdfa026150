import ArgumentParser
import Foundation
import InputFiles
import Records
import Reproduction

/// `driftlight init`: a commented file to start from, which runs as it is.
struct Init: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes a commented file to start from, which runs as it is.",
    discussion: """
      \(Template.allCases.map { "\($0.rawValue): \($0.summary)" }.joined(separator: "\n"))

      Examples:
        driftlight init led                                # led.yaml
        driftlight init experiment --device led.yaml       # experiment.yaml on it
        driftlight init film --out samples/film.yaml
      """)

  @Argument(help: ArgumentHelp("What to write.", valueName: "template"))
  var template: Template

  @Option(help: ArgumentHelp("The file; the template's name in this folder if not given.", valueName: "file"))
  var out: String?

  @Option(help: ArgumentHelp("Name of the device.", valueName: "name"))
  var name: String?

  @Option(
    help: ArgumentHelp("Device of an experiment: a shipped one or the path of a file.", valueName: "name or path"))
  var device: String?

  @Flag(help: "Replace a file that is already there.")
  var force = false

  func validate() throws {
    if let name, name.isEmpty || !name.allSatisfy({ $0.isLetter || $0.isNumber || "-_.".contains($0) }) {
      throw ValidationError("--name takes letters, digits, '-', '_' and '.'.")
    }
    if device != nil, template != .experiment { throw ValidationError("--device goes with the template 'experiment'.") }
  }

  func run() async throws {
    await finish {
      let path = out ?? template.fileName
      let file = URL(fileURLWithPath: path)
      if FileManager.default.fileExists(atPath: path) {
        var isFolder = ObjCBool(false)
        _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        if isFolder.boolValue || !force {
          throw isFolder.boolValue ? OutputError.notAFile(path: path) : .fileExists(path: path)
        }
      }
      let text = try template.text(
        name: name ?? out.map { URL(fileURLWithPath: $0).deletingPathExtension().lastPathComponent },
        device: device ?? "cspbbr3-led")
      do { try Data(text.utf8).write(to: file, options: .atomic) } catch {
        throw OutputError.notWritable(path: path, reason: error.localizedDescription)
      }
      print(path)
      Terminal.warn("next: driftlight check \(path)", label: nil)
      return .success
    }
  }
}

extension Template: ExpressibleByArgument {}
