import Bench
import Emission
import Figures
import Foundation
import Materials
import Records
import Transport

/// One experiment on one device, from the input files to the record.
public struct RecordedRun: Sendable {
  /// What is done.
  public let experiment: Experiment
  /// What it is done to, with the origin of each number.
  public let device: LoadedDevice
  /// Resolution of the slow model.
  public let transportSettings: TransportSettings

  /// - Parameters: as the properties of the same names.
  public init(_ experiment: Experiment, on device: LoadedDevice, transportSettings: TransportSettings = .init()) {
    self.experiment = experiment
    self.device = device
    self.transportSettings = transportSettings
  }

  /// What makes this run the same as another.
  public func identity(_ revision: SourceRevision = .ofRunningProgram()) -> RunJournal.Identity {
    RunJournal.Identity(
      experiment: experiment.resolvedInput, device: device.resolvedInput,
      program: "\(DriftlightVersion.current) \(revision.commit.prefix(12))")
  }

  /// The journal of this run in a folder of several: gone on with if it is one of this run, begun otherwise.
  /// - Parameters:
  ///   - key: what tells this run from others in the folder.
  ///   - folder: where the journals lie.
  /// - Throws: `OutputError`.
  func journal(_ key: String, in folder: URL) throws(OutputError) -> RunJournal {
    let name = key.map { $0.isLetter || $0.isNumber || "-_.@".contains($0) ? $0 : "_" }
    let file = folder.appending(path: "\(String(name))-mesh-\(transportSettings.meshRefinement).journal")
    var identity = identity()
    identity.experiment += "\nmesh refinement: \(transportSettings.meshRefinement)"
    guard FileManager.default.fileExists(atPath: file.path(percentEncoded: false)) else {
      return try RunJournal(creating: file, of: identity)
    }
    do { return try RunJournal(resuming: file, as: identity) } catch {
      guard case .inUse = error else { return try RunJournal(creating: file, of: identity) }
      throw error
    }
  }

  /// Carries the experiment out.
  /// - Throws: `ApparatusFailure` for a device that cannot be assembled.
  public func carryOut(_ control: RunControl = RunControl()) async throws -> BenchRun {
    try await experiment.carryOut(on: device.device, transportSettings: transportSettings, control: control)
  }

  /// The tolerances that the numbers of a run depend on, and the one that a repetition is held to.
  public var tolerances: [String: Double] {
    [
      "slow model, relative tolerance": transportSettings.relativeTolerance,
      "pulse, relative tolerance": PulseNumerics().relativeTolerance,
      RecordComparison.toleranceName: RecordComparison.standardTolerance,
    ]
  }

  /// The run as a record.
  /// - Throws: `DatasetError` if nothing was observed.
  public func record(of run: BenchRun, provenance: Provenance? = nil) throws(DatasetError) -> RunRecord {
    let provenance =
      provenance ?? Provenance.current(parameterSet: device.parameterSet ?? "none", tolerances: tolerances)
    return try run.record(
      of: experiment, input: experiment.resolvedInput, device: device.resolvedInput, provenance: provenance,
      citations: Citation.sources(of: device))
  }

  /// Writes record and figures into a folder that is there.
  ///
  /// `target`: where the folder will lie in the end, for messages.
  /// - Returns: figures that could not be drawn.
  public func write(_ run: BenchRun, into folder: URL, target: URL) async throws -> [FigureError] {
    try await record(of: run).writeContents(into: folder)
    let place = folder.appending(path: "figures")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    let figures = try RunFigures.figures(of: run, named: experiment.name)
    return await GnuplotRenderer().render(figures, into: place).compactMap { result in
      if case .failure(let error) = result { error.moved(from: folder, to: target) } else { nil }
    }
  }
}
