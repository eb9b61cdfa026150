// The figures of the paper as it has them, panels a, b, c on one sheet, made of the panels of the rows.

import Figures

/// The sheets.
enum PaperSheets {
  private static let sheets: [(name: String, title: String, panels: [(letter: String, row: String, index: Int)])] = [
    (
      "figure-1", "Figure 1 of the paper, computed: the effect (panel a is the device)",
      [("b", "F1b", 0), ("c", "F1c", 0)]
    ),
    (
      "figure-2", "Figure 2 of the paper, computed: spectra, intensities, thresholds and yield against bias",
      [("a", "F2a", 0), ("b", "F2b", 0), ("c", "F2c", 0), ("d", "F2d", 0)]
    ),
    (
      "figure-3", "Figure 3 of the paper, computed: transients and profiles",
      [
        ("a", "S12", 0), ("b", "F3b-on", 0), ("b", "F3b-off", 0), ("c", "F3c", 0), ("c", "F3c", 1), ("c", "F3c", 2),
      ]
    ),
  ]

  /// The sheets of which every row was computed.
  static func figures(of rows: [ReproducedRow]) -> [Figure] {
    sheets.compactMap { sheet in
      let panels = sheet.panels.compactMap { place -> Panel? in
        guard let figure = rows.first(where: { $0.row.id == place.row })?.figure, place.index < figure.panels.count
        else { return nil }
        var panel = figure.panels[place.index]
        let words = panel.title.isEmpty ? figure.title : panel.title
        panel.title = "\(place.letter)   \(words)"
        // The paper's own panel has one definition of the threshold; the others stand in the row.
        if place.row == "F2c" {
          panel.curves = Array(panel.curves.prefix(1))
          panel.legend = .topRight
        }
        return panel
      }
      guard panels.count == sheet.panels.count else { return nil }
      return Figure(name: sheet.name, title: sheet.title, panels: panels)
    }
  }
}
