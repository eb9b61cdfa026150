import Figures
import Foundation
import Records

extension OutputOptions {
  /// Draws figures into the output folder, where one was named.
  /// - Parameters:
  ///   - json: the same for machines, kept beside them.
  ///   - files: further texts by file name.
  func draw(
    _ figures: [Figure], stem: String, json: JSONValue, files: [String: String] = [:]
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
      let provenance = Provenance.current(parameterSet: "see input")
      try Data(provenance.json.text.utf8).write(to: partial.appending(path: "provenance.json"))
    }
    if !quiet { Terminal.warn("drawn: \(folder.path(percentEncoded: false))", label: nil) }
    for error in undrawn { Terminal.warn("\(error)", label: "error") }
    return undrawn.first?.exitStatus ?? .success
  }
}
