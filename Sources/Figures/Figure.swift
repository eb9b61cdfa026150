/// One sheet: a title and one or more panels, side by side or below each other.
public struct Figure: Sendable, Equatable {
  /// Name of the files, without ending, e.g. `F2c-threshold-against-bias`.
  public let name: String
  /// Title above the sheet; empty for none.
  public let title: String
  /// Panels in reading order.
  public let panels: [Panel]
  /// Panels in a row.
  public let columns: Int
  /// Size of one panel on the sheet.
  public let panelSize: PanelSize

  /// Width and height of a panel, points.
  public enum PanelSize: Sendable, Equatable {
    /// 480 × 360: at a column of 85 mm the letters are 2.3 mm high.
    case standard
    /// 720 × 240: for courses against time below each other.
    case strip
    /// 720 × 400: for depth profiles of a stack, whose thin layers need room, and legends beside the axes.
    case wide

    /// Width, points.
    var width: Int { self == .standard ? 480 : 720 }
    /// Height, points.
    var height: Int {
      switch self {
      case .standard: 360
      case .strip: 240
      case .wide: 400
      }
    }
  }

  /// - Parameters:
  ///   - name: of the files, without ending.
  ///   - title: above the sheet; empty for none.
  ///   - panels: in reading order.
  ///   - columns: two, or one where there is a single panel, unless given.
  ///   - panelSize: standard unless given.
  public init(
    name: String, title: String = "", panels: [Panel], columns: Int? = nil, panelSize: PanelSize = .standard
  ) {
    self.name = name
    self.title = title
    self.panels = panels
    self.columns = max(1, min(columns ?? 2, panels.count))
    self.panelSize = panelSize
  }

  /// Rows of panels.
  public var rows: Int { (panels.count + columns - 1) / columns }

  /// Checks what a plotting program would otherwise stumble over or draw wrongly.
  /// - Throws: `FigureError`.
  public func check() throws(FigureError) {
    let plain = name.utf8.allSatisfy {
      (65...90).contains($0) || (97...122).contains($0) || (48...57).contains($0) || [45, 46, 95].contains($0)
    }
    guard plain, !name.isEmpty, !name.hasPrefix("."), !name.hasPrefix("-") else { throw .invalidName(name) }
    guard !panels.isEmpty else { throw .empty(figure: name) }
    for panel in panels { try panel.check(figure: name) }
  }
}
