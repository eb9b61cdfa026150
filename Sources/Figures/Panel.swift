/// One pair of axes with what is drawn in it.
public struct Panel: Sendable, Equatable {
  /// Where the legend stands.
  public enum Legend: Sendable, Equatable {
    /// The corner with the fewest points.
    case automatic
    /// In the upper left corner.
    case topLeft
    /// In the upper right corner.
    case topRight
    /// In the lower left corner.
    case bottomLeft
    /// In the lower right corner.
    case bottomRight
    /// To the right of the axes, below them, or nowhere.
    case outside, below, none
  }

  /// Title above the panel; empty for none.
  public var title: String
  /// Horizontal axis.
  public var x: PlotAxis
  /// Vertical axis on the left.
  public var y: PlotAxis
  /// Vertical axis on the right, if any curve uses it.
  public var secondary: PlotAxis?
  /// Map behind the curves.
  public var heatMap: HeatMap?
  /// Curves, drawn in this order.
  public var curves: [Curve]
  /// Straight lines at single values.
  public var lines: [MarkerLine]
  /// Values the paper reports.
  public var paper: [PaperMark]
  /// Named stretches of the horizontal axis, such as the layers of a stack; their names stand above the axes.
  public var spans: [NamedSpan]
  /// Where the legend stands.
  public var legend: Legend
  /// Whether the place stays empty.
  public private(set) var isBlank = false

  /// An empty place in a grid of panels.
  public static let blank: Panel = {
    var panel = Panel(x: PlotAxis(""), y: PlotAxis(""), legend: .none)
    panel.isBlank = true
    return panel
  }()

  /// - Parameters: as the properties of the same names.
  public init(
    title: String = "", x: PlotAxis, y: PlotAxis, secondary: PlotAxis? = nil, heatMap: HeatMap? = nil,
    curves: [Curve] = [], lines: [MarkerLine] = [], paper: [PaperMark] = [], spans: [NamedSpan] = [],
    legend: Legend = .automatic
  ) {
    self.title = title
    self.x = x
    self.y = y
    self.secondary = secondary
    self.heatMap = heatMap
    self.curves = curves
    self.lines = lines
    self.paper = paper
    self.spans = spans
    self.legend = legend
  }

  func check(figure: String) throws(FigureError) {
    guard !isBlank else { return }
    guard heatMap != nil || !curves.isEmpty else { throw .empty(figure: figure) }
    for axis in [x, y] + (secondary.map { [$0] } ?? []) { try axis.check(figure: figure) }
    for curve in curves {
      try curve.check(figure: figure)
      if curve.axis == .secondary, secondary == nil { throw .noSecondaryAxis(figure: figure, curve: curve.label) }
    }
    if let heatMap {
      guard x.scale == .linear, y.scale == .linear else { throw .heatMapOnLogarithm(figure: figure) }
      try heatMap.check(figure: figure)
    }
  }
}

/// A stretch of the horizontal axis with a name.
public struct NamedSpan: Sendable, Equatable {
  /// The name.
  public let name: String
  /// From where to where, in the unit of the axis.
  public let range: ClosedRange<Double>

  /// - Parameters: as the properties of the same names.
  public init(_ name: String, _ range: ClosedRange<Double>) {
    self.name = name
    self.range = range
  }

  /// Those of several whose names do not touch each other: the wider ones go first.
  ///
  /// - Parameters:
  ///   - ends: ends of the axis.
  ///   - width: width of the axes, points.
  static func shown(_ spans: [NamedSpan], ends: ClosedRange<Double>, width: Double) -> [NamedSpan] {
    let perUnit = width / (ends.upperBound - ends.lowerBound)
    var kept: [NamedSpan] = []
    for span in spans.sorted(by: { $0.length > $1.length })
    where kept.allSatisfy({ abs($0.middle - span.middle) * perUnit >= 17 }) { kept.append(span) }
    return kept.sorted { $0.middle < $1.middle }
  }

  /// Where the name stands.
  var middle: Double { 0.5 * (range.lowerBound + range.upperBound) }
  private var length: Double { range.upperBound - range.lowerBound }
}
