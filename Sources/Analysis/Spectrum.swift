import NumericalMethods

/// An emission spectrum: intensity per wavelength I(λ), any unit per metre, against vacuum wavelength λ, m.
///
/// Simulated and measured spectra are the same type; a measured one may carry standard uncertainties.
public struct Spectrum: Sendable, Equatable {
  /// Vacuum wavelengths λ, m, strictly ascending.
  public let wavelengths: [Double]
  /// Spectral intensities I, any one unit; zero and below are allowed (noise about a subtracted background).
  public let intensities: [Double]
  /// Standard uncertainties of the intensities (1 σ), unit of the intensities; nil where unknown.
  public let uncertainties: [Double]?

  /// - Throws: `AnalysisError` for fewer than five samples, unequal lengths, values that are not finite, wavelengths
  ///   that do not ascend or are not positive.
  public init(
    wavelengths: [Double], intensities: [Double], uncertainties: [Double]? = nil
  ) throws(AnalysisError) {
    try AnalysisError.requirePaired(
      (wavelengths, "wavelengths"), (intensities, "intensities"), uncertainties: uncertainties)
    guard wavelengths.count >= 5 else { throw .tooFewPoints(what: "spectrum", have: wavelengths.count, need: 5) }
    try AnalysisError.requirePositive(wavelengths, "wavelengths")
    (self.wavelengths, self.intensities, self.uncertainties) = (wavelengths, intensities, uncertainties)
  }

  /// The same samples with other intensities, for results of arithmetic that keeps them finite.
  func replacing(intensities: [Double]) -> Spectrum {
    Spectrum(unchecked: wavelengths, intensities, uncertainties)
  }

  init(unchecked wavelengths: [Double], _ intensities: [Double], _ uncertainties: [Double]?) {
    (self.wavelengths, self.intensities, self.uncertainties) = (wavelengths, intensities, uncertainties)
  }

  /// Range of wavelengths covered, m.
  public var range: ClosedRange<Double> { wavelengths[0]...wavelengths[wavelengths.count - 1] }

  /// Indices of the samples inside a band, m; nil where there are none.
  func indices(in band: ClosedRange<Double>) -> ClosedRange<Int>? {
    guard let first = wavelengths.firstIndex(where: { $0 >= band.lowerBound }),
      let last = wavelengths.lastIndex(where: { $0 <= band.upperBound }), first <= last
    else { return nil }
    return first...last
  }

  /// Intensity at a wavelength by monotone cubic interpolation, unit of the intensities; nil outside the spectrum.
  public func intensity(at wavelength: Double) -> Double? {
    guard range.contains(wavelength) else { return nil }
    // Four samples on either side fix the cubic of the interval between them.
    let right = wavelengths.firstIndex { $0 >= wavelength } ?? wavelengths.count - 1
    let window = max(0, right - 4)..<min(wavelengths.count, right + 4)
    return MonotoneCubic(positions: Array(wavelengths[window]), values: Array(intensities[window]))?
      .value(at: wavelength)
  }
}
