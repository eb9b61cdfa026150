import Analysis
import Bench

/// A measured threshold of amplified spontaneous emission with the fluence ladder that gives it on the bench.
public struct MeasuredThreshold: DeviceObservable {
  /// The measured values and their noise.
  public let data: FitData
  /// Symbol of the unit of the values, for tables; empty for arbitrary units.
  public let unit = "J m⁻²"
  private let experiment: Experiment
  private let bias: Double?
  private let method: ThresholdMethod

  /// - Parameters:
  ///   - name: name for tables.
  ///   - value: incident fluence at threshold, J m⁻².
  ///   - deviation: its standard deviation, J m⁻².
  ///   - experiment: an experiment with a fluence ladder.
  ///   - bias: bias of the ladder, V; nil for the first ladder.
  ///   - method: definition of the threshold, the same for measured and computed.
  /// - Throws: `InferenceError.unusableData`.
  public init(
    name: String, value: Double, deviation: Double, experiment: Experiment, bias: Double?, method: ThresholdMethod
  ) throws(InferenceError) {
    data = try FitData(name: name, values: [value], noise: .normal(deviations: [deviation]))
    (self.experiment, self.bias, self.method) = (experiment, bias, method)
  }

  /// One name for each value, for tables.
  public var labels: [String] { [data.name] }

  /// What the bench expects on a device, in the order of the values.
  /// - Throws: what the bench throws; `InferenceError.modelFailed` where it gives no value.
  public func expectations(on trial: DeviceTrial) async throws -> [Double] {
    let run = try await trial.run(experiment)
    let ladder = run.ladders.first { readings in
      guard let bias, let first = readings.first else { return true }
      return abs(first.bias - bias) < 1e-3
    }
    guard let ladder, !ladder.isEmpty else {
      throw InferenceError.modelFailed(reason: "experiment \(experiment.name) has no fluence ladder for '\(data.name)'")
    }
    let spectra = try ladder.compactMap(\.emission).map {
      try Spectrum(wavelengths: $0.wavelengths, intensities: $0.spectrum)
    }
    // Computed curves carry no noise: no smoothing beyond a parabola, no resamples.
    var settings = ThresholdSettings()
    settings.resamples = 0
    settings.smoothingRungs = 1.5
    let found = try SpectrumLadder(fluences: ladder.map { $0.fluence ?? 0 }, spectra: spectra)
      .threshold(by: method, settings: settings)
    return [found.fluence.value]
  }
}
