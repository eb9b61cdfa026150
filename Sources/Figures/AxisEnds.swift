/// Ends of all axes of one panel, in the units of the axes.
struct AxisEnds {
  let x: ClosedRange<Double>
  let y: ClosedRange<Double>
  let secondary: ClosedRange<Double>?

  init(_ panel: Panel, figure: String) throws(FigureError) {
    let map = panel.heatMap
    var (xs, ys, others): ([Double], [Double], [Double]) = ([], [], [])
    for curve in panel.curves {
      let primary = curve.axis == .primary
      let values = curve.y + (curve.interval.map { $0.lower + $0.upper } ?? []) + (curve.style == .filled ? [0] : [])
      guard panel.shows(curve) else { throw .noData(figure: figure, curve: curve.label) }
      xs += curve.x
      if primary { ys += values } else { others += values }
    }
    if let map {
      xs += Self.edges(map.x)
      ys += Self.edges(map.y)
    }
    for line in panel.lines {
      if line.direction == .horizontal { ys.append(line.value) } else { xs.append(line.value) }
    }
    for mark in panel.paper {
      var (across, up): ([Double], [Double]) = ([], [])
      switch mark.shape {
      case .point(let x, let y): (across, up) = ([x], [y])
      case .horizontal(let value): up = [value]
      case .vertical(let value): across = [value]
      case .horizontalBand(let band): up = [band.lowerBound, band.upperBound]
      case .verticalBand(let band): across = [band.lowerBound, band.upperBound]
      }
      xs += across
      if mark.axis == .primary { ys += up } else { others += up }
    }
    let name = panel.curves.first?.label ?? map?.colours.label ?? ""
    // Lines may end on the frame, symbols would be cut in half by it.
    let hasSymbols = panel.curves.contains { [.points, .linesPoints, .errorBars].contains($0.style) }
    let horizontalMargin = map == nil && (hasSymbols || panel.paper.contains { !$0.isBand }) ? 0.04 : 0
    guard let x = panel.x.ends(of: xs, margin: horizontalMargin) else { throw .noData(figure: figure, curve: name) }
    self.x = x
    secondary = panel.secondary?.ends(of: others, margin: 0.08, fromZero: true)
    // Where every curve belongs to the right-hand axis the left one has nothing to fit: show the same numbers.
    guard let y = panel.y.ends(of: ys, margin: map == nil ? 0.08 : 0, fromZero: map == nil) ?? secondary else {
      throw .noData(figure: figure, curve: name)
    }
    self.y = y
  }

  /// The outer edges of a map's pixels: half a step beyond the first and last position.
  private static func edges(_ positions: [Double]) -> [Double] {
    let grid = HeatMap.evenGrid(positions).positions
    let half = (grid[1] - grid[0]) / 2
    return [grid[0] - half, grid[grid.count - 1] + half]
  }
}
