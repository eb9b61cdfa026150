import Quantities
import Testing

@Suite("Quantities are read entirely or refused")
struct QuantityTests {
  @Test(
    "read to the SI value of the literal, to the last bit",
    arguments: [
      ("540 nm", 540e-9, PhysicalDimension.length), ("40nm", 40e-9, .length), ("2 V/s", 2, .scanRate),
      ("600 uJ/cm2", 6, .fluence), ("600 µJ/cm²", 6, .fluence), ("600 μJ/cm^2", 6, .fluence),
      ("1e-10 cm^2/s", 1e-14, .diffusivity), ("4e17 cm^-3", 4e23, .numberDensity),
      ("4e17 1/cm^3", 4e23, .numberDensity),
      ("4E17 cm⁻³", 4e23, .numberDensity), ("25 °C", 298.15, .temperature), ("25 degC", 298.15, .temperature),
      ("−4 V", -4, .voltage), ("-4V", -4, .voltage), ("1 kHz", 1000, .rate), ("1 min", 60, .time), ("2 h", 7200, .time),
      ("50 %", 0.5, .dimensionless), ("0.79", 0.79, .dimensionless), ("1 cm^2/(V s)", 1e-4, .mobility),
      ("1 cm^2/V/s", 1e-4, .mobility), ("1 cm²V⁻¹s⁻¹", 1e-4, .mobility), ("1 cm² V⁻¹ s⁻¹", 1e-4, .mobility),
      ("15 nA/cm2", 1.5e-4, .currentDensity), ("1 MV/cm", 1e8, .electricField), ("0.9 µC/cm2", 9e-3, .arealCharge),
      ("1e-29 cm^6/s", 1e-41, .augerRate), ("113 cm^-1", 11300, .inverseLength), ("113 cm-1", 11300, .inverseLength),
      ("5 eV", 5 * 1.602_176_634e-19, .energy), ("9.2e-10 cm^3/s/(MV/cm)", 9.2e-24, .bimolecularRatePerField),
      ("100 mW/cm2", 1000, .irradiance), (".5 s", 0.5, .time), ("5. s", 5, .time), ("50 kohm", 5e4, .resistance),
      ("1 uF/cm2", 1e-2, .arealCapacitance), ("2 m**3", 2, .volume), ("2 (m/s)^2 kg", 2, .energy),
    ])
  func reads(text: String, value: Double, dimension: PhysicalDimension) throws {
    let quantity = try Quantity(parsing: text, as: dimension)
    #expect(abs(quantity.siValue - value) <= 2 * value.magnitude.ulp, "\(text) gave \(quantity.siValue)")
    if quantity.unit.mantissa == 1 && quantity.unit.offset == 0 && abs(quantity.unit.decimalExponent) <= 22 {
      #expect(quantity.siValue == value, "\(text): one rounding only")
    }
  }

  @Test(
    "refuse with kind, column and token",
    arguments: [
      ("540 nn", QuantityError.Kind.malformedUnit, 5, "nn"), ("540 nm x", .malformedUnit, 8, "x"),
      ("540 nm)", .malformedUnit, 7, ")"), ("nm", .malformedNumber, 1, "nm"), ("", .malformedNumber, 1, ""),
      ("NaN nm", .notFinite, 1, "NaN nm"), ("inf", .notFinite, 1, "inf"), ("-inf V", .notFinite, 1, "-inf V"),
      ("1e400 nm", .notFinite, 1, "1e400"), ("1e-400 nm", .notFinite, 1, "1e-400"),
      ("1,5 nm", .malformedNumber, 1, "1,5"),
      ("1 000 nm", .malformedNumber, 1, "1 000"), ("1.2.3 nm", .malformedNumber, 1, "1.2.3"),
      ("4×10^17 cm^-3", .malformedNumber, 1, "4×10^17"), ("1 cm^2/V s", .malformedUnit, 10, "s"),
      ("5 W/(m °C)", .offsetInCompound, 8, "°C"), ("5 °C^2", .offsetInCompound, 3, "°C"),
      ("5 °C/s", .offsetInCompound, 3, "°C"), ("5 cm^", .malformedUnit, 5, "^"), ("5 cm^1.5", .malformedUnit, 7, "."),
      ("5 (cm", .malformedUnit, 3, "(cm"), ("5 cm^99", .malformedUnit, 5, "^99"), ("5 s/", .malformedUnit, 4, "/"),
      ("5 s/10", .malformedUnit, 5, "10"), ("0x10 nm", .malformedUnit, 2, "x"), ("5 mmin", .malformedUnit, 3, "mmin"),
      ("5 cm²2", .malformedUnit, 6, "2"),
    ])
  func refuses(text: String, kind: QuantityError.Kind, column: Int, token: String) {
    let error = #expect(throws: QuantityError.self) { try Quantity(parsing: text) }
    #expect(error?.kind == kind)
    #expect(error?.column == column)
    #expect(error?.token == token)
  }

  @Test(
    "suggest the symbol that was meant",
    arguments: [
      ("40 NM", "nm"), ("40 nanometers", "nm"), ("2 sec", "s"), ("5 volts", "V"), ("3 ev", "eV"), ("40 mn", "mm"),
      ("2 hours", "h"), ("20 C°", "°C"), ("20 celsius", "°C"), ("5 KHz", "kHz"), ("4 uj", "uJ"),
    ])
  func suggests(text: String, symbol: String) {
    let error = #expect(throws: QuantityError.self) { try Quantity(parsing: text) }
    #expect(error?.suggestion != nil)
    if text != "40 mn" { #expect(error?.suggestion == symbol) }
  }

  @Test("prefer a suggestion of the dimension that is asked for")
  func suggestsByDimension() {
    let error = #expect(throws: QuantityError.self) { try Quantity(parsing: "40 mn", as: .length) }
    #expect(["nm", "mm"].contains(error?.suggestion ?? ""))
  }

  @Test("a bare number, and a unit of another dimension, are refused where a dimension is asked for")
  func dimension() {
    let bare = #expect(throws: QuantityError.self) { try Quantity(parsing: " 30", as: .length) }
    #expect(bare?.kind == .missingUnit)
    #expect(bare?.column == 2)
    let other = #expect(throws: QuantityError.self) { try Quantity(parsing: "30  ns", as: .length) }
    #expect(other?.kind == .wrongDimension)
    #expect(other?.column == 5)
    #expect(other?.token == "ns")
    #expect(throws: QuantityError.self) { try Quantity(parsing: "0", as: .length) }
    #expect(throws: QuantityError.self) { try Quantity(parsing: "3 V", as: .dimensionless) }
  }

  @Test("print back what was written, and convert between units of one dimension")
  func formats() throws {
    for text in ["40 nm", "4e+17 cm^-3", "25 °C", "0.3 V", "-4 V", "1e-10 cm^2/s", "14.45 meV", "0.1 um"] {
      #expect(try Quantity(parsing: text).formatted() == text.replacing("e+", with: "e"))
    }
    let fluence = try Quantity(parsing: "600 uJ/cm2")
    #expect(try fluence.value(in: PhysicalUnit(parsing: "mJ/cm2")) == 0.6)
    #expect(try fluence.converted(to: PhysicalUnit(parsing: "J/m^2")).formatted() == "6 J/m^2")
    #expect(throws: QuantityError.self) { try fluence.value(in: PhysicalUnit(parsing: "nm")) }
  }

  @Test("an interval scales and prints with its level")
  func interval() {
    let value = UncertainValue(2.04, lower: 2.21, upper: 1.9, level: 0.95).scaled(by: 100)
    #expect(value.contains(200) && !value.contains(230))
    #expect("\(value)" == "204 [190, 221] (95 %)")
  }
}
