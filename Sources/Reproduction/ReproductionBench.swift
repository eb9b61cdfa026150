// One device on one mesh, and every experiment carried out on it at most once.
//
// Observations share experiments (the ladders of F2c serve four of them) and ask for them at the same time; the first
// one to ask starts the run, the others wait for it.

import Analysis
import Bench
import Foundation
import InputFiles
import Materials
import Transport

/// The bench on which the observations are reproduced: a device, a mesh, and the runs made so far.
public actor ReproductionBench {
  /// The device with the origin of its values.
  public nonisolated let device: LoadedDevice
  /// Resolution of the slow model.
  public nonisolated let transportSettings: TransportSettings
  private nonisolated let experimentOverrides: [String]
  /// Whether only headline numbers are asked for, once more on a changed device: no uncertainty of pump schemes, no map.
  public nonisolated let isBrief: Bool
  private let journals: URL?
  private let progress: @Sendable (_ experiment: String, _ fraction: Double) -> Void
  private var runs: [String: Task<CompletedRun, any Error>] = [:]
  private var carrierStudy: Task<CarrierStudy, any Error>?

  /// - Parameters:
  ///   - device: the device.
  ///   - transportSettings: resolution of the slow model.
  ///   - experimentOverrides: values of `--set` that concern pump, detector or temperature.
  ///   - isBrief: whether only headline numbers are asked for.
  ///   - journals: a folder in which runs are written down while they go on, so that they need not be made again.
  ///   - progress: called with the name of an experiment and the fraction of it that is done.
  public init(
    device: LoadedDevice, transportSettings: TransportSettings = TransportSettings(),
    experimentOverrides: [String] = [], isBrief: Bool = false, journals: URL? = nil,
    progress: @escaping @Sendable (_ experiment: String, _ fraction: Double) -> Void = { _, _ in }
  ) {
    self.device = device
    self.transportSettings = transportSettings
    self.experimentOverrides = experimentOverrides
    self.isBrief = isBrief
    self.journals = journals
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
    try await completed(name, key: name + "@film", overrides: experimentOverrides, on: Self.film(like: device)).run
  }

  /// The reference film with all in which the emitter of a device differs from it, each with its origin.
  /// - Throws: `InputError`.
  static func film(like device: LoadedDevice) throws(InputError) -> LoadedDevice {
    let name = "cspbbr3-film"
    let film = try DeviceLibrary.load(name)
    var overrides = device.ledger.entries.filter {
      $0.path.hasPrefix("emission.") && film.ledger[$0.path]?.text != $0.text
    }.map { "\($0.path)=\($0.text)" }
    if let own = device.device.emitterIndex, let other = film.device.emitterIndex {
      let (layer, target) = (device.device.layers[own], film.device.layers[other])
      if layer.thickness != target.thickness, let given = device.ledger["layers.\(layer.name).thickness"] {
        overrides.append("layers.\(target.name).thickness=\(given.text)")
      }
      if layer.opticalMaterial != target.opticalMaterial {
        overrides.append("layers.\(target.name).opticalMaterial=\(layer.opticalMaterial)")
      }
    }
    return try DeviceLibrary.load(name, overrides: overrides)
  }

  /// Carries out a shipped experiment on this bench's device with other values, once; its record goes by `label`.
  /// - Throws: as `run`.
  public func run(_ name: String, with overrides: [String], label: String) async throws -> BenchRun {
    let variant = try DeviceLibrary.load(
      text: device.resolvedInput, name: device.device.name, overrides: overrides)
    return try await completed(name, key: label, overrides: experimentOverrides, on: variant, label: label).run
  }

  /// Carries out a shipped experiment on another sample of the paper, which has a device file of its own, once.
  ///
  /// Every number that both devices name is that of this bench's device: one parameter set stands behind all observations.
  /// - Throws: as `run`.
  public func run(_ name: String, onSample sample: String) async throws -> BenchRun {
    let label = "\(name)-\(sample)"
    return try await completed(
      name, key: label, overrides: experimentOverrides, on: try Self.sample(sample, like: device), label: label
    ).run
  }

  /// A shipped device with the values of another one wherever both have them.
  /// - Throws: `InputError`.
  static func sample(_ name: String, like device: LoadedDevice) throws(InputError) -> LoadedDevice {
    let own = try DeviceLibrary.load(name)
    let overrides = device.ledger.entries.compactMap { entry -> String? in
      guard let other = own.ledger[entry.path], other.text != entry.text else { return nil }
      return "\(entry.path)=\(entry.text)"
    }
    return try DeviceLibrary.load(name, overrides: overrides)
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

  /// Steady states of the device with electrons and holes everywhere, computed once.
  /// - Throws: `InputError` for a device without bands, `TransportError`.
  func carriers() async throws -> CarrierStudy {
    let task =
      carrierStudy
      ?? Task.detached { [device, transportSettings] in try CarrierStudy(device, settings: transportSettings) }
    carrierStudy = task
    return try await task.value
  }

  /// Threshold of the device at 0 V, J m⁻²; `nil` where there is none.
  public func zeroBiasThreshold() async throws -> Double? {
    let ladders = try await run("F2c").ladders
    guard let first = ladders.first else { return nil }
    return try EmissionLadder(first).thresholdOrReason().value?.fluence.value
  }

  /// Values of `--set` that a survey of pump schemes can take: those of the pump.
  nonisolated var schemeOverrides: [String] { experimentOverrides.filter { $0.hasPrefix("pump.") } }

  /// The pump laser of the shipped experiments at a share of this device's own zero-bias threshold; as in the file where the
  /// device has none.
  func pump(atThresholdShare share: Double) async throws -> Pump {
    var pump = try Experiment(shipped: "F1b", overrides: experimentOverrides).pump
    if let threshold = try await zeroBiasThreshold() { pump.fluence = share * threshold }
    return pump
  }

  /// Everything that was carried out, by name of the experiment.
  func completedRuns() async -> [CompletedRun] {
    var found: [CompletedRun] = []
    for task in runs.values {
      if case .success(let run) = await task.result { found.append(run) }
    }
    return found.sorted { $0.experiment.name < $1.experiment.name }
  }

  private func completed(
    _ name: String, key: String, overrides: [String], on sample: LoadedDevice? = nil, label: String? = nil
  ) async throws -> CompletedRun {
    let task =
      runs[key]
      ?? Task { [device, transportSettings, journals, progress] in
        var experiment = try Experiment(shipped: name, overrides: overrides)
        if let label { experiment.name = label }
        let carried = sample ?? device
        let work = RecordedRun(experiment, on: carried, transportSettings: transportSettings)
        var journal = try journals.map { try work.journal(key, in: $0) }
        journal?.interval = .seconds(1)
        let run = try await work.carryOut(
          RunControl(
            journal: journal,
            progress: { fraction, _ in progress(name, fraction) }))
        switch run.outcome {
        case .complete: return CompletedRun(experiment: experiment, device: carried, run: run)
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
  /// The device it was carried out on, which need not be that of the bench.
  let device: LoadedDevice
  let run: BenchRun
}
