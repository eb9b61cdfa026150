/// What one pulse gave: detected spectra, where every carrier and photon went, and the decay.
public struct PulseEmission: Sendable, Equatable {
  /// Detector wavelengths λ, m.
  public var wavelengths: [Double]
  /// Detected spectrum, time-integrated, J m⁻² m⁻¹ (energy per film area and wavelength): `plSpectrum` + `aseSpectrum`.
  public var spectrum: [Double]
  /// Detected spontaneous emission, J m⁻² m⁻¹.
  public var plSpectrum: [Double]
  /// Detected guided light (scattered, and from the ends of the path), J m⁻² m⁻¹.
  public var aseSpectrum: [Double]
  /// Detected energy within the detector's wavelengths over incident pump energy, dimensionless: the relative PLQY.
  public var externalYield: Double
  /// ∫k2r n² over ∫(k2r + k2nonr) n², integrated over film and time, dimensionless: the mean of k2r/(k2r + k2nonr)
  /// over the carriers that recombine by second order.
  public var meanRadiativeFraction: Double
  /// Highest carrier density in any cell, m⁻³.
  public var peakDensity: Double
  /// Highest film-averaged carrier density, m⁻³.
  public var peakMeanDensity: Double
  /// Highest net modal gain Γg − α reached, m⁻¹.
  public var peakNetGain: Double
  /// Where the absorbed photons went.
  public var photons: PhotonBudget
  /// Times of the traces, s; 0 is the centre of the pulse.
  public var times: [Double]
  /// Film-averaged carrier density n(t), m⁻³.
  public var meanDensity: [Double]
  /// Detected rate of spontaneous emission, photons m⁻² s⁻¹: the time-resolved PL.
  public var plRate: [Double]
  /// Detected rate of guided light, photons m⁻² s⁻¹.
  public var aseRate: [Double]
  /// Pairs that recombine without light, by k1, k2nonr and k3, m⁻² s⁻¹.
  public var nonradiativeRate: [Double]

  /// Evaluations of the rates that the pulse took (for benchmarks).
  public var evaluations: Int

  /// Relative residual of the photon balance: absorbed against all channels.
  public var photonBalance: Double { photons.residual }
}

/// Where the absorbed pump photons went, photons (or carrier pairs) per film area, m⁻².
public struct PhotonBudget: Sendable, Equatable {
  /// Pump photons absorbed: one electron–hole pair each.
  public var absorbed = 0.0
  /// Pairs lost by first-order recombination (k1).
  public var firstOrder = 0.0
  /// Share p of spontaneous emission that the film takes back from the guide at low density, dimensionless: the film
  /// emits k2r/(1 − p) internally so that its net radiative constant is k2r.
  public var reabsorbedShare = 0.0
  /// Pairs recombined radiatively by spontaneous emission, k2r/(1 − p), guided and not.
  public var radiative = 0.0
  /// Pairs recombined nonradiatively by second order (k2nonr).
  public var nonradiative = 0.0
  /// Pairs lost to Auger recombination (k3).
  public var auger = 0.0
  /// Pairs extracted by the field.
  public var extracted = 0.0
  /// Net stimulated emission; negative where guided light was reabsorbed by the pumped film and gave pairs back.
  public var stimulated = 0.0
  /// Spontaneous photons emitted into the guide.
  public var guidedSpontaneous = 0.0
  /// Guided photons scattered out.
  public var scattered = 0.0
  /// Guided photons absorbed by the passive layers.
  public var absorbedInLayers = 0.0
  /// Guided photons absorbed by unpumped film.
  public var absorbedInUnpumpedFilm = 0.0
  /// Guided photons that left through the ends of the path.
  public var outCoupled = 0.0
  /// Pairs that were there before the first pulse.
  public var initial = 0.0
  /// Pairs injected by the contacts.
  public var injected = 0.0
  /// Pairs lost at the surfaces of the film.
  public var surface = 0.0
  /// Pairs left when the decay was no longer followed.
  public var remaining = 0.0

  /// Amplified and guided light that left the guide or was lost in it, m⁻².
  public var guidedTotal: Double { scattered + absorbedInLayers + absorbedInUnpumpedFilm + outCoupled }
  /// Pairs recombined radiatively net of what the film takes back at low density, ∫k2r n², m⁻².
  public var netRadiative: Double { radiative * (1 - reabsorbedShare) }
  /// Absorbed photons against all ends of pairs and photons, relative.
  public var residual: Double {
    (absorbed + injected + initial - surface - firstOrder - nonradiative - auger - extracted
      - (radiative - guidedSpontaneous) - guidedTotal
      - remaining) / (absorbed + injected + initial)
  }
  /// Photons into the guide against photons out of it, relative to those into it and absorbed.
  public var guideResidual: Double {
    (guidedSpontaneous + stimulated - guidedTotal) / (guidedSpontaneous + abs(stimulated) + guidedTotal)
  }
  /// Share of the absorbed pairs that Auger recombination took, dimensionless.
  public var augerShare: Double { auger / (absorbed + injected + initial) }
}
