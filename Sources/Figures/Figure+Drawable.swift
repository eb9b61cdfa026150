extension Figure {
  /// The figure without the curves of which no value can be drawn, and the labels of those.
  ///
  /// A panel keeps its curves where none of them can be drawn and it has no map: drawing it then says so.
  public func withoutEmptyCurves() -> (figure: Figure, omitted: [String]) {
    var omitted: [String] = []
    let panels = panels.map { panel in
      var copy = panel
      copy.curves = panel.curves.filter(panel.shows)
      if copy.curves.isEmpty && panel.heatMap == nil { return panel }
      omitted += panel.curves.filter { !panel.shows($0) }.map(\.label)
      return copy
    }
    return (Figure(name: name, title: title, panels: panels, columns: columns, panelSize: panelSize), omitted)
  }
}

extension Panel {
  /// Whether at least one value of a curve can be drawn on its axes.
  func shows(_ curve: Curve) -> Bool {
    let vertical = curve.axis == .primary ? y : secondary ?? y
    return zip(curve.x, curve.y).contains { x.shows($0) && vertical.shows($1) }
  }
}
