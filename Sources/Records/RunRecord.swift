import Foundation

/// What one run leaves behind: data, input, provenance, audit and whom to cite.
///
/// On disk a folder:
///
///     record.nc         every array with named axes and units (NetCDF-4)
///     csv/<array>.csv   the same, one array a file
///     input.yaml        the experiment as resolved
///     device.yaml       the device as resolved, where there is one
///     provenance.json   versions, commit, machine, tolerances, seeds, command
///     audit.json        conservation of ions, charge and photons
///     HOW_TO_CITE.md
public struct RunRecord: Sendable {
  /// All arrays.
  public let dataset: Dataset
  /// The resolved input, YAML text.
  public let input: String
  /// The resolved device, YAML text; `nil` where there is none.
  public let device: String?
  /// Where the record comes from.
  public let provenance: Provenance
  /// What was conserved, and how well.
  public let audit: PhysicsAudit
  /// Whom to cite, the experiment first.
  public let citations: [Citation]
  /// Further tables for `csv/`, by file name without ending.
  public let tables: [String: CSVTable]

  /// - Parameters: as the properties of the same names.
  public init(
    dataset: Dataset, input: String, device: String? = nil, provenance: Provenance, audit: PhysicsAudit,
    citations: [Citation] = [.experiment], tables: [String: CSVTable] = [:]
  ) {
    self.dataset = dataset
    self.input = input
    self.device = device
    self.provenance = provenance
    self.audit = audit
    self.citations = citations
    self.tables = tables
  }

  /// Writes the record as `folder`, whole or not at all.
  ///
  /// A record whose audit failed is written too: the caller ends with exit code 5.
  ///
  /// `force`: replace a record that is already there.
  /// - Throws: `OutputError`, `NetCDFError`, `CSVError` or `DatasetError`.
  public func write(to folder: URL, force: Bool = false) async throws {
    try await OutputFolder.make(folder, force: force) { partial in
      try await writeContents(into: partial)
    }
  }

  /// Writes the record's files into a folder that is already there, as part of a larger output that is made whole by
  /// its owner.
  public func writeContents(into folder: URL) async throws {
    let described = try dataset.adding(attributes: [
      "source": .text("Driftlight \(provenance.version), commit \(provenance.revision.commit)"),
      "history": .text("\(provenance.date.ISO8601Format()): \(provenance.commandLine.joined(separator: " "))"),
      "parameter_set": .text(provenance.parameterSet),
      "physics_audit": .text(audit.passed ? "passed" : "failed"),
      RecordFormat.attribute: .numbers([Double(RecordFormat.current)]),
    ])
    try await NetCDFLibrary.shared.write(described, to: folder.appending(path: "record.nc"))
    let curves = folder.appending(path: "csv")
    try Self.attempt(curves) { try FileManager.default.createDirectory(at: curves, withIntermediateDirectories: true) }
    for array in dataset.variables {
      try Self.write(CSVTable(array).text, to: curves.appending(path: "\(array.name).csv"))
    }
    for (name, table) in tables {
      try Self.write(table.text, to: curves.appending(path: "\(try Self.checked(name)).csv"))
    }
    try Self.write(input, to: folder.appending(path: "input.yaml"))
    if let device { try Self.write(device, to: folder.appending(path: "device.yaml")) }
    try Self.write(provenance.json.text, to: folder.appending(path: "provenance.json"))
    try Self.write(audit.json.text, to: folder.appending(path: "audit.json"))
    let citing = Citation.page(citations: citations, provenance: provenance)
    try Self.write(citing, to: folder.appending(path: "HOW_TO_CITE.md"))
  }

  private static func checked(_ name: String) throws(OutputError) -> String {
    let plain = name.utf8.allSatisfy {
      (65...90).contains($0) || (97...122).contains($0) || (48...57).contains($0) || [45, 46, 95].contains($0)
    }
    guard plain, !name.isEmpty, !name.hasPrefix(".") else { throw .invalidName(name) }
    return name
  }

  private static func write(_ text: String, to file: URL) throws(OutputError) {
    try attempt(file) { try text.write(to: file, atomically: false, encoding: .utf8) }
  }

  private static func attempt(_ file: URL, _ work: () throws -> Void) throws(OutputError) {
    do { try work() } catch {
      throw .notWritable(path: file.path(percentEncoded: false), reason: error.localizedDescription)
    }
  }
}
