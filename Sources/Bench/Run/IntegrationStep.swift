/// One accepted step of the time integration of the slow model, as it happens.
public struct IntegrationStep: Sendable, Equatable {
  /// The sentence at work, index into `Timeline.steps`.
  public var step: Int
  /// Clock of the protocol at the end of the integration step t, s; it stands still while the device comes to rest.
  public var time: Double
  /// Length of the integration step, s.
  public var length: Double
  /// Local error over the tolerance, at most 1.
  public var error: Double

  /// - Parameters: as the properties of the same names.
  public init(step: Int, time: Double, length: Double, error: Double) {
    self.step = step
    self.time = time
    self.length = length
    self.error = error
  }
}
