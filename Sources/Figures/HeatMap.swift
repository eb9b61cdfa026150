/// A quantity over two axes, drawn as colours.
///
/// A map is drawn as an image, whose pixels are all of one size: positions that are not evenly spaced are put on an
/// even grid by nearest neighbour (no value is invented between two measured ones).
public struct HeatMap: Sendable, Equatable {
  /// Positions along the horizontal axis, rising.
  public let x: [Double]
  /// Positions along the vertical axis, rising.
  public let y: [Double]
  /// Values, row-major: all x at the first y, then all x at the second.
  public let values: [Double]
  /// What the colours mean; its scale and range are those of the colours.
  public let colours: PlotAxis

  /// - Parameters: as the properties of the same names.
  public init(x: [Double], y: [Double], values: [Double], colours: PlotAxis) {
    self.x = x
    self.y = y
    self.values = values
    self.colours = colours
  }

  func check(figure: String) throws(FigureError) {
    guard x.count > 1, y.count > 1, values.count == x.count * y.count else {
      throw .unevenCurve(figure: figure, curve: colours.label)
    }
    for axis in [x, y] where !zip(axis, axis.dropFirst()).allSatisfy({ $0 < $1 }) {
      throw .unsortedMap(figure: figure, map: colours.label)
    }
    guard values.contains(where: colours.shows) else { throw .noData(figure: figure, curve: colours.label) }
    try colours.check(figure: figure)
  }

  /// Evenly spaced positions, and for each the index of the nearest of `positions`.
  static func evenGrid(_ positions: [Double]) -> (positions: [Double], source: [Int]) {
    let (low, high) = (positions[0], positions[positions.count - 1])
    let steps = zip(positions, positions.dropFirst()).map { $1 - $0 }
    let finest = steps.min() ?? 1
    let isEven = steps.allSatisfy { abs($0 - finest) < 1e-6 * (high - low) }
    let count = isEven ? positions.count : min(1000, Int(((high - low) / finest).rounded(.up)) + 1)
    var grid: [Double] = []
    var source: [Int] = []
    var nearest = 0
    for index in 0..<count {
      let position = low + (high - low) * Double(index) / Double(count - 1)
      while nearest + 1 < positions.count,
        abs(positions[nearest + 1] - position) <= abs(positions[nearest] - position)
      { nearest += 1 }
      grid.append(position)
      source.append(isEven ? index : nearest)
    }
    return (grid, source)
  }
}
