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

  /// Input–output curve of the ladder; uncertainties follow from the noise of the spectra where there is any.
  public func inputOutputCurve(
    of intensity: Intensity = .peak(EmissionBands.caesiumLeadBromide.amplified)
  ) throws(AnalysisError) -> InputOutputCurve {
    var (values, errors) = ([Double](), [Double]())
    for spectrum in spectra {
      let finding =
        switch intensity {
        case .peak(let band): try spectrum.peak(in: band, confidence: oneSigma).height
        case .integral(let band): try spectrum.integral(over: band, confidence: oneSigma)
        }
      values.append(finding.value)
      errors.append(finding.interval.map { 0.5 * ($0.upper - $0.lower) } ?? 0)
    }
    // Clean spectra have no noise worth the name: the scatter about the smooth curve then gives the uncertainty.
    let noisy = zip(errors, values).allSatisfy { $0 > 1e-4 * abs($1) }
    return try InputOutputCurve(fluences: fluences, intensities: values, uncertainties: noisy ? errors : nil)
  }

  /// Confidence of ± one standard deviation, dimensionless.
  var oneSigma: Double { 0.682_689_492_137_086 }
}
