import InputFiles
import Materials
import Testing

@Suite("Device files with mistakes")
struct DeviceFileTests {
  static let good = """
    name: mini
    layers:
      - {name: A, thickness: 50 nm, opticalMaterial: a, transport: {relativePermittivity: 9}}
      - {name: B, thickness: 100 nm, opticalMaterial: b, emitter: true, transport: {relativePermittivity: 20}}
      - {name: C, thickness: 50 nm, opticalMaterial: c}
    ions:
      species:
        - {name: plus, chargeNumber: +1, layers: {B: {restDensity: 1e17 cm^-3, diffusivity: 1e-10 cm^2/s}}}
    use: cold
    parameter sets:
      cold: {temperature: -10 °C}
      warm: {temperature: 40 °C}
    """

  static func codes(_ text: String) -> [String] {
    do throws(InputError) {
      _ = try DeviceLibrary.load(text: text, name: "mini.yaml")
      return []
    } catch {
      return error.diagnostics.map(\.code)
    }
  }

  @Test("the good file reads, with defaults told as defaults")
  func reads() throws {
    let loaded = try DeviceLibrary.load(text: Self.good, name: "mini.yaml")
    #expect(loaded.device.temperature == 263.15)
    #expect(loaded.parameterSets == ["cold", "warm"] && loaded.parameterSet == "cold")
    #expect(loaded.device.ions[0].layers["B"]?.siteDensity == .infinity)
    #expect(loaded.ledger["ambientIndex"]?.origin == .standard)
    #expect(loaded.ledger["ions.species.plus.layers.B.activationEnergy"]?.text == "0 eV")
    #expect(loaded.device.contacts.builtInVoltage == 0)
  }

  @Test(
    "one wrong line gives its own diagnostic",
    arguments: [
      ("thickness: 100 nm", "thickness: 100", "E-unit-missing"),
      ("thickness: 100 nm", "thickness: 100 eV", "E-dimension"),
      ("thickness: 100 nm", "thickness: 100 mn", "E-unit"), ("thickness: 100 nm", "thickness: 0 nm", "E-range"),
      ("thickness: 100 nm", "thikness: 100 nm", "E-key-unknown"), ("name: B", "name: A", "E-name"),
      ("layers: {B:", "layers: {D:", "E-name"), ("layers: {B:", "layers: {C:", "E-name"),
      ("opticalMaterial: c}", "opticalMaterial: c, emitter: true}", "E-device"),
      ("chargeNumber: +1", "chargeNumber: 0", "E-range"), ("chargeNumber: +1", "chargeNumber: 1.5", "E-type"),
      ("use: cold", "use: cool", "E-choice"),
      ("warm: {temperature: 40 °C}", "warm: {temprature: 40 °C}", "E-key-unknown"),
      ("warm: {temperature: 40 °C}", "warm: {temperature: 4000 °C}", "E-range"),
      ("warm: {temperature: 40 °C}", "warm: {layers.X.thickness: 4 nm}", "E-path"),
      ("warm: {temperature: 40 °C}", "warm: 3", "E-type"),
      ("diffusivity: 1e-10 cm^2/s", "diffusivity: 1e-10 cm^2/s, siteDensity: 1e16 cm^-3", "E-device"),
      ("name: mini", "name: mini\nemission: {}", "E-key-missing"), ("name: mini", "name: [mini]", "E-type"),
      ("transport: {relativePermittivity: 20}", "transport: {relativePermittivity: 0.5}", "E-range"),
    ])
  func oneWrongLine(good: String, bad: String, code: String) {
    #expect(Self.codes(Self.good).isEmpty)
    #expect(Self.codes(Self.good.replacing(good, with: bad)).contains(code))
  }

  @Test("electrical layers must touch")
  func gap() {
    let text = Self.good.replacing(
      "opticalMaterial: b, emitter: true, transport: {relativePermittivity: 20}", with: "opticalMaterial: b"
    )
    .replacing("opticalMaterial: c}", with: "opticalMaterial: c, transport: {relativePermittivity: 3}}")
    #expect(Self.codes(text).contains("E-device"))
  }

  @Test("a file without layers, and a file that is a list, say so")
  func shapes() {
    #expect(Self.codes("name: x\nlayers: []\n") == ["E-device"])
    #expect(Self.codes("- name: x\n").contains("E-type"))
    #expect(Self.codes("name: x\n") == ["E-key-missing"])
  }
}
