import InputFiles

/// A device as read from a file, with the origin of each of its numbers.
public struct LoadedDevice: Sendable {
  /// The device.
  public var device: Device
  /// Where each value came from.
  public var ledger: ParameterLedger
  /// The parameter set in use, where the file has any.
  public var parameterSet: String?
  /// Names of the parameter sets of the file.
  public var parameterSets: [String]
  /// Values outside their plausible range.
  public var warnings: [Diagnostic]
  /// The device file with parameter set and overrides carried out and the origin of each value behind it: reading this
  /// text again gives the same device.
  public var resolvedInput: String

  /// - Parameters: as the properties of the same names.
  public init(
    device: Device, ledger: ParameterLedger, parameterSet: String? = nil, parameterSets: [String] = [],
    warnings: [Diagnostic] = [], resolvedInput: String = ""
  ) {
    self.device = device
    self.ledger = ledger
    self.parameterSet = parameterSet
    self.parameterSets = parameterSets
    self.warnings = warnings
    self.resolvedInput = resolvedInput
  }
}
