import ArgumentParser
import Foundation
import Records

/// `driftlight export`: a record in formats that everything reads.
struct Export: AsyncParsableCommand {
  /// What is written.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case csv, json, netcdf, netcdf3
  }

  static let configuration = CommandConfiguration(
    abstract: "Writes a record as CSV, JSON or NetCDF.",
    discussion: """
      csv: a folder with a file for each array; json: one file, or standard output without --out; netcdf: one NetCDF-4 \
      file; netcdf3: the classic format, which scipy and old MATLAB read.

      Examples:
        driftlight export results/staircase --format json --array bias --array current_density
        driftlight export results/staircase --format csv --out staircase-csv
      """)

  @Argument(help: ArgumentHelp("The folder of a record, or a file *.nc.", valueName: "record"))
  var record: String

  @Option(help: "csv, json, netcdf or netcdf3.")
  var format: Format = .csv

  @Option(help: ArgumentHelp("Only this array; may be repeated.", valueName: "name"))
  var array: [String] = []

  @OptionGroup var output: OutputOptions

  func validate() throws {
    if output.out == nil, format != .json { throw ValidationError("--format \(format.rawValue) needs --out.") }
  }

  func run() async throws {
    await finish {
      let stored = try await StoredRecord(reading: record)
      let dataset =
        array.isEmpty
        ? stored.dataset
        : try Dataset(try array.map { try stored.dataset.variable($0) }, attributes: stored.dataset.attributes)
      guard let out = output.out else {
        print(dataset.json.text, terminator: "")
        return .success
      }
      try await dataset.write(as: format, to: out, force: output.force)
      if !output.quiet { Terminal.warn("written: \(out)", label: nil) }
      return .success
    }
  }
}

extension Dataset {
  /// Writes the arrays in a format: a folder for CSV, one file otherwise.
  func write(as format: Export.Format, to path: String, force: Bool) async throws {
    let place = URL(fileURLWithPath: path)
    switch format {
    case .csv:
      try await OutputFolder.make(place, force: force) { partial in
        for variable in variables {
          try Data(CSVTable(variable).text.utf8).write(to: partial.appending(path: "\(variable.name).csv"))
        }
        let provenance = Provenance.current(parameterSet: "see record")
        try Data(provenance.json.text.utf8).write(to: partial.appending(path: "provenance.json"))
      }
    case .json:
      guard force || !FileManager.default.fileExists(atPath: path) else { throw OutputError.fileExists(path: path) }
      do { try Data(json.text.utf8).write(to: place, options: .atomic) } catch {
        throw OutputError.notWritable(path: path, reason: error.localizedDescription)
      }
    case .netcdf: try await NetCDFLibrary.shared.write(self, to: place, force: force)
    case .netcdf3: try await NetCDFLibrary.shared.write(self, to: place, force: force, format: .classic)
    }
  }
}
