import Foundation
import InputFiles
import Materials
import Testing

/// Every key of the carriers' description: read into the right property, and refused where it cannot be.
@Suite("Device files with electrons and holes")
struct CarrierFileTests {
  static let good = """
    name: mini
    carriers: full
    thermalNode: {heatCapacity: 2000 J/(m^2 K), conductance: 20 W/(m^2 K)}
    contacts:
      seriesResistance: 5 ohm cm^2
      shuntResistance: 1e6 ohm cm^2
      electronSide: {workFunction: 4.1 eV, electronVelocity: 1e7 cm/s, holeVelocity: 2e7 cm/s}
      holeSide: {workFunction: 5.1 eV}
    layers:
      - name: E
        thickness: 50 nm
        transport:
          relativePermittivity: 9
          donorDensity: 1e17 cm^-3
          semiconductor:
            electronAffinity: 4.0 eV
            ionisationEnergy: 7.0 eV
            conductionDensity: 5e18 cm^-3
            valenceDensity: 6e18 cm^-3
            statistics: blakemore
            electronMobility: 20 cm^2/(V s)
            holeMobility: {lowField: 2 cm^2/(V s), activationField: 0.04 MV/cm, activationEnergy: 0.1 eV}
      - name: P
        thickness: 100 nm
        transport:
          relativePermittivity: 20
          semiconductor:
            electronAffinity: 3.8 eV
            ionisationEnergy: 5.4 eV
            conductionDensity: 1e18 cm^-3
            valenceDensity: 1e18 cm^-3
            electronMobility: 1 cm^2/(V s)
            holeMobility: 1 cm^2/(V s)
            acceptorDensity: 1e15 cm^-3
            recombination:
              radiative: 1e-10 cm^3/s
              recycledShare: 0.5
              langevinFactor: 0.1
              augerElectrons: 1e-29 cm^6/s
              augerHoles: 2e-29 cm^6/s
              traps:
                - {name: deep, density: 1e15 cm^-3, depth: 0.8 eV, electronCapture: 1e-8 cm^3/s,
                   holeCapture: 2e-8 cm^3/s, kind: acceptor, occupancy: dynamic}
      - name: I
        thickness: 7 nm
        transport: {relativePermittivity: 7, insulator: true}
    interfaces:
      - name: EP
        first: E
        second: P
        fixedCharge: 1e-7 C/cm^2
        crossingVelocity: 1e3 cm/s
        traps:
          - {name: surface, density: 1e10 cm^-2, depth: 0.7 eV, electronCapture: 1e-8 cm^3/s, holeCapture: 1e-8 cm^3/s}
      - {name: PI, first: P, second: I, crossingVelocity: continuous}
    ions:
      species:
        - {name: plus, chargeNumber: +1, layers: {P: {restDensity: 1e17 cm^-3, diffusivity: 1e-10 cm^2/s}}}
    """

  static let electronvolt = 1.602_176_634e-19

  @Test("every value arrives where it belongs, in SI")
  func reads() throws {
    let loaded = try DeviceLibrary.load(text: Self.good, name: "mini.yaml")
    let device = loaded.device
    #expect(device.carriers == .full)
    #expect(device.thermalNode == ThermalNode(heatCapacity: 2000, conductance: 20))
    #expect(device.contacts.builtInVoltage == 0 && loaded.ledger["contacts.builtInVoltage"]?.origin == .standard)
    #expect(abs(device.contacts.seriesResistance / 5e-4 - 1) < 1e-15)
    #expect(abs(device.contacts.shuntResistance / 100 - 1) < 1e-15)
    let left = device.contacts.electronSide
    #expect(abs((left.workFunction ?? 0) / (4.1 * Self.electronvolt) - 1) < 1e-15)
    #expect(left.electronVelocity == 1e5 && left.holeVelocity == 2e5)
    #expect(device.contacts.holeSide.electronVelocity == .infinity)

    let first = try #require(device.layers[0].transport?.semiconductor)
    #expect(first.statistics == .blakemore)
    #expect(abs(first.bandGap / (3 * Self.electronvolt) - 1) < 1e-14)
    #expect(first.conductionDensity == 5e24 && first.valenceDensity == 6e24)
    #expect(abs(first.electronMobility.lowField / 2e-3 - 1) < 1e-15 && first.electronMobility.fieldActivation == 0)
    // Poole–Frenkel: E₀ = 4e6 V/m is γ = 5e-4 (m/V)^½.
    #expect(abs(first.holeMobility.fieldActivation / 5e-4 - 1) < 1e-15)
    #expect(abs(first.holeMobility.activationEnergy / (0.1 * Self.electronvolt) - 1) < 1e-15)

    let second = try #require(device.layers[1].transport?.semiconductor)
    #expect(second.acceptorDensity == 1e21)
    let losses = second.recombination
    #expect(abs(losses.radiative / 1e-16 - 1) < 1e-15 && losses.recycledShare == 0.5 && losses.langevinFactor == 0.1)
    #expect(abs(losses.augerElectrons / 1e-41 - 1) < 1e-15 && abs(losses.augerHoles / 2e-41 - 1) < 1e-15)
    #expect(losses.traps.count == 1 && losses.traps[0].density == 1e21)
    #expect(losses.traps[0].kind == .acceptor && losses.traps[0].occupancy == .dynamic)
    #expect(device.layers[2].transport?.semiconductor == nil)

    #expect(device.interfaces.map(\.first) == ["E", "P"])
    #expect(device.interfaces[0].traps[0].density == 1e14)
    #expect(abs(device.interfaces[0].fixedCharge / 1e-3 - 1) < 1e-15)
    #expect(device.interfaces[0].crossingVelocity == 10 && device.interfaces[1].crossingVelocity == .infinity)
    let path = "layers.P.transport.semiconductor.recombination.traps.deep.depth"
    #expect(loaded.ledger[path]?.text == "0.8 eV")
  }

  @Test("the resolved input gives the same device again")
  func resolves() throws {
    let loaded = try DeviceLibrary.load(text: Self.good, name: "mini.yaml")
    #expect(try DeviceLibrary.load(text: loaded.resolvedInput, name: "again.yaml").device == loaded.device)
  }

  @Test(
    "--set reaches every depth",
    arguments: [
      ("layers.P.transport.semiconductor.recombination.traps.deep.density=1e16 cm^-3"),
      ("layers.E.transport.semiconductor.holeMobility.activationField=0.1 MV/cm"),
      ("interfaces.EP.traps.surface.electronCapture=1e-9 cm^3/s"), ("interfaces.EP.crossingVelocity=continuous"),
      ("contacts.electronSide.workFunction=4.3 eV"), ("contacts.shuntResistance=1e5 ohm cm^2"),
      ("carriers=majority"), ("thermalNode.conductance=5 W/(m^2 K)"),
    ])
  func sets(argument: String) throws {
    let plain = try DeviceLibrary.load(text: Self.good, name: "mini.yaml").device
    let loaded = try DeviceLibrary.load(text: Self.good, name: "mini.yaml", overrides: [argument])
    #expect(loaded.device != plain)
    let path = argument.prefix { $0 != "=" }
    #expect(loaded.ledger[String(path)]?.origin.description == "--set \(argument)")
  }

  @Test(
    "a mistake gives its own diagnostic with line, column and the words under the caret",
    arguments: [
      ("carriers: full", "carriers: fulll", "E-choice", "fulll", "full"),
      ("ionisationEnergy: 5.4 eV", "ionisationEnergy: 3.4 eV", "E-device", "3.4 eV", nil),
      ("depth: 0.8 eV", "depth: 1.8 eV", "E-device", "1.8 eV", nil),
      ("depth: 0.7 eV", "depth: 1.5 eV", "E-device", "1.5 eV", nil),
      ("acceptorDensity: 1e15 cm^-3", "acceptorDensity: -1e15 cm^-3", "E-range", "-1e15 cm^-3", nil),
      ("workFunction: 4.1 eV", "workFunction: 3.9 eV", "E-device", "3.9 eV", nil),
      ("workFunction: 5.1 eV", "workFunction: 51 eV", "E-range", "51 eV", nil),
      ("thickness: 7 nm", "thickness: 0 nm", "E-range", "0 nm", nil),
      ("insulator: true", "donorDensity: 1e17 cm^-3", "E-device", nil, nil),
      ("statistics: blakemore", "statistics: blackmore", "E-choice", "blackmore", "blakemore"),
      ("electronMobility: 20", "electronMobilty: 20", "E-key-unknown", "electronMobilty", "electronMobility"),
      ("lowField: 2", "lowfield: 2", "E-key-unknown", "lowfield", "lowField"),
      ("electronMobility: 20 cm^2/(V s)", "electronMobility: 20 cm/s", "E-dimension", "cm/s", nil),
      ("kind: acceptor", "kind: aceptor", "E-choice", "aceptor", "acceptor"),
      ("density: 1e10 cm^-2", "density: 1e10 cm^-3", "E-dimension", "cm^-3", nil),
      ("second: P\n", "second: Q\n", "E-name", "Q", nil),
      ("first: E\n    second: P\n", "first: P\n    second: E\n", "E-device", "E", nil),
      ("second: I,", "second: E,", "E-device", "E", nil),
      ("first: P, second: I", "first: E, second: P", "E-name", "E", nil),
      ("recycledShare: 0.5", "recycledShare: 1.5", "E-range", "1.5", nil),
      ("seriesResistance: 5 ohm cm^2", "seriesResistance: -5 ohm cm^2", "E-range", "-5 ohm cm^2", nil),
      (
        "restDensity: 1e17 cm^-3", "restDensity: 1e17 cm^-3, siteDensity: 1e16 cm^-3", "E-device", "1e17 cm^-3",
        nil
      ),
      ("conductionDensity: 1e18 cm^-3", "conductionDensity: nan", "E-not-finite", "nan", nil),
    ] as [(String, String, String, String?, String?)])
  func refuses(
    good: String, bad: String, code: String, marked: String?, suggestion: String?
  ) throws {
    #expect(Self.good.contains(good))
    let range = try #require(Self.good.ranges(of: good).last)
    let text = Self.good.replacingCharacters(in: range, with: bad)
    let error = #expect(throws: InputError.self) { try DeviceLibrary.load(text: text, name: "mini.yaml") }
    let found = try #require(error?.diagnostics.first { $0.code == code }, "\(String(describing: error))")
    let place = try #require(found.location)
    if let marked {
      // The caret stands under the words that were put in.
      let words = Array(
        text[text.startIndex..<range.lowerBound] + bad.prefix(upTo: try #require(bad.range(of: marked)).lowerBound))
      let line = words.count { $0 == "\n" } + 1
      let column = words.reversed().prefix { $0 != "\n" }.count + 1
      #expect(place.line == line && place.column == column, "\(found)")
      let scalars = Array(place.lineText.unicodeScalars)[(place.column - 1)..<(place.column - 1 + place.length)]
      #expect(String(String.UnicodeScalarView(scalars)) == marked, "\(found)")
    }
    if let suggestion { #expect(found.suggestion == suggestion) }
  }

  @Test("full carriers without any bands are refused once for the device and once for each layer")
  func noBands() throws {
    let text = """
      name: x
      layers:
        - {name: A, thickness: 50 nm, transport: {relativePermittivity: 9}}
      """
    let error = #expect(throws: InputError.self) {
      try DeviceLibrary.load(text: text, name: "x.yaml", overrides: ["carriers=full"])
    }
    let found = try #require(error?.diagnostics)
    #expect(found.map(\.code) == ["E-device", "E-device"])
    #expect(found[0].message.contains("`A` holds no carriers") && found[1].message.contains("no layer holds them"))
    #expect(try DeviceLibrary.load(text: text, name: "x.yaml").device.carriers == .majority)
  }

  @Test("Boltzmann statistics for a degenerate layer is a warning")
  func degenerate() throws {
    let text = Self.good.replacing("acceptorDensity: 1e15 cm^-3", with: "acceptorDensity: 1e19 cm^-3")
    #expect(try DeviceLibrary.load(text: text, name: "mini.yaml").warnings.map(\.code) == ["W-degenerate"])
  }
}
