// A device at a glance: its stack to scale, bands or potential and field at a bias, ions, optical constants, and every
// parameter with its source. What a device does not say (band edges without a `semiconductor`) is not drawn.

import Bench
import Figures
import Foundation
import InputFiles
import Materials
import Quantities
import Records
import Transport

/// A device drawn.
public struct DeviceSheet: Sendable {
  /// The device with the origin of its numbers.
  public let device: LoadedDevice
  /// Biases at which bands, field and ions are drawn, V.
  public let biases: [Double]
  private let library: OpticalConstantsLibrary

  /// - Parameters:
  ///   - device: the device.
  ///   - bias: V; drawn beside 0 V, each when the device has come to rest.
  ///   - library: optical constants.
  public init(_ device: LoadedDevice, bias: Double, library: OpticalConstantsLibrary = .shipped()) {
    self.device = device
    biases = bias == 0 ? [0] : [0, bias]
    self.library = library
  }

  /// All figures that the device has.
  /// - Throws: `ApparatusFailure` for a device whose rest cannot be computed, `OpticalConstantsError`.
  public func figures() throws -> [Figure] {
    [stack] + (try electrical()) + (try optical().map { [$0] } ?? [])
  }

  /// Every parameter: path, value, evidence, source, origin.
  public var parameters: [[String]] {
    device.ledger.entries.map { entry in
      [entry.path, entry.text, entry.evidence?.rawValue ?? "–", entry.source ?? "–", "\(entry.origin)"]
    }
  }

  /// The parameters as a table in Markdown.
  public var parameterPage: String {
    let rows = parameters.map { row in
      "| " + row.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
    }
    let set = device.parameterSet.map { ", parameter set \($0)" } ?? ""
    return
      "# \(device.device.name)\(set)\n\n\(device.device.title)\n\n| parameter | value | evidence | source | origin |\n"
      + "|---|---|---|---|---|\n" + rows.joined(separator: "\n") + "\n"
  }

  // MARK: - Stack

  /// Widest drawing of a layer that is thick on the scale of the others, nm.
  private static let widest = 150.0

  private var stack: Figure {
    var depth = 0.0
    var cut = false
    var spans: [NamedSpan] = []
    let materials = device.device.layers.map { $0.opticalMaterial.isEmpty ? $0.name : $0.opticalMaterial }
    let kinds = materials.enumerated().filter { materials.firstIndex(of: $0.element) == $0.offset }.map(\.element)
    let curves = device.device.layers.enumerated().map { index, layer in
      let thickness = layer.thickness * 1e9
      let drawn = min(thickness, max(Self.widest, thickness < 1e4 ? thickness : 0))
      cut = cut || drawn < thickness
      defer { depth += drawn }
      spans.append(NamedSpan(layer.name, depth...(depth + drawn)))
      let size = thickness >= 1e4 ? "\((thickness * 1e-6).brief) mm, cut" : "\(thickness.brief) nm"
      let kind = layer.isEmitter ? ", emits" : ""
      return Curve(
        "\(layer.name), \(size)\(kind)",
        x: [depth, depth, depth + drawn, depth + drawn, depth], y: [0, 1, 1, 0, 0], style: .area,
        colour: .palette(kinds.firstIndex(of: materials[index]) ?? index))
    }
    return Figure(
      name: "stack", title: "\(device.device.name), from the electron side" + (cut ? " (thick layers cut)" : ""),
      panels: [
        Panel(
          x: PlotAxis("depth", unit: "nm", range: 0...max(depth, 1)), y: .bare(0...1), curves: curves,
          lines: spans.dropLast().map { MarkerLine(.vertical, at: $0.range.upperBound) }, spans: spans,
          legend: .outside)
      ], panelSize: .wide)
  }

  // MARK: - Bands, field, ions

  private func electrical() throws -> [Figure] {
    guard !device.device.transportLayerIndices.isEmpty else { return [] }
    let states = try restingStates()
    let layerNames = states[0].layers
    let edges = device.device.transportLayerIndices.reduce(into: [0.0]) { edges, index in
      edges.append((edges.last ?? 0) + device.device.layers[index].thickness * 1e9)
    }
    let walls = edges.dropFirst().dropLast().map { MarkerLine(.vertical, at: $0) }
    let spans = zip(device.device.transportLayerIndices, zip(edges, edges.dropFirst())).map { index, ends in
      NamedSpan(device.device.layers[index].name, ends.0...ends.1)
    }
    let x = PlotAxis("depth", unit: "nm", range: 0...max(edges.last ?? 1, 1e-3))
    let depth = states[0].positions.map { $0 * 1e9 }
    let named = zip(biases, states).map { (bias: "\($0.brief) V", profile: $1) }
    let hasBands = device.device.layers.contains { $0.transport?.semiconductor != nil }
    let bands = named.enumerated().flatMap { index, state in
      bandEdges(state.profile, layerNames, state.bias, depth, index) + [
        Curve(
          "−qφ, \(state.bias)", x: depth, y: state.profile.potential.map { -$0 }, style: .dashedLine,
          colour: .palette(index))
      ]
    }
    let electricalFigure = Figure(
      name: "bands", title: "At rest under \(named.map(\.bias).joined(separator: " and "))",
      panels: [
        Panel(
          x: x, y: PlotAxis(hasBands ? "electron energy" : "potential energy of an electron", unit: "eV"),
          curves: bands,
          lines: walls, spans: spans, legend: .below),
        Panel(
          x: x, y: PlotAxis("field", unit: "MV/cm"),
          curves: named.enumerated().map { index, state in
            Curve(
              state.bias, x: state.profile.facePositions.map { $0 * 1e9 }, y: state.profile.field.map { $0 * 1e-8 },
              colour: .palette(index))
          }, lines: walls, spans: spans, legend: .below),
      ])
    guard !states[0].ions.isEmpty else { return [electricalFigure] }
    let ions = Figure(
      name: "ions", title: "Ions at rest under \(named.map(\.bias).joined(separator: " and "))",
      panels: states[0].ions.indices.map { species in
        Panel(
          x: x,
          y: PlotAxis(Self.label(states[0].ions[species]), unit: "cm⁻³", scale: .logarithmic),
          curves: named.enumerated().map { index, state in
            let density = state.profile.ions[species].density.map { $0 > 1e12 ? $0 * 1e-6 : .nan }
            return Curve(state.bias, x: depth, y: density, colour: .palette(index))
          }, lines: walls, spans: spans, legend: .below)
      }.filter { $0.curves.contains { $0.y.contains(where: \.isFinite) } })
    return [electricalFigure, ions]
  }

  /// `vacancy ions, z = +1`
  private static func label(_ ion: IonProfile) -> String {
    "\(ion.name) ions, z = \(ion.chargeNumber > 0 ? "+" : "−")\(abs(ion.chargeNumber))"
  }

  /// E_c and E_v = −χ − qφ and −I − qφ in the layers that state them, eV.
  private func bandEdges(
    _ profile: DepthProfile, _ layers: [String], _ bias: String, _ depth: [Double], _ index: Int
  ) -> [Curve] {
    let charge = PhysicalConstants.elementaryCharge
    let semiconductors = layers.map { name in
      device.device.layers.first { $0.name == name }?.transport?.semiconductor
    }
    guard semiconductors.contains(where: { $0 != nil }) else { return [] }
    let offset = { (energy: (Semiconductor) -> Double) in
      zip(semiconductors, profile.potential).map { one, potential in
        one.map { -energy($0) / charge - potential } ?? .nan
      }
    }
    return [
      Curve("band edges, \(bias)", x: depth, y: offset { $0.electronAffinity }, colour: .palette(index)),
      Curve("", x: depth, y: offset { $0.ionisationEnergy }, colour: .palette(index)),
    ]
  }

  private func restingStates() throws -> [DepthProfile] {
    do throws(TransportError) {
      let model = try TransportModel(device: device.device)
      var found: [DepthProfile] = []
      var state = try model.equilibrium(bias: 0)
      for bias in biases {
        if bias != 0 { try model.settle(&state, bias: bias) }
        found.append(DepthProfile(model.profile(of: state), device: device.device, mesh: model.mesh))
      }
      return found
    } catch {
      throw ApparatusFailure("\(error)", remedy: "check the device with `driftlight check`")
    }
  }

  // MARK: - Optical constants

  private func optical() throws -> Figure? {
    var seen: Set<String> = []
    let tables = try device.device.layers.map(\.opticalMaterial).filter { !$0.isEmpty && seen.insert($0).inserted }
      .map { try library.load(named: $0) }
    guard !tables.isEmpty else { return nil }
    func panel(_ label: String, _ values: (OpticalConstants) -> [Double]) -> Panel {
      Panel(
        x: PlotAxis("wavelength", unit: "nm", range: 300...900), y: PlotAxis(label),
        curves: tables.map { table in
          let inside = table.wavelengths.indices.filter { (300e-9...900e-9).contains(table.wavelengths[$0]) }
          let column = values(table)
          return Curve(table.name, x: inside.map { table.wavelengths[$0] * 1e9 }, y: inside.map { column[$0] })
        }.filter { !$0.x.isEmpty }, legend: .outside)
    }
    return Figure(
      name: "optical-constants", title: "Optical constants of \(device.device.name)",
      panels: [
        panel("refractive index n") { $0.refractiveIndex }, panel("extinction coefficient k") { $0.extinction },
      ], columns: 1, panelSize: .wide)
  }
}
