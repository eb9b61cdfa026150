import Quantities
import Testing

@Suite("Units")
struct UnitTests {
  @Test("every prefix scales every prefixable symbol by its power of ten")
  func prefixes() throws {
    let powers = ["f": -15, "p": -12, "n": -9, "u": -6, "µ": -6, "m": -3, "c": -2, "k": 3, "M": 6, "G": 9, "T": 12]
    for symbol in ["m", "s", "A", "V", "J", "W", "C", "F", "ohm", "Ω", "S", "Hz", "eV", "K", "Pa", "g", "mol"] {
      let base = try PhysicalUnit(parsing: symbol)
      for (prefix, power) in powers {
        let unit = try PhysicalUnit(parsing: prefix + symbol)
        #expect(unit.dimension == base.dimension)
        #expect(unit.decimalExponent == base.decimalExponent + power)
        #expect(unit.mantissa == base.mantissa)
      }
    }
  }

  @Test("symbols of the table win over a prefix and a shorter symbol")
  func collisions() throws {
    #expect(try PhysicalUnit(parsing: "min").factor == 60)
    #expect(try PhysicalUnit(parsing: "cd").dimension == .init(luminousIntensity: 1))
    #expect(try PhysicalUnit(parsing: "Pa").dimension == .energy / .volume)
    #expect(try PhysicalUnit(parsing: "m").dimension == .length)
    #expect(try PhysicalUnit(parsing: "mm").factor == 1e-3)
  }

  @Test("derived units agree with their definition in base units")
  func definitions() throws {
    for (unit, base) in [
      ("V", "kg m^2 s^-3 A^-1"), ("F", "C/V"), ("ohm", "V/A"), ("S", "A/V"), ("W", "J/s"), ("J", "N m"), ("C", "A s"),
      ("T", "Wb/m^2"), ("H", "ohm s"), ("Pa", "N/m^2"), ("bar", "Pa"), ("lx", "cd/m^2"),
    ] {
      let (a, b) = (try PhysicalUnit(parsing: unit), try PhysicalUnit(parsing: base))
      #expect(a.dimension == b.dimension, "\(unit) against \(base)")
    }
  }

  @Test("a dimension names itself for people and falls back to base units")
  func names() {
    #expect("\(PhysicalDimension.fluence)" == "fluence")
    #expect(PhysicalDimension.energy.phrase == "an energy")
    #expect(PhysicalDimension(length: 1, mass: 1).phrase == "a quantity in kg m")
    #expect((PhysicalDimension.length / .length) == .dimensionless)
  }

  static let hostile = [
    String(repeating: "(", count: 5000), String(repeating: "m ", count: 5000), "1 m^99999999999999999999", "1 m^-",
    "1 ^2", "1 **", "1 /", "1 *m", "1 m//s", "1 m^^2", "1 ⁻", "1 m⁻", "\u{0}", "1 \u{FFFD}", "1 e", "1e", "+", "-.",
    ".",
    "1 °", "1 ²m", "1e99999999999999999999 m", "1 m\u{301}", "1 " + String(repeating: "(", count: 5000),
    "1 " + String(repeating: "m/", count: 5000), "1 " + String(repeating: "m ", count: 5000),
  ]

  @Test("hostile texts end in an error, not in a trap")
  func hostileTexts() {
    for text in Self.hostile {
      if let quantity = try? Quantity(parsing: text) { #expect(quantity.siValue.isFinite) }
    }
    #expect(throws: QuantityError.self) { try Quantity(parsing: "1 m^99999999999999999999") }
  }
}
