import Foundation

/// Transmission of what stands before the detector against wavelength: filters, fibres, the detector's own sensitivity.
public struct DetectionFilter: Sendable, Equatable {
  /// Wavelengths λ, m, rising.
  public let wavelengths: [Double]
  /// Transmission at each, dimensionless, straight in between.
  public let transmissions: [Double]

  /// - Parameters:
  ///   - wavelengths: λ, m, strictly rising, at least two.
  ///   - transmissions: share of the light that passes, 0…1, one per wavelength.
  /// - Throws: `EmissionError` for columns that are no filter.
  public init(wavelengths: [Double], transmissions: [Double]) throws(EmissionError) {
    guard wavelengths.count == transmissions.count else {
      throw .unequalCells(quantity: "transmission", found: transmissions.count, expected: wavelengths.count)
    }
    guard wavelengths.count > 1, zip(wavelengths, wavelengths.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw .outOfRange(
        quantity: "number of wavelengths of the filter", value: Double(wavelengths.count), unit: "1",
        range: "at least two, strictly rising")
    }
    for value in wavelengths { try require(value, "wavelength of the filter", "m", from: 1e-8, upTo: 1e-4) }
    for value in transmissions { try require(value, "transmission of the filter", "1", from: 0, upTo: 1) }
    self.wavelengths = wavelengths
    self.transmissions = transmissions
  }

  /// Transmission at a wavelength, m; beyond the ends that of the ends.
  public func transmission(at wavelength: Double) -> Double {
    guard let above = wavelengths.firstIndex(where: { $0 > wavelength }) else {
      return transmissions[transmissions.count - 1]
    }
    guard above > 0 else { return transmissions[0] }
    let (a, b) = (wavelengths[above - 1], wavelengths[above])
    let share = (wavelength - a) / (b - a)
    return transmissions[above - 1] + share * (transmissions[above] - transmissions[above - 1])
  }
}
