import Figures
import Foundation
import Materials
import Optics

extension OpticalSurvey {
  /// Figures of the survey: absorption map, R/T/A, mode profiles, loss budget, dipoles, and the sweep if there is one.
  public var figures: [Figure] {
    [absorptionFigure, spectraFigure] + (modes.isEmpty ? [] : [modeFigure, lossFigure])
      + (dipoles.count > 1 ? [dipoleFigure] : []) + (sweep.isEmpty ? [] : [sweepFigure])
  }

  /// Names of layers over their stretches of depth, nm, from the face of the first.
  private func spans(of layers: [Int]) -> [NamedSpan] {
    var start = 0.0
    return layers.map { layer in
      let end = start + device.layers[layer].thickness * 1e9
      defer { start = end }
      return NamedSpan(device.layers[layer].name, start...end)
    }
  }

  /// Absorption per depth over depth and wavelength, thin layers only.
  private var absorptionFigure: Figure {
    var depths: [Double] = []
    var widths: [Double] = []
    var start = 0.0
    for (layer, count) in map.cells.enumerated() where count > 0 {
      let width = map.thicknesses[layer] / Double(count)
      for cell in 0..<count {
        depths.append((start + (Double(cell) + 0.5) * width) * 1e9)
        widths.append(width)
      }
      start += map.thicknesses[layer]
    }
    let values = map.wavelengths.indices.flatMap { position in
      depths.indices.map { map.absorbedByCell[position * depths.count + $0] / widths[$0] * 1e-9 * 100 }
    }
    let spans = spans(of: map.cells.indices.filter { map.cells[$0] > 0 })
    let side = question.side == .holeSide ? "hole" : "electron"
    return Figure(
      name: "absorption-map", title: "Where light from the \(side) side is absorbed: \(device.name)",
      panels: [
        Panel(
          x: PlotAxis("depth from the electron side", unit: "nm"), y: PlotAxis("vacuum wavelength", unit: "nm"),
          heatMap: HeatMap(
            x: depths, y: map.wavelengths.map { $0 * 1e9 }, values: values,
            colours: PlotAxis("absorbed per nm", unit: "%/nm")),
          lines: spans.dropFirst().map { MarkerLine(.vertical, at: $0.range.lowerBound) }, spans: spans, legend: .none)
      ], panelSize: .wide)
  }

  /// R, T and absorption of each layer against wavelength.
  private var spectraFigure: Figure {
    let nanometres = spectra.wavelengths.map { $0 * 1e9 }
    let layers = device.layers.indices.filter { spectra.absorptance(ofLayer: $0).contains { $0 > 0.003 } }
    return Figure(
      name: "reflected-transmitted-absorbed", title: "Reflected, transmitted, absorbed: \(device.name)",
      panels: [
        Panel(
          x: PlotAxis("vacuum wavelength", unit: "nm"), y: PlotAxis("share of the incident light", range: 0...1),
          curves: [
            Curve("reflected", x: nanometres, y: spectra.reflectance, colour: .black),
            Curve("transmitted", x: nanometres, y: spectra.transmittance, colour: .grey),
          ]
            + layers.enumerated().map {
              Curve(device.layers[$1].name, x: nanometres, y: spectra.absorptance(ofLayer: $1), colour: .palette($0))
            },
          lines: question.spectrum == nil && question.wavelength * 1e9 <= nanometres[nanometres.count - 1]
            && question.wavelength * 1e9 >= nanometres[0]
            ? [MarkerLine(.vertical, at: question.wavelength * 1e9)] : [],
          legend: .outside)
      ], panelSize: .wide)
  }

  /// |E|² of every mode over the stack, with the faces of the layers.
  private var modeFigure: Figure {
    let range = modes[0].guideLayers
    let thickness = range.reduce(0) { $0 + device.layers[$1].thickness }
    let spans = spans(of: Array(range))
    let curves = modes.map { mode in
      let (x, y) = mode.profile(points: 601, margin: min(300e-9, thickness))
      return Curve("\(mode.polarisation)\(mode.order)", x: x.map { $0 * 1e9 }, y: y)
    }
    return Figure(
      name: "mode-profiles",
      title: String(format: "Guided modes at %.4g nm: ", question.modeWavelength * 1e9) + device.name,
      panels: [
        Panel(
          x: PlotAxis("position from the low cladding", unit: "nm"),
          y: PlotAxis("|E|² over its largest value", range: 0...1.04), curves: curves,
          lines: (spans.map(\.range.lowerBound) + [thickness * 1e9]).map { MarkerLine(.vertical, at: $0) },
          spans: spans, legend: .outside)
      ], panelSize: .wide)
  }

  /// Loss of each mode, a bar of its layers on top of each other.
  private var lossFigure: Figure {
    let lossy = device.layers.indices.filter { layer in
      modes.contains { $0.lossByLayer[layer] > 1e-3 * $0.totalLoss }
    }
    let curves = lossy.enumerated().flatMap { place, layer in
      modes.enumerated().map { position, mode in
        let below = lossy.prefix(place).reduce(0) { $0 + mode.lossByLayer[$1] } / 100
        let above = below + mode.lossByLayer[layer] / 100
        let (left, right) = (Double(position) + 0.7, Double(position) + 1.3)
        return Curve(
          position == 0 ? device.layers[layer].name : "", x: [left, left, right, right],
          y: [below, above, above, below], style: .area, colour: .palette(place))
      }
    }
    let names = modes.map { "\($0.polarisation)\($0.order)" }
    return Figure(
      name: "loss-budget",
      title: String(format: "Modal loss by layer at %.4g nm: ", question.modeWavelength * 1e9) + device.name,
      panels: [
        Panel(
          x: PlotAxis("guided mode", names: names), y: PlotAxis("modal loss", unit: "cm⁻¹"),
          curves: curves.isEmpty
            ? [
              Curve(
                "no layer absorbs", x: names.indices.map { Double($0 + 1) }, y: names.map { _ in 0 }, style: .points)
            ]
            : curves, legend: .outside)
      ], panelSize: .wide)
  }

  /// Shares of the light of isotropic dipoles and rates of all orientations against depth.
  private var dipoleFigure: Figure {
    let x = dipoles.map { $0.depth * 1e9 }
    let isotropic = dipoles.compactMap { $0.emission[.isotropic] }
    let emitter = device.emitterIndex.map { device.layers[$0].name } ?? ""
    let axis = PlotAxis("depth in \(emitter) from the electron side", unit: "nm")
    func curve(_ label: String, _ value: (DipoleEmission) -> Double) -> Curve {
      Curve(label, x: x, y: isotropic.map(value))
    }
    let modes = (isotropic.first?.modes ?? []).enumerated().map { place, mode in
      curve("\(mode.polarisation)\(mode.order)") { $0.modes[place].share }
    }
    return Figure(
      name: "dipole-emission",
      title: String(format: "Dipoles at %.4g nm: ", question.modeWavelength * 1e9) + device.name,
      panels: [
        Panel(
          title: "all directions alike", x: axis, y: PlotAxis("share of the emitted light"),
          curves: [
            curve("leaves on the hole side") { $0.upper },
            curve("leaves on the electron side") { $0.lowerWithinCone },
            curve("trapped in the substrate") { $0.lowerBeyondCone },
          ] + modes + [
            Curve(
              "absorbed, near field", x: x, y: isotropic.map { $0.absorbed + $0.nearField }, style: .dashedLine,
              colour: .black)
          ], legend: .outside),
        Panel(
          title: "by orientation", x: axis, y: PlotAxis("emission rate over that in the bulk"),
          curves: DipoleOrientation.allCases.map { orientation in
            Curve(orientation.rawValue, x: x, y: dipoles.compactMap { $0.emission[orientation]?.purcellFactor })
          }, lines: [MarkerLine(.horizontal, at: 1)], legend: .outside),
      ], columns: 1, panelSize: .wide)
  }

  /// Threshold gain, loss, confinement and pump absorption against what is swept.
  private var sweepFigure: Figure {
    guard let swept = question.sweep else { return Figure(name: "threshold-gain", panels: []) }
    let isTable = swept.numbers == nil
    let x = isTable ? sweep.indices.map { Double($0 + 1) } : sweep.map { $0.value / swept.axis.size }
    let axis = PlotAxis(swept.axis.label, unit: swept.axis.unit, names: isTable ? sweep.map(\.label) : [])
    let style: Curve.Style = isTable ? .points : .line
    return Figure(
      name: "threshold-gain", title: "Sweep of the \(swept.axis.label): \(device.name)",
      panels: [
        Panel(
          x: axis, y: PlotAxis("gain or loss", unit: "cm⁻¹"),
          curves: [
            Curve(
              String(format: "threshold gain, %.3g mm", question.length * 1e3), x: x,
              y: sweep.map { $0.thresholdGain / 100 }, style: style),
            Curve("modal loss of TE0", x: x, y: sweep.map { $0.loss / 100 }, style: style),
          ], legend: .outside),
        Panel(
          x: axis, y: PlotAxis("share", range: 0...1.05),
          curves: [
            Curve("Γ of TE0", x: x, y: sweep.map(\.confinement), style: style),
            Curve("emitter absorbs", x: x, y: sweep.map(\.absorbed), style: style),
            Curve("reflected", x: x, y: sweep.map(\.reflectance), style: style),
          ], legend: .outside),
      ], columns: 1, panelSize: .wide)
  }
}
