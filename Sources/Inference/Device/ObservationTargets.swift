/// Numbers of the paper that a fit of a device has to meet: conditions of its observations.
public struct ObservationTargets: DeviceObservable {
  /// One number to be met.
  public struct Target: Sendable, Equatable {
    /// Id of the observation.
    public let id: String
    /// Quantity of one of its conditions.
    public let quantity: String
    /// Value to be met, in the unit of the condition.
    public let value: Double
    /// Tolerance as a standard deviation, in the unit of the condition.
    public let deviation: Double
  }

  /// The targets in the order of the file.
  public let targets: [Target]
  /// The measured values and their noise.
  public let data: FitData
  /// Ids of observations that count as met exactly, whatever the device gives: what a rival cannot give at all.
  public private(set) var spared: Set<String> = []
  private let source: any ObservationSource

  /// - Throws: `InferenceError.unusableData` for no targets.
  public init(_ targets: [Target], from source: any ObservationSource) throws(InferenceError) {
    (self.targets, self.source) = (targets, source)
    data = try FitData(
      name: "observations of the paper", values: targets.map(\.value),
      noise: .normal(deviations: targets.map(\.deviation)))
  }

  /// The same targets, some of them taken as met: with them the evidence of a rival is an upper bound.
  func sparing(_ ids: [String]) -> ObservationTargets {
    var copy = self
    copy.spared.formUnion(ids)
    return copy
  }

  /// One name for each value, for tables.
  public var labels: [String] { targets.map { "\($0.id) \($0.quantity)" } }
  /// Targets are in the units of their conditions.
  public var unit: String { "" }

  /// What the bench expects on a device, in the order of the values.
  /// - Throws: what the bench throws; `InferenceError.modelFailed` where it gives no value.
  public func expectations(on trial: DeviceTrial) async throws -> [Double] {
    let ids = Set(targets.map(\.id)).subtracting(spared).sorted()
    let rows = try await source.conditions(of: ids, on: trial)
    return try targets.map { target in
      guard !spared.contains(target.id) else { return target.value }
      guard let value = rows[target.id]?[target.quantity], value.isFinite else {
        throw InferenceError.modelFailed(reason: "\(target.id) gives no value of '\(target.quantity)'")
      }
      return value
    }
  }
}
