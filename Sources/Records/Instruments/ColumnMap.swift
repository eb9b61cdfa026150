/// Which columns of a table are drawn against which: `1:2,3` or `wavelength:counts,dark`.
public struct ColumnMap: Sendable, Equatable {
  /// Column along the curve: its heading, or its place counted from 1.
  public let x: String
  /// Columns of values; all others if empty.
  public let y: [String]

  /// - Parameters: headings or numbers of the columns, as in the file.
  public init(x: String, y: [String] = []) { (self.x, self.y) = (x, y) }

  /// Reads `x:y,y,…`; without a colon the text names the column along the curve and all others are values.
  public init(parsing text: String) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let names = parts.count > 1 ? parts[1].split(separator: ",").map { String($0).trimmed } : []
    self.init(x: String(parts.first ?? "").trimmed, y: names)
  }

  /// Index of a column among headings.
  func index(of name: String, among headings: [CSVTable.Column], source: String) throws(InstrumentError) -> Int {
    if let index = headings.firstIndex(where: { $0.name == name || $0.heading == name }) { return index }
    if let place = Int(name), headings.indices.contains(place - 1) { return place - 1 }
    let low = name.lowercased()
    if let index = headings.firstIndex(where: { $0.name.lowercased() == low }) { return index }
    throw .noSuchColumn(source: source, column: name, available: headings.enumerated().map { "\($0 + 1) '\($1.name)'" })
  }
}
