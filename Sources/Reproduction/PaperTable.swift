import Foundation
import InputFiles

/// One row of the observations table: what the paper reports and when a computation agrees with it.
public struct PaperRow: Sendable, Equatable {
  /// Id, e.g. `F2c`.
  public let id: String
  /// Figure of the paper, e.g. `2c`.
  public let figure: String
  /// What is reported.
  public let reported: String
  /// The accept rule in words.
  public let accept: String

  /// - Parameters: as the properties of the same names.
  public init(id: String, figure: String, reported: String, accept: String) {
    self.id = id
    self.figure = figure
    self.reported = reported
    self.accept = accept
  }
}

/// The observations table, `Resources/observations.yaml`.
public struct PaperTable: Sendable {
  /// Rows in the order of the table.
  public let rows: [PaperRow]

  /// Reads the project's table.
  /// - Throws: `InputError` where the file is damaged.
  public init() throws {
    guard let url = Bundle.module.url(forResource: "observations", withExtension: "yaml") else {
      throw ReproductionError.tableUnreadable("the file is missing beside the program; install the program anew")
    }
    let document = try InputDocument(path: url.path(percentEncoded: false))
    let log = DiagnosticLog()
    rows = (document.root.list ?? []).compactMap { node in
      let reader = MappingReader(node, log: log)
      guard let id = reader.requiredNode("id", example: "F2c")?.text,
        let figure = reader.requiredNode("figure", example: "2c")?.text,
        let reported = reader.requiredNode("what", example: "what the paper reports")?.text,
        let accept = reader.requiredNode("accept", example: "the accept rule")?.text
      else { return nil }
      return PaperRow(id: id, figure: figure, reported: reported, accept: accept)
    }
    try log.throwIfErrors()
  }

  /// The row with an id.
  public subscript(id: String) -> PaperRow? { rows.first { $0.id == id } }
}
