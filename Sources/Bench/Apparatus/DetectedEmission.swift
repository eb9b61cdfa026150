/// The emission of one pulse as the detector shows it.
public struct DetectedEmission: Sendable, Equatable {
  /// Wavelengths λ, m, ascending.
  public var wavelengths: [Double]
  /// Detected energy per film area and wavelength, time-integrated, J m⁻² m⁻¹ for the simulated device (an instrument
  /// may use its own unit).
  public var spectrum: [Double]
  /// The photoluminescence in it, same unit; `nil` where only the sum was measured.
  public var plSpectrum: [Double]?
  /// The amplified spontaneous emission in it, same unit; `nil` where only the sum was measured.
  public var aseSpectrum: [Double]?
  /// What a calculation knows beside the spectrum; `nil` for a measured one.
  public var figures: EmissionFigures?
  /// The light of the pulse against time, where it was asked for.
  public var decay: DetectedDecay?
  /// Its spectra against time, where they were asked for.
  public var streak: DetectedStreak?
  /// Noise that the light is still to be counted with; `nil` for light that stands as it is.
  var noise: CountingNoise?

  /// - Parameters: as the properties of the same names.
  public init(
    wavelengths: [Double], spectrum: [Double], plSpectrum: [Double]? = nil, aseSpectrum: [Double]? = nil,
    figures: EmissionFigures? = nil
  ) {
    self.wavelengths = wavelengths
    self.spectrum = spectrum
    self.plSpectrum = plSpectrum
    self.aseSpectrum = aseSpectrum
    self.figures = figures
  }
}

/// Where the carriers of one pulse went.
public struct EmissionFigures: Sendable, Equatable, Codable {
  /// Detected emission over incident fluence (relative PLQY), dimensionless.
  public var externalYield: Double
  /// ⟨k2r/(k2r + k2nonr)⟩ over the emitting carriers, dimensionless.
  public var meanRadiativeFraction: Double
  /// Highest carrier density n in any cell, m⁻³.
  public var peakDensity: Double
  /// Highest carrier density averaged over the film, m⁻³.
  public var peakMeanDensity: Double
  /// Absorbed photons, m⁻².
  public var absorbedPhotons: Double
  /// Share of the carriers lost by k1, dimensionless.
  public var k1Share: Double
  /// Share that recombined radiatively and spontaneously, dimensionless.
  public var radiativeShare: Double
  /// Share lost by k2nonr, dimensionless.
  public var nonradiativeShare: Double
  /// Share lost to Auger recombination, dimensionless.
  public var augerShare: Double
  /// Share extracted by the field, dimensionless.
  public var extractionShare: Double
  /// Share that recombined by net stimulated emission, dimensionless; negative where guided light was reabsorbed.
  public var aseShare: Double
  /// Residual of the photon balance, relative.
  public var photonBalance: Double

  /// - Parameters: as the properties of the same names.
  public init(
    externalYield: Double, meanRadiativeFraction: Double, peakDensity: Double, peakMeanDensity: Double,
    absorbedPhotons: Double, k1Share: Double, radiativeShare: Double, nonradiativeShare: Double, augerShare: Double,
    extractionShare: Double,
    aseShare: Double, photonBalance: Double
  ) {
    self.externalYield = externalYield
    self.meanRadiativeFraction = meanRadiativeFraction
    self.peakDensity = peakDensity
    self.peakMeanDensity = peakMeanDensity
    self.absorbedPhotons = absorbedPhotons
    self.k1Share = k1Share
    self.radiativeShare = radiativeShare
    self.nonradiativeShare = nonradiativeShare
    self.augerShare = augerShare
    self.extractionShare = extractionShare
    self.aseShare = aseShare
    self.photonBalance = photonBalance
  }
}
