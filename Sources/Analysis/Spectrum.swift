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
  /// Standard deviation of the noise σ, unit of the intensities: given uncertainties (their median), or fourth
  /// differences.
  public let noise: Double

  /// - Throws: `AnalysisError` for fewer than five samples, unequal lengths, values that are not finite, wavelengths
  ///   that do not ascend or are not positive.
  public init(
    wavelengths: [Double], intensities: [Double], uncertainties: [Double]? = nil
  ) throws(AnalysisError) {
    try AnalysisError.requirePaired(
      (wavelengths, "wavelengths"), (intensities, "intensities"), uncertainties: uncertainties)
    guard wavelengths.count >= 5 else { throw .tooFewPoints(what: "spectrum", have: wavelengths.count, need: 5) }
    try AnalysisError.requirePositive(wavelengths, "wavelengths")
    self.init(unchecked: wavelengths, intensities, uncertainties)
  }

  /// The same samples with other intensities, for results of arithmetic that keeps them finite.
  func replacing(intensities: [Double]) -> Spectrum {
    Spectrum(unchecked: wavelengths, intensities, uncertainties)
  }

  init(unchecked wavelengths: [Double], _ intensities: [Double], _ uncertainties: [Double]?) {
    (self.wavelengths, self.intensities, self.uncertainties) = (wavelengths, intensities, uncertainties)
    noise = uncertainties.map { median(of: $0) } ?? SampleNoise.standardDeviation(intensities)
  }

  /// Range of wavelengths covered, m.
  public var range: ClosedRange<Double> { wavelengths[0]...wavelengths[wavelengths.count - 1] }

  /// Indices of the samples inside a band, m; nil where there are none.
  func indices(in band: ClosedRange<Double>) -> ClosedRange<Int>? {
    let first = wavelengths.partitioningIndex { $0 >= band.lowerBound }
    let end = wavelengths.partitioningIndex { $0 > band.upperBound }
    return first < end ? first...(end - 1) : nil
  }

  /// A polynomial fitted to the samples about a wavelength; nil where they do not fix it.
  func local(
    centre: Double, halfWidth: Double, degree: Int, window: LocalPolynomial.Window = .uniform
  ) -> LocalPolynomial? {
    // One sample more on either side than the window holds: the fit itself decides which lie inside.
    let first = max(0, wavelengths.partitioningIndex { $0 > centre - halfWidth } - 1)
    let end = min(wavelengths.count, wavelengths.partitioningIndex { $0 >= centre + halfWidth } + 1)
    guard first < end else { return nil }
    return LocalPolynomial(
      Array(wavelengths[first..<end]), Array(intensities[first..<end]), centre: centre, halfWidth: halfWidth,
      degree: degree, window: window)
  }

  /// Intensity at a wavelength by monotone cubic interpolation, unit of the intensities; nil outside the spectrum.
  public func intensity(at wavelength: Double) -> Double? {
    guard range.contains(wavelength) else { return nil }
    // Four samples on either side fix the cubic of the interval between them.
    let right = min(wavelengths.partitioningIndex { $0 >= wavelength }, wavelengths.count - 1)
    let window = max(0, right - 4)..<min(wavelengths.count, right + 4)
    return MonotoneCubic(positions: Array(wavelengths[window]), values: Array(intensities[window]))?
      .value(at: wavelength)
  }
}
