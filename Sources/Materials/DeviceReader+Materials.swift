// `materials` exchanges optical constants for the whole device: `--set materials.ITO=ITO-konig` gives every layer whose
// table is called ITO or ITO-something the table ITO-konig; a path names a file of the user's. Compared with setting
// `layers.ITO-cathode.opticalMaterial` it reaches both electrodes at once, which is what a sweep over published tables
// wants.

import InputFiles
import Quantities

extension DeviceReader {
  mutating func exchange(_ materials: MappingReader, in device: inout Device) {
    for entry in materials.entries {
      let key = entry.key
      guard let table = materials.word(key, example: "ITO-konig", ledger: &ledger) else { continue }
      let members = device.layers.indices.filter { index in
        let layer = device.layers[index]
        return layer.name == key || layer.opticalMaterial == key || layer.opticalMaterial.hasPrefix(key + "-")
      }
      if members.isEmpty {
        let families = device.layers.map { String($0.opticalMaterial.prefix { $0 != "-" }) }
        let known = Array(Set(families + device.layers.map(\.name))).sorted()
        log.report(
          Diagnostic(
            code: "E-name", message: "no layer is made of `\(key)`", at: entry.keyLocation,
            reason: "materials and layers are \(known.joined(separator: ", "))",
            remedy: "name a material, a table or a layer of this device",
            suggestion: Spelling.closest(to: key, among: known)))
      }
      checkTable(table, at: entry.value.location)
      for index in members { device.layers[index].opticalMaterial = table }
    }
    materials.finish()
  }

  /// Reads the file that a path names, or the number written in place of a table, so that its mistakes are told
  /// together with those of the device. Tables of the library are looked up when the optics is computed.
  func checkTable(_ name: String, at location: SourceLocation) {
    do throws(OpticalConstantsError) {
      if try OpticalConstants(value: name) != nil || !OpticalConstantsLibrary.isPath(name) { return }
      _ = try OpticalConstantsLibrary.shipped().load(named: name)
    } catch {
      switch error {
      case .unusableFile(let diagnostic): log.report(diagnostic)
      case .noFile:
        log.report(
          Diagnostic(
            code: "E-file", message: "the file `\(name)` is not there or is not UTF-8 text", at: location,
            remedy: "check the path; it counts from the working folder"))
      case .unusableTable, .unknownMaterial, .outsideRange:
        log.report(
          Diagnostic(
            code: "E-table", message: "\(error)", at: location, remedy: "write n+ki with n above 0 and k not below 0"))
      }
    }
  }

  /// Whether the ambient is written as a medium that absorbs, which is then refused in words of its own.
  func checkAmbient(_ node: InputNode?) -> Bool {
    let written = node?["value"] ?? node
    guard let written, let text = written.text, let value = OpticalConstants.complex(text), value.imaginary != 0 else {
      return false
    }
    log.report(
      Diagnostic(
        code: "E-ambient", message: "`ambientIndex` cannot be \(text): the medium light comes from must not absorb",
        at: written.location,
        reason: "in an absorbing medium neither the incident power nor R and T are defined",
        remedy: "give a real index, and describe the absorbing medium as a layer (`incoherent: true` where it is thick)"
      ))
    return true
  }
}
