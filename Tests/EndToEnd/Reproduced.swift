import Foundation

/// Results of `driftlight reproduce` that several tests look at, each computed once.
struct Reproduced: Sendable {
  let folder: TemporaryFolder
  let ending: BuiltCommand.Ending

  /// Every observation on the shipped device.
  static let shipped = Result { try Reproduced(["--json"]) }
  /// Thresholds and profiles with a TFB layer of 30 nm in place of 40 nm.
  static let thinTFB = Result { try Reproduced(["F2c", "F3c", "--json", "--set", "layers.TFB.thickness=30nm"]) }

  private init(_ arguments: [String]) throws {
    folder = try TemporaryFolder()
    ending = try BuiltCommand.run(["reproduce", "--out", "results"] + arguments, in: folder.url)
  }

  /// A row of the table as printed.
  struct Row: Decodable {
    let id: String
    let figure: String
    let quantity: String
    let paper: String
    let computed: Double?
    let interval: [Double]?
    let unit: String
    let accept: String
    let verdict: String
    let evidence: String
    let note: String
    let conditions: [Condition]

    /// One condition of the accept rule.
    struct Condition: Decodable {
      let quantity: String
      let computed: Double?
      let interval: [Double]?
      let unit: String
      let verdict: String
      let evidence: String
    }
  }

  func rows() throws -> [Row] { try JSONDecoder().decode([Row].self, from: Data(ending.output.utf8)) }

  func condition(_ id: String, _ quantity: String) throws -> (value: Double, halfWidth: Double)? {
    let found = try rows().first { $0.id == id }?.conditions.first { $0.quantity == quantity }
    guard let value = found?.computed, let interval = found?.interval else { return nil }
    return (value, 0.5 * (interval[1] - interval[0]))
  }

  /// Names of the records.
  func records() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.url.appending(path: "results/records").path).sorted()
  }

  /// Columns of a CSV file of a record; what is no number becomes NaN.
  func columns(_ record: String, _ array: String) throws -> [[Double]] {
    let lines = try folder.text("results/records/\(record)/csv/\(array).csv").split(separator: "\n").dropFirst()
    let cells = lines.map { $0.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) ?? .nan } }
    return (0..<(cells.first?.count ?? 0)).map { column in cells.map { $0[column] } }
  }
}
