/// A straight line at one value, e.g. a computed threshold or the moment a bias is switched.
public struct MarkerLine: Sendable, Equatable {
  /// How the line runs.
  public enum Direction: Sendable, Equatable {
    /// From left to right.
    case horizontal
    /// From bottom to top.
    case vertical
  }
  /// How the line runs.
  public let direction: Direction
  /// Where it stands, in the unit of the axis it crosses.
  public let value: Double
  /// What the legend says; empty to stay out of it.
  public let label: String
  /// Colour, grey unless given.
  public let colour: CurveColour

  /// `value`: position on the axis it crosses, in the unit of that axis.
  public init(_ direction: Direction, at value: Double, label: String = "", colour: CurveColour = .grey) {
    self.direction = direction
    self.value = value
    self.label = label
    self.colour = colour
  }
}

/// What the paper reports, drawn black so that nobody takes it for a computed value.
public struct PaperMark: Sendable, Equatable {
  /// What is drawn, in the units of the axes.
  public enum Shape: Sendable, Equatable {
    /// A diamond at a reported point.
    case point(x: Double, y: Double)
    /// A line across at a reported value of the vertical axis.
    case horizontal(Double)
    /// A line up at a reported value of the horizontal axis.
    case vertical(Double)
    /// The range of the vertical axis within which the reported value lies.
    case horizontalBand(ClosedRange<Double>)
    /// The range of the horizontal axis within which the reported value lies.
    case verticalBand(ClosedRange<Double>)
  }
  /// What is drawn.
  public let shape: Shape
  /// What the legend says after `paper: `, e.g. `600 µJ/cm²`.
  public let label: String
  /// Which vertical axis it belongs to.
  public let axis: Curve.Side

  /// - Parameters: what is drawn, what the legend says, and the vertical axis it belongs to.
  public init(_ shape: Shape, label: String, axis: Curve.Side = .primary) {
    self.shape = shape
    self.label = label
    self.axis = axis
  }
}

extension PaperMark {
  /// Bands lie behind the curves, everything else above them.
  var isBand: Bool {
    switch shape {
    case .horizontalBand, .verticalBand: true
    case .point, .horizontal, .vertical: false
    }
  }
}
