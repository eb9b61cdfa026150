// Which symbols are units, and which of them take a prefix. The table is the documentation: a symbol that is not here
// is refused. Prefixes are combined systematically; a symbol that is itself in the table always wins (`min` is a minute).

/// The symbols known to the unit grammar.
enum UnitTable {
  /// One symbol with its size in SI and whether prefixes apply.
  struct Entry: Sendable {
    var dimension: PhysicalDimension
    var mantissa = 1.0
    var exponent = 0
    var offset = 0.0
    var takesPrefix = true
  }

  static let prefixes: [String: Int] = [
    "Q": 30, "R": 27, "Y": 24, "Z": 21, "E": 18, "P": 15, "T": 12, "G": 9, "M": 6, "k": 3, "h": 2, "da": 1, "d": -1,
    "c": -2, "m": -3, "u": -6, "µ": -6, "μ": -6, "n": -9, "p": -12, "f": -15, "a": -18, "z": -21, "y": -24,
  ]

  static let entries: [String: Entry] = [
    "m": Entry(dimension: .length), "s": Entry(dimension: .time), "A": Entry(dimension: .current),
    "K": Entry(dimension: .temperature), "mol": Entry(dimension: .init(amount: 1)),
    "cd": Entry(dimension: .init(luminousIntensity: 1)), "g": Entry(dimension: .mass, exponent: -3),
    "Hz": Entry(dimension: .rate), "N": Entry(dimension: .energy / .length),
    "Pa": Entry(dimension: .energy / .volume), "bar": Entry(dimension: .energy / .volume, exponent: 5),
    "J": Entry(dimension: .energy), "W": Entry(dimension: .power), "C": Entry(dimension: .charge),
    "V": Entry(dimension: .voltage), "F": Entry(dimension: .capacitance), "ohm": Entry(dimension: .resistance),
    "Ohm": Entry(dimension: .resistance), "Ω": Entry(dimension: .resistance),
    "S": Entry(dimension: .conductance), "H": Entry(dimension: .resistance * .time),
    "T": Entry(dimension: .voltage * .time / .area), "Wb": Entry(dimension: .voltage * .time),
    "eV": Entry(dimension: .energy, mantissa: 1.602_176_634, exponent: -19),
    "rad": Entry(dimension: .dimensionless), "sr": Entry(dimension: .dimensionless, takesPrefix: false),
    "lm": Entry(dimension: .init(luminousIntensity: 1), takesPrefix: false),
    "lx": Entry(dimension: .luminance, takesPrefix: false),
    "Å": Entry(dimension: .length, exponent: -10, takesPrefix: false),
    "angstrom": Entry(dimension: .length, exponent: -10, takesPrefix: false),
    "min": Entry(dimension: .time, mantissa: 60, takesPrefix: false),
    "h": Entry(dimension: .time, mantissa: 3600, takesPrefix: false),
    "d": Entry(dimension: .time, mantissa: 86400, takesPrefix: false),
    "°C": Entry(dimension: .temperature, offset: 273.15, takesPrefix: false),
    "℃": Entry(dimension: .temperature, offset: 273.15, takesPrefix: false),
    "degC": Entry(dimension: .temperature, offset: 273.15, takesPrefix: false),
    "°": Entry(dimension: .dimensionless, mantissa: .pi / 180, takesPrefix: false),
    "deg": Entry(dimension: .dimensionless, mantissa: .pi / 180, takesPrefix: false),
    "%": Entry(dimension: .dimensionless, exponent: -2, takesPrefix: false),
    "percent": Entry(dimension: .dimensionless, exponent: -2, takesPrefix: false),
    "ppm": Entry(dimension: .dimensionless, exponent: -6, takesPrefix: false),
    "1": Entry(dimension: .dimensionless, takesPrefix: false),
  ]

  /// The unit a symbol stands for, with its prefix, or `nil`.
  static func unit(_ symbol: String) -> PhysicalUnit? {
    if let entry = entries[symbol] { return unit(symbol, entry, prefix: 0) }
    for length in 1...2 {
      guard symbol.count > length, let prefix = prefixes[String(symbol.prefix(length))],
        let entry = entries[String(symbol.dropFirst(length))], entry.takesPrefix
      else { continue }
      return unit(symbol, entry, prefix: prefix)
    }
    return nil
  }

  private static func unit(_ symbol: String, _ entry: Entry, prefix: Int) -> PhysicalUnit {
    PhysicalUnit(
      symbol: symbol, dimension: entry.dimension, mantissa: entry.mantissa, decimalExponent: entry.exponent + prefix,
      offset: entry.offset)
  }

  /// Words people write where a symbol belongs; only used to suggest the symbol.
  static let spelledOut: [String: String] = [
    "nanometer": "nm", "nanometre": "nm", "micron": "um", "micrometer": "um", "micrometre": "um", "meter": "m",
    "metre": "m", "centimeter": "cm", "millimeter": "mm", "sec": "s", "second": "s", "msec": "ms", "usec": "us",
    "nsec": "ns", "minute": "min", "mins": "min", "hour": "h", "hr": "h", "day": "d", "volt": "V", "millivolt": "mV",
    "amp": "A", "ampere": "A", "milliamp": "mA", "hertz": "Hz", "kelvin": "K", "celsius": "°C", "c": "°C", "ev": "eV",
    "degree": "°", "joule": "J", "watt": "W", "farad": "F", "coulomb": "C", "pct": "%", "cc": "cm^3", "sqcm": "cm^2",
    "electronvolt": "eV",
  ]

  /// Symbols worth suggesting: those that occur in this field.
  static let common: [String] = [
    "nm", "um", "mm", "cm", "m", "km", "Å", "fs", "ps", "ns", "us", "ms", "s", "min", "h", "d", "mV", "V", "kV", "MV",
    "nA", "uA", "mA", "A", "nJ", "uJ", "mJ", "J", "uW", "mW", "W", "kW", "meV", "eV", "keV", "K", "°C", "degC", "Hz",
    "kHz", "MHz", "GHz", "THz", "pF", "nF", "uF", "F", "ohm", "kohm", "C", "uC", "nC", "mS", "S", "cd", "mol", "kg",
    "g", "deg", "rad", "mrad", "percent", "%", "ppm",
  ]

  /// The symbol that was most probably meant.
  static func suggestion(for symbol: String, dimension: PhysicalDimension? = nil) -> String? {
    let folded = symbol.lowercased().filter { $0 != "°" }
    for word in [folded, folded.hasSuffix("s") ? String(folded.dropLast()) : folded] {
      if let known = spelledOut[word] { return known }
    }
    let candidates = common.filter { dimension == nil || unit($0)?.dimension == dimension }
    if let sameLetters = candidates.first(where: { $0.lowercased() == folded }) { return sameLetters }
    return Spelling.closest(to: symbol, among: candidates)
  }
}
