import Inference

/// The paper's observations as a source of numbers for fits of a device.
public struct PaperConditions: ObservationSource {
  /// The source.
  public init() {}

  /// Ids of the observations that can be computed.
  public var ids: [String] { PaperObservations.all.map(\.id) }

  /// Computed values of the conditions of some observations on the shipped mesh, by id and quantity.
  /// - Throws: the first error of any observation.
  public func conditions(of ids: [String], on trial: DeviceTrial) async throws -> [String: [String: Double]] {
    let reproduction = try Reproduction(ids: ids, device: trial.deviceName, overrides: trial.overrides)
    return try await reproduction.conditions().mapValues { criteria in
      Dictionary(criteria.map { ($0.quantity, $0.computed) }) { first, _ in first }
    }
  }
}
