import InputFiles
import Quantities

/// The named parameter sets of a device file and the one in use:
///
///     use: joint
///     parameter sets:
///       joint: {}
///       M1: {contacts.builtInVoltage: 0.5 V}
struct ParameterSets {
  /// Names in the order of the file.
  let names: [String]
  /// The one in use; `nil` where the file has none.
  let selected: String?
  private let entries: [String: [InputNode.Entry]]

  /// Reads the sets of a document in which `--set use=…` is already carried out.
  init(_ document: InputDocument, log: DiagnosticLog) {
    let setsNode = document.root[DeviceReader.parameterSetsKey]
    let reader = setsNode.map { MappingReader($0, path: DeviceReader.parameterSetsKey, log: log) }
    var entries: [String: [InputNode.Entry]] = [:]
    for set in reader?.entries ?? [] {
      let values = MappingReader(set.value, path: "\(DeviceReader.parameterSetsKey).\(set.key)", log: log)
      entries[set.key] = values.entries
    }
    names = reader?.entries.map(\.key) ?? []
    self.entries = entries
    guard let use = document.root[DeviceReader.useKey] else {
      selected = nil
      return
    }
    let name = use.text ?? ""
    selected = names.contains(name) ? name : nil
    if selected == nil {
      log.report(
        Diagnostic(
          code: "E-choice", message: "there is no parameter set named `\(name)`", at: use.location,
          reason: names.isEmpty ? "the file has no `parameter sets`" : "the file has \(names.joined(separator: ", "))",
          remedy: "name one of these", suggestion: Spelling.closest(to: name, among: names)))
    }
  }

  /// The document with the values of one set.
  func apply(_ name: String?, to document: InputDocument, log: DiagnosticLog) -> InputDocument {
    guard let name, let values = entries[name] else { return document }
    return document.applying(parameterSet: name, entries: values, log: log)
  }
}
