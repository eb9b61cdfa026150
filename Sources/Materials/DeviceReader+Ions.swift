import InputFiles
import Quantities

extension DeviceReader {
  private static let ionTable: [DeviceParameter<IonInLayer>] = [
    DeviceParameter("restDensity", .nonNegative(.numberDensity, upTo: 1e28, example: "4e17 cm^-3")) {
      $0.restDensity = $1
    },
    DeviceParameter("siteDensity", .positive(.numberDensity, upTo: 1e29, example: "1e21 cm^-3"), .optional) {
      $0.siteDensity = $1
    },
    DeviceParameter("diffusivity", .positive(.diffusivity, upTo: 1e-4, example: "1e-10 cm^2/s")) {
      $0.diffusivity = $1
    },
    DeviceParameter("activationEnergy", .nonNegative(.energy, upTo: 5e-19, example: "0.15 eV"), .standard("0 eV")) {
      $0.activationEnergy = $1
    },
    DeviceParameter("partitionEnergy", .within(-5e-19...5e-19, .energy, example: "0.1 eV"), .standard("0 eV")) {
      $0.partitionEnergy = $1
    },
  ]

  mutating func species(_ reader: MappingReader, layers: [Layer]) -> IonSpecies {
    var species = IonSpecies(
      name: reader.text("name", example: "bromide")?.text ?? "", chargeNumber: chargeNumber(reader), layers: [:])
    if let offers = reader.mapping("layers", example: "{CsPbBr3: {…}}") {
      for entry in offers.entries {
        guard let offer = offers.mapping(entry.key) else { continue }
        checkName(entry, of: species.name, layers: layers)
        var ion = IonInLayer(restDensity: 0, diffusivity: 0)
        offer.read(Self.ionTable, into: &ion, ledger: &ledger)
        ion.isPermeable = offer.flag("permeable", standard: true, ledger: &ledger)
        offer.finish()
        checkSites(ion, path: offer.path)
        species.layers[entry.key] = ion
      }
    }
    reader.finish()
    return species
  }

  private mutating func chargeNumber(_ reader: MappingReader) -> Int {
    let key = "chargeNumber"
    guard let number = reader.integer(key, in: -4...4, example: "-1"), let node = reader.node(key) else { return 1 }
    ledger.record(
      ParameterLedger.Entry(
        path: reader.path(of: key), value: Double(number), text: node.text ?? "", origin: node.origin))
    if number == 0 {
      log.report(
        Diagnostic(
          code: "E-range", message: "`\(reader.path(of: key))` cannot be 0", at: node.location,
          reason: "no field moves an ion without charge", remedy: "write +1 for a bromide vacancy, or leave it out"))
    }
    return number
  }

  private func checkName(_ entry: InputNode.Entry, of species: String, layers: [Layer]) {
    let electrical = layers.filter { $0.transport != nil }.map(\.name)
    guard !electrical.contains(entry.key) else { return }
    let isOptical = layers.contains { $0.name == entry.key }
    log.report(
      Diagnostic(
        code: "E-name",
        message: isOptical
          ? "the ion `\(species)` cannot enter `\(entry.key)`, which has no `transport`"
          : "the ion `\(species)` enters `\(entry.key)`, and no layer has this name",
        at: entry.keyLocation, reason: "its electrical layers are \(electrical.joined(separator: ", "))",
        remedy: isOptical ? "describe the layer's `transport`, or remove it here" : "name one of the layers",
        suggestion: Spelling.closest(to: entry.key, among: electrical)))
  }

  private func checkSites(_ ion: IonInLayer, path: String) {
    guard ion.restDensity > ion.siteDensity else { return }
    let (rest, sites) = (ledger["\(path).restDensity"], ledger["\(path).siteDensity"])
    log.report(
      Diagnostic(
        code: "E-device", message: "`\(path).restDensity` = \(rest?.text ?? "") is more than the sites hold",
        at: rest?.origin.location, reason: "`siteDensity` is \(sites?.text ?? "")",
        remedy: "lower the rest density or raise the site density"))
  }
}
