/// What a quantity measures: the exponents of the seven base units of the SI.
public struct PhysicalDimension: Sendable, Hashable {
  /// Exponent of the metre.
  public var length: Int
  /// Exponent of the kilogram.
  public var mass: Int
  /// Exponent of the second.
  public var time: Int
  /// Exponent of the ampere.
  public var current: Int
  /// Exponent of the kelvin.
  public var temperature: Int
  /// Exponent of the mole.
  public var amount: Int
  /// Exponent of the candela.
  public var luminousIntensity: Int

  /// - Parameters: exponents of m, kg, s, A, K, mol and cd.
  public init(
    length: Int = 0, mass: Int = 0, time: Int = 0, current: Int = 0, temperature: Int = 0, amount: Int = 0,
    luminousIntensity: Int = 0
  ) {
    self.length = length
    self.mass = mass
    self.time = time
    self.current = current
    self.temperature = temperature
    self.amount = amount
    self.luminousIntensity = luminousIntensity
  }

  /// Dimension of the product of two quantities.
  public static func * (a: Self, b: Self) -> Self {
    Self(
      length: a.length + b.length, mass: a.mass + b.mass, time: a.time + b.time, current: a.current + b.current,
      temperature: a.temperature + b.temperature, amount: a.amount + b.amount,
      luminousIntensity: a.luminousIntensity + b.luminousIntensity)
  }

  /// Dimension of the quotient of two quantities.
  public static func / (a: Self, b: Self) -> Self { a * b.raised(to: -1) }

  /// Dimension of a quantity raised to a whole power.
  public func raised(to power: Int) -> Self {
    Self(
      length: length * power, mass: mass * power, time: time * power, current: current * power,
      temperature: temperature * power, amount: amount * power, luminousIntensity: luminousIntensity * power)
  }
}

extension PhysicalDimension {
  /// The dimension in base units of the SI, e.g. `kg s^-2`; `1` without any.
  public var baseUnits: String {
    let parts = [
      ("kg", mass), ("m", length), ("s", time), ("A", current), ("K", temperature), ("mol", amount),
      ("cd", luminousIntensity),
    ]
    let text = parts.filter { $0.1 != 0 }.map { $0.1 == 1 ? $0.0 : "\($0.0)^\($0.1)" }.joined(separator: " ")
    return text.isEmpty ? "1" : text
  }

  /// The field's word for the dimension with an article, e.g. `a length`; otherwise its base units.
  public var phrase: String {
    guard let entry = Self.named.first(where: { $0.dimension == self }) else { return "a quantity in \(baseUnits)" }
    return entry.phrase
  }

  /// The way people write a value of this dimension, e.g. `40 nm`.
  public var example: String {
    Self.named.first { $0.dimension == self }?.example ?? "1 \(baseUnits)"
  }
}

extension PhysicalDimension: CustomStringConvertible {
  /// The field's word for the dimension, e.g. `length`.
  public var description: String {
    guard let entry = Self.named.first(where: { $0.dimension == self }) else { return baseUnits }
    return entry.phrase.split(separator: " ").dropFirst().joined(separator: " ")
  }
}
