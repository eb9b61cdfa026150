// Bands, mobilities and recombination of one layer. Keys are the Swift names, with one exception: the Poole–Frenkel
// factor γ has the unit (m/V)^½, and units have whole powers only, so that a file gives the field E₀ = 1/γ² at which the
// mobility has grown by e: µ = µ₀ exp √(E/E₀), key `activationField`.

import InputFiles
import Quantities

extension DeviceReader {
  static let aMobility = QuantityRule.positive(.mobility, upTo: 100, example: "20 cm^2/(V s)")
  private static let anActivation = QuantityRule.nonNegative(.energy, upTo: 5e-19, example: "0.1 eV")
  private static let aBandDensity = QuantityRule.positive(.numberDensity, upTo: 1e29, example: "2e18 cm^-3")

  private static let semiconductorTable: [DeviceParameter<Semiconductor>] = [
    DeviceParameter("electronAffinity", .within(0...2e-18, .energy, example: "3.9 eV")) { $0.electronAffinity = $1 },
    DeviceParameter("ionisationEnergy", .within(0...2e-18, .energy, example: "5.5 eV")) { $0.ionisationEnergy = $1 },
    DeviceParameter("conductionDensity", aBandDensity) { $0.conductionDensity = $1 },
    DeviceParameter("valenceDensity", aBandDensity) { $0.valenceDensity = $1 },
    DeviceParameter("acceptorDensity", .nonNegative(.numberDensity, upTo: 1e28, example: "1e16 cm^-3"), .optional) {
      $0.acceptorDensity = $1
    },
  ]

  private static let mobilityTable: [DeviceParameter<Mobility>] = [
    DeviceParameter("lowField", aMobility) { $0.lowField = $1 },
    DeviceParameter("activationField", .positive(.electricField, upTo: 1e12, example: "0.04 MV/cm"), .optional) {
      $0.fieldActivation = 1 / $1.squareRoot()
    },
    DeviceParameter("activationEnergy", anActivation, .optional) { $0.activationEnergy = $1 },
  ]

  private static let recombinationTable: [DeviceParameter<BulkRecombination>] = [
    DeviceParameter("radiative", .nonNegative(.bimolecularRate, upTo: 1e-10, example: "1e-10 cm^3/s"), .optional) {
      $0.radiative = $1
    },
    DeviceParameter("recycledShare", .within(0...1, .dimensionless, example: "0.5"), .optional) {
      $0.recycledShare = $1
    },
    DeviceParameter("langevinFactor", .within(0...1e3, .dimensionless, example: "1"), .optional) {
      $0.langevinFactor = $1
    },
    DeviceParameter("augerElectrons", .nonNegative(.augerRate, upTo: 1e-34, example: "1e-29 cm^6/s"), .optional) {
      $0.augerElectrons = $1
    },
    DeviceParameter("augerHoles", .nonNegative(.augerRate, upTo: 1e-34, example: "1e-29 cm^6/s"), .optional) {
      $0.augerHoles = $1
    },
  ]

  mutating func semiconductor(_ reader: MappingReader) -> Semiconductor {
    var bands = Semiconductor(
      electronAffinity: 0, ionisationEnergy: 0, conductionDensity: 1, valenceDensity: 1, electronMobility: Mobility(0),
      holeMobility: Mobility(0))
    reader.read(Self.semiconductorTable, into: &bands, ledger: &ledger)
    bands.statistics = reader.choice("statistics", standard: CarrierStatistics.boltzmann, ledger: &ledger)
    bands.electronMobility = mobility("electronMobility", of: reader)
    bands.holeMobility = mobility("holeMobility", of: reader)
    if let losses = reader.mapping("recombination", optional: true) {
      losses.read(Self.recombinationTable, into: &bands.recombination, ledger: &ledger)
      bands.recombination.traps = traps(losses, areDensitiesPerArea: false)
      losses.finish()
    }
    reader.finish()
    return bands
  }

  /// A mobility, short (`20 cm^2/(V s)`) or with its dependences (`{lowField: …, activationField: …}`).
  private mutating func mobility(_ key: String, of reader: MappingReader) -> Mobility {
    var mobility = Mobility(0)
    let names = Set(Self.mobilityTable.map(\.key))
    if let entries = reader.node(key)?.entries, entries.contains(where: { names.contains($0.key) }) {
      if let parts = reader.mapping(key) {
        parts.read(Self.mobilityTable, into: &mobility, ledger: &ledger)
        parts.finish()
      }
    } else if let given = reader.quantity(key, Self.aMobility) {
      mobility.lowField = given.siValue
      ledger.record(ParameterLedger.Entry(given))
    }
    return mobility
  }
}

extension MappingReader {
  /// Reads one of the cases of an enumeration of words into the ledger; `standard` where the key is absent.
  func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, standard: Choice, ledger: inout ParameterLedger
  ) -> Choice where Choice.RawValue == String {
    let origin = node(key)?.origin ?? .standard
    let value = choice(key, of: Choice.self, optional: true) ?? standard
    ledger.record(ParameterLedger.Entry(path: path(of: key), value: nil, text: value.rawValue, origin: origin))
    return value
  }
}
