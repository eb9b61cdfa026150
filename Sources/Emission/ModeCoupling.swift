/// What the optics of the stack tells the pulse about the guided mode that carries the amplified light.
public struct ModeCoupling: Sendable, Equatable {
  /// Gain confinement Γ = ∂G/∂g of the film in the mode, dimensionless; may exceed 1.
  public var confinement: Double
  /// Absorption loss of the mode in the passive layers, m⁻¹.
  public var absorptionLoss: Double
  /// Real part of the effective index of the mode, dimensionless.
  public var effectiveIndex: Double
  /// Wavelength at which the mode was computed, m.
  public var emissionWavelength: Double

  /// - Parameters: as the properties of the same names.
  public init(confinement: Double, absorptionLoss: Double, effectiveIndex: Double, emissionWavelength: Double) {
    self.confinement = confinement
    self.absorptionLoss = absorptionLoss
    self.effectiveIndex = effectiveIndex
    self.emissionWavelength = emissionWavelength
  }

  func validate() throws(EmissionError) {
    try require(confinement, "confinement of the mode", "1", above: 0, upTo: 3)
    try require(absorptionLoss, "absorption loss of the mode", "1/m", from: 0, upTo: 1e8)
    try require(effectiveIndex, "effective index of the mode", "1", from: 1, upTo: 6)
    try require(emissionWavelength, "emission wavelength", "m", from: 1e-7, upTo: 1e-5)
  }
}
