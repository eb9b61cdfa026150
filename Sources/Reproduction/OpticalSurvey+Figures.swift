import Figures
import Foundation
import Materials
import Optics

extension OpticalSurvey {
  /// Figures of the survey: absorption map, R/T/A, mode profiles, loss budget, and the sweep if there is one.
  public var figures: [Figure] {
    [absorptionFigure, spectraFigure] + (modes.isEmpty ? [] : [modeFigure, lossFigure])
      + (sweep.isEmpty ? [] : [sweepFigure])
  }

  private var nanometres: [Double] { map.wavelengths.map { $0 * 1e9 } }

  /// Absorption per depth over depth and wavelength, thin layers only.
  private var absorptionFigure: Figure {
    var depths: [Double] = []
    var widths: [Double] = []
    var faces: [(position: Double, name: String)] = []
    var start = 0.0
    for (layer, count) in map.cells.enumerated() where count > 0 {
      let width = map.thicknesses[layer] / Double(count)
      faces.append((start * 1e9, device.layers[layer].name))
      for cell in 0..<count {
        depths.append((start + (Double(cell) + 0.5) * width) * 1e9)
        widths.append(width)
      }
      start += map.thicknesses[layer]
    }
    let values = map.wavelengths.indices.flatMap { position in
      depths.indices.map { map.absorbedByCell[position * depths.count + $0] / widths[$0] * 1e-9 * 100 }
    }
    return Figure(
      name: "absorption-map", title: "Where light is absorbed: \(device.name)",
      panels: [
        Panel(
          title: faces.map(\.name).joined(separator: " | "),
          x: PlotAxis("depth from the electron side", unit: "nm"), y: PlotAxis("vacuum wavelength", unit: "nm"),
          heatMap: HeatMap(
            x: depths, y: nanometres, values: values, colours: PlotAxis("absorbed per nm", unit: "%/nm")),
          lines: faces.dropFirst().map { MarkerLine(.vertical, at: $0.position) }, legend: .none)
      ])
  }

  /// R, T and absorption of each layer against wavelength.
  private var spectraFigure: Figure {
    let layers = device.layers.indices.filter { map.absorptance(ofLayer: $0).contains { $0 > 0.003 } }
    return Figure(
      name: "reflected-transmitted-absorbed", title: "Reflected, transmitted, absorbed: \(device.name)",
      panels: [
        Panel(
          x: PlotAxis("vacuum wavelength", unit: "nm"), y: PlotAxis("share of the incident light", range: 0...1),
          curves: [
            Curve("reflected", x: nanometres, y: map.reflectance, style: .dashedLine, colour: .black),
            Curve("transmitted", x: nanometres, y: map.transmittance, style: .dashedLine, colour: .grey),
          ]
            + layers.enumerated().map {
              Curve(device.layers[$1].name, x: nanometres, y: map.absorptance(ofLayer: $1), colour: .palette($0))
            },
          lines: question.spectrum == nil ? [MarkerLine(.vertical, at: question.wavelength * 1e9)] : [],
          legend: .outside)
      ])
  }

  /// |E|² of every mode over the stack, with the faces of the layers and the refractive index behind.
  private var modeFigure: Figure {
    let range = modes[0].guideLayers
    let thickness = range.reduce(0) { $0 + device.layers[$1].thickness }
    var faces: [Double] = [0]
    for layer in range { faces.append((faces.last ?? 0) + device.layers[layer].thickness * 1e9) }
    let curves = modes.map { mode in
      let (x, y) = mode.profile(points: 601, margin: min(300e-9, thickness))
      return Curve("\(mode.polarisation)\(mode.order)", x: x.map { $0 * 1e9 }, y: y)
    }
    return Figure(
      name: "mode-profiles",
      title: String(format: "Guided modes at %.4g nm: ", question.modeWavelength * 1e9) + device.name,
      panels: [
        Panel(
          title: range.map { device.layers[$0].name }.joined(separator: " | "),
          x: PlotAxis("position from the low cladding", unit: "nm"), y: PlotAxis("|E|² over its largest value"),
          curves: curves, lines: faces.map { MarkerLine(.vertical, at: $0) }, legend: .outside)
      ])
  }

  /// Loss of each mode by layer, as bars side by side.
  private var lossFigure: Figure {
    let lossy = device.layers.indices.filter { layer in
      modes.contains { $0.lossByLayer[layer] > 1e-3 * $0.totalLoss }
    }
    let panels = modes.prefix(4).map { mode in
      Panel(
        title: String(
          format: "%@%d: %.1f cm⁻¹ in all", "\(mode.polarisation)", mode.order, mode.totalLoss / 100),
        x: PlotAxis(
          "place among the lossy layers, from the electron side", range: 0.4...(Double(max(1, lossy.count)) + 0.6)),
        y: PlotAxis("modal loss", unit: "cm⁻¹"),
        curves: (lossy.isEmpty ? [0] : lossy).enumerated().map { place, layer in
          let (left, right, loss) = (Double(place) + 0.65, Double(place) + 1.35, mode.lossByLayer[layer] / 100)
          return Curve(
            device.layers[layer].name, x: [left, left, right, right], y: [0, loss, loss, 0], style: .filled,
            colour: .palette(place))
        }, legend: .outside)
    }
    return Figure(
      name: "loss-budget", title: String(format: "Modal loss by layer at %.4g nm", question.modeWavelength * 1e9),
      panels: Array(panels), columns: 1)
  }

  /// Threshold gain, loss, confinement and pump absorption against the swept thickness.
  private var sweepFigure: Figure {
    let x = sweep.map { $0.thickness * 1e9 }
    let axis = PlotAxis("thickness of \(question.sweep?.layer ?? "")", unit: "nm")
    return Figure(
      name: "threshold-gain", title: "Threshold gain against thickness: \(device.name)",
      panels: [
        Panel(
          x: axis, y: PlotAxis("material gain at threshold", unit: "cm⁻¹"),
          curves: [
            Curve(
              String(format: "over %.3g mm", question.length * 1e3), x: x, y: sweep.map { $0.thresholdGain / 100 }),
            Curve("modal loss", x: x, y: sweep.map { $0.loss / 100 }, style: .dashedLine),
          ]),
        Panel(
          x: axis, y: PlotAxis("share"),
          curves: [
            Curve("Γ of TE0", x: x, y: sweep.map(\.confinement)),
            Curve("pump absorbed by the emitter", x: x, y: sweep.map(\.absorbed)),
          ]),
      ])
  }
}
