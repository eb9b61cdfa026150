import Foundation

/// Where a panel's legend stands, as a gnuplot command.
struct LegendPlacement {
  let command: String

  /// - Parameters:
  ///   - panel: the panel.
  ///   - ends: ends of its axes.
  ///   - neighbours: the panels beside it: legends below take the same height, so that the axes of a row stand level.
  init(_ panel: Panel, _ ends: AxisEnds, beside neighbours: [Panel]) {
    let shown = Self.labels(panel)
    guard !shown.isEmpty, panel.legend != .none else {
      command = "set key default\nunset key\nset bmargin -1"
      return
    }
    guard panel.legend != .below else {
      // Two entries a row where they fit; the margin is stated because the automatic one lets the legend touch the axis
      // title.
      let isNarrow = Self.isNarrow(shown)
      let rows = ([panel] + neighbours).filter { $0.legend == .below }.map { Self.rows(Self.labels($0)) }.max() ?? 1
      command =
        "set bmargin \(String(format: "%.1f", 4.2 + 1.3 * Double(rows)))\n"
        + "set key default\nset key bmargin center horizontal maxcols \(isNarrow ? 2 : 1) Left reverse samplen 2.2 spacing 1.05 font ',12' noopaque nobox"
      return
    }
    let place =
      switch panel.legend {
      case .automatic: Self.emptiestCorner(panel, ends, labels: shown)
      case .topLeft: "top left"
      case .topRight: "top right"
      case .bottomLeft: "bottom left"
      case .bottomRight: "bottom right"
      case .outside: "outside right center"
      case .below, .none: ""
      }
    command = "set bmargin -1\nset key default\nset key \(place) Left reverse samplen 2.2 spacing 1.05 font ',12' noopaque nobox"
  }

  private static func labels(_ panel: Panel) -> [String] {
    (panel.curves.map(\.label) + panel.lines.map(\.label) + panel.paper.map { "paper: \($0.label)" })
      .filter { !$0.isEmpty }
  }

  private static func isNarrow(_ labels: [String]) -> Bool { (labels.map(\.count).max() ?? 0) <= 22 }

  private static func rows(_ labels: [String]) -> Int { isNarrow(labels) ? (labels.count + 1) / 2 : labels.count }

  /// The corner whose box, as large as the legend, holds the fewest points; top left where several are equal.
  private static func emptiestCorner(_ panel: Panel, _ ends: AxisEnds, labels: [String]) -> String {
    let width = min(0.8, 0.12 + 0.019 * Double(labels.map(\.count).max() ?? 0))
    let height = min(0.9, 0.05 + 0.075 * Double(labels.count))
    var counts = [0, 0, 0, 0]
    for curve in panel.curves {
      let vertical = curve.axis == .primary ? panel.y : panel.secondary ?? panel.y
      let range = curve.axis == .primary ? ends.y : ends.secondary ?? ends.y
      for (x, y) in path(curve, panel.x, ends.x, vertical, range) {
        let (isLeft, isRight) = (x < width, x > 1 - width)
        let (isTop, isBottom) = (y > 1 - height, y < height)
        for (corner, inside) in [isTop && isLeft, isTop && isRight, isBottom && isLeft, isBottom && isRight]
          .enumerated()
        where inside { counts[corner] += 1 }
      }
    }
    for mark in panel.paper {
      guard case .point(let px, let py) = mark.shape else { continue }
      let (x, y) = (part(px, panel.x, ends.x), part(py, panel.y, ends.y))
      let inside = [(0.0, 1.0), (1, 1), (0, 0), (1, 0)].map { abs(x - $0) < width && abs(y - $1) < height }
      for (corner, flag) in inside.enumerated() where flag { counts[corner] += 20 }
    }
    let corners = ["top left", "top right", "bottom left", "bottom right"]
    let best = counts.indices.min { counts[$0] < counts[$1] } ?? 1
    return corners[best]
  }

  /// Points along the drawn curve, with points between so that a line through a corner counts.
  private static func path(
    _ curve: Curve, _ x: PlotAxis, _ xEnds: ClosedRange<Double>, _ y: PlotAxis, _ yEnds: ClosedRange<Double>
  ) -> [(Double, Double)] {
    let points = zip(curve.x, curve.y).filter { x.shows($0) && y.shows($1) }
      .map { (part($0, x, xEnds), part($1, y, yEnds)) }
    var path = points
    for (a, b) in zip(points, points.dropFirst()) where points.count < 300 {
      for step in 1...7 {
        let share = Double(step) / 8
        path.append((a.0 + share * (b.0 - a.0), a.1 + share * (b.1 - a.1)))
      }
    }
    return path
  }

  /// How far along the axis a value lies, from 0 to 1.
  private static func part(_ value: Double, _ axis: PlotAxis, _ ends: ClosedRange<Double>) -> Double {
    axis.scale == .linear
      ? (value - ends.lowerBound) / (ends.upperBound - ends.lowerBound)
      : log(value / ends.lowerBound) / log(ends.upperBound / ends.lowerBound)
  }
}
