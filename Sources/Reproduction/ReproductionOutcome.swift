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
  /// The rows under control experiments; empty where none was asked for.
  public var controls: [ControlOutcome] = []
  /// What moves the rows; empty where it was not asked for.
  public var sensitivities: [RowSensitivity] = []

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
  /// - Returns: the figures that could not be drawn, with the reason; why there is no PDF of the report, if there is none.
  /// - Throws: `OutputError`, `NetCDFError`, `CSVError`, `DatasetError`, `FigureError.notWritable`.
  public func write(into partial: URL, target folder: URL) async throws -> (undrawn: [FigureError], unprinted: String?) {
    let provenance = Provenance.current(
      parameterSet: reproduction.device.parameterSet ?? "none",
      tolerances: ["transport relative tolerance": Reproduction.meshes.shipped.relativeTolerance])
    let figures = partial.appending(path: "figures")
    let records = partial.appending(path: "records")
    for made in [figures, records] { try Self.attempt(made) { try Self.makeFolder(made) } }
    let sheets = PaperSheets.figures(of: rows)
    let drawn = await GnuplotRenderer().render(
      (rows.compactMap(\.figure) + sheets).map { $0.withoutEmptyCurves().figure }, into: figures
    )
    .map { $0.mapError { $0.moved(from: partial, to: folder) } }
    var moving: [String: Result<RenderedAnimation, FigureError>] = [:]
    for row in rows {
      guard let animation = row.animation else { continue }
      do throws(FigureError) {
        moving[row.row.id] = .success(try await GnuplotRenderer().render(animation, into: figures))
      } catch {
        moving[row.row.id] = .failure(error.moved(from: partial, to: folder))
      }
    }
    for item in runs {
      let record = try item.run.record(
        of: item.experiment, input: item.experiment.resolvedInput,
        device: item.device.resolvedInput, provenance: provenance,
        citations: Citation.sources(of: item.device))
      let place = records.appending(path: item.experiment.name)
      try Self.attempt(place) { try Self.makeFolder(place) }
      try await record.writeContents(into: place)
    }
    let figuresOfRows = rows.count { $0.figure != nil }
    let report = partial.appending(path: "report.html")
    try page(
      figures: Array(drawn.prefix(figuresOfRows)), sheets: Array(drawn.dropFirst(figuresOfRows)), moving: moving, provenance
    ).write(to: report)
    let unprinted = await ReportPrinter().print(report, as: partial.appending(path: "report.pdf"))
    var tables = [("verdicts", json), ("provenance", provenance.json), ("audit", audit.json)]
    if !controls.isEmpty { tables.append(("controls", .array(controls.map(\.json)))) }
    if !sensitivities.isEmpty {
      try Data(sensitivityTable.utf8).write(to: partial.appending(path: "sensitivity.csv"))
    }
    for (name, value) in tables {
      let file = partial.appending(path: "\(name).json")
      try Self.attempt(file) { try Data(value.text.utf8).write(to: file) }
    }
    let deviceFile = partial.appending(path: "device.yaml")
    try Self.attempt(deviceFile) { try Data(reproduction.device.resolvedInput.utf8).write(to: deviceFile) }
    let unmoved = moving.values.compactMap { if case .failure(let error) = $0 { error } else { nil } }
    let undrawn = drawn.compactMap { if case .failure(let error) = $0 { error } else { nil } }
    return (unmoved + undrawn, unprinted)
  }

  private static func makeFolder(_ folder: URL) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private static func attempt(_ place: URL, _ work: () throws -> Void) throws(OutputError) {
    do { try work() } catch {
      throw .notWritable(path: place.path(percentEncoded: false), reason: error.localizedDescription)
    }
  }
}
