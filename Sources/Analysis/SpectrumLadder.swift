/// Spectra recorded at ascending pump fluences.
public struct SpectrumLadder: Sendable, Equatable {
  /// Incident pump fluences F, J m⁻², strictly ascending and positive.
  public let fluences: [Double]
  /// One spectrum for each fluence.
  public let spectra: [Spectrum]

  /// - Throws: `AnalysisError` for unequal lengths or fluences that are not finite, positive and ascending.
  public init(fluences: [Double], spectra: [Spectrum]) throws(AnalysisError) {
    guard fluences.count == spectra.count else {
      throw .unequalLengths(what: "fluences and spectra", first: fluences.count, second: spectra.count)
    }
    try AnalysisError.requireFinite(fluences, "fluences")
    try AnalysisError.requirePositive(fluences, "fluences")
    try AnalysisError.requireAscending(fluences, "fluences")
    (self.fluences, self.spectra) = (fluences, spectra)
  }

  /// What stands for "the emission" of one spectrum.
  public enum Intensity: Sendable, Equatable {
    /// Highest intensity in a band, m.
    case peak(ClosedRange<Double>)
    /// Integral over a band, m.
    case integral(ClosedRange<Double>)
  }

  /// Confidence of ± one standard deviation, dimensionless.
  static let oneSigma = 0.682_689_492_137_086
}
