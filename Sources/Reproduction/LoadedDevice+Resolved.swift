import InputFiles
import Materials

extension LoadedDevice {
  /// Every resolved value with its origin and source, as text that a person reads and a record keeps.
  var resolvedText: String {
    var lines = ["# \(device.name), resolved: path, value, origin, source, evidence"]
    if let parameterSet { lines.append("parameter set: \(parameterSet)") }
    lines.append("parameters:")
    for parameter in ledger.entries {
      lines.append(
        "  - {path: \"\(parameter.path)\", value: \"\(parameter.text)\", origin: \"\(parameter.origin)\", "
          + "source: \"\(parameter.source ?? "not given")\", evidence: \(parameter.evidence?.rawValue ?? "none")}")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
