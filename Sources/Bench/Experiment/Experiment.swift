import InputFiles

/// One experiment as its file states it: a device, a pump, a detector and a protocol.
public struct Experiment: Sendable, Equatable {
  /// Name of the experiment: that of its file without ending, e.g. `F2c`.
  public var name: String
  /// One line for people.
  public var title: String
  /// The device: a shipped name or a path, e.g. `cspbbr3-led`.
  public var device: String
  /// Named parameter set of the device, e.g. `M1`; `nil` for the device's own.
  public var parameterSet: String?
  /// Lattice temperature T, K; `nil` for the device's own.
  public var temperature: Double?
  /// The pump laser; its fluence holds until the protocol sets another.
  public var pump: Pump
  /// What the spectrometer records.
  public var detector: DetectorGrid
  /// What is done, in order.
  public var lab: LabProtocol
  /// The protocol laid out in time.
  public var timeline: Timeline
  /// The file with overrides carried out and the origin of each value behind it, YAML; reading it again gives the same
  /// experiment. Empty for an experiment that was not read from a file.
  public var resolvedInput = ""
  /// Where each sentence stands in its file; empty for an experiment that was not read from a file.
  public var places: [SentencePosition: SourceLocation] = [:]

  /// Where the file names device and parameter set; `nil` where it does not.
  public var deviceLocation: SourceLocation?, parameterSetLocation: SourceLocation?

  /// - Throws: everything in the protocol that cannot be carried out.
  public init(
    name: String, title: String = "", device: String, parameterSet: String? = nil, temperature: Double? = nil,
    pump: Pump, detector: DetectorGrid = .standard, lab: LabProtocol
  ) throws(TimelineProblems) {
    self.name = name
    self.title = title
    self.device = device
    self.parameterSet = parameterSet
    self.temperature = temperature
    self.pump = pump
    self.detector = detector
    self.lab = lab
    self.timeline = try Timeline(lab, fluence: pump.fluence, temperature: temperature)
  }
}
