import InputFiles
import Materials
import Transport

extension Experiment {
  /// Reads the device of the experiment, with the parameter set that the experiment names.
  /// - Parameter overrides: arguments of `--set` meant for the device, e.g. `layers.TFB.thickness=30nm`.
  /// - Throws: `InputError` with everything that is wrong with device file and overrides.
  public func loadDevice(overrides: [String] = []) throws(InputError) -> LoadedDevice {
    do { return try DeviceLibrary.load(device, parameterSet: parameterSet, overrides: overrides) } catch {
      throw located(error)
    }
  }

  /// The error with the place in this experiment's file where it is that file which names what is wrong.
  private func located(_ error: InputError) -> InputError {
    var isOfFile = error.kind == .inputFile
    let diagnostics = error.diagnostics.map { diagnostic in
      let names = ["E-device-unknown", "E-file"].contains(diagnostic.code) && diagnostic.location == nil
      let chooses = diagnostic.location.map { $0.source.isArgument && $0.lineText.hasPrefix("--set use=") } ?? false
      guard let place = names ? deviceLocation : chooses ? parameterSetLocation : nil else { return diagnostic }
      isOfFile = isOfFile || !place.source.isArgument
      var copy = diagnostic
      copy.location = place
      return copy
    }
    return InputError(kind: isOfFile ? .inputFile : .usage, diagnostics: diagnostics)
  }

  /// Carries the experiment out on a simulated device, or on a simulated film if the device has no electrical layers.
  /// - Parameters:
  ///   - device: the device; its own temperature counts where the experiment names none.
  ///   - transportSettings: resolution of the slow model.
  ///   - progress: called with the fraction done, 0…1, and the sentence at work.
  /// - Throws: `ApparatusFailure` if the device cannot be assembled; later failures end the run and stand in its outcome.
  public func carryOut(
    on device: Device, transportSettings: TransportSettings = TransportSettings(),
    progress: @escaping @Sendable (_ fraction: Double, _ message: String) -> Void = { _, _ in }
  ) async throws(ApparatusFailure) -> BenchRun {
    try await carryOut(on: device, transportSettings: transportSettings, control: RunControl(progress: progress))
  }

  /// Carries the experiment out on a simulated device or film.
  /// - Parameters:
  ///   - device: the device; its own temperature counts where the experiment names none.
  ///   - transportSettings: resolution of the slow model.
  ///   - control: who is told, when the run has to end, where it is written down.
  /// - Throws: `ApparatusFailure` if the device cannot be assembled; later failures end the run and stand in its outcome.
  public func carryOut(
    on device: Device, transportSettings: TransportSettings = TransportSettings(), control: RunControl
  ) async throws(ApparatusFailure) -> BenchRun {
    guard !device.transportLayerIndices.isEmpty else {
      var film = try SimulatedFilm(device: device, pump: pump, detector: detector, temperature: temperature)
      return await film.carryOut(timeline, control: control)
    }
    var apparatus = try SimulatedDevice(
      device: device, pump: pump, detector: detector, temperature: temperature, transportSettings: transportSettings)
    return await apparatus.carryOut(timeline, control: control)
  }

  /// The sentences that the models of a device cannot carry out, each once with its place; empty where all can be.
  public func review(for device: Device) -> [Diagnostic] {
    var found: [Diagnostic] = []
    for segment in timeline.segments {
      let refusal =
        device.transportLayerIndices.isEmpty
        ? SimulatedFilm.refusal(of: segment, name: device.name)
        : SimulatedDevice.refusal(of: segment, device: device)
      guard let refusal else { continue }
      let step = timeline.steps[segment.step]
      let diagnostic = Diagnostic(
        code: "E-unsupported", message: "'\(step.sentence)' cannot be carried out: \(refusal.message)",
        at: places[step.position], remedy: refusal.remedy)
      if !found.contains(diagnostic) { found.append(diagnostic) }
    }
    return found
  }
}
