import Foundation

/// What stands along one axis of a panel.
public struct PlotAxis: Sendable, Equatable {
  /// How values are spaced along the axis.
  public enum Scale: Sendable, Equatable {
    /// Equal distances for equal differences.
    case linear
    /// Equal distances for equal ratios.
    case logarithmic
  }

  /// The quantity, in words.
  public let label: String
  /// Its unit, as people write it, e.g. `µJ/cm²`; empty for none.
  public let unit: String
  /// Linear or logarithmic.
  public let scale: Scale
  /// Ends of the axis, in `unit`; nil to fit the data.
  public let range: ClosedRange<Double>?
  /// Names in place of numbers, at 1, 2, 3, …, none where a name is empty; no names for numbers.
  public let names: [String]

  /// An axis without numbers and title.
  public static func bare(_ range: ClosedRange<Double>) -> PlotAxis { PlotAxis("", range: range, names: [""]) }

  /// - Parameters: as the properties of the same names.
  public init(
    _ label: String, unit: String = "", scale: Scale = .linear, range: ClosedRange<Double>? = nil, names: [String] = []
  ) {
    self.label = label
    self.unit = unit
    self.scale = scale
    self.range = range ?? (names.isEmpty ? nil : 0.4...(Double(names.count) + 0.6))
    self.names = names
  }

  /// What stands beside the axis: `pump fluence (µJ/cm²)`.
  public var title: String { unit.isEmpty || unit == "1" ? label : "\(label) (\(unit))" }

  /// Whether a value can be drawn here.
  func shows(_ value: Double) -> Bool { value.isFinite && (scale == .linear || value > 0) }

  func check(figure: String) throws(FigureError) {
    guard let range else { return }
    guard shows(range.lowerBound), shows(range.upperBound), range.lowerBound < range.upperBound else {
      throw .invalidRange(figure: figure, axis: label)
    }
  }

  /// The ends to draw: the ones given, or those of the values with a margin; nil if no value can be drawn.
  ///
  /// - Parameter fromZero: start a linear axis of positive values that come near zero at zero.
  func ends(of values: some Sequence<Double>, margin: Double, fromZero: Bool = false) -> ClosedRange<Double>? {
    if let range { return range }
    var (low, high) = (Double.infinity, -Double.infinity)
    for value in values where shows(value) { (low, high) = (min(low, value), max(high, value)) }
    guard low <= high else { return nil }
    switch scale {
    case .logarithmic:
      let factor = low < high ? pow(high / low, margin) : 2
      return (low / factor)...(high * factor)
    case .linear:
      let span = low < high ? high - low : max(abs(high), 1) * 0.2
      let startsAtZero = fromZero && low >= 0 && low < 0.3 * high
      return (startsAtZero ? 0 : low - margin * span)...(high + max(margin, low < high ? 0 : 0.05) * span)
    }
  }
}
