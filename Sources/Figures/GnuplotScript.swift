// From a figure to a script a person would keep: data in one file beside it, one readable block a panel.
//
// `gnuplot name.gp` draws SVG, then calls itself once more for PNG, so that a change made by hand reaches both.
// Every range is written out, not left to gnuplot: its logarithmic axes grow to whole decades and waste half the panel.

import Foundation

/// Script and data of one figure.
struct GnuplotScript {
  let script: String
  let data: String

  init(_ figure: Figure) throws(FigureError) {
    try figure.check()
    var data = GnuplotData(title: figure.title.isEmpty ? figure.name : figure.title)
    let sheet = try Self.sheet(of: figure, dataFile: figure.name, into: &data)
    let (width, height) = Self.size(of: figure)
    script = """
      # \(figure.title.isEmpty ? figure.name : figure.title.replacing("\n", with: " "))
      # Draws \(figure.name).svg and \(figure.name).png from \(figure.name).dat.
      # To restyle it, edit this file and run in this folder: gnuplot \(figure.name).gp
      # For a PDF: gnuplot -e "kind='pdf'" \(figure.name).gp
      if (!exists("kind")) { kind = 'svg' }
      set encoding utf8
      set minussign
      set datafile missing 'NaN'
      if (kind eq 'svg') { set terminal svg size \(width),\(height) enhanced font 'Arial,14' background rgb 'white' }
      if (kind eq 'png') { set terminal pngcairo size \(2 * width),\(2 * height) enhanced font 'Arial,14' \
      fontscale 1.85 linewidth 2 pointscale 2 background rgb 'white' }
      if (kind eq 'pdf') { set terminal pdfcairo size \(Self.inches(width))in,\(Self.inches(height))in enhanced \
      font 'Arial,14' background rgb 'white' }
      set output '\(figure.name).'.kind
      set border linewidth 1.2
      set tics nomirror scale 0.7
      set mxtics default
      set mytics default
      \(sheet)
      unset output
      if (kind eq 'svg') { kind = 'png'; reset; load '\(figure.name).gp' }

      """
    self.data = data.text
  }

  /// The panels of a sheet, whose numbers are added to `data`.
  ///
  /// `dataFile`: name of the data file, without ending.
  static func sheet(of figure: Figure, dataFile: String, into data: inout GnuplotData) throws(FigureError) -> String {
    var panels = ""
    for (number, panel) in figure.panels.enumerated() {
      guard !panel.isBlank else {
        panels += "\nset multiplot next"
        continue
      }
      var writer = PanelScript(panel, figure: figure, number: number, dataFile: dataFile)
      panels += try writer.text(&data)
    }
    let titleLines = lines(of: figure.title, width: size(of: figure).width)
    let title = titleLines.isEmpty ? "" : " title \(quoted(lines: titleLines)) noenhanced font ',16'"
    return """
      set multiplot layout \(figure.rows),\(figure.columns)\(title)
      \(panels)
      unset multiplot
      """
  }

  /// Width and height of a sheet, points.
  static func size(of figure: Figure) -> (width: Int, height: Int) {
    let width = figure.panelSize.width * figure.columns
    let titleLines = lines(of: figure.title, width: width).count
    return (width, figure.panelSize.height * figure.rows + (titleLines == 0 ? 0 : 8 + 20 * titleLines))
  }

  /// Points as inches of a page: 72 to the inch.
  private static func inches(_ points: Int) -> String { String(format: "%.2f", Double(points) / 72) }

  /// A title in lines that fit the sheet: a letter of 16 points is about 8 points wide.
  static func lines(of title: String, width: Int) -> [String] {
    let most = max(20, width * 10 / 86)
    return title.split(whereSeparator: \.isWhitespace).reduce(into: [String]()) { lines, word in
      if let last = lines.last, last.count + 1 + word.count <= most {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(String(word))
      }
    }
  }

  /// A gnuplot string of several lines: between double quotes a backslash and the quote itself are special.
  static func quoted(lines: [String]) -> String {
    "\"" + lines.map { $0.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") }.joined(separator: "\\n") + "\""
  }

  /// A gnuplot string: between single quotes nothing is special but the quote itself, which is doubled.
  static func quoted(_ text: String) -> String {
    "'" + text.replacing("'", with: "''").replacing("\n", with: " ") + "'"
  }
}
