import Foundation

/// Resolution and tolerances of the pulse calculation. The defaults keep peaks and yields within 1 % of their limits.
public struct PulseNumerics: Sendable, Equatable {
  /// Step of the energy grid on which light is amplified, J. A coarser one lets the height of the narrow amplified line
  /// ripple as the line moves over the grid: by 3e-4 at 2.5 meV, 3e-3 at 3 meV, 4 % at 4 meV.
  public var energyStep: Double
  /// Nodes of the band-filling table per decade of carrier density.
  public var nodesPerDecade: Int
  /// Highest carrier density of the table, m⁻³.
  public var highestDensity: Double
  /// Relative error allowed per time step.
  public var relativeTolerance: Double
  /// The decay is followed until the mean density has fallen to this share of its peak.
  public var finalDensityShare: Double
  /// The decay is followed no longer than this after the pulse, s.
  public var longestDecay: Double

  /// - Parameters: as the properties of the same names.
  public init(
    energyStep: Double = 2.5e-3 * 1.602_176_634e-19, nodesPerDecade: Int = 8, highestDensity: Double = 5e25,
    relativeTolerance: Double = 4e-3, finalDensityShare: Double = 1e-3, longestDecay: Double = 1e-3
  ) {
    self.energyStep = energyStep
    self.nodesPerDecade = nodesPerDecade
    self.highestDensity = highestDensity
    self.relativeTolerance = relativeTolerance
    self.finalDensityShare = finalDensityShare
    self.longestDecay = longestDecay
  }

  func validate() throws(EmissionError) {
    try require(energyStep, "step of the energy grid", "J", from: 1e-23, upTo: 5e-21)
    try require(Double(nodesPerDecade), "nodes per decade of density", "1", from: 4, upTo: 400)
    try require(highestDensity, "highest density", "m-3", from: 1e22, upTo: 1e28)
    try require(relativeTolerance, "relative tolerance of the time steps", "1", from: 1e-9, upTo: 0.05)
    try require(finalDensityShare, "final share of the density", "1", from: 1e-9, upTo: 0.5)
    try require(longestDecay, "longest decay", "s", from: 1e-12, upTo: 10)
  }
}
