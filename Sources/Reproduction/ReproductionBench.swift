// One device on one mesh, and every experiment carried out on it at most once.
//
// Observations share experiments (the ladders of F2c serve four of them) and ask for them at the same time; the first
// one to ask starts the run, the others wait for it.

import Analysis
import Bench
import InputFiles
import Materials
import Transport

/// The bench on which the observations are reproduced: a device, a mesh, and the runs made so far.
public actor ReproductionBench {
  /// The device with the origin of its values.
  public nonisolated let device: LoadedDevice
  /// Resolution of the slow model.
  public nonisolated let transportSettings: TransportSettings
  private let experimentOverrides: [String]
  private let progress: @Sendable (_ experiment: String, _ fraction: Double) -> Void
  private var runs: [String: Task<CompletedRun, any Error>] = [:]

  /// - Parameters:
  ///   - device: the device.
  ///   - transportSettings: resolution of the slow model.
  ///   - experimentOverrides: values of `--set` that concern pump, detector or temperature.
  ///   - progress: called with the name of an experiment and the fraction of it that is done.
  public init(
    device: LoadedDevice, transportSettings: TransportSettings = TransportSettings(),
    experimentOverrides: [String] = [],
    progress: @escaping @Sendable (_ experiment: String, _ fraction: Double) -> Void = { _, _ in }
  ) {
    self.device = device
    self.transportSettings = transportSettings
    self.experimentOverrides = experimentOverrides
    self.progress = progress
  }

  /// Name of the light-emitting layer, if the device has one.
  public nonisolated var emitterName: String? { device.device.emitterIndex.map { device.device.layers[$0].name } }

  /// Carries out a shipped experiment, once.
  /// - Throws: `InputError` for wrong overrides, `ApparatusFailure` for a device that cannot be computed,
  ///   `ReproductionError.runFailed` for a protocol that ended early, `.cancelled`.
  public func run(_ name: String) async throws -> BenchRun {
    try await completed(name, key: name, overrides: experimentOverrides).run
  }

  /// Carries out a shipped experiment on the reference sample, a bare film on glass, once. The film emits with the
  /// parameters of this bench's device: one parameter set stands behind all observations.
  public func runOnFilm(_ name: String) async throws -> BenchRun {
    let film = try DeviceLibrary.load("cspbbr3-film")
    var sample = film.device
    sample.emission = device.device.emission
    if let own = device.device.emitterIndex, let other = sample.emitterIndex {
      sample.layers[other].thickness = device.device.layers[own].thickness
      sample.layers[other].opticalMaterial = device.device.layers[own].opticalMaterial
    }
    return try await completed(name, key: name + "@film", overrides: experimentOverrides, on: sample).run
  }

  /// Carries out a shipped experiment with the pump at 0.8 of this device's own zero-bias threshold, once.
  ///
  /// Where the device has no threshold, the fluence of the experiment's file is used.
  public func belowThreshold(_ name: String) async throws -> BenchRun {
    guard let threshold = try await zeroBiasThreshold() else { return try await run(name) }
    let value = (0.8 * threshold).microjoulesPerSquareCentimetre
    let fluence = "pump.fluence=\(value) uJ/cm2"
    return try await completed(name, key: name + "@0.8", overrides: [fluence] + experimentOverrides).run
  }

  /// Threshold of the device at 0 V, J m⁻²; `nil` where there is none.
  public func zeroBiasThreshold() async throws -> Double? {
    let ladders = try await run("F2c").ladders
    guard let first = ladders.first else { return nil }
    return try EmissionLadder(first).thresholdOrReason().value?.fluence.value
  }

  /// Everything that was carried out, by name of the experiment.
  func completedRuns() async -> [CompletedRun] {
    var found: [CompletedRun] = []
    for task in runs.values {
      if case .success(let run) = await task.result { found.append(run) }
    }
    return found.sorted { $0.experiment.name < $1.experiment.name }
  }

  private func completed(_ name: String, key: String, overrides: [String], on sample: Device? = nil) async throws
    -> CompletedRun
  {
    let task =
      runs[key]
      ?? Task { [device, transportSettings, progress] in
        let experiment = try Experiment(shipped: name, overrides: overrides)
        let run = try await experiment.carryOut(on: sample ?? device.device, transportSettings: transportSettings) {
          fraction, _ in
          progress(name, fraction)
        }
        switch run.outcome {
        case .complete: return CompletedRun(experiment: experiment, run: run, isOnFilm: sample != nil)
        case .cancelled, .outOfTime: throw ReproductionError.cancelled
        case .failed(let failure): throw ReproductionError.runFailed(experiment: name, reason: "\(failure)")
        }
      }
    runs[key] = task
    return try await withTaskCancellationHandler {
      try await task.value
    } onCancel: {
      task.cancel()
    }
  }
}

/// An experiment with what carrying it out gave.
struct CompletedRun: Sendable {
  let experiment: Experiment
  let run: BenchRun
  /// Whether it ran on the reference film in place of the device.
  let isOnFilm: Bool
}
