/// One recorded curve: a quantity against another, in the units of the instrument.
public struct MeasuredCurve: Sendable, Equatable {
  /// What the file calls it, or its place in the file.
  public let name: String
  /// The quantity along the curve: wavelength, time, voltage; in its unit.
  public let x: CSVTable.Column
  /// The recorded quantity, in its unit. Values below zero are kept as they are.
  public let y: CSVTable.Column
  /// What the file says about this curve alone.
  public let metadata: [String: String]

  /// - Parameters: as the properties of the same names.
  public init(name: String, x: CSVTable.Column, y: CSVTable.Column, metadata: [String: String] = [:]) {
    (self.name, self.x, self.y, self.metadata) = (name, x, y, metadata)
  }

  /// The curve without samples of which one half is missing, or nil if none is left.
  static func dropping(
    missingIn x: CSVTable.Column, _ y: CSVTable.Column, name: String, metadata: [String: String] = [:]
  ) -> MeasuredCurve? {
    var facts = metadata
    let clean = zip(x.values, y.values).allSatisfy { $0.isFinite && $1.isFinite }
    guard !clean else {
      return x.values.isEmpty ? nil : MeasuredCurve(name: name, x: x, y: y, metadata: facts)
    }
    let kept = x.values.indices.filter { x.values[$0].isFinite && y.values[$0].isFinite }
    guard let last = kept.last else { return nil }
    // Shorter columns of a table end in blanks: only gaps inside are worth a word.
    let gaps = last + 1 - kept.count
    if gaps > 0 { facts["missing samples"] = "\(gaps)" }
    return MeasuredCurve(
      name: name, x: .init(x.name, unit: x.unit, values: kept.map { x.values[$0] }),
      y: .init(y.name, unit: y.unit, values: kept.map { y.values[$0] }), metadata: facts)
  }
}
