import Figures
import Foundation
import Testing

@Suite("Drawing figures")
struct GnuplotRendererTests {
  /// A folder of its own for each test, removed at the end unless FIGURES_KEEP names a place to keep the pictures.
  static func inFolder(_ work: (URL) async throws -> Void) async throws {
    if let keep = ProcessInfo.processInfo.environment["FIGURES_KEEP"] {
      let folder = URL(filePath: keep)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try await work(folder)
    } else {
      let folder = FileManager.default.temporaryDirectory.appending(path: "it's a test \(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      try await work(folder)
    }
  }

  static var threshold: Figure {
    let bias = stride(from: 0.0, through: 6, by: 1).map { $0 }
    let values = bias.map { (v: Double) -> Double in 200 + 400 / (1 + exp(2.2 * (v - 2.3))) }
    let interval = Curve.Interval(lower: values.map { 0.93 * $0 }, upper: values.map { 1.07 * $0 })
    return Figure(
      name: "threshold", title: "ASE threshold and yield",
      panels: [
        Panel(
          title: "threshold against bias", x: PlotAxis("bias", unit: "V"),
          y: PlotAxis("ASE threshold", unit: "µJ/cm²"),
          curves: [Curve("computed", x: bias, y: values, interval: interval, style: .errorBars)],
          paper: [
            PaperMark(.point(x: 0, y: 600), label: "600 µJ/cm² at 0 V"),
            PaperMark(.horizontal(200), label: "200 µJ/cm²"),
          ]),
        Panel(
          title: "emission, {braces} and k_2r 'quoted'",
          x: PlotAxis("pump fluence", unit: "µJ/cm²", scale: .logarithmic),
          y: PlotAxis("emission", unit: "arb. units", scale: .logarithmic),
          curves: (0..<7).map { v in
            let fluence = (0..<20).map { (i: Int) -> Double in 60 * pow(1400.0 / 60, Double(i) / 19) }
            let light = fluence.map { (f: Double) -> Double in 1e-3 * f + 3e-6 * pow(max(0, f - values[v]), 2.6) }
            return Curve(
              "\(v) V", x: fluence, y: light, style: v % 2 == 0 ? .linesPoints : .line, colour: .ordered(Double(v) / 6))
          }),
      ])
  }

  static var map: Figure {
    let wavelengths = (0..<81).map { 490 + Double($0) }
    let biases = stride(from: -4.0, through: 10, by: 1).map { $0 }
    let values = biases.flatMap { (v: Double) -> [Double] in
      let share: Double = 3 / (1 + exp(-2 * (v - 3.5)))
      return wavelengths.map { (w: Double) -> Double in
        let (pl, ase): (Double, Double) = ((w - 523) / 9, (w - 538) / 3)
        return exp(-pl * pl) + share * exp(-ase * ase)
      }
    }
    let time = (0..<200).map { 0.1 * Double($0) }
    return Figure(
      name: "map", title: "Spectra against bias",
      panels: [
        Panel(
          x: PlotAxis("wavelength", unit: "nm"), y: PlotAxis("bias", unit: "V"),
          heatMap: HeatMap(
            x: wavelengths, y: biases, values: values, colours: PlotAxis("emission", unit: "arb. units")),
          lines: [MarkerLine(.vertical, at: 538)], legend: .none),
        Panel(
          title: "transient", x: PlotAxis("time", unit: "s"), y: PlotAxis("peak emission", unit: "arb. units"),
          secondary: PlotAxis("current density", unit: "nA/cm²"),
          curves: [
            Curve("PL", x: time, y: time.map { 1 - exp(-$0 / 4) }, style: .filled),
            Curve("current", x: time, y: time.map { -120 * exp(-$0 / 3) }, style: .dashedLine, axis: .secondary),
          ],
          lines: [MarkerLine(.vertical, at: 5, label: "bias off")],
          paper: [PaperMark(.verticalBand(8...12), label: "about 10 s")], legend: .below),
      ])
  }

  @Test("SVG and PNG are drawn, with script and data beside them")
  func drawsEverything() async throws {
    try await Self.inFolder { folder in
      let results = await GnuplotRenderer().render([Self.threshold, Self.map], into: folder)
      for result in results {
        let figure = try result.get()
        let svg = try String(contentsOf: figure.svg, encoding: .utf8)
        #expect(svg.contains("</svg>"))
        let png = try Data(contentsOf: figure.png)
        #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]))
      }
    }
  }
}

@Suite("Figures that cannot be drawn")
struct FigureErrorTests {
  static func panel(_ curve: Curve, scale: PlotAxis.Scale = .linear, range: ClosedRange<Double>? = nil) -> Panel {
    Panel(x: PlotAxis("bias", unit: "V"), y: PlotAxis("emission", scale: scale, range: range), curves: [curve])
  }

  @Test("without gnuplot the error says what to install, and script and data are there")
  func missingGnuplot() async throws {
    try await GnuplotRendererTests.inFolder { folder in
      let renderer = GnuplotRenderer(program: "gnuplot-that-is-not-installed")
      let error = await #expect(throws: FigureError.self) {
        try await renderer.render(GnuplotRendererTests.threshold, into: folder)
      }
      let script = try #require(error?.keptScript)
      #expect(error?.description.contains("apt-get install gnuplot-nox") == true)
      #expect(FileManager.default.fileExists(atPath: script))
      let data = try String(contentsOf: folder.appending(path: "threshold.dat"), encoding: .utf8)
      #expect(data.contains("bias (V) | ASE threshold (µJ/cm²) | lower | upper"))
      // Once gnuplot is there, the kept script draws the picture.
      try await GnuplotRenderer().redraw(scriptNamed: "threshold", in: folder)
      #expect(FileManager.default.fileExists(atPath: folder.appending(path: "threshold.png").path))
    }
  }

  @Test("what gnuplot would stumble over is refused before, in words")
  func refusals() {
    let nothing = Curve("dark", x: [0, 1], y: [.nan, .nan])
    #expect(throws: FigureError.noData(figure: "f", curve: "dark")) {
      try GnuplotRenderer.script(of: Figure(name: "f", panels: [Self.panel(nothing)]))
    }
    let negative = Curve("loss", x: [0, 1], y: [-1, -2])
    #expect(throws: FigureError.noData(figure: "f", curve: "loss")) {
      try GnuplotRenderer.script(of: Figure(name: "f", panels: [Self.panel(negative, scale: .logarithmic)]))
    }
    let uneven = Curve("short", x: [0, 1], y: [1])
    #expect(throws: FigureError.unevenCurve(figure: "f", curve: "short")) {
      try GnuplotRenderer.script(of: Figure(name: "f", panels: [Self.panel(uneven)]))
    }
    let right = Curve("current", x: [0, 1], y: [1, 2], axis: .secondary)
    #expect(throws: FigureError.noSecondaryAxis(figure: "f", curve: "current")) {
      try GnuplotRenderer.script(of: Figure(name: "f", panels: [Self.panel(right)]))
    }
    let bars = Curve("bars", x: [0, 1], y: [1, 2], style: .errorBars)
    #expect(throws: FigureError.noInterval(figure: "f", curve: "bars")) {
      try GnuplotRenderer.script(of: Figure(name: "f", panels: [Self.panel(bars)]))
    }
    let good = Curve("good", x: [0, 1], y: [1, 2])
    #expect(throws: FigureError.invalidRange(figure: "f", axis: "emission")) {
      try GnuplotRenderer.script(of: Figure(name: "f", panels: [Self.panel(good, scale: .logarithmic, range: 0...1)]))
    }
    #expect(throws: FigureError.invalidName("../f")) {
      try GnuplotRenderer.script(of: Figure(name: "../f", panels: [Self.panel(good)]))
    }
    #expect(throws: FigureError.empty(figure: "f")) { try GnuplotRenderer.script(of: Figure(name: "f", panels: [])) }
  }

  @Test("two figures of one name do not overwrite each other; the others are drawn")
  func duplicateNames() async throws {
    try await GnuplotRendererTests.inFolder { folder in
      let twice = Figure(name: "twice", panels: [Self.panel(Curve("c", x: [0, 1], y: [1, 2]))])
      let once = Figure(name: "once", panels: [Self.panel(Curve("c", x: [0, 1], y: [1, 1]))])
      let results = await GnuplotRenderer().render([twice, once, twice], into: folder)
      #expect(results.map { (try? $0.get())?.name } == [nil, "once", nil])
      #expect(throws: FigureError.duplicateName("twice")) { try results[0].get() }
    }
  }

  @Test("the data file gives every number back bit for bit")
  func dataRoundTrip() throws {
    let values = (0..<200).map { 1 / Double($0 + 3) * 1e-17 } + [.pi, Double.leastNonzeroMagnitude, 1.7e308]
    let curve = Curve("c", x: values.indices.map(Double.init), y: values)
    let data = try GnuplotRenderer.script(of: Figure(name: "f", panels: [Self.panel(curve)])).data
    let read = data.split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap {
      Double($0.split(separator: " ").last ?? "")
    }
    #expect(read == values)
  }

  @Test("a map over uneven positions keeps measured values only, each within its own half of the gap")
  func unevenMap() throws {
    let x = [0.0, 1, 4]
    let map = HeatMap(x: x, y: [0, 1], values: [10, 20, 30, 40, 50, 60], colours: PlotAxis("c"))
    let panel = Panel(x: PlotAxis("x"), y: PlotAxis("y"), heatMap: map)
    let data = try GnuplotRenderer.script(of: Figure(name: "f", panels: [panel])).data
    let rows = data.split(separator: "\n").filter { !$0.hasPrefix("#") }
      .map { $0.split(separator: " ").compactMap { Double($0) } }
    for row in rows {
      let base = row[1] == 0 ? 10.0 : 40
      let expected = row[0] < 0.5 ? base : row[0] < 2.5 ? base + 10 : base + 20
      #expect(row[2] == expected, "x = \(row[0])")
    }
    #expect(rows.count == 10)
  }
}
