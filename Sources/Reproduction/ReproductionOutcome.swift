import Bench
import Figures
import Foundation
import Materials
import Records
import Transport

/// Everything a reproduction computed: rows with verdicts, figures, and the runs behind them.
public struct ReproductionOutcome: Sendable {
  /// What was asked for.
  public let reproduction: Reproduction
  /// One row an observation, in the order of the table.
  public let rows: [ReproducedRow]
  /// The runs behind them, on the shipped mesh.
  let runs: [CompletedRun]

  /// What all runs conserved, each check at its worst.
  public var audit: PhysicsAudit {
    (runs.map(\.run.audit) + rows.map(\.audit)).reduce(PhysicsAudit([])) { $0.merged(with: $1) }
  }

  /// The rows for machines.
  public var json: JSONValue { .array(rows.map(\.json)) }

  /// Writes figures, report, verdicts and one record a run into a folder that is there.
  ///
  /// Figures that cannot be drawn (gnuplot missing) leave their scripts and data; the report says so.
  /// - Parameters:
  ///   - partial: the folder.
  ///   - folder: where it will lie in the end, for messages.
  /// - Returns: the figures that could not be drawn, with the reason.
  /// - Throws: `OutputError`, `NetCDFError`, `CSVError`, `DatasetError`, `FigureError.notWritable`.
  public func write(into partial: URL, target folder: URL) async throws -> [FigureError] {
    let provenance = Provenance.current(
      parameterSet: reproduction.device.parameterSet ?? "none",
      tolerances: ["transport relative tolerance": Reproduction.meshes.shipped.relativeTolerance])
    let figures = partial.appending(path: "figures")
    let records = partial.appending(path: "records")
    for made in [figures, records] { try Self.attempt(made) { try Self.makeFolder(made) } }
    let drawn = await GnuplotRenderer().render(
      rows.compactMap { $0.figure?.withoutEmptyCurves().figure }, into: figures
    )
    .map { $0.mapError { $0.moved(from: partial, to: folder) } }
    for item in runs {
      let record = try item.run.record(
        of: item.experiment, input: item.experiment.resolvedInput,
        device: item.device.resolvedInput, provenance: provenance,
        citations: Citation.sources(of: item.device))
      let place = records.appending(path: item.experiment.name)
      try Self.attempt(place) { try Self.makeFolder(place) }
      try await record.writeContents(into: place)
    }
    try page(drawn, provenance).write(to: partial.appending(path: "report.html"))
    for (name, value) in [("verdicts", json), ("provenance", provenance.json), ("audit", audit.json)] {
      let file = partial.appending(path: "\(name).json")
      try Self.attempt(file) { try Data(value.text.utf8).write(to: file) }
    }
    let deviceFile = partial.appending(path: "device.yaml")
    try Self.attempt(deviceFile) { try Data(reproduction.device.resolvedInput.utf8).write(to: deviceFile) }
    return drawn.compactMap { result in
      if case .failure(let error) = result { error } else { nil }
    }
  }

  private static func makeFolder(_ folder: URL) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private static func attempt(_ place: URL, _ work: () throws -> Void) throws(OutputError) {
    do { try work() } catch {
      throw .notWritable(path: place.path(percentEncoded: false), reason: error.localizedDescription)
    }
  }

  private func page(_ drawn: [Result<RenderedFigure, FigureError>], _ provenance: Provenance) -> ReportPage {
    var remaining = drawn[...]
    let entries = rows.map { row in
      let figures = row.figure == nil ? [] : [remaining.popFirst()].compactMap { $0 }
      let omitted = (row.figure?.withoutEmptyCurves().omitted ?? []).map { "No value, so not drawn: \($0)." }
      return ReportEntry(
        id: row.row.id, heading: "Figure \(row.row.figure): \(row.verdict.rawValue)", paper: row.row.reported,
        rows: row.verdictRows, figures: figures,
        notes: ["Accept rule: \(row.row.accept)."] + row.notes + omitted
          + (row.failure.map { ["Not computed: \($0)"] } ?? []))
    }
    return ReportPage(
      title: "Enhancement of amplified spontaneous emission by electric field in CsPbBr₃: reported and computed",
      introduction: [
        "Device \(reproduction.device.device.name), parameter set \(reproduction.device.parameterSet ?? "none"). "
          + "\(rows.count { $0.verdict == .agrees }) of \(rows.count) observations agree with the paper "
          + "(doi:10.1021/acs.nanolett.2c02944).",
        "Each number carries an interval: 4/3 of the difference to a mesh with every cell halved, or "
          + "the uncertainty of the analysis where that is larger. 'Fitted' marks quantities that parameters were adjusted "
          + "to; 'predicted' quantities follow.",
      ],
      entries: entries, provenance: provenance, audit: audit)
  }
}
