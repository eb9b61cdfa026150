import Foundation
import Materials
import Testing

@Suite("Optical constants from files")
struct OpticalImportTests {
  static func reason(_ body: () throws -> Void) -> String {
    do { try body() } catch { return "\(error)" }
    return ""
  }

  @Test("a page of refractiveindex.info with n and k")
  func tabulated() throws {
    let page = """
      REFERENCES: "A. Author: a paper <a href='x'>here</a>"
      COMMENTS: "room temperature"
      DATA:
        - type: tabulated nk
          data: |
              0.300 1.70 0.200
              0.400 1.60 0.100
              0.500 1.55 0
      """
    let table = try OpticalConstants(refractiveIndexInfo: page, name: "page")
    #expect(table.wavelengths == [0.3e-6, 0.4e-6, 0.5e-6])
    #expect(try table.index(wavelength: 400e-9) == (1.6, 0.1))
    #expect(throws: OpticalConstantsError.self) { try table.index(wavelength: 501e-9) }
    let bad = page.replacingOccurrences(of: "0.400 1.60 0.100", with: "0.400 1.60 -0.1")
    let reason = Self.reason { _ = try OpticalConstants(refractiveIndexInfo: bad, name: "page.yml") }
    #expect(reason.contains("page.yml:7:20") && reason.contains("k = -0.1 is below 0"), "\(reason)")
  }

  @Test("n by a formula and k by a table: the range both cover")
  func mixed() throws {
    let page = """
      DATA:
        - type: formula 1
          wavelength_range: 0.21 6.7
          coefficients: 0 0.6961663 0.0684043 0.4079426 0.1162414 0.8974794 9.896161
        - type: tabulated k
          data: |
              0.25 1e-6
              3.00 1e-5
      """
    let table = try OpticalConstants(refractiveIndexInfo: page, name: "SiO2")
    #expect(abs(table.range.lowerBound - 0.25e-6) < 1e-18 && abs(table.range.upperBound - 3e-6) < 1e-17)
    // I. H. Malitson 1965: fused silica at the sodium line, n = 1.45840 (five digits), and k between its two points.
    let index = try table.index(wavelength: 589.3e-9)
    #expect(abs(index.n - 1.45840) < 1e-5 && index.k > 1e-6 && index.k < 1e-5)
  }

  /// Each formula by hand at λ = 0.5 µm, λ² = 0.25.
  static let formulas: [(number: Int, coefficients: [Double], squared: Double)] = [
    (1, [0.5, 1.0, 0.1], 1.5 + 0.25 / 0.24), (2, [0.5, 1.0, 0.1], 1.5 + 0.25 / 0.15), (3, [2.0, 0.01, -2.0], 2.04),
    (4, [2.0, 0.5, 2.0, 0.1, 2.0, 0, 0, 0, 0, 0.1, 2.0], 2.025 + 0.125 / 0.24),
    (5, [1.5, 0.01, -2.0], 1.54 * 1.54), (6, [0, 0.05, 200.0], (1 + 0.05 / 196) * (1 + 0.05 / 196)),
  ]

  @Test("formulas 1 to 6", arguments: formulas)
  func formula(number: Int, coefficients: [Double], squared: Double) {
    let formula = DispersionFormula(number: number, coefficients: coefficients)
    #expect(abs(formula.refractiveIndex(wavelength: 500e-9) - squared.squareRoot()) < 1e-14)
  }

  @Test("wavelength, energy, wavenumber in any unit, rows up or down, comma, semicolon or blanks")
  func units() throws {
    let texts = [
      "wavelength (nm), n, k\n400, 1.6, 0.1\n800, 1.5, 0",
      "# comment\nlambda_um;n;k\n0.4;1.6;0.1\n0.8;1.5;0",
      "energy [eV] n k\n1.5498024804 1.5 0\n3.0996049608 1.6 0.1",
      "wavenumber (cm^-1)\tn\tk\n25000\t1.6\t0.1\n12500\t1.5\t0",
    ]
    for text in texts {
      let table = try OpticalConstants(table: text, name: "t")
      #expect(abs(table.range.lowerBound - 400e-9) < 1e-17 && abs(table.range.upperBound - 800e-9) < 1e-16)
      #expect(table.refractiveIndex == [1.6, 1.5] && table.extinction == [0.1, 0])
    }
  }

  @Test(
    "wrong tables are refused by file, line and remedy",
    arguments: [
      ("wavelength (nm), n, k\n400, 1.6, 0.1\n500, 1.6, -0.1", "t.csv:3:11", "n − ik"),
      ("wavelength (nm), n, k\n400, 1.6, 0.1\n500, 1.6, -0.1", "t.csv:3:11", "gain belongs to the emission parameters"),
      ("energy (eV); n; k\n2; 1.6; 0.1\n3; 1.6; 0.1\n2.5; 1.6; 0.1", "t.csv:4:1", "sort"),
      ("wavelength (nm), n, k\n400, -1.6, 0.1\n500, 1.6, 0", "t.csv:2:6", "order of columns"),
      ("wavelength (nm), n, k\n400, 1.6, 0.1\n600, 1.6, 0.1\n500, 1.6, 0.1", "t.csv:4", "sort"),
      ("wavelength (nm), n, k\n400, 1.6, 0.1\n500, 1.6, 0.1\n500, 1.7, 0.1", "t.csv:4", "keep one"),
      ("wavelength (nm);n;k\n400,5;1,6;0,1\n500;1,6;0", "t.csv:2", "decimal points"),
      ("wavelength (nm),n,k\n400,5,1,6,0,1\n500,5,1,6,0,1", "t.csv:2", "decimal points"),
      ("wavelength, n, k\n400, 1.6, 0.1\n500, 1.6, 0", "t.csv:1", "unit"),
      ("400, 1.6, 0.1\n500, 1.6, 0", "t.csv:1", "column line"),
      ("wavelength (nm), alpha\n400, 1e5", "t.csv:1", "not α"),
      ("wavelength (nm), n, k\n400, 1.6, x\n500, 1.6, 0", "t.csv:2:11", "3 numbers"),
      ("wavelength (V), n, k\n400, 1.6, 0", "t.csv:1", "unit"),
    ])
  func wrongTables(text: String, place: String, remedy: String) {
    let reason = Self.reason { _ = try OpticalConstants(table: text, name: "t", file: "t.csv") }
    #expect(reason.contains(place) && reason.contains(remedy), "\(reason)")
  }

  @Test("constants written as a number, with the signs and blanks people use, and nothing else")
  func values() throws {
    for (text, n, k) in [
      ("1.9", 1.9, 0), ("1.9+0.01i", 1.9, 0.01), ("1.9 + 1e-3i", 1.9, 1e-3), ("2e0+5e-2i", 2, 0.05),
    ] as [(String, Double, Double)] {
      let found = try #require(try OpticalConstants(value: text)).index(wavelength: 500e-9)
      #expect(abs(found.n - n) < 1e-15 && abs(found.k - k) < 1e-15)
    }
    for text in ["ITO-konig", "i", "1.9+i0.1", "", "1.9+0.1j", "nan", "inf", "1.9e"] {
      #expect(try OpticalConstants(value: text) == nil, "\(text)")
    }
    #expect(Self.reason { _ = try OpticalConstants(value: "1.9-0.01i") }.contains("gain belongs"))
    #expect(Self.reason { _ = try OpticalConstants(value: "-1.9") }.contains("above 0"))
    let device = try DeviceLibrary.load("cspbbr3-led", overrides: ["materials.ITO=1.9+0.008i"]).device
    let table = try OpticalConstantsLibrary.shipped().load(named: device.layers[1].opticalMaterial)
    #expect(abs(try table.index(wavelength: 538e-9).k - 0.008) < 1e-15)
  }

  @Test("one of n and k is exchanged for a number, the other stays")
  func replaced() throws {
    let table = try OpticalConstantsLibrary.shipped().load(named: "ITO-konig")
    let changed = try table.with(name: "flat", refractiveIndex: 2)
    #expect(try changed.index(wavelength: 477e-9).n == 2)
    #expect(try changed.index(wavelength: 477e-9).k == table.index(wavelength: 477e-9).k)
    #expect(try table.with(name: "clear", extinction: 0).index(wavelength: 477e-9).k == 0)
    #expect(throws: OpticalConstantsError.self) { try table.with(name: "gain", extinction: -0.1) }
  }

  @Test("a wrong table is told when the device is read, with its own file, line and column")
  func tablesOfDevices() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "wrong-\(UUID().uuidString).csv")
    try "wavelength (nm), n, k\n400, 1.7, 0\n500, 1.9, -0.1".write(to: file, atomically: true, encoding: .utf8)
    let path = file.path(percentEncoded: false)
    let reason = Self.reason {
      _ = try DeviceLibrary.load("cspbbr3-led", overrides: ["layers.TFB.opticalMaterial=\(path)"])
    }
    #expect(reason.contains("error[E-table]") && reason.contains("\(path):3:11"), "\(reason)")
    let missing = Self.reason { _ = try DeviceLibrary.load("cspbbr3-led", overrides: ["materials.TFB=./nowhere.csv"]) }
    #expect(missing.contains("E-file") && missing.contains("command line"), "\(missing)")
    let ambient = Self.reason { _ = try DeviceLibrary.load("cspbbr3-led", overrides: ["ambientIndex=1.5+0.1i"]) }
    #expect(
      ambient.contains("E-ambient") && !ambient.contains("E-number") && ambient.contains("as a layer"), "\(ambient)")
  }

  @Test("materials of a device are exchanged by name or file")
  func exchange() throws {
    let device = try DeviceLibrary.load("cspbbr3-led", overrides: ["materials.ITO=ITO-konig"]).device
    #expect(device.layers.filter { $0.opticalMaterial == "ITO-konig" }.count == 2)
    let file = FileManager.default.temporaryDirectory.appending(path: "mine-\(UUID().uuidString).csv")
    try "energy (eV), n, k\n1, 1.7, 0\n5, 1.9, 0.1".write(to: file, atomically: true, encoding: .utf8)
    let path = file.path(percentEncoded: false)
    let own = try DeviceLibrary.load("cspbbr3-led", overrides: ["materials.TFB=\(path)"]).device
    let table = try OpticalConstantsLibrary.shipped().load(named: own.layers[4].opticalMaterial)
    #expect(abs(try table.index(wavelength: 500e-9).n - 1.849) < 1e-3)
    #expect(
      Self.reason { _ = try DeviceLibrary.load("cspbbr3-led", overrides: ["materials.ITU=ITO-konig"]) }.contains("ITO"))
  }
}

@Suite("Models of the permittivity")
struct DispersionModelTests {
  static let electronVolt = 1.602176634e-19

  @Test(
    "Tauc-Lorentz: the closed form of ε₁ is the Kramers-Kronig transform of ε₂", arguments: [1.0, 2.2, 2.9, 3.4, 5, 8])
  func taucLorentz(energy: Double) {
    let eV = Self.electronVolt
    let model = DispersionModel.taucLorentz(
      background: 1.5, amplitude: 60 * eV, peak: 3.2 * eV, broadening: 1.1 * eV, gap: 2.3 * eV)
    let nodes = (0...4000).map { 2.3 * eV * pow(4e4, Double($0) / 4000) }
    let transform =
      1.5 + KramersKronig.realPart(energy: energy * eV, nodes: nodes) { model.permittivity(energy: $0).imaginary }
    // Cut at 9e4 eV: ε₂ falls as E⁻³, so the rest is below 1e-9; the nodes integrate to about 1e-7.
    #expect(abs(model.permittivity(energy: energy * eV).real - transform) < 1e-5)
  }

  @Test("Drude: no restoring force, ε = ε∞ − E_p²/(E² + iΓE)")
  func drude() {
    let eV = Self.electronVolt
    let model = DispersionModel.drudeLorentz(
      background: 3.8, plasmaEnergy: 1.8 * eV, damping: 0.1 * eV, oscillators: [])
    let value = model.permittivity(energy: 1.5 * eV)
    #expect(abs(value.real - (3.8 - 3.24 / (2.25 + 0.01))) < 1e-12)
    #expect(abs(value.imaginary - 3.24 * 0.1 / (1.5 * (2.25 + 0.01))) < 1e-12)
  }

  @Test("a table of a causal model passes the check, the same n with another k does not")
  func check() throws {
    let eV = Self.electronVolt
    let model = DispersionModel.drudeLorentz(
      background: 2.2, plasmaEnergy: 0, damping: 0,
      oscillators: [.init(strength: 0.5, energy: 3 * eV, damping: 0.3 * eV)])
    let table = try model.table(named: "oscillator", range: 200e-9...1200e-9)
    let causal = KramersKronig.defect(of: table)
    let wrong = try OpticalConstants(
      name: "wrong", wavelengths: table.wavelengths, refractiveIndex: table.refractiveIndex,
      extinction: table.extinction.map { 2 * $0 })
    #expect(causal < 2e-3 && KramersKronig.defect(of: wrong) > 20 * causal)
  }

  @Test("Cauchy and Sellmeier are their formulas; a model without physical index is refused")
  func transparent() throws {
    let cauchy = DispersionModel.cauchy(a: 1.5, b: 4e-15, c: 0)
    #expect(abs(cauchy.index(wavelength: 400e-9).n - 1.525) < 1e-12 && cauchy.index(wavelength: 400e-9).k == 0)
    let table = try cauchy.table(named: "c", range: 300e-9...1000e-9)
    #expect(abs(try table.index(wavelength: 473.21e-9).n - cauchy.index(wavelength: 473.21e-9).n) < 2e-7)
    let sellmeier = DispersionModel.sellmeier(terms: [.init(strength: 1, resonance: 500e-9)])
    #expect(throws: OpticalConstantsError.self) { try sellmeier.table(named: "s", range: 400e-9...499e-9) }
  }

  @Test(
    "mixtures: pure ends, the equation of Bruggeman, Maxwell Garnett between its bounds",
    arguments: EffectiveMedium.allCases)
  func mixtures(rule: EffectiveMedium) throws {
    let (a, b) = (
      try OpticalConstants.constant(name: "a", refractiveIndex: 2.2, extinction: 0.4, range: 300e-9...900e-9),
      try OpticalConstants.constant(name: "b", refractiveIndex: 1, range: 200e-9...800e-9)
    )
    let ends = try [1.0, 0].map { try rule.mixture(named: "m", of: a, share: $0, in: b).index(wavelength: 500e-9) }
    #expect(abs(ends[0].n - 2.2) < 1e-13 && abs(ends[0].k - 0.4) < 1e-13 && abs(ends[1].n - 1) < 1e-13)
    let half = try rule.mixture(named: "m", of: a, share: 0.5, in: b)
    #expect(half.range == 300e-9...800e-9)
    let (n, k) = try half.index(wavelength: 500e-9)
    #expect(n > 1.3 && n < 1.75 && k > 0 && k < 0.4)
    if rule == .bruggeman {
      // Real and imaginary part of f (ε_a − ε)/(ε_a + 2ε) + (1 − f)(ε_b − ε)/(ε_b + 2ε).
      let e = (n * n - k * k, 2 * n * k)
      func term(_ x: (Double, Double)) -> (Double, Double) {
        let (p, q) = ((x.0 - e.0, x.1 - e.1), (x.0 + 2 * e.0, x.1 + 2 * e.1))
        let norm = q.0 * q.0 + q.1 * q.1
        return ((p.0 * q.0 + p.1 * q.1) / norm, (p.1 * q.0 - p.0 * q.1) / norm)
      }
      let (x, y) = (term((4.84 - 0.16, 1.76)), term((1, 0)))
      #expect(abs(x.0 + y.0) < 1e-13 && abs(x.1 + y.1) < 1e-13)
    }
    #expect(throws: OpticalConstantsError.self) { try rule.mixture(named: "m", of: a, share: 1.2, in: b) }
  }
}
