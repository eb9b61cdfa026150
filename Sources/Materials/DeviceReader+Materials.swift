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
      for index in members { device.layers[index].opticalMaterial = table }
    }
    materials.finish()
  }
}
