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
        driftlight init fit && driftlight fit fit.yaml     # fit.yaml and fit-data/
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
      let text = try template.text(
        name: name ?? out.map { URL(fileURLWithPath: $0).deletingPathExtension().lastPathComponent },
        device: device ?? "cspbbr3-led", fileName: path)
      let folder = file.deletingLastPathComponent()
      let all = [(file, text)] + (try template.companions(of: path)).map { (folder.appending(path: $0.path), $0.text) }
      for (file, _) in all { try checkFree(file) }
      for (file, text) in all {
        do {
          if file.deletingLastPathComponent() != folder {
            try FileManager.default.createDirectory(
              at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
          }
          try Data(text.utf8).write(to: file, options: .atomic)
        } catch {
          throw OutputError.notWritable(path: file.relativePath, reason: error.localizedDescription)
        }
      }
      print(path)
      Terminal.warn("next: \(template.next(path: path))", label: nil)
      return .success
    }
  }

  /// A file that is there is replaced only by `--force`, a folder never.
  private func checkFree(_ file: URL) throws(OutputError) {
    var isFolder = ObjCBool(false)
    guard FileManager.default.fileExists(atPath: file.path(percentEncoded: false), isDirectory: &isFolder) else {
      return
    }
    if isFolder.boolValue { throw .notAFile(path: file.relativePath) }
    if !force { throw .fileExists(path: file.relativePath) }
  }
}

extension Template: ExpressibleByArgument {}
