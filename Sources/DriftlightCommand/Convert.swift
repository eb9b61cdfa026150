import ArgumentParser
import Foundation
import Records

/// `driftlight convert`: files of instruments, tables and older records in the present formats.
struct Convert: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Brings instrument files, tables and older records into the present format.",
    discussion: """
      A file of an instrument (\(InstrumentFormat.allCases.map(\.rawValue).joined(separator: ", "))) becomes NetCDF or CSV, \
      by the ending of --out; several files become one data set with an array for each curve. A record of an older format \
      becomes one of the present format, with all its files.

      Examples:
        driftlight convert spectrum.txt --out spectrum.nc
        driftlight convert scan-1.csv scan-2.csv --out scans.nc
        driftlight convert results/of-last-year --out results/up-to-date
      """)

  @Argument(help: ArgumentHelp("Files of instruments, or one record.", valueName: "path"))
  var paths: [String]

  @Option(help: ArgumentHelp("Layout of the files; told by their content if not given.", valueName: "layout"))
  var format: InstrumentFormat?

  @Option(help: ArgumentHelp("Columns of a table by heading or place: x:y,y.", valueName: "map"))
  var columns: String?

  @Option(help: ArgumentHelp("The result: *.nc, *.csv, or a folder for a record.", valueName: "path"))
  var out: String

  @Flag(help: "Replace what is already there.")
  var force = false

  func run() async throws {
    await finish {
      var isFolder = ObjCBool(false)
      if paths.count == 1, FileManager.default.fileExists(atPath: paths[0], isDirectory: &isFolder), isFolder.boolValue
      {
        return try await migrate(paths[0])
      }
      var curves: [MeasuredCurve] = []
      for path in paths {
        let map = columns.map { ColumnMap(parsing: $0) }
        curves += try await InstrumentFile(contentsOf: URL(fileURLWithPath: path), format: format, columns: map).curves
      }
      let file = URL(fileURLWithPath: out)
      if file.pathExtension == "csv" {
        guard force || !FileManager.default.fileExists(atPath: out) else { throw OutputError.fileExists(path: out) }
        let table = try MeasuredCurve.table(of: curves)
        do { try Data(table.text.utf8).write(to: file, options: .atomic) } catch {
          throw OutputError.notWritable(path: out, reason: error.localizedDescription)
        }
      } else {
        let dataset = try MeasuredCurve.dataset(of: curves, source: paths.joined(separator: ", "))
        try await NetCDFLibrary.shared.write(dataset, to: file, force: force)
      }
      Terminal.warn("\(curves.count) curves written: \(out)", label: nil)
      return .success
    }
  }

  /// A record of an older format, whole, in the present one.
  private func migrate(_ path: String) async throws -> ExitStatus {
    let stored = try await StoredRecord(reading: path)
    let folder = try OutputChoice(out, stem: stored.name).prepared(force: force)
    try await OutputFolder.make(folder, force: force) { partial in
      let files = FileManager.default
      for (name, url) in stored.files where !["record.nc", "csv"].contains(name) {
        try files.copyItem(at: url, to: partial.appending(path: name))
      }
      try await NetCDFLibrary.shared.write(stored.dataset, to: partial.appending(path: "record.nc"))
      try files.createDirectory(at: partial.appending(path: "csv"), withIntermediateDirectories: true)
      for variable in stored.dataset.variables {
        try Data(CSVTable(variable).text.utf8).write(to: partial.appending(path: "csv/\(variable.name).csv"))
      }
    }
    Terminal.warn("format \(stored.format) became \(RecordFormat.current): \(out)", label: nil)
    return .success
  }
}
