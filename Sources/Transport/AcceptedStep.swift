/// One accepted step of the time integration.
public struct AcceptedStep: Sendable, Equatable {
  /// Time from the start of the call to the end of the step, s.
  public var time: Double
  /// Length of the step, s.
  public var length: Double
  /// Local error over the tolerance, at most 1.
  public var error: Double

  /// - Parameters: as the properties of the same names.
  public init(time: Double, length: Double, error: Double) {
    self.time = time
    self.length = length
    self.error = error
  }
}
