import InputFiles
import Materials
import Testing

@Suite("Overrides of a device")
struct DeviceOverrideTests {
  static func diagnostics(_ overrides: [String]) -> [Diagnostic] {
    do throws(InputError) {
      _ = try DeviceLibrary.load("cspbbr3-led", overrides: overrides)
      return []
    } catch {
      #expect(error.kind == .usage && error.exitCode == 2)
      return error.diagnostics
    }
  }

  @Test("set one value, keep the others, and record where it came from")
  func sets() throws {
    let loaded = try DeviceLibrary.load("cspbbr3-led", overrides: ["layers.TFB.thickness=30nm"])
    var device = loaded.device
    #expect(device.layers[4].thickness == 30e-9)
    let shipped = try DeviceLibrary.load("cspbbr3-led").device
    #expect(device != shipped)
    device.layers[4].thickness = shipped.layers[4].thickness
    #expect(device == shipped)
    let entry = try #require(loaded.ledger["layers.TFB.thickness"])
    #expect("\(entry.origin)" == "--set layers.TFB.thickness=30nm")
    #expect(entry.source == nil && entry.evidence == nil)
    #expect(entry.plausibleRange?.contains(30e-9) == true)
  }

  @Test("win over the parameter set, and choose it")
  func order() throws {
    let loaded = try DeviceLibrary.load(
      "cspbbr3-led", parameterSet: "M1", overrides: ["contacts.builtInVoltage=0.7 V"])
    #expect(loaded.device.contacts.builtInVoltage == 0.7)
    let density = try #require(loaded.ledger["ions.species.negative.layers.CsPbBr3.restDensity"])
    #expect(density.value == 4e23)
    guard case .parameterSet("M1", let place) = density.origin else {
      Issue.record("origin is \(density.origin)")
      return
    }
    #expect(place.source.name == "Devices/cspbbr3-led.yaml")
  }

  @Test("insert a legal key that the file does not hold")
  func inserts() throws {
    let device = try DeviceLibrary.load(
      "cspbbr3-led", overrides: ["layers.CsPbBr3.transport.donorDensity=1e15 cm^-3"]
    ).device
    #expect(device.layers[3].transport?.donorDensity == 1e21)
  }

  @Test("freeze the ions")
  func frozen() throws {
    let device = try DeviceLibrary.load("cspbbr3-led", overrides: ["ions.mobile=false"]).device
    #expect(device.ions.count == 2 && !device.ionsAreMobile)
    let mobile = try DeviceLibrary.load("cspbbr3-led").device
    #expect(device.ions[0].layers["CsPbBr3"]?.restDensity == mobile.ions[0].layers["CsPbBr3"]?.restDensity)
    #expect(device == mobile.withFrozenIons && device != mobile)
  }

  @Test(
    "are refused like a file: code, caret into the argument, suggestion",
    arguments: [
      ("layers.TFB.thickness=30", "E-unit-missing", "30", nil), ("layers.TFB.thickness=30 V", "E-dimension", "V", nil),
      ("layers.TFB.thickness=30 mn", "E-unit", "mn", "nm"), ("layers.TFB.thickness=-30nm", "E-range", "-30nm", nil),
      ("layers.TFB.thickness=", "E-number", " ", nil), ("layers.TFB.thickness=nan", "E-not-finite", "nan", nil),
      ("layers.TFB.thicknes=30nm", "E-key-unknown", "thicknes", "thickness"),
      ("layers.TBF.thickness=30nm", "E-path", "TBF", "TFB"),
      ("layrs.TFB.thickness=30nm", "E-key-unknown", "layrs", "layers"),
      ("layers.TFB.thickness.foo=3", "E-key-unknown", "foo", nil), ("use=M3", "E-choice", "M3", "M1"),
      ("layers.TFB.thickness", "E-override", "layers.TFB.thickness", nil), ("=3", "E-override", "=3", nil),
      ("ions.species.negative.layers.TBF.diffusivity=1e-10 cm^2/s", "E-name", "TBF", "TFB"),
      ("ions.mobile=no", "E-type", "no", "false"), ("ions.species.negative.chargeNumber=0", "E-range", "0", nil),
      ("layers.CsPbBr3.thickness={value: 150 nm, evidence: measurd}", "E-choice", "measurd", "measured"),
      ("layers.TFB.emitter=true", "E-device", "true", nil),
      ("ions.species.negative.layers.CsPbBr3.restDensity=1e22 cm^-3", "E-device", "1e22 cm^-3", nil),
    ])
  func refuses(argument: String, code: String, marked: String, suggestion: String?) throws {
    let found = Self.diagnostics([argument])
    let diagnostic = try #require(found.first { $0.code == code }, "\(found)")
    let place = try #require(diagnostic.location)
    #expect(place.lineText == "--set \(argument)")
    let scalars = Array((place.lineText + " ").unicodeScalars)[(place.column - 1)..<(place.column - 1 + place.length)]
    #expect(String(String.UnicodeScalarView(scalars)) == marked)
    if let suggestion { #expect(diagnostic.suggestion == suggestion) }
  }

  @Test("all mistakes come at once")
  func allAtOnce() {
    let found = Self.diagnostics(["layers.TFB.thickness=30", "layers.ZnO.thicknes=3 nm", "nothing", "temperature=25 V"])
    #expect(Set(found.map(\.code)) == ["E-unit-missing", "E-key-unknown", "E-override", "E-dimension"])
  }

  @Test("a value outside its plausible range is a warning")
  func warning() throws {
    let loaded = try DeviceLibrary.load("cspbbr3-led", overrides: ["layers.TFB.thickness=200 nm"])
    #expect(loaded.warnings.map(\.code) == ["W-range"])
    #expect(loaded.warnings.first?.location?.source.isArgument == true)
  }

  @Test("an unknown device is a mistake of usage and suggests the right name")
  func unknownDevice() {
    let error = #expect(throws: InputError.self) { try DeviceLibrary.load("cspbr3-led") }
    #expect(error?.exitCode == 2)
    #expect(error?.diagnostics.first?.suggestion == "cspbbr3-led")
    let missing = #expect(throws: InputError.self) { try DeviceLibrary.load("./no/such.yaml") }
    #expect(missing?.exitCode == 3)
  }
}
