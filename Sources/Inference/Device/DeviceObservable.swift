import Bench
import InputFiles
import Materials

/// Something measured on a device, with what the bench expects of it.
public protocol DeviceObservable: Sendable {
  /// The measured values and their noise.
  var data: FitData { get }
  /// One name for each value, for tables, e.g. `F2c ASE threshold at 0 V`.
  var labels: [String] { get }
  /// Unit symbol of the values; empty for pure numbers and arbitrary units.
  var unit: String { get }
  /// What the bench expects on a device, in the order of the values.
  /// - Throws: what the bench throws; `InferenceError.modelFailed` where an experiment does not reach a datum.
  func expectations(on trial: DeviceTrial) async throws -> [Double]
}

/// One device of a fit, and every experiment carried out on it at most once.
public actor DeviceTrial {
  /// A shipped device or the path of a file.
  public nonisolated let deviceName: String
  /// Values that differ from it, as for `--set`.
  public nonisolated let overrides: [String]
  private var runs: [String: Task<BenchRun, any Error>] = [:]

  /// - Parameters: as the properties of the same names.
  public init(device: String, overrides: [String]) {
    (deviceName, self.overrides) = (device, overrides)
  }

  /// Carries an experiment out on the device, once.
  /// - Throws: `InputError` for values that the device refuses, `ApparatusFailure`, `InferenceError.modelFailed` for a
  ///   protocol that ended early.
  public func run(_ experiment: Experiment) async throws -> BenchRun {
    let (name, overrides) = (deviceName, overrides)
    let task =
      runs[experiment.name]
      ?? Task {
        let device = try DeviceLibrary.load(name, parameterSet: experiment.parameterSet, overrides: overrides)
        let run = try await experiment.carryOut(on: device.device)
        switch run.outcome {
        case .complete: return run
        case .cancelled, .outOfTime: throw CancellationError()
        case .failed(let failure):
          throw InferenceError.modelFailed(reason: "experiment \(experiment.name): \(failure)")
        }
      }
    runs[experiment.name] = task
    return try await withTaskCancellationHandler {
      try await task.value
    } onCancel: {
      task.cancel()
    }
  }
}

/// A source of computed conditions of the paper's observations, which a room above this one supplies.
public protocol ObservationSource: Sendable {
  /// Computed values of the conditions of some observations on a device, by id and quantity.
  func conditions(of ids: [String], on trial: DeviceTrial) async throws -> [String: [String: Double]]
  /// Ids of the observations that can be computed.
  var ids: [String] { get }
}
