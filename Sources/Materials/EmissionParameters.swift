/// Everything about light emission that is a property of the sample: rate constants as functions of the local ion
/// density, the absorption edge that gives gain and spontaneous emission, the waveguide, the collection of light.
public struct EmissionParameters: Sendable, Equatable {
  /// Rate constants against local ion fraction.
  public var rates: RateLaw
  /// The one edge from which gain and spontaneous spectrum follow.
  public var edge: EdgeModel
  /// The guide along which light is amplified.
  public var guide: GuideParameters

  /// - Parameters: as the properties of the same names.
  public init(rates: RateLaw, edge: EdgeModel, guide: GuideParameters) {
    self.rates = rates
    self.edge = edge
    self.guide = guide
  }
}

/// Rate constants of dn/dt = −k1 n − (k2r + k2nonr) n² − k3 n³ as functions of the local ion fraction
/// f = (Σ|z|c)/(Σ|z|c₀), dimensionless.
///
/// k1 = k1₀ + a f;  k2r = k2r_max/(1 + f/f_s);  k2nonr = b₀ + b u(f) with u = f (linear) or
/// u = f (1 + f_u)/(f + f_u) (saturating).
public struct RateLaw: Sendable, Equatable {
  /// k1 without ions, s⁻¹.
  public var k1Floor: Double
  /// Growth of k1 per ion fraction, s⁻¹.
  public var k1Slope: Double
  /// k2r without ions, m³ s⁻¹.
  public var k2rMaximum: Double
  /// Ion fraction f_s that halves k2r, dimensionless.
  public var k2rHalfFraction: Double
  /// k2nonr without ions, m³ s⁻¹.
  public var k2nonrFloor: Double
  /// Growth of k2nonr up to f = 1, m³ s⁻¹.
  public var k2nonrSlope: Double
  /// Ion fraction f_u at which k2nonr saturates, dimensionless; `nil` for the linear law.
  public var k2nonrSaturation: Double?
  /// Auger constant k3, m⁶ s⁻¹.
  public var k3: Double
  /// Loss coefficient k_x per extracting field at the hole-layer face, m³ s⁻¹ per V m⁻¹ (phenomenological).
  public var extractionCoefficient: Double
  /// Constants against ion fraction in place of the law above: a model of one's own as numbers; empty for the law.
  public var table: [RateRow] = []

  /// - Parameters: as the properties of the same names.
  public init(
    k1Floor: Double, k1Slope: Double, k2rMaximum: Double, k2rHalfFraction: Double, k2nonrFloor: Double,
    k2nonrSlope: Double, k2nonrSaturation: Double?, k3: Double, extractionCoefficient: Double
  ) {
    self.k1Floor = k1Floor
    self.k1Slope = k1Slope
    self.k2rMaximum = k2rMaximum
    self.k2rHalfFraction = k2rHalfFraction
    self.k2nonrFloor = k2nonrFloor
    self.k2nonrSlope = k2nonrSlope
    self.k2nonrSaturation = k2nonrSaturation
    self.k3 = k3
    self.extractionCoefficient = extractionCoefficient
  }
}

/// Rate constants at one ion fraction: a row of a rate model given as a table. Between rows they are interpolated
/// linearly; beyond the ends they keep the value there.
public struct RateRow: Sendable, Equatable {
  /// Local ion fraction f, dimensionless.
  public var ionFraction: Double
  /// k1, s⁻¹.
  public var k1: Double
  /// k2r, m³ s⁻¹.
  public var k2r: Double
  /// k2nonr, m³ s⁻¹.
  public var k2nonr: Double

  /// - Parameters: as the properties of the same names.
  public init(ionFraction: Double, k1: Double, k2r: Double, k2nonr: Double) {
    self.ionFraction = ionFraction
    self.k1 = k1
    self.k2r = k2r
    self.k2nonr = k2nonr
  }
}

/// The absorption edge a(E) and the filling of its bands.
public struct EdgeModel: Sendable, Equatable {
  /// Edge energy E₀, J.
  public var edgeEnergy: Double
  /// Urbach energy E_U, J.
  public var urbachEnergy: Double
  /// Gap above the edge energy, E_g − E₀, J.
  public var gapOffset: Double
  /// Exciton binding energy E_b, J.
  public var excitonBinding: Double
  /// Effective mass of the density of states of the conduction band, in electron masses; of both bands where `holeMass`
  /// is not given.
  public var effectiveMass: Double
  /// Share of the band-gap renormalisation that the edge follows, dimensionless.
  public var renormalisationShare: Double
  /// Band-gap renormalisation per cube root of the carrier density, J m: the gap narrows by this times n^{1/3}.
  public var renormalisationCoefficient: Double
  /// Refractive index of the film at the emission wavelength (counts the photon states), dimensionless.
  public var refractiveIndex: Double
  /// Reference radiative constant k2ref of the gain, m³ s⁻¹.
  public var gainReference: Double
  /// Exponent ξ that ties gain to spontaneous emission: k2g = k2ref (k2r/k2ref)^ξ; 1 is detailed balance.
  public var gainExponent: Double
  /// Effective mass of the density of states of the valence band, in electron masses; `nil` for that of the other band.
  public var holeMass: Double?
  /// Standard deviation σ of a Gaussian distribution of local edges (inhomogeneous broadening), J.
  public var gaussianDisorder = 0.0
  /// Strength of the bound exciton's lines relative to Elliott's, dimensionless: 0 leaves them out, 1 is the full
  /// series.
  public var boundExciton = 0.0
  /// Power of the density with which the gap narrows; with another than 1/3 the coefficient holds at 1e18 cm⁻³.
  public var renormalisationExponent = 1.0 / 3

  /// - Parameters: as the properties of the same names.
  public init(
    edgeEnergy: Double, urbachEnergy: Double, gapOffset: Double, excitonBinding: Double, effectiveMass: Double,
    renormalisationShare: Double, gainReference: Double, gainExponent: Double,
    renormalisationCoefficient: Double = 5.2e-10 * 1.602_176_634e-19, refractiveIndex: Double = 2.2
  ) {
    self.edgeEnergy = edgeEnergy
    self.urbachEnergy = urbachEnergy
    self.gapOffset = gapOffset
    self.excitonBinding = excitonBinding
    self.effectiveMass = effectiveMass
    self.renormalisationShare = renormalisationShare
    self.gainReference = gainReference
    self.gainExponent = gainExponent
    self.renormalisationCoefficient = renormalisationCoefficient
    self.refractiveIndex = refractiveIndex
  }
}

/// The path along which spontaneous light is amplified, and what the detector sees of it. Confinement and absorption
/// loss of the mode come from the optics of the stack, not from here.
public struct GuideParameters: Sendable, Equatable {
  /// Length L of the amplifying path, m.
  public var pathLength: Double
  /// Scattering loss of the mode, m⁻¹.
  public var scatteringLoss: Double
  /// Share of the path that runs through unpumped film and adds Γ·α_passive(λ) to the loss, dimensionless.
  public var unpumpedShare: Double
  /// Collection of guided light by scattering ζ, m⁻¹, relative to the collection of spontaneous emission: of the guided
  /// photons in unit length of the path, `escapeFraction`·ζ are detected.
  public var scatteringCollection: Double
  /// Share of all spontaneously emitted photons that leave the film towards the detector, dimensionless: sets the
  /// absolute scale of detected light.
  public var escapeFraction: Double
  /// Share of the light leaving the two ends of the path that the detector sees, dimensionless.
  public var edgeCollection: Double
  /// Spectral resolution of the detector (FWHM), m.
  public var spectralResolution: Double

  /// - Parameters: as the properties of the same names.
  public init(
    pathLength: Double, scatteringLoss: Double, unpumpedShare: Double, scatteringCollection: Double,
    spectralResolution: Double, escapeFraction: Double = 0.05, edgeCollection: Double = 0
  ) {
    self.pathLength = pathLength
    self.scatteringLoss = scatteringLoss
    self.unpumpedShare = unpumpedShare
    self.scatteringCollection = scatteringCollection
    self.spectralResolution = spectralResolution
    self.escapeFraction = escapeFraction
    self.edgeCollection = edgeCollection
  }
}
