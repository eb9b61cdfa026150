/// The light-emitting film as the slow model and the optics leave it at the instant of a pulse: one entry per cell.
public struct FilmCells: Sendable, Equatable {
  /// Width of each cell, m.
  public var widths: [Double]
  /// Local ion fraction f = Σ|z|c / Σ|z|c₀ of each cell, dimensionless.
  public var ionFraction: [Double]
  /// Share of the incident pump fluence absorbed in each cell, dimensionless.
  public var absorbedShare: [Double]
  /// Field at the film's face to the hole layer, V m⁻¹; positive where it pulls holes out. Negative values extract
  /// nothing.
  public var extractingField: Double
  /// Lattice and carrier temperature T, K.
  public var temperature: Double
  /// Sheet charge that the field can extract in one pulse before the extracted charge screens it, C m⁻²; `nil` for no
  /// cap.
  public var extractionCapacity: Double?
  /// Ambipolar diffusivity D of the carriers in depth, m² s⁻¹; zero keeps every pair in its cell.
  public var diffusivity = 0.0
  /// Surface recombination velocity at the low face, m s⁻¹.
  public var lowSurfaceVelocity = 0.0
  /// Surface recombination velocity at the high face, m s⁻¹.
  public var highSurfaceVelocity = 0.0

  /// - Parameters: as the properties of the same names.
  public init(
    widths: [Double], ionFraction: [Double], absorbedShare: [Double], extractingField: Double = 0,
    temperature: Double = 298.15, extractionCapacity: Double? = nil
  ) {
    self.widths = widths
    self.ionFraction = ionFraction
    self.absorbedShare = absorbedShare
    self.extractingField = extractingField
    self.temperature = temperature
    self.extractionCapacity = extractionCapacity
  }

  /// Thickness of the film d, m.
  public var thickness: Double { widths.reduce(0, +) }

  func validate() throws(EmissionError) {
    guard !widths.isEmpty else { throw .noCells }
    guard ionFraction.count == widths.count else {
      throw .unequalCells(quantity: "ion fraction", found: ionFraction.count, expected: widths.count)
    }
    guard absorbedShare.count == widths.count else {
      throw .unequalCells(quantity: "absorbed share", found: absorbedShare.count, expected: widths.count)
    }
    for width in widths { try require(width, "cell width", "m", above: 0, upTo: 1e-3) }
    for fraction in ionFraction { try require(fraction, "ion fraction", "1", from: 0, upTo: 1e9) }
    for share in absorbedShare { try require(share, "absorbed share of a cell", "1", from: 0, upTo: 1) }
    try require(absorbedShare.reduce(0, +), "absorbed share of the film", "1", above: 0, upTo: 1 + 1e-9)
    try require(extractingField, "extracting field", "V/m", from: -1e11, upTo: 1e11)
    try require(diffusivity, "ambipolar diffusivity", "m2/s", from: 0, upTo: 1e-1)
    try require(lowSurfaceVelocity, "surface recombination velocity", "m/s", from: 0, upTo: 1e7)
    try require(highSurfaceVelocity, "surface recombination velocity", "m/s", from: 0, upTo: 1e7)
    if let extractionCapacity { try require(extractionCapacity, "extraction capacity", "C/m2", from: 0, upTo: 1e3) }
  }
}
