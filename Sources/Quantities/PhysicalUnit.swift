// A unit is a mantissa times a power of ten times SI, kept apart on purpose: a decimal text in a decimal unit can then be
// rounded once (`0.9 uC/cm2` is the literal 0.009), and conversions multiply or divide by exact powers of ten (≤ 1e22).

/// A unit of measurement: its symbol as written, its dimension, its size in SI.
public struct PhysicalUnit: Sendable, Hashable {
  /// The symbol as people wrote it, e.g. `uJ/cm2`; empty for a bare number.
  public var symbol: String
  /// What the unit measures.
  public var dimension: PhysicalDimension
  /// Size of the unit in SI without its power of ten, e.g. 60 for `min`.
  public var mantissa: Double
  /// Power of ten of the unit, e.g. −9 for `nm`.
  public var decimalExponent: Int
  /// SI value of the zero of the scale, K: 273.15 for °C, zero for every other unit.
  public var offset: Double

  /// - Parameters: as the properties of the same names.
  public init(
    symbol: String, dimension: PhysicalDimension, mantissa: Double = 1, decimalExponent: Int = 0, offset: Double = 0
  ) {
    self.symbol = symbol
    self.dimension = dimension
    self.mantissa = mantissa
    self.decimalExponent = decimalExponent
    self.offset = offset
  }

  /// The unit of a pure number.
  public static let one = PhysicalUnit(symbol: "", dimension: .dimensionless)

  /// Size of the unit in SI.
  public var factor: Double { Self.scaled(mantissa, byPowerOfTen: decimalExponent) }

  /// A value given in this unit, in SI.
  public func siValue(_ value: Double) -> Double {
    offset + Self.scaled(value * mantissa, byPowerOfTen: decimalExponent)
  }

  /// An SI value expressed in this unit.
  public func value(fromSI value: Double) -> Double {
    Self.scaled(value - offset, byPowerOfTen: -decimalExponent) / mantissa
  }

  /// x · 10ⁿ with one rounding for |n| ≤ 22.
  static func scaled(_ x: Double, byPowerOfTen n: Int) -> Double {
    var (result, left) = (x, n)
    while left > 0 {
      let step = min(left, 22)
      result *= exactPowersOfTen[step]
      left -= step
    }
    while left < 0 {
      let step = min(-left, 22)
      result /= exactPowersOfTen[step]
      left += step
    }
    return result
  }

  private static let exactPowersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
  ]
}

extension PhysicalUnit: CustomStringConvertible {
  /// The symbol; `1` for the unit of a pure number.
  public var description: String { symbol.isEmpty ? "1" : symbol }
}
