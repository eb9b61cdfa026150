import Foundation

/// Measured absorption of the unpumped film, linear between its points; extrapolation is refused.
public struct PassiveAbsorption: Sendable, Equatable {
  /// Wavelengths λ, m, increasing.
  public var wavelengths: [Double]
  /// Absorption coefficient α at each wavelength, m⁻¹.
  public var absorption: [Double]

  /// - Parameters: as the properties of the same names.
  public init(wavelengths: [Double], absorption: [Double]) {
    self.wavelengths = wavelengths
    self.absorption = absorption
  }

  func validate() throws(EmissionError) {
    guard wavelengths.count == absorption.count else {
      throw .unequalCells(quantity: "passive absorption", found: absorption.count, expected: wavelengths.count)
    }
    guard wavelengths.count > 1, zip(wavelengths, wavelengths.dropFirst()).allSatisfy({ $0 < $1 }),
      wavelengths[0] > 0
    else { throw .wavelengthsNotIncreasing }
    for value in absorption { try require(value, "passive absorption", "1/m", from: 0, upTo: 1e9) }
  }

  /// α at `wavelength`, m⁻¹.
  func value(at wavelength: Double) throws(EmissionError) -> Double {
    guard let last = wavelengths.last, wavelength >= wavelengths[0], wavelength <= last else {
      throw .passiveTableTooShort(
        shortest: wavelengths.first ?? 0, longest: wavelengths.last ?? 0, needed: wavelength)
    }
    let upper = max(1, wavelengths.firstIndex { $0 >= wavelength } ?? 1)
    let (a, b) = (wavelengths[upper - 1], wavelengths[upper])
    let t = (wavelength - a) / (b - a)
    return absorption[upper - 1] * (1 - t) + absorption[upper] * t
  }
}
