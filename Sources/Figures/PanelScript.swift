import Foundation

/// The part of a script that draws one panel.
struct PanelScript {
  let panel: Panel
  let figure: Figure
  let number: Int
  private let file: String
  private var plots: [String] = []

  /// `dataFile`: name of the data file, without ending.
  init(_ panel: Panel, figure: Figure, number: Int, dataFile: String) {
    self.panel = panel
    self.figure = figure
    self.number = number
    file = "'\(dataFile).dat'"
  }

  /// Adds the panel's numbers to `data` and returns its commands.
  mutating func text(_ data: inout GnuplotData) throws(FigureError) -> String {
    let ends = try AxisEnds(panel, figure: figure.name)
    if let map = panel.heatMap { draw(map, into: &data) }
    for mark in panel.paper where mark.isBand { draw(mark, ends, into: &data) }
    for (index, curve) in panel.curves.enumerated() { draw(curve, index: index, into: &data) }
    for line in panel.lines { draw(line, ends, into: &data) }
    for mark in panel.paper where !mark.isBand { draw(mark, ends, into: &data) }

    var lines = ["", "# panel \(number + 1)"]
    // Where one panel has a title every panel keeps its height free, so that the axes of a row stand level.
    let untitled = figure.panels.allSatisfy(\.title.isEmpty)
    lines.append(
      untitled
        ? "unset title" : "set title \(Self.quoted(panel.title.isEmpty ? " " : panel.title)) noenhanced font ',14'")
    lines +=
      Self.axis("x", panel.x, ends.x, step: numberStep(ends.x), turned: turnsNames) + Self.axis("y", panel.y, ends.y)
    lines += spanNames(ends)
    if let secondary = panel.secondary, let range = ends.secondary {
      lines += Self.axis("y2", secondary, range) + ["set y2tics"]
    } else {
      lines += ["unset y2label", "unset y2tics"]
    }
    if let map = panel.heatMap {
      let stops = CurveColour.viridisAnchors.indices.map { index in
        "\(index) '\(CurveColour.viridis(Double(index) / Double(CurveColour.viridisAnchors.count - 1)))'"
      }
      lines.append("set palette defined (\(stops.joined(separator: ", ")))")
      lines += Self.axis("cb", map.colours, map.colours.ends(of: map.values, margin: 0))
      lines.append("set cblabel offset 1.2,0")
    }
    lines.append(LegendPlacement(panel, ends, beside: neighbours).command)
    lines.append(sideMargins)
    let plot = "plot \\\n  " + plots.joined(separator: ", \\\n  ")
    // A missing point of a curve is left out; one of a map has to keep its place, and stays blank.
    lines += panel.heatMap == nil ? [plot] : ["set datafile missing", plot, "set datafile missing 'NaN'"]
    return lines.joined(separator: "\n")
  }

  // MARK: - What is drawn

  private mutating func draw(_ map: HeatMap, into data: inout GnuplotData) {
    let (xs, xSource) = HeatMap.evenGrid(map.x)
    let (ys, ySource) = HeatMap.evenGrid(map.y)
    var columns: [[Double]] = [[], [], []]
    for (row, y) in ys.enumerated() {
      for (column, x) in xs.enumerated() {
        columns[0].append(x)
        columns[1].append(y)
        columns[2].append(map.values[ySource[row] * map.x.count + xSource[column]])
      }
    }
    let headings = [panel.x.title, panel.y.title, map.colours.title]
    let index = data.add(map.colours.label, headings: headings, columns: columns, rowLength: xs.count)
    plots.append("\(file) index \(index) using 1:2:3 with image notitle")
  }

  private mutating func draw(_ curve: Curve, index: Int, into data: inout GnuplotData) {
    let vertical = curve.axis == .secondary ? panel.secondary ?? panel.y : panel.y
    var headings = [panel.x.title, vertical.title]
    var columns = [curve.x, curve.y]
    if let interval = curve.interval {
      headings += ["lower", "upper"]
      columns += [interval.lower, interval.upper]
    }
    let block = data.add(curve.label, headings: headings, columns: columns)
    let colour = "linecolor rgb '\(curve.colour.hexadecimal(index: index))'"
    // Hundreds of symbols side by side would hide each other and the curve through them.
    let size = curve.x.count > 300 ? "0.35" : "0.8"
    let point = "pointtype \([7, 5, 9, 11, 6, 4, 8, 10][index % 8]) pointsize \(size)"
    let axes = curve.axis == .secondary ? " axes x1y2" : ""
    let source = "\(file) index \(block)"
    let title = Self.title(curve.label)
    switch curve.style {
    case .line: plots.append("\(source) using 1:2\(axes) with lines linewidth 2 \(colour) \(title)")
    case .dashedLine:
      plots.append("\(source) using 1:2\(axes) with lines linewidth 2 dashtype 2 \(colour) \(title)")
    case .points: plots.append("\(source) using 1:2\(axes) with points \(point) \(colour) \(title)")
    case .linesPoints:
      plots.append("\(source) using 1:2\(axes) with linespoints linewidth 1.6 \(point) \(colour) \(title)")
    case .errorBars:
      plots.append("\(source) using 1:2:3:4\(axes) with yerrorbars linewidth 1.4 \(point) \(colour) \(title)")
    case .band:
      plots.append(
        "\(source) using 1:3:4\(axes) with filledcurves fillstyle transparent solid 0.25 noborder \(colour) notitle")
      plots.append("\(source) using 1:2\(axes) with lines linewidth 2 \(colour) \(title)")
    case .filled:
      plots.append(
        "\(source) using 1:2\(axes) with filledcurves x1 fillstyle transparent solid 0.35 \(colour) \(title)")
    case .area:
      plots.append(
        "\(source) using 1:2\(axes) with filledcurves closed fillstyle solid 0.75 noborder \(colour) \(title)")
    }
  }

  private mutating func draw(_ line: MarkerLine, _ ends: AxisEnds, into data: inout GnuplotData) {
    let points = Self.points(line.direction, line.value, ends.x, ends.y)
    let block = data.add(line.label, headings: [panel.x.title, panel.y.title], columns: points)
    let colour = "linecolor rgb '\(Self.colour(of: line, onMap: panel.heatMap != nil))'"
    plots.append(
      "\(file) index \(block) using 1:2 with lines linewidth 1.4 dashtype 3 \(colour) \(Self.title(line.label))")
  }

  private mutating func draw(_ mark: PaperMark, _ ends: AxisEnds, into data: inout GnuplotData) {
    let vertical = mark.axis == .secondary ? ends.secondary ?? ends.y : ends.y
    let axes = mark.axis == .secondary ? " axes x1y2" : ""
    let (x, y) = ((ends.x.lowerBound, ends.x.upperBound), (vertical.lowerBound, vertical.upperBound))
    let columns: [[Double]]
    let drawn: String
    switch mark.shape {
    case .point(let px, let py):
      columns = [[px], [py]]
      drawn = "using 1:2\(axes) with points pointtype 12 pointsize 1.7 linewidth 2.2 linecolor rgb '#000000'"
    case .horizontal(let value):
      columns = Self.points(.horizontal, value, ends.x, vertical)
      drawn = "using 1:2\(axes) with lines linewidth 1.8 dashtype 4 linecolor rgb '#000000'"
    case .vertical(let value):
      columns = Self.points(.vertical, value, ends.x, vertical)
      drawn = "using 1:2\(axes) with lines linewidth 1.8 dashtype 4 linecolor rgb '#000000'"
    case .horizontalBand(let band):
      columns = [[x.0, x.1], [band.lowerBound, band.lowerBound], [band.upperBound, band.upperBound]]
      drawn = "using 1:2:3\(axes) with filledcurves fillstyle transparent solid 0.13 noborder linecolor rgb '#000000'"
    case .verticalBand(let band):
      columns = [[band.lowerBound, band.upperBound], [y.0, y.0], [y.1, y.1]]
      drawn = "using 1:2:3\(axes) with filledcurves fillstyle transparent solid 0.13 noborder linecolor rgb '#000000'"
    }
    let block = data.add("paper: \(mark.label)", headings: [panel.x.title, panel.y.title], columns: columns)
    plots.append("\(file) index \(block) \(drawn) \(Self.title("paper: \(mark.label)"))")
  }

  // MARK: - Words


  private static func quoted(_ text: String) -> String { GnuplotScript.quoted(text) }

  private static func title(_ label: String) -> String {
    label.isEmpty ? "notitle" : "title \(quoted(label)) noenhanced"
  }

  /// Grey lines turn white on a map, where grey cannot be seen.
  private static func colour(of line: MarkerLine, onMap: Bool) -> String {
    onMap && line.colour == .grey ? "#FFFFFF" : line.colour.hexadecimal(index: 0)
  }

  private static func points(
    _ direction: MarkerLine.Direction, _ value: Double, _ x: ClosedRange<Double>, _ y: ClosedRange<Double>
  ) -> [[Double]] {
    switch direction {
    case .horizontal: [[x.lowerBound, x.upperBound], [value, value]]
    case .vertical: [[value, value], [y.lowerBound, y.upperBound]]
    }
  }

  /// The panels in the same row of the sheet.
  private var neighbours: [Panel] {
    let row = number / figure.columns
    return figure.panels.enumerated().filter { $0.offset / figure.columns == row && $0.offset != number }.map(\.element)
  }

  /// Width of the axes, points: what margins, and a legend beside them, leave of the panel.
  private var axesWidth: Double {
    let labels = panel.curves.map(\.label) + panel.lines.map(\.label) + panel.paper.map { "paper: \($0.label)" }
    let legend = panel.legend == .outside ? legendWidth(labels) : 0
    let beside = (panel.heatMap == nil ? 0.0 : 90) + (panel.secondary == nil ? 0 : 60)
    return max(100, Double(figure.panelSize.width) - 100 - legend - beside)
  }

  /// Room for a legend beside the axes, points.
  private func legendWidth(_ labels: [String]) -> Double { 60 + 7 * Double(labels.map(\.count).max() ?? 0) }

  /// Panels below each other begin and end at one place, and so do legends beside them.
  private var sideMargins: String {
    func place(_ value: Double) -> String { "screen \(String(format: "%.3f", value))" }
    guard figure.panelSize != .strip else { return "set lmargin at \(place(0.12))\nset rmargin at \(place(0.97))" }
    let beside = figure.panels.filter { $0.legend == .outside }
    guard panel.legend == .outside, figure.columns == 1, beside.count > 1 else {
      let isPlain = figure.panels.allSatisfy { $0.heatMap == nil && $0.secondary == nil && $0.legend != .outside }
      guard figure.columns == 1, figure.panels.count > 1, isPlain else { return "set lmargin -1\nset rmargin -1" }
      return "set lmargin at \(place(0.17))\nset rmargin at \(place(0.95))"
    }
    let labels = beside.flatMap { $0.curves.map(\.label) + $0.lines.map(\.label) }
    let end = max(0.4, 1 - (10 + legendWidth(labels)) / Double(figure.panelSize.width))
    return "set lmargin at \(place(0.115))\nset rmargin at \(place(end))\n"
      + "set key at \(place(end + 0.025)), graph 0.5 left center"
  }

  /// Whether the names along the horizontal axis have to be turned to stand beside each other.
  private var turnsNames: Bool {
    let longest = panel.x.names.map(\.count).max() ?? 0
    return Double(panel.x.names.count) * (8 * Double(longest) + 14) > axesWidth
  }

  /// Distance of the numbers along a linear horizontal axis: 1, 2 or 5 times a power of ten, so far apart that they do
  /// not touch, and eight at most.
  private func numberStep(_ range: ClosedRange<Double>) -> Double? {
    guard panel.x.scale == .linear, panel.x.names.isEmpty else { return nil }
    let span = range.upperBound - range.lowerBound
    let rough = span / 8
    guard rough > 0, rough.isFinite else { return nil }
    for exponent in Int(log10(rough).rounded(.down))...(Int(log10(span).rounded(.up)) + 1) {
      for digit in [1.0, 2, 5] {
        let step = digit * pow(10, Double(exponent))
        let decimals = max(0, -exponent)
        let whole = max(abs(range.lowerBound), abs(range.upperBound), 1)
        let letters = Int(log10(whole)) + 1 + (decimals > 0 ? decimals + 1 : 0) + (range.lowerBound < 0 ? 1 : 0)
        let fits = span / step * (8.5 * Double(letters) + 14) <= axesWidth
        if step >= rough * 0.999, fits { return step }
      }
    }
    return nil
  }

  /// Names of the stretches of the horizontal axis, above it, and the margin they need.
  private func spanNames(_ ends: AxisEnds) -> [String] {
    guard !panel.spans.isEmpty else { return ["unset label", "set tmargin -1"] }
    let shown = NamedSpan.shown(panel.spans, ends: ends.x, width: axesWidth)
    let longest = shown.map(\.name.count).max() ?? 0
    let place = { (span: NamedSpan) in "at first \(GnuplotData.number(span.middle)), graph 1.025" }
    return [
      "unset label",
      "set tmargin \(String(format: "%.1f", (figure.title.isEmpty ? 0.4 : 2.0) + 0.25 * Double(longest)))",
    ]
      + shown.map { "set label \(Self.quoted($0.name)) \(place($0)) left rotate by 40 noenhanced font ',12'" }
  }

  private static func axis(
    _ name: String, _ axis: PlotAxis, _ range: ClosedRange<Double>?, step: Double? = nil, turned: Bool = false
  ) -> [String] {
    var lines = ["set \(name)label \(quoted(axis.title)) noenhanced"]
    lines.append(axis.scale == .logarithmic ? "set logscale \(name)" : "unset logscale \(name)")
    if let range {
      lines.append("set \(name)range [\(range.lowerBound):\(range.upperBound)]")
      lines.append("set format \(name) \(quoted(numberFormat(axis.scale, range)))")
      let labels = smallDecade(axis.scale, range)
      if !axis.names.isEmpty, axis.names.allSatisfy(\.isEmpty) {
        lines.append("unset \(name)tics")
      } else if !axis.names.isEmpty {
        let names = axis.names.enumerated().filter { !$0.element.isEmpty }.map { place, text in
          "\(quoted(text.replacing("_", with: "\\_").replacing("^", with: "\\^"))) \(place + 1)"
        }
        lines.append("set \(name)tics (\(names.joined(separator: ", ")))\(turned ? " rotate by 30 right" : "")")
      } else if let step {
        lines += ["set \(name)tics norotate autofreq", "set \(name)tics \(GnuplotData.number(step))"]
      } else {
        lines.append(labels.map { "set \(name)tics (\($0))" } ?? "set \(name)tics autofreq")
      }
      // Zero in powers of ten would read 0.0·10⁰.
      if axis.names.isEmpty, numberFormat(axis.scale, range).hasPrefix("%.1t"), range.contains(0) {
        lines.append("set \(name)tics add ('0' 0)")
      }
    }
    return lines
  }

  /// Plain numbers where they are short, powers of ten elsewhere.
  private static func numberFormat(_ scale: PlotAxis.Scale, _ range: ClosedRange<Double>) -> String {
    let largest = max(abs(range.lowerBound), abs(range.upperBound))
    switch scale {
    case .logarithmic: return range.lowerBound >= 1e-3 && range.upperBound <= 2e4 ? "%g" : "10^{%L}"
    case .linear: return largest >= 1e5 || largest < 1e-2 ? "%.1t·10^{%T}" : "%g"
    }
  }

  /// Numbers to write on a logarithmic axis of less than two decades, where powers of ten alone leave it nearly bare.
  private static func smallDecade(_ scale: PlotAxis.Scale, _ range: ClosedRange<Double>) -> String? {
    guard scale == .logarithmic, range.upperBound / range.lowerBound < 150 else { return nil }
    let decade = Int(log10(range.lowerBound).rounded(.down))
    var labels: [String] = []
    let digits = (decade...(decade + 3)).flatMap { exponent in
      [1, 2, 5].map { Double($0) * pow(10, Double(exponent)) }
    }
    let isBare = digits.count(where: range.contains) < 2
    for exponent in decade...(decade + 3) {
      for digit in 1...9 {
        let value = Double(digit) * pow(10, Double(exponent))
        guard range.contains(value) else { continue }
        let major = isBare || [1, 2, 5].contains(digit)
        let text = value >= 1e-3 && value <= 2e4 ? "'%g'" : "'%.0t·10^{%T}'"
        labels.append(major ? "\(text) \(GnuplotData.number(value))" : "'' \(GnuplotData.number(value)) 1")
      }
    }
    return labels.joined(separator: ", ")
  }
}
