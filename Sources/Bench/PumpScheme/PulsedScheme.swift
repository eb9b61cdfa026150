/// One pump scheme.
public struct PulsedScheme: Sendable, Equatable {
  /// DC bias between the pulses, V.
  public let preBias: Double
  /// Length of the electrical pulse, s.
  public let pulseLength: Double
  /// Share of the time in which the pulse is on, dimensionless.
  public let dutyCycle: Double
  /// - Parameters: as the properties of the same names.
  public init(preBias: Double, pulseLength: Double, dutyCycle: Double) {
    (self.preBias, self.pulseLength, self.dutyCycle) = (preBias, pulseLength, dutyCycle)
  }
}
