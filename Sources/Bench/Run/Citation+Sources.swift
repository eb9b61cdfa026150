import Materials
import Records

extension Citation {
  /// Whom to cite for a computation on a device: the experiment, each table of optical constants, each source with a DOI
  /// behind a parameter, and the libraries' own methods where one parameter set comes from a fit.
  /// - Parameters:
  ///   - device: the device with the origin of its values.
  ///   - library: where its optical constants came from.
  public static func sources(
    of device: LoadedDevice, library: OpticalConstantsLibrary = .shipped()
  ) -> [Citation] {
    var found: [Citation] = [.experiment]
    var materials: Set<String> = []
    for layer in device.device.layers where materials.insert(layer.opticalMaterial).inserted {
      guard let table = try? library.load(named: layer.opticalMaterial), let source = table.header["source"] else {
        continue
      }
      let doi = table.header["doi"].flatMap { $0 == "none" ? nil : $0 }
      found.append(Citation(usedFor: "optical constants \(table.name)", reference: source, doi: doi))
    }
    var paths: [String: [String]] = [:]
    var order: [String] = []
    for entry in device.ledger.entries {
      guard let source = entry.source, let match = source.firstMatch(of: /10\.\d{4,9}\/[^\s"<>)]+/) else { continue }
      let doi = String(match.0)
      if paths[doi] == nil { order.append(doi) }
      paths[doi, default: []].append(entry.path)
    }
    let known = Set(found.compactMap(\.doi))
    for doi in order where !known.contains(doi) {
      let used = paths[doi] ?? []
      let more = used.count > 3 ? " and \(used.count - 3) more" : ""
      found.append(
        Citation(usedFor: used.prefix(3).joined(separator: ", ") + more, reference: "parameter source", doi: doi))
    }
    return found
  }
}
