import Foundation
import InputFiles
import Quantities

extension Experiment {
  /// Keys of an experiment file; an override whose path begins with another word is meant for the device.
  public static let keys = [
    "title", "device", "parameter set", "temperature", "pump", "second pump", "detector", "protocol",
  ]

  /// Sorts arguments of `--set` by what they are meant for.
  /// - Returns: those whose path begins with a key of an experiment file, and the others, for the device.
  public static func sorted(overrides: [String]) -> (experiment: [String], device: [String]) {
    func isOwn(_ override: String) -> Bool {
      let path = override.prefix { $0 != "=" && $0 != "." }
      return keys.contains(path.trimmingCharacters(in: .whitespaces))
    }
    return (overrides.filter(isOwn), overrides.filter { !isOwn($0) })
  }

  /// Reads an experiment from a file.
  /// - Parameters:
  ///   - path: the file; its name without ending becomes the name of the experiment.
  ///   - overrides: arguments of `--set`, e.g. `pump.fluence=600uJ/cm2`.
  /// - Throws: `InputError` with everything that is wrong with file and overrides.
  public init(path: String, overrides: [String] = []) throws(InputError) {
    let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    try self.init(document: try InputDocument(path: path), name: name, overrides: overrides)
    // A device beside the experiment's file, as waveforms are; a path from the working folder will do, too.
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    let beside = folder.appending(path: device).path(percentEncoded: false)
    if !device.hasPrefix("/"), path.contains("/"), device.hasSuffix(".yaml"),
      FileManager.default.fileExists(atPath: beside)
    {
      device = beside
    }
  }

  /// Reads an experiment from a document.
  /// - Throws: `InputError` with everything that is wrong with document and overrides.
  public init(document: InputDocument, name: String, overrides: [String] = []) throws(InputError) {
    let log = DiagnosticLog()
    var assignments: [Assignment] = []
    for override in overrides {
      do { assignments.append(try Assignment(argument: override)) } catch { error.diagnostics.forEach(log.report) }
    }
    let resolved = document.applying(assignments, log: log)
    var reader = ExperimentReader(resolved, name: name, log: log)
    self = try reader.read()
  }

  /// Reads an experiment that Driftlight ships.
  ///
  /// `name`: e.g. `F2c`.
  /// - Throws: `InputError`, which for an unknown name lists the shipped ones.
  public init(shipped name: String, overrides: [String] = []) throws(InputError) {
    let names = Self.shippedNames
    guard names.contains(name), let folder = Self.shippedFolder else {
      throw InputError(
        kind: .usage,
        diagnostics: [
          Diagnostic(
            code: "E-file", message: "no experiment named '\(name)' is shipped",
            reason: "shipped are \(names.joined(separator: ", "))", remedy: "choose one of these, or give a path",
            suggestion: Spelling.closest(to: name, among: names))
        ])
    }
    let path = folder.appending(path: "\(name).yaml").path(percentEncoded: false)
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      try self.init(path: path, overrides: overrides)
      return
    }
    // The name under which people find the file, not where this machine keeps it.
    try self.init(
      document: InputDocument(text: text, name: "Experiments/\(name).yaml"), name: name, overrides: overrides)
  }

  /// The text of a file beside the shipped experiments; `nil` where there is none of that name.
  package static func shippedText(_ name: String) -> String? {
    guard let file = shippedFolder?.appending(path: "\(name).yaml") else { return nil }
    return try? String(contentsOf: file, encoding: .utf8)
  }

  /// Names of the experiments that Driftlight ships, in alphabetical order; surveys and electrical measurements
  /// beside them are none.
  public static var shippedNames: [String] {
    guard let folder = shippedFolder,
      let files = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    else { return [] }
    return files.filter { $0.pathExtension == "yaml" }.map { $0.deletingPathExtension().lastPathComponent }
      .filter { isProtocol($0) }.sorted()
  }

  /// Whether the file of a name holds a protocol, not a survey or a measurement.
  private static func isProtocol(_ name: String) -> Bool {
    let lines = shippedText(name)?.split(separator: "\n") ?? []
    return !lines.contains { $0.hasPrefix("pump scheme:") || $0.hasPrefix("measurement:") }
  }

  private static var shippedFolder: URL? { Bundle.module.resourceURL?.appending(path: "Experiments") }
}
