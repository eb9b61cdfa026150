/// One axis of a data set: a name, a unit and the positions along it.
///
/// The name becomes the dimension and the coordinate variable of a NetCDF file, so it is held to what CF names allow:
/// a letter, then letters, digits and underscores.
public struct Axis: Sendable, Hashable, Codable {
  /// Name used in files, e.g. `wavelength`.
  public let name: String
  /// Name used in plots, e.g. `wavelength of the emitted light`.
  public let longName: String
  /// Unit of the positions as it is written in files, e.g. `nm`; `1` where there is none.
  public let unit: String
  /// Positions along the axis, in `unit`.
  public let values: [Double]

  /// `longName`: the name itself where nothing else is given.
  public init(_ name: String, longName: String? = nil, unit: String, values: [Double]) {
    self.name = name
    self.longName = longName ?? name
    self.unit = unit
    self.values = values
  }

  /// Number of positions.
  public var count: Int { values.count }

  /// What a column head or an axis title says: `wavelength [nm]`.
  public var heading: String { unit == "1" || unit.isEmpty ? name : "\(name) [\(unit)]" }
}
