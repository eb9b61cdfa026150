import InputFiles
import Quantities

extension DeviceReader {
  private static let anAreaResistance = QuantityRule.nonNegative(.areaResistance, upTo: 1e12, example: "5 ohm cm^2")
  private static let aVelocity = QuantityRule.nonNegative(.velocity, upTo: 1e8, example: "1e7 cm/s")

  private static let contactsTable: [DeviceParameter<Contacts>] = [
    DeviceParameter("builtInVoltage", .within(-5...5, .voltage, example: "0.2 V"), .standard("0 V")) {
      $0.builtInVoltage = $1
    },
    DeviceParameter("seriesResistance", anAreaResistance, .optional) { $0.seriesResistance = $1 },
    DeviceParameter("shuntResistance", .positive(.areaResistance, upTo: 1e16, example: "1e6 ohm cm^2"), .optional) {
      $0.shuntResistance = $1
    },
  ]

  private static let contactTable: [DeviceParameter<Contact>] = [
    DeviceParameter("workFunction", .within(0...2e-18, .energy, example: "4.3 eV"), .optional) { $0.workFunction = $1 },
    DeviceParameter("electronVelocity", aVelocity, .optional) { $0.electronVelocity = $1 },
    DeviceParameter("holeVelocity", aVelocity, .optional) { $0.holeVelocity = $1 },
  ]

  private static let thermalTable: [DeviceParameter<ThermalNode>] = [
    DeviceParameter("heatCapacity", .positive(.arealHeatCapacity, upTo: 1e9, example: "2000 J/(m^2 K)")) {
      $0.heatCapacity = $1
    },
    DeviceParameter("conductance", .nonNegative(.heatTransfer, upTo: 1e9, example: "20 W/(m^2 K)")) {
      $0.conductance = $1
    },
  ]

  mutating func contacts(_ reader: MappingReader) -> Contacts {
    var contacts = Contacts()
    reader.read(Self.contactsTable, into: &contacts, ledger: &ledger)
    contacts.electronSide = contact("electronSide", of: reader)
    contacts.holeSide = contact("holeSide", of: reader)
    reader.finish()
    return contacts
  }

  mutating func thermalNode(_ reader: MappingReader) -> ThermalNode {
    var node = ThermalNode(heatCapacity: 0, conductance: 0)
    reader.read(Self.thermalTable, into: &node, ledger: &ledger)
    reader.finish()
    return node
  }

  private mutating func contact(_ key: String, of reader: MappingReader) -> Contact {
    var contact = Contact()
    guard let side = reader.mapping(key, optional: true) else { return contact }
    side.read(Self.contactTable, into: &contact, ledger: &ledger)
    side.finish()
    return contact
  }
}
