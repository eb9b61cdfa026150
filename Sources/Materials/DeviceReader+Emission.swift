import InputFiles
import Quantities

// Each parameter of the emission is one line of these tables; key and property have the same name.

extension DeviceReader {
  private static let secondOrder = QuantityRule.nonNegative(.bimolecularRate, upTo: 1e-10, example: "2e-9 cm^3/s")
  private static let anEnergy = QuantityRule.nonNegative(.energy, upTo: 1e-18, example: "30 meV")
  private static let aLoss = QuantityRule.nonNegative(.inverseLength, upTo: 1e8, example: "50 cm^-1")
  private static let fraction = QuantityRule.positive(.dimensionless, upTo: 1e6, example: "0.1")
  private static let share = QuantityRule.within(0...1, .dimensionless, example: "0.25")

  private static let rateTable: [DeviceParameter<RateLaw>] = [
    DeviceParameter("k1Floor", .nonNegative(.rate, upTo: 1e13, example: "6e6 s^-1")) { $0.k1Floor = $1 },
    DeviceParameter("k1Slope", .nonNegative(.rate, upTo: 1e13, example: "1e7 s^-1")) { $0.k1Slope = $1 },
    DeviceParameter("k2rMaximum", .positive(.bimolecularRate, upTo: 1e-10, example: "2e-9 cm^3/s")) {
      $0.k2rMaximum = $1
    },
    DeviceParameter("k2rHalfFraction", fraction) { $0.k2rHalfFraction = $1 },
    DeviceParameter("k2nonrFloor", secondOrder) { $0.k2nonrFloor = $1 },
    DeviceParameter("k2nonrSlope", secondOrder) { $0.k2nonrSlope = $1 },
    DeviceParameter("k2nonrSaturation", fraction, .optional) { $0.k2nonrSaturation = $1 },
  ]

  /// Rate constants that do not depend on the ion fraction.
  private static let commonRateTable: [DeviceParameter<RateLaw>] = [
    DeviceParameter("k3", .nonNegative(.augerRate, upTo: 1e-34, example: "1e-29 cm^6/s")) { $0.k3 = $1 },
    DeviceParameter("extractionCoefficient", .nonNegative(.bimolecularRatePerField, upTo: 1e-18)) {
      $0.extractionCoefficient = $1
    },
  ]

  private static let edgeTable: [DeviceParameter<EdgeModel>] = [
    DeviceParameter("edgeEnergy", .positive(.energy, upTo: 1.6e-18, example: "2.3656 eV")) { $0.edgeEnergy = $1 },
    DeviceParameter("urbachEnergy", .positive(.energy, upTo: 1.6e-19, example: "15 meV")) { $0.urbachEnergy = $1 },
    DeviceParameter("gapOffset", anEnergy) { $0.gapOffset = $1 },
    DeviceParameter("excitonBinding", anEnergy) { $0.excitonBinding = $1 },
    DeviceParameter("effectiveMass", .positive(.dimensionless, upTo: 100, example: "0.2")) { $0.effectiveMass = $1 },
    DeviceParameter("renormalisationShare", share) { $0.renormalisationShare = $1 },
    DeviceParameter("renormalisationCoefficient", .nonNegative(.energy * .length, upTo: 1.6e-28, example: "0.5 eV nm"))
    {
      $0.renormalisationCoefficient = $1
    },
    DeviceParameter("refractiveIndex", .within(1...6, .dimensionless, example: "2.2")) { $0.refractiveIndex = $1 },
    DeviceParameter("gainReference", .positive(.bimolecularRate, upTo: 1e-10, example: "2e-9 cm^3/s")) {
      $0.gainReference = $1
    },
    DeviceParameter("gainExponent", .within(0...2, .dimensionless, example: "1")) { $0.gainExponent = $1 },
    DeviceParameter("holeMass", .positive(.dimensionless, upTo: 100, example: "0.2"), .optional) { $0.holeMass = $1 },
    DeviceParameter("gaussianDisorder", anEnergy, .optional) { $0.gaussianDisorder = $1 },
    DeviceParameter("boundExciton", share, .optional) { $0.boundExciton = $1 },
    DeviceParameter("renormalisationExponent", .within(0.1...1, .dimensionless, example: "0.333"), .optional) {
      $0.renormalisationExponent = $1
    },
  ]

  private static let guideTable: [DeviceParameter<GuideParameters>] = [
    DeviceParameter("pathLength", .positive(.length, upTo: 0.1, example: "2.6 mm")) { $0.pathLength = $1 },
    DeviceParameter("scatteringLoss", aLoss) { $0.scatteringLoss = $1 },
    DeviceParameter("unpumpedShare", share) { $0.unpumpedShare = $1 },
    DeviceParameter("scatteringCollection", aLoss) { $0.scatteringCollection = $1 },
    DeviceParameter("spectralResolution", .nonNegative(.length, upTo: 1e-7, example: "1.5 nm")) {
      $0.spectralResolution = $1
    },
    DeviceParameter("escapeFraction", .within(1e-6...1, .dimensionless, example: "0.05")) { $0.escapeFraction = $1 },
    DeviceParameter("edgeCollection", share) { $0.edgeCollection = $1 },
  ]

  mutating func emissionParameters(_ reader: MappingReader) -> EmissionParameters {
    var parameters = EmissionParameters(
      rates: RateLaw(
        k1Floor: 0, k1Slope: 0, k2rMaximum: 0, k2rHalfFraction: 0, k2nonrFloor: 0, k2nonrSlope: 0,
        k2nonrSaturation: nil, k3: 0, extractionCoefficient: 0),
      edge: EdgeModel(
        edgeEnergy: 0, urbachEnergy: 0, gapOffset: 0, excitonBinding: 0, effectiveMass: 0, renormalisationShare: 0,
        gainReference: 0, gainExponent: 0),
      guide: GuideParameters(
        pathLength: 0, scatteringLoss: 0, unpumpedShare: 0, scatteringCollection: 0, spectralResolution: 0))
    rates(of: reader, into: &parameters.rates)
    section("edge", Self.edgeTable, of: reader, into: &parameters.edge)
    section("guide", Self.guideTable, of: reader, into: &parameters.guide)
    reader.finish()
    return parameters
  }

  /// The law, or a table in its place: never both, so that no number is given and not used.
  private mutating func rates(of reader: MappingReader, into law: inout RateLaw) {
    guard let section = reader.mapping("rates") else { return }
    if section.holds("table") {
      law.table = (section.list("table") ?? []).enumerated().compactMap { index, node in
        let path = "\(section.path(of: "table")).\(index + 1)"
        let row = MappingReader(node, path: path, log: log)
        var found = RateRow(ionFraction: 0, k1: 0, k2r: 0, k2nonr: 0)
        row.read(Self.rateRowTable, into: &found, ledger: &ledger)
        row.finish()
        return found
      }
      let fractions = law.table.map(\.ionFraction)
      if fractions.count < 2 || !zip(fractions.dropFirst(), fractions).allSatisfy({ $0 > $1 }) {
        log.report(
          Diagnostic(
            code: "E-range", message: "`\(section.path(of: "table"))` needs two rows or more with rising ion fractions",
            at: section.node("table")?.location,
            remedy: "write for example [{ionFraction: 0, k1: 6e6 s^-1, k2r: 2.7e-9 cm^3/s, k2nonr: 8e-10 cm^3/s}, …]"))
      }
    } else {
      section.read(Self.rateTable, into: &law, ledger: &ledger)
    }
    section.read(Self.commonRateTable, into: &law, ledger: &ledger)
    section.finish()
  }

  private static let rateRowTable: [DeviceParameter<RateRow>] = [
    DeviceParameter("ionFraction", .nonNegative(.dimensionless, upTo: 1e6, example: "0.1")) { $0.ionFraction = $1 },
    DeviceParameter("k1", .nonNegative(.rate, upTo: 1e13, example: "6e6 s^-1")) { $0.k1 = $1 },
    DeviceParameter("k2r", .positive(.bimolecularRate, upTo: 1e-10, example: "2e-9 cm^3/s")) { $0.k2r = $1 },
    DeviceParameter("k2nonr", secondOrder) { $0.k2nonr = $1 },
  ]

  private mutating func section<Root>(
    _ key: String, _ table: [DeviceParameter<Root>], of reader: MappingReader, into root: inout Root
  ) {
    guard let section = reader.mapping(key) else { return }
    section.read(table, into: &root, ledger: &ledger)
    section.finish()
  }
}
