/// Emission against pump fluence: one rung of a ladder each.
public struct InputOutputCurve: Sendable, Equatable {
  /// Incident pump fluences F, J m⁻², strictly ascending and positive.
  public let fluences: [Double]
  /// Emitted intensities I, any one unit, positive.
  public let intensities: [Double]
  /// Standard uncertainties of the intensities (1 σ), unit of the intensities; nil where unknown.
  public let uncertainties: [Double]?

  /// - Throws: `AnalysisError` for unequal lengths, values that are not finite or not positive, or repeated fluences.
  public init(fluences: [Double], intensities: [Double], uncertainties: [Double]? = nil) throws(AnalysisError) {
    try AnalysisError.requirePaired(
      (fluences, "fluences"), (intensities, "intensities"), uncertainties: uncertainties)
    try AnalysisError.requirePositive(fluences, "fluences")
    try AnalysisError.requirePositive(intensities, "intensities")
    (self.fluences, self.intensities, self.uncertainties) = (fluences, intensities, uncertainties)
  }
}
