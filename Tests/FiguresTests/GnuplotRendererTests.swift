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
