extension MeasuredCurve {
  /// Curves as one data set: each an array on an axis of its own.
  /// - Throws: `DatasetError`.
  public static func dataset(of curves: [MeasuredCurve], source: String) throws(DatasetError) -> Dataset {
    var arrays: [LabelledArray] = []
    for (index, curve) in curves.enumerated() {
      let number = curves.count > 1 ? "_\(index + 1)" : ""
      let axis = Axis(
        plain(curve.x.name, or: "x") + number, longName: curve.x.name, unit: curve.x.unit, values: curve.x.values)
      let name = plain(curve.y.name, or: "y") + number
      arrays.append(
        try LabelledArray(
          name == axis.name ? name + "_value" : name, longName: curve.name, unit: curve.y.unit, axes: [axis],
          values: curve.y.values))
    }
    return try Dataset(arrays, attributes: ["source": .text(source)])
  }

  /// Curves as columns side by side; the axis once where all share it, shorter columns ended by NaN.
  /// - Throws: `CSVError`.
  public static func table(of curves: [MeasuredCurve]) throws(CSVError) -> CSVTable {
    let rows = curves.map(\.x.values.count).max() ?? 0
    func column(_ column: CSVTable.Column, _ name: String) -> CSVTable.Column {
      let missing = Array(repeating: Double.nan, count: rows - column.values.count)
      return CSVTable.Column(name, unit: column.unit, values: column.values + missing)
    }
    guard let first = curves.first else { throw .empty(source: "the files") }
    if curves.allSatisfy({ $0.x == first.x }) {
      return try CSVTable(
        [first.x] + curves.map { column($0.y, curves.count > 1 ? "\($0.y.name) \($0.name)" : $0.y.name) })
    }
    return try CSVTable(
      curves.enumerated().flatMap { index, curve in
        [column(curve.x, "\(curve.x.name) \(index + 1)"), column(curve.y, "\(curve.y.name) \(curve.name)")]
      })
  }

  /// A name that a file can carry: letters, digits and underscores, a letter first.
  private static func plain(_ name: String, or other: String) -> String {
    let letters = name.lowercased().unicodeScalars.map { scalar in
      scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)) ? Character(scalar) : "_"
    }
    let trimmed = String(letters).split(separator: "_").joined(separator: "_")
    guard let first = trimmed.first, first.isLetter else { return other }
    return String(trimmed.prefix(60))
  }
}
