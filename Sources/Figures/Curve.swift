/// One curve: numbers against numbers, in the units of the panel's axes.
public struct Curve: Sendable, Equatable {
  /// How it is drawn.
  public enum Style: Sendable, Equatable {
    /// A line through the points.
    case line
    /// A dashed line through the points.
    case dashedLine
    /// Symbols alone.
    case points
    /// Symbols with a line through them.
    case linesPoints
    /// Points with bars over `interval`.
    case errorBars
    /// The area over `interval`, with a line through the values.
    case band
    /// The area between the values and zero.
    case filled
    /// The closed area within the points, such as a bar.
    case area
  }

  /// Which vertical axis it belongs to.
  public enum Side: Sendable, Equatable {
    /// The axis on the left.
    case primary
    /// The axis on the right.
    case secondary
  }

  /// What the legend says; empty to stay out of it.
  public let label: String
  /// Positions, in the unit of the horizontal axis.
  public let x: [Double]
  /// Values, in the unit of the vertical axis. A gap is NaN.
  public let y: [Double]
  /// Lower and upper ends of each value's interval, for `errorBars` and `band`.
  public let interval: Interval?
  /// How it is drawn.
  public let style: Style
  /// Colour; from the palette in the order of curves unless given.
  public let colour: CurveColour
  /// Which vertical axis it belongs to.
  public let axis: Side

  /// Lower and upper ends, one each a point.
  public struct Interval: Sendable, Equatable {
    /// Lower ends, in the unit of the vertical axis.
    public let lower: [Double]
    /// Upper ends, in the unit of the vertical axis.
    public let upper: [Double]
    /// - Parameters: ends, one each a point, in the unit of the vertical axis.
    public init(lower: [Double], upper: [Double]) {
      self.lower = lower
      self.upper = upper
    }
  }

  /// - Parameters: as the properties of the same names.
  public init(
    _ label: String, x: [Double], y: [Double], interval: Interval? = nil, style: Style = .line,
    colour: CurveColour = .automatic, axis: Side = .primary
  ) {
    self.label = label
    self.x = x
    self.y = y
    self.interval = interval
    self.style = style
    self.colour = colour
    self.axis = axis
  }

  func check(figure: String) throws(FigureError) {
    guard !x.isEmpty else { throw .noData(figure: figure, curve: label) }
    let lengths = [y.count] + (interval.map { [$0.lower.count, $0.upper.count] } ?? [])
    guard lengths.allSatisfy({ $0 == x.count }) else { throw .unevenCurve(figure: figure, curve: label) }
    if style == .errorBars || style == .band, interval == nil { throw .noInterval(figure: figure, curve: label) }
  }
}
