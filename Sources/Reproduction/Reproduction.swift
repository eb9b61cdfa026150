import Bench
import Figures
import Foundation
import InputFiles
import Materials
import Quantities
import Records
import Transport

/// Which observations are reproduced, on which device.
public struct Reproduction: Sendable {
  /// The observations, in the order of the table.
  public let observations: [any PaperObservation]
  /// The paper's table.
  public let table: PaperTable
  /// The device with the origin of its values.
  public let device: LoadedDevice
  /// Overrides of pump, detector or temperature.
  public let experimentOverrides: [String]

  /// - Parameters:
  ///   - ids: ids of the table; empty for all that can be computed.
  ///   - device: a shipped device or the path of a file.
  ///   - overrides: arguments of `--set`; those whose path begins with a key of an experiment file go to the
  ///     experiments, the others to the device.
  /// - Throws: `ReproductionError.unknownObservation`, `InputError` for a device or an override that is wrong, before
  ///   anything is computed.
  public init(ids: [String] = [], device: String = "cspbbr3-led", overrides: [String] = []) throws {
    table = try PaperTable()
    let known = PaperObservations.all
    for id in ids where !known.contains(where: { $0.id == id }) {
      throw ReproductionError.unknownObservation(
        id, suggestion: Spelling.closest(to: id, among: known.map(\.id)), known: known.map(\.id))
    }
    observations = known.filter { ids.isEmpty || ids.contains($0.id) }
    let isOfExperiment = { (override: String) in
      ["pump", "detector"].contains(override.prefix { $0 != "." && $0 != "=" })
    }
    self.device = try DeviceLibrary.load(device, overrides: overrides.filter { !isOfExperiment($0) })
    experimentOverrides = overrides.filter(isOfExperiment)
    if !experimentOverrides.isEmpty {
      for name in Experiment.shippedNames { _ = try Experiment(shipped: name, overrides: experimentOverrides) }
    }
  }

  /// What makes this reproduction the same as another.
  public func identity(_ revision: SourceRevision = .ofRunningProgram()) -> RunJournal.Identity {
    RunJournal.Identity(
      experiment: (observations.map(\.id) + experimentOverrides).joined(separator: "\n"), device: device.resolvedInput,
      program: "\(DriftlightVersion.current) \(revision.commit.prefix(12))")
  }

  /// The mesh of the shipped figures, and the one against which its error is estimated: every cell halved.
  static let meshes = (shipped: TransportSettings(), halved: TransportSettings(meshRefinement: 2))

  /// Computes every observation.
  ///
  /// - Parameters:
  ///   - journals: a folder in which every run is written down while it goes on; runs that are there are not made again.
  ///   - progress: called with the fraction done, 0…1, and what is at work.
  /// - Returns: rows in the order of the table. A row that could not be computed says why; the others are not lost.
  /// - Throws: `ReproductionError.cancelled`.
  public func carryOut(
    journals: URL? = nil,
    progress: @escaping @Sendable (_ fraction: Double, _ message: String) -> Void = { _, _ in }
  ) async throws -> ReproductionOutcome {
    let tally = ProgressTally(count: 2 * observations.count, report: progress)
    let benches = [Self.meshes.shipped, Self.meshes.halved].map { settings in
      ReproductionBench(
        device: device, transportSettings: settings, experimentOverrides: experimentOverrides,
        journals: journals,
        progress: { name, fraction in tally.note(name, fraction) })
    }
    let rows = await withTaskGroup(of: (Int, ReproducedRow).self) { group in
      for (index, observation) in observations.enumerated() {
        group.addTask { (index, await row(observation, on: benches, tally)) }
      }
      return await group.reduce(into: [(Int, ReproducedRow)]()) { $0.append($1) }
    }
    if Task.isCancelled { throw ReproductionError.cancelled }
    return ReproductionOutcome(
      reproduction: self, rows: rows.sorted { $0.0 < $1.0 }.map { $0.1 }, runs: await benches[0].completedRuns())
  }

  private func row(
    _ observation: any PaperObservation, on benches: [ReproductionBench], _ tally: ProgressTally
  ) async -> ReproducedRow {
    let paper = table[observation.id] ?? PaperRow(id: observation.id, figure: "", reported: "", accept: "")
    do {
      async let halved = Self.attempt { try await observation.reproduce(on: benches[1]) }
      let shipped = try await observation.reproduce(on: benches[0])
      tally.finish(observation.id)
      let finer = await halved
      tally.finish(observation.id)
      var notes = shipped.notes
      if let reason = finer.reason { notes.append("No interval: on the halved mesh the run failed: \(reason)") }
      let criteria = shipped.criteria.enumerated().map { index, criterion in
        criterion.withDiscretisationError(
          halvedMesh: finer.value.flatMap { index < $0.criteria.count ? $0.criteria[index].computed : nil } ?? .nan)
      }
      return ReproducedRow(row: paper, criteria: criteria, figure: shipped.figure, animation: shipped.animation, audit: shipped.audit,
        notes: notes)
    } catch {
      return ReproducedRow(row: paper, criteria: [], failure: "\(error)")
    }
  }

  private static func attempt<Value: Sendable>(
    _ work: @Sendable () async throws -> Value
  ) async -> (value: Value?, reason: String?) {
    do { return (try await work(), nil) } catch { return (nil, "\(error)") }
  }

  /// Every row once more on a changed device, on the shipped mesh alone and briefly: what controls and sensitivities need.
  /// - Returns: rows in the order of the table, without intervals; one that could not be computed says why.
  func briefRows(on changed: LoadedDevice) async -> [ReproducedRow] {
    let bench = ReproductionBench(device: changed, experimentOverrides: experimentOverrides, isBrief: true)
    return await withTaskGroup(of: (Int, ReproducedRow).self) { group in
      for (index, observation) in observations.enumerated() {
        group.addTask {
          let paper = table[observation.id] ?? PaperRow(id: observation.id, figure: "", reported: "", accept: "")
          do {
            let found = try await observation.reproduce(on: bench)
            return (index, ReproducedRow(row: paper, criteria: found.criteria, notes: found.notes))
          } catch { return (index, ReproducedRow(row: paper, criteria: [], failure: "\(error)")) }
        }
      }
      return await group.reduce(into: [(Int, ReproducedRow)]()) { $0.append($1) }.sorted { $0.0 < $1.0 }.map { $0.1 }
    }
  }

  /// The conditions of every observation on the shipped mesh alone, by id: what a calibration needs.
  /// - Throws: the first error of any observation.
  func conditions() async throws -> [String: [Criterion]] {
    let bench = ReproductionBench(device: device, experimentOverrides: experimentOverrides)
    return try await withThrowingTaskGroup(of: (String, [Criterion]).self) { group in
      for observation in observations {
        group.addTask { (observation.id, try await observation.reproduce(on: bench).criteria) }
      }
      return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
  }
}
