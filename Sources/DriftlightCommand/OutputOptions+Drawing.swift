import Figures
import Foundation
import Records

extension OutputOptions {
  /// Makes sure that the folder of `--out`, where one was named, can be written: before anything is computed.
  /// - Throws: `OutputError`.
  func check(stem: String) throws {
    if let out { _ = try OutputChoice(out, stem: stem).prepared(force: force, quiet: quiet) }
  }

  /// Draws figures into the output folder, where one was named.
  /// - Parameters:
  ///   - stem: name of the JSON file.
  ///   - json: the same for machines, kept beside them.
  ///   - files: further texts by file name.
  ///   - parameterSet: that of the device.
  func draw(
    _ figures: [Figure], stem: String, json: JSONValue, files: [String: String] = [:], parameterSet: String? = nil
  ) async throws -> ExitStatus {
    guard let out else {
      if !quiet { Terminal.warn("to have it drawn, name a folder with --out", label: nil) }
      return .success
    }
    let folder = try OutputChoice(out, stem: stem).prepared(force: force, quiet: quiet)
    var undrawn: [FigureError] = []
    try await OutputFolder.make(folder, force: force) { partial in
      undrawn = await GnuplotRenderer().render(figures, into: partial).compactMap { result in
        if case .failure(let error) = result { error.moved(from: partial, to: folder) } else { nil }
      }
      if json != .null { try Data(json.text.utf8).write(to: partial.appending(path: "\(stem).json")) }
      for (name, text) in files { try Data(text.utf8).write(to: partial.appending(path: name)) }
      let provenance = Provenance.current(parameterSet: parameterSet ?? "none")
      try Data(provenance.json.text.utf8).write(to: partial.appending(path: "provenance.json"))
    }
    if !quiet { Terminal.warn("drawn: \(folder.path(percentEncoded: false))", label: nil) }
    for error in undrawn { Terminal.warn("\(error)", label: "error") }
    return undrawn.first?.exitStatus ?? .success
  }
}
