import Foundation

/// The stripe along which light is amplified, cut into cells along z.
public struct StripeGeometry: Sendable, Equatable {
  /// Length of each cell along z, m.
  public var cellLengths: [Double]
  /// Fluence of each cell over the nominal one, dimensionless: the pump spot's profile; zero where the film is not
  /// pumped.
  public var pumpProfile: [Double]
  /// Power reflectivity of the end at z = 0, dimensionless.
  public var lowReflectivity: Double
  /// Power reflectivity of the far end, dimensionless.
  public var highReflectivity: Double
  /// Group index of the mode, dimensionless: sets how fast light travels; only the time-dependent mode uses it.
  public var groupIndex: Double

  /// - Parameters: as the properties of the same names.
  public init(
    cellLengths: [Double], pumpProfile: [Double], lowReflectivity: Double = 0, highReflectivity: Double = 0,
    groupIndex: Double = 3
  ) {
    self.cellLengths = cellLengths
    self.pumpProfile = pumpProfile
    self.lowReflectivity = lowReflectivity
    self.highReflectivity = highReflectivity
    self.groupIndex = groupIndex
  }

  /// An evenly pumped stripe of equal cells, with unpumped film before and behind it.
  /// - Parameters:
  ///   - length: pumped length, m.
  ///   - cells: number of pumped cells.
  ///   - unpumped: length of unpumped film at either end, m.
  ///   - groupIndex: group index of the guided light n_g, dimensionless.
  public init(length: Double, cells: Int = 32, unpumped: Double = 0, groupIndex: Double = 3) {
    let count = max(1, cells)
    let width = length / Double(count)
    let edge = unpumped > 0 && width > 0 ? max(1, Int((unpumped / width).rounded())) : 0
    let edges = [Double](repeating: edge > 0 ? unpumped / Double(edge) : 0, count: edge)
    let dark = [Double](repeating: 0, count: edge)
    self.init(
      cellLengths: edges + [Double](repeating: width, count: count) + edges,
      pumpProfile: dark + [Double](repeating: 1, count: count) + dark, groupIndex: groupIndex)
  }

  /// A stripe under a spot of Gaussian profile.
  /// - Parameters:
  ///   - width: full width at half maximum of the spot along z, m.
  ///   - cells: number of cells.
  ///   - reach: length of the stripe in widths of the spot.
  ///   - groupIndex: group index of the guided light n_g, dimensionless.
  public init(gaussianSpot width: Double, cells: Int = 48, reach: Double = 3, groupIndex: Double = 3) {
    let count = max(1, cells)
    let length = width * reach / Double(count)
    let profile = (0..<count).map { (k: Int) -> Double in
      let place = (Double(k) + 0.5 - 0.5 * Double(count)) * length / width
      return exp2(-4 * place * place)
    }
    self.init(
      cellLengths: [Double](repeating: length, count: count), pumpProfile: profile, groupIndex: groupIndex)
  }

  /// Whole length L, m.
  public var length: Double { cellLengths.reduce(0, +) }
  /// Length whose pump is at least half of the nominal one, m.
  public var pumpedLength: Double { zip(cellLengths, pumpProfile).reduce(0) { $0 + ($1.1 >= 0.5 ? $1.0 : 0) } }

  func validate() throws(EmissionError) {
    guard !cellLengths.isEmpty else { throw .noCells }
    guard pumpProfile.count == cellLengths.count else {
      throw .unequalCells(quantity: "pump profile", found: pumpProfile.count, expected: cellLengths.count)
    }
    for length in cellLengths { try require(length, "length of a cell", "m", above: 0, upTo: 1) }
    for value in pumpProfile { try require(value, "pump profile", "1", from: 0, upTo: 1e3) }
    try require(pumpProfile.max() ?? 0, "highest value of the pump profile", "1", above: 0, upTo: 1e3)
    try require(lowReflectivity, "reflectivity of the low end", "1", from: 0, upTo: 0.999_999)
    try require(highReflectivity, "reflectivity of the high end", "1", from: 0, upTo: 0.999_999)
    try require(groupIndex, "group index", "1", from: 1, upTo: 100)
  }
}
