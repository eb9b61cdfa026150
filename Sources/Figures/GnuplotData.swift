/// The data file of one figure: blocks of columns, numbered as gnuplot's `index` counts them, each under a comment that
/// says what it holds.
struct GnuplotData {
  private(set) var text: String
  private(set) var blockCount = 0

  init(title: String) {
    text = "# \(title.replacing("\n", with: " "))\n# Columns are separated by blanks, blocks by two empty lines.\n"
  }

  /// Adds a block and returns its index.
  mutating func add(_ title: String, headings: [String], columns: [[Double]], rowLength: Int? = nil) -> Int {
    if blockCount > 0 { text += "\n\n" }
    text += "# block \(blockCount): \(title.replacing("\n", with: " "))\n# \(headings.joined(separator: " | "))\n"
    for row in columns[0].indices {
      if let rowLength, row > 0, row % rowLength == 0 { text += "\n" }
      text += columns.map { Self.number($0[row]) }.joined(separator: " ") + "\n"
    }
    blockCount += 1
    return blockCount - 1
  }

  /// The fewest digits that give the same Double back; NaN for everything that cannot be drawn.
  static func number(_ value: Double) -> String { value.isFinite ? value.description : "NaN" }
}
