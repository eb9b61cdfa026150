/// A protocol: the steps of one experiment, in order, as a lab book would list them.
///
/// It starts from the device at rest: in equilibrium at 0 V, the pump on at the fluence of the experiment. It knows
/// nothing of what carries it out.
public struct LabProtocol: Sendable, Equatable {
  /// The steps in order.
  public var steps: [ProtocolStep]

  /// - Parameter steps: the steps in order.
  public init(steps: [ProtocolStep]) { self.steps = steps }
}
