/// One pump pulse.
public struct LaserPulse: Sendable, Equatable {
  /// Incident fluence F, J m⁻².
  public var incidentFluence: Double
  /// Wavelength of the pump photons, m.
  public var photonWavelength: Double
  /// Full width at half maximum of the pulse in time, s.
  public var duration: Double
  /// Shape in time; a measured one brings its own width and `duration` is not used.
  public var shape: PulseShape

  /// - Parameters: as the properties of the same names.
  public init(incidentFluence: Double, photonWavelength: Double, duration: Double, shape: PulseShape = .gaussian) {
    self.incidentFluence = incidentFluence
    self.photonWavelength = photonWavelength
    self.duration = duration
    self.shape = shape
  }

  func validate() throws(EmissionError) {
    try require(incidentFluence, "incident fluence", "J/m2", above: 0, upTo: 1e4)
    try require(photonWavelength, "pump wavelength", "m", from: 1e-7, upTo: 1e-5)
    try require(duration, "pulse duration", "s", from: 1e-14, upTo: 1e-6)
  }
}
