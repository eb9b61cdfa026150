import Foundation
import InputFiles
import Quantities

/// The devices that come with the program, and those that users write.
public enum DeviceLibrary {
  /// Names of the shipped devices, e.g. `cspbbr3-led`.
  public static var names: [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
  }

  private static var folder: URL {
    (Bundle.module.resourceURL ?? Bundle.module.bundleURL).appendingPathComponent("Devices")
  }

  /// Reads a device.
  ///
  /// - Parameters:
  ///   - nameOrPath: a shipped device (`cspbbr3-led`) or the path of a file (`my/led.yaml`).
  ///   - parameterSet: a named parameter set of the file in place of the one it uses.
  ///   - overrides: arguments of `--set`, e.g. `layers.TFB.thickness=30nm`; they come after the parameter set.
  /// - Throws: `InputError` with every mistake at once; of kind `usage` where the command line is to blame.
  public static func load(
    _ nameOrPath: String, parameterSet: String? = nil, overrides: [String] = []
  ) throws(InputError) -> LoadedDevice {
    try read(document(nameOrPath), parameterSet: parameterSet, overrides: overrides)
  }

  /// Reads a device from a text that is already in memory; `name` stands for the file in diagnostics.
  ///
  /// - Throws: `InputError`, as `load`.
  public static func load(
    text: String, name: String, parameterSet: String? = nil, overrides: [String] = []
  ) throws(InputError) -> LoadedDevice {
    try read(InputDocument(text: text, name: name), parameterSet: parameterSet, overrides: overrides)
  }

  /// The text of a shipped device, to start one's own from; `nil` for an unknown name.
  public static func text(named name: String) -> String? {
    guard names.contains(name) else { return nil }
    return try? String(contentsOf: folder.appendingPathComponent(name + ".yaml"), encoding: .utf8)
  }

  private static func document(_ nameOrPath: String) throws(InputError) -> InputDocument {
    if let text = text(named: nameOrPath) {
      return try InputDocument(text: text, name: "Devices/\(nameOrPath).yaml")
    }
    let looksLikePath = nameOrPath.contains("/") || nameOrPath.hasSuffix(".yaml") || nameOrPath.hasSuffix(".yml")
    if looksLikePath || FileManager.default.fileExists(atPath: nameOrPath) {
      return try InputDocument(path: nameOrPath)
    }
    throw InputError(
      kind: .usage,
      diagnostics: [
        Diagnostic(
          code: "E-device-unknown", message: "there is no device named `\(nameOrPath)`",
          reason: "shipped devices are \(names.joined(separator: ", "))",
          remedy: "name one of these, or the path of a file such as ./my-led.yaml",
          suggestion: Spelling.closest(to: nameOrPath, among: names))
      ])
  }

  private static func read(
    _ document: InputDocument, parameterSet: String?, overrides: [String]
  ) throws(InputError) -> LoadedDevice {
    var assignments: [Assignment] = []
    let log = DiagnosticLog()
    if let parameterSet {
      let argument = "\(DeviceReader.useKey)=\(parameterSet)"
      assignments.append(try Assignment(argument: argument))
    }
    for override in overrides {
      do { assignments.append(try Assignment(argument: override)) } catch { error.diagnostics.forEach(log.report) }
    }
    let sets = ParameterSets(document.applying(assignments, log: log), log: log)
    let resolved = sets.apply(sets.selected, to: document, log: log).applying(assignments, log: log)
    var reader = DeviceReader(log: log)
    let device = reader.read(resolved)
    for other in sets.names where other != sets.selected {
      let otherLog = DiagnosticLog()
      var otherReader = DeviceReader(log: otherLog)
      _ = otherReader.read(sets.apply(other, to: document, log: otherLog))
      otherLog.diagnostics.filter { $0.severity == .error }.forEach(log.report)
    }
    try log.throwIfErrors()
    return LoadedDevice(
      device: device, ledger: reader.ledger, parameterSet: sets.selected, parameterSets: sets.names,
      warnings: log.warnings,
      resolvedInput: resolved.text(without: [DeviceReader.useKey, DeviceReader.parameterSetsKey]))
  }
}
