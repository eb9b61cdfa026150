import Foundation

/// Columns of numbers with a name and a unit each: one curve, as a spreadsheet, Origin or a notebook reads it.
///
/// The first line holds the headings, `wavelength [nm],emission [uJ cm-2 nm-1]`; every number is written with the
/// fewest digits that give the same Double back.
public struct CSVTable: Sendable, Equatable {
  /// One column: a name, a unit (`1` for none) and its values in that unit.
  public struct Column: Sendable, Equatable {
    /// Name of the column.
    public let name: String
    /// Unit of its values; `1` or empty for pure numbers.
    public let unit: String
    /// Values, one a row; NaN where there is none.
    public let values: [Double]

    /// - Parameters: as the properties of the same names.
    public init(_ name: String, unit: String, values: [Double]) {
      self.name = name
      self.unit = unit
      self.values = values
    }

    /// `name [unit]`, or the name alone where there is no unit.
    public var heading: String { unit == "1" || unit.isEmpty ? name : "\(name) [\(unit)]" }
  }

  /// Columns from left to right, all of one length.
  public let columns: [Column]

  /// - Throws: `CSVError.uneven` if the columns differ in length, `.empty` if there is none.
  public init(_ columns: [Column]) throws(CSVError) {
    guard let first = columns.first else { throw .empty(source: "the table") }
    for column in columns where column.values.count != first.values.count {
      throw .uneven(column: column.name, rows: column.values.count, expected: first.values.count)
    }
    self.columns = columns
  }

  /// The table of one array: its axis and its values; with two axes one column for each position of the first; with
  /// more a line for each value, all positions beside it.
  public init(_ array: LabelledArray) throws(CSVError) {
    switch array.axes.count {
    case 0:
      try self.init([Column(array.name, unit: array.unit, values: array.values)])
    case 1, 2:
      let along = array.axes[array.axes.count - 1]
      var columns = [Column(along.name, unit: along.unit, values: along.values)]
      let across = array.axes.count == 2 ? array.axes[0] : nil
      for (index, position) in (across?.values ?? [.nan]).enumerated() {
        let unit = across.map { $0.unit == "1" ? "" : " \($0.unit)" } ?? ""
        let name = across.map { "\(array.name) at \($0.name) = \(position)\(unit)" } ?? array.name
        let values = Array(array.values[(index * along.count)..<((index + 1) * along.count)])
        columns.append(Column(name, unit: array.unit, values: values))
      }
      try self.init(columns)
    default:
      var inner = array.values.count
      var columns: [Column] = []
      for axis in array.axes {
        inner /= axis.count
        let positions = (0..<array.values.count).map { axis.values[$0 / inner % axis.count] }
        columns.append(Column(axis.name, unit: axis.unit, values: positions))
      }
      try self.init(columns + [Column(array.name, unit: array.unit, values: array.values)])
    }
  }

  /// The whole file as text, lines ended by a newline.
  public var text: String {
    var text = columns.map { Self.quoted($0.heading) }.joined(separator: ",") + "\n"
    for row in columns[0].values.indices {
      text += columns.map { $0.values[row].description }.joined(separator: ",") + "\n"
    }
    return text
  }

  /// RFC 4180: a field with a comma, a quote or a line break stands in quotes.
  private static func quoted(_ field: String) -> String {
    guard field.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return field }
    return "\"" + field.replacing("\"", with: "\"\"") + "\""
  }
}
