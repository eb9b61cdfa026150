import Foundation

/// A film whose carriers diffuse in depth and recombine at its surfaces.
///
///   ∂n/∂t = G(x,t) + D ∂²n/∂x² − k1 n − (k2r + k2nonr) n (n + p₀) − k3 n³,      D ∂n/∂x = S₀ n at x = 0, −D ∂n/∂x = S₁
/// n at x = d
///
/// One density for both kinds of carrier (ambipolar diffusion), no field.
public struct DepthResolvedFilm: Sendable, Equatable {
  /// Width of each cell, m, from the electron side.
  public var widths: [Double]
  /// Rate constants of each cell.
  public var constants: [RecombinationConstants]
  /// Share of a pulse's pairs made in each cell, dimensionless; adds up to 1.
  public var generationShare: [Double]
  /// Ambipolar diffusivity D, m² s⁻¹.
  public var diffusivity: Double
  /// Surface recombination velocity at x = 0, m s⁻¹.
  public var lowSurfaceVelocity: Double
  /// Surface recombination velocity at x = d, m s⁻¹.
  public var highSurfaceVelocity: Double
  /// Relative error allowed per time step.
  public var relativeTolerance: Double

  /// - Parameters: as the properties of the same names.
  public init(
    widths: [Double], constants: [RecombinationConstants], generationShare: [Double], diffusivity: Double,
    lowSurfaceVelocity: Double = 0, highSurfaceVelocity: Double = 0, relativeTolerance: Double = 2e-5
  ) {
    self.widths = widths
    self.constants = constants
    self.generationShare = generationShare
    self.diffusivity = diffusivity
    self.lowSurfaceVelocity = lowSurfaceVelocity
    self.highSurfaceVelocity = highSurfaceVelocity
    self.relativeTolerance = relativeTolerance
  }

  /// A film of equal cells with one set of constants.
  /// - Parameters:
  ///   - thickness: d, m.
  ///   - cells: number of cells.
  ///   - constants: the rate constants of every cell.
  ///   - absorptionLength: 1/α of the pump, m, which enters at x = 0; `nil` for even generation.
  ///   - diffusivity: D, m² s⁻¹.
  ///   - lowSurfaceVelocity: recombination velocity of the surface at x = 0, m s⁻¹.
  ///   - highSurfaceVelocity: that of the surface at x = d, m s⁻¹.
  ///   - relativeTolerance: of the time integration, dimensionless.
  public init(
    thickness: Double, cells: Int, constants: RecombinationConstants, absorptionLength: Double? = nil,
    diffusivity: Double, lowSurfaceVelocity: Double = 0, highSurfaceVelocity: Double = 0,
    relativeTolerance: Double = 2e-5
  ) {
    let count = max(1, cells)
    let width = thickness / Double(count)
    var shares = [Double](repeating: 1 / Double(count), count: count)
    if let length = absorptionLength, length > 0 {
      let whole = -expm1(-thickness / length)
      let first = -expm1(-width / length) / whole
      shares = (0..<count).map { (k: Int) -> Double in first * exp(-Double(k) * width / length) }
    }
    self.init(
      widths: [Double](repeating: width, count: count),
      constants: [RecombinationConstants](repeating: constants, count: count), generationShare: shares,
      diffusivity: diffusivity, lowSurfaceVelocity: lowSurfaceVelocity, highSurfaceVelocity: highSurfaceVelocity,
      relativeTolerance: relativeTolerance)
  }

  /// Thickness of the film d, m.
  public var thickness: Double { widths.reduce(0, +) }

  func validate() throws(EmissionError) {
    guard !widths.isEmpty else { throw .noCells }
    guard constants.count == widths.count else {
      throw .unequalCells(quantity: "rate constants", found: constants.count, expected: widths.count)
    }
    guard generationShare.count == widths.count else {
      throw .unequalCells(quantity: "share of the generation", found: generationShare.count, expected: widths.count)
    }
    for width in widths { try require(width, "cell width", "m", above: 0, upTo: 1e-2) }
    for rates in constants { try rates.validate() }
    for share in generationShare { try require(share, "share of the generation of a cell", "1", from: 0, upTo: 1) }
    try require(generationShare.reduce(0, +), "share of the generation", "1", from: 1 - 1e-6, upTo: 1 + 1e-6)
    try require(diffusivity, "ambipolar diffusivity", "m2/s", from: 0, upTo: 1e-1)
    try require(lowSurfaceVelocity, "surface recombination velocity", "m/s", from: 0, upTo: 1e7)
    try require(highSurfaceVelocity, "surface recombination velocity", "m/s", from: 0, upTo: 1e7)
    try require(relativeTolerance, "relative tolerance of the time steps", "1", from: 1e-11, upTo: 0.05)
  }
}
