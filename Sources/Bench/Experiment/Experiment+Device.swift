import InputFiles
import Materials

extension Experiment {
  /// Reads the device of the experiment, with the parameter set that the experiment names.
  /// - Parameter overrides: arguments of `--set` meant for the device, e.g. `layers.TFB.thickness=30nm`.
  /// - Throws: `InputError` with everything that is wrong with device file and overrides.
  public func loadDevice(overrides: [String] = []) throws(InputError) -> LoadedDevice {
    try DeviceLibrary.load(device, parameterSet: parameterSet, overrides: overrides)
  }

  /// The apparatus that carries the experiment out on a device.
  /// - Throws: `ApparatusFailure` in the words of the model that refused.
  public func simulatedDevice(_ device: Device) throws(ApparatusFailure) -> SimulatedDevice {
    try SimulatedDevice(device: device, pump: pump, detector: detector, temperature: temperature)
  }
}
