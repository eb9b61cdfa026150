import Figures
import Foundation
import Materials
import Quantities
import Records
import Transport

extension MeasurementReport {
  /// A current–voltage curve: solar-cell figures in the light, ideality in the dark.
  mutating func show(_ curve: CurrentVoltageCurve, temperature: Double) {
    let currents = curve.currentDensities.map { $0 * 0.1 }
    columns = [
      .init("bias", unit: "V", values: curve.biases), .init("current density", unit: "mA cm-2", values: currents),
      .init("emitted pairs", unit: "cm-2 s-1", values: curve.points.map { $0.emission * 1e-4 }),
    ]
    addCell(curve, "")
    var panels = [
      Panel(
        x: PlotAxis("bias", unit: "V"), y: PlotAxis("current density", unit: "mA/cm²"),
        curves: [Curve("", x: curve.biases, y: currents)], lines: [MarkerLine(.horizontal, at: 0)], legend: .none)
    ]
    let ideality = measurement.light == nil ? curve.ideality(temperature: temperature) : []
    if currents.contains(where: { $0 > 0 }) {
      panels.append(
        Panel(
          x: PlotAxis("bias", unit: "V"), y: PlotAxis("|current density|", unit: "mA/cm²", scale: .logarithmic),
          secondary: ideality.count > 2 ? PlotAxis("ideality factor", range: 0...5) : nil,
          curves: [Curve("current", x: curve.biases, y: currents.map { abs($0) })]
            + (ideality.count > 2
              ? [
                Curve(
                  "ideality", x: ideality.map(\.bias), y: ideality.map(\.value), style: .dashedLine, axis: .secondary)
              ] : [])))
    }
    let light = curve.points.map { $0.emission * 1e-4 }
    if light.contains(where: { $0 > 0 }) {
      panels.append(
        Panel(
          x: PlotAxis("bias", unit: "V"),
          y: PlotAxis("radiative recombination", unit: "cm⁻² s⁻¹", scale: .logarithmic),
          curves: [Curve("", x: curve.biases, y: light)], legend: .none))
    }
    figures = [Figure(name: "current-voltage", title: device.name, panels: panels)]
  }

  /// A scan out and back.
  mutating func show(_ scan: HysteresisScan) {
    let all = scan.outward.points + scan.back.points
    let ways = scan.outward.points.map { _ in 1.0 } + scan.back.points.map { _ in 2.0 }
    columns = [
      .init("way", unit: "1", values: ways), .init("bias", unit: "V", values: all.map(\.bias)),
      .init("current density", unit: "mA cm-2", values: all.map { $0.currentDensity * 0.1 }),
      .init("emitted pairs", unit: "cm-2 s-1", values: all.map { $0.emission * 1e-4 }),
    ]
    addCell(scan.outward, " outward")
    addCell(scan.back, " back")
    show(scan.audit)
    let curves = [("outward", scan.outward), ("back", scan.back)].map { name, curve in
      Curve(
        name, x: curve.biases, y: curve.currentDensities.map { $0 * 0.1 }, style: name == "back" ? .dashedLine : .line)
    }
    figures = [
      Figure(
        name: "scan", title: device.name,
        panels: [
          Panel(
            x: PlotAxis("bias", unit: "V"), y: PlotAxis("current density", unit: "mA/cm²"), curves: curves,
            lines: [MarkerLine(.horizontal, at: 0)])
        ])
    ]
  }

  private mutating func addCell(_ curve: CurrentVoltageCurve, _ way: String) {
    guard measurement.light != nil else { return }
    find("short-circuit current" + way, curve.shortCircuitCurrent.map { $0 * 0.1 }, "mA/cm²")
    find("open-circuit voltage" + way, curve.openCircuitVoltage, "V")
    find("fill factor" + way, curve.fillFactor, "")
    find("maximum power" + way, curve.maximumPower.map { $0.power * 0.1 }, "mW/cm²")
  }

  /// Current, or voltage at open circuit, after one or two events, on a logarithmic clock.
  mutating func show(
    transient first: [Instant], afterwards second: [Instant] = [], voltage isVoltage: Bool = false, audit: AuditReport
  ) {
    let all = first + second
    columns = [
      .init("event", unit: "1", values: first.map { _ in 1.0 } + second.map { _ in 2.0 }),
      .init("time after it", unit: "s", values: all.map(\.time)),
      .init("bias", unit: "V", values: all.map(\.bias)),
      .init("current density", unit: "mA cm-2", values: all.map { $0.current * 0.1 }),
      .init("emitted pairs", unit: "cm-2 s-1", values: all.map { $0.emission * 1e-4 }),
    ]
    show(audit)
    if isVoltage {
      find("voltage at first", first.first?.bias, "V")
      find("voltage at last", first.last?.bias, "V")
    }
    let courses = second.isEmpty ? [("", first)] : [("light on", first), ("light off", second)]
    let axis = PlotAxis("time after the event", unit: "s", scale: .logarithmic)
    let legend: Panel.Legend = second.isEmpty ? .none : .automatic
    var panels: [Panel] = []
    if isVoltage {
      // A weak pulse moves the voltage by microvolts: show the change alone.
      let isChange = measurement.kind == .photovoltage
      let (rest, scale) = isChange ? (first.first?.bias ?? 0, 1e6) : (0, 1)
      panels.append(
        Panel(
          x: axis,
          y: isChange ? PlotAxis("change of the voltage", unit: "µV") : PlotAxis("voltage", unit: "V"),
          curves: courses.map { Curve($0, x: $1.map(\.time), y: $1.map { ($0.bias - rest) * scale }) }, legend: legend))
    } else {
      panels = [
        Panel(
          x: axis, y: PlotAxis("current density", unit: "mA/cm²"),
          curves: courses.map { Curve($0, x: $1.map(\.time), y: $1.map { $0.current * 0.1 }) },
          lines: [MarkerLine(.horizontal, at: 0)], legend: legend),
        Panel(
          x: axis, y: PlotAxis("|current density|", unit: "mA/cm²", scale: .logarithmic),
          curves: courses.map { Curve($0, x: $1.map(\.time), y: $1.map { abs($0.current) * 0.1 }) }, legend: legend),
      ]
    }
    figures = [Figure(name: "transient", title: device.name, panels: panels)]
  }

  /// An impedance spectrum.
  mutating func show(_ spectrum: ImpedanceSpectrum, geometric: Double) {
    let impedance = spectrum.impedance
    columns = [
      .init("frequency", unit: "Hz", values: spectrum.frequencies),
      .init("Re Z", unit: "ohm cm2", values: impedance.map { $0.real * 1e4 }),
      .init("Im Z", unit: "ohm cm2", values: impedance.map { $0.imaginary * 1e4 }),
      .init("capacitance", unit: "uF cm-2", values: spectrum.capacitance.map { $0 * 100 }),
      .init("conductance", unit: "S cm-2", values: spectrum.conductance.map { $0 * 1e-4 }),
    ]
    if !spectrum.photocurrent.isEmpty {
      let voltage = spectrum.photovoltage(elementaryCharge: PhysicalConstants.elementaryCharge)
      columns += [
        .init("Re photocurrent per photon", unit: "1", values: spectrum.photocurrent.map(\.real)),
        .init("Im photocurrent per photon", unit: "1", values: spectrum.photocurrent.map(\.imaginary)),
        .init("Re photovoltage per photon flux", unit: "V m2 s", values: voltage.map(\.real)),
        .init("Im photovoltage per photon flux", unit: "V m2 s", values: voltage.map(\.imaginary)),
      ]
    }
    find("geometric capacitance", geometric * 100, "µF/cm²")
    find("capacitance at the lowest frequency", spectrum.capacitance.first.map { $0 * 100 }, "µF/cm²")
    find("capacitance at the highest frequency", spectrum.capacitance.last.map { $0 * 100 }, "µF/cm²")
    find("resistance at the lowest frequency", impedance.first.map { $0.real * 1e4 }, "Ω cm²")
    let axis = PlotAxis("frequency", unit: "Hz", scale: .logarithmic)
    func curve(_ name: String, _ values: [Double], _ style: Curve.Style = .line) -> Curve {
      Curve(name, x: spectrum.frequencies, y: values, style: style)
    }
    var panels = [
      Panel(
        x: axis, y: PlotAxis("capacitance", unit: "µF/cm²", scale: .logarithmic),
        curves: [
          curve("", spectrum.capacitance.map { $0 * 100 }),
          curve("negative", spectrum.capacitance.map { $0 * -100 }, .dashedLine),
        ].filter { $0.y.contains { $0 > 0 } }, lines: [MarkerLine(.horizontal, at: geometric * 100)]),
      Panel(
        x: axis, y: PlotAxis("impedance", unit: "Ω cm²", scale: .logarithmic),
        curves: [
          curve("Re Z", impedance.map { $0.real * 1e4 }), curve("−Im Z", impedance.map { -$0.imaginary * 1e4 }),
          curve("Im Z", impedance.map { $0.imaginary * 1e4 }, .dashedLine),
        ].filter { $0.y.contains { $0 > 0 } }),
    ]
    if !spectrum.photocurrent.isEmpty {
      panels.append(
        Panel(
          x: axis, y: PlotAxis("photocurrent per photon"),
          curves: [
            curve("real part", spectrum.photocurrent.map(\.real)),
            curve("imaginary part", spectrum.photocurrent.map(\.imaginary), .dashedLine),
          ], lines: [MarkerLine(.horizontal, at: 0)], legend: .below))
    }
    figures = [Figure(name: "impedance", title: device.name, panels: panels)]
  }

  /// Bands, densities and field of one state.
  mutating func show(_ profile: TransportProfile, carriers: CarrierProfile?, model: TransportModel) {
    let x = profile.positions.map { $0 * 1e9 }
    columns = [.init("x", unit: "nm", values: x), .init("potential", unit: "V", values: profile.potential)]
    for (name, density) in zip(profile.speciesNames, profile.densities) {
      columns.append(.init("density of \(name)", unit: "cm-3", values: density.map { $0 * 1e-6 }))
    }
    let axis = PlotAxis("depth from the electron side", unit: "nm")
    let faces = model.device.transportLayerIndices.dropFirst().map { index in
      MarkerLine(.vertical, at: model.mesh.edges[model.mesh.cells(ofLayer: index).lowerBound] * 1e9)
    }
    var panels: [Panel] = []
    if let carriers {
      let volt = PhysicalConstants.elementaryCharge
      let levels = [
        ("conduction band", carriers.conductionBand), ("valence band", carriers.valenceBand),
        ("electron level", carriers.electronLevel), ("hole level", carriers.holeLevel),
      ]
      for (name, values) in levels { columns.append(.init(name, unit: "eV", values: values.map { $0 / volt })) }
      panels.append(
        Panel(
          x: axis, y: PlotAxis("energy", unit: "eV"),
          curves: levels.enumerated().map { place, level in
            Curve(
              level.0, x: x, y: level.1.map { $0 / volt }, style: place < 2 ? .line : .dashedLine,
              colour: .palette(place % 2))
          }, lines: faces, legend: .below))
    } else {
      panels.append(
        Panel(
          x: axis, y: PlotAxis("potential", unit: "V"), curves: [Curve("", x: x, y: profile.potential)], lines: faces,
          legend: .none))
    }
    let densities = zip(profile.speciesNames, profile.densities).filter { $1.contains { $0 > 0 } }
    if !densities.isEmpty {
      panels.append(
        Panel(
          x: axis, y: PlotAxis("density", unit: "cm⁻³", scale: .logarithmic, range: 1e4...1e22),
          curves: densities.map { Curve($0, x: x, y: $1.map { $0 * 1e-6 }) }, lines: faces, legend: .below))
    }
    let depth = profile.facePositions.map { $0 * 1e9 }
    panels.append(
      Panel(
        x: axis, y: PlotAxis("electric field", unit: "MV/cm"),
        curves: [Curve("", x: depth, y: profile.fieldAbove.map { $0 * 1e-8 })], lines: faces, legend: .none))
    figures = [Figure(name: "profile", title: device.name, panels: panels, columns: 1)]
  }
}
