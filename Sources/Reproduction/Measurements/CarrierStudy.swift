// The diode with electrons and holes everywhere: steady states against bias, for the rows on injection and extraction.
//
// The bench's other rows follow ions and the electrons of ZnO, which is enough for the slow part. What the contacts inject, how
// much of it glows, and the bands need both carriers: the same device with `carriers=full`.

import Bench
import Figures
import Materials
import Quantities
import Transport

/// Steady states of the bench's device with full carriers.
struct CarrierStudy: Sendable {
  /// The device with full carriers.
  let device: Device
  /// Its slow model.
  let model: TransportModel
  /// Steady states at the biases of Experiments/S2.yaml.
  let points: [SteadyPoint]

  /// - Throws: `InputError` for a device without bands, `TransportError`.
  init(_ device: LoadedDevice, settings: TransportSettings) throws {
    let file = try MeasurementFile(shipped: "S2")
    self.device = try DeviceLibrary.load(
      text: device.resolvedInput, name: device.device.name, overrides: file.overrides
    ).device
    model = try TransportModel(device: self.device, settings: settings)
    let biases = file.measurement.biases
    // Outwards from rest on both sides: each state begins from its neighbour.
    let forward = try model.steadyCurrentVoltage(biases: biases.filter { $0 >= 0 })
    let reverse = try model.steadyCurrentVoltage(biases: biases.filter { $0 < 0 }.reversed())
    points = reverse.reversed() + forward
  }

  /// The steady state at a bias of the list.
  func point(_ bias: Double) throws -> SteadyPoint {
    guard let found = points.first(where: { abs($0.bias - bias) < 1e-9 }) else {
      throw ReproductionError.runFailed(experiment: "steady states", reason: "\(bias) V is none of the biases")
    }
    return found
  }

  /// Radiative pairs per area and time, m⁻² s⁻¹.
  func emission(_ bias: Double) throws -> Double { model.emission(of: try point(bias).state) }

  /// Electrons and holes averaged over the emitting film, m⁻³.
  func meanCarriers(_ bias: Double) throws -> (electrons: Double, holes: Double) {
    let profile = model.profile(of: try point(bias).state)
    guard let carriers = profile.carriers, let emitter = device.emitterIndex else { return (.nan, .nan) }
    let cells = model.mesh.cells(ofLayer: emitter)
    let width = cells.reduce(0) { $0 + model.mesh.widths[$1] }
    func mean(_ densities: [Double]) -> Double {
      cells.reduce(0) { $0 + densities[$1] * model.mesh.widths[$1] } / width
    }
    return (mean(carriers.electrons), mean(carriers.holes))
  }

  /// Band edges and quasi-Fermi levels at a bias.
  func bandDiagram(_ bias: Double, title: String) throws -> Panel {
    let profile = model.profile(of: try point(bias).state)
    let x = profile.positions.map { $0 * 1e9 }
    func electronVolts(_ values: [Double]) -> [Double] { values.map { $0 / PhysicalConstants.elementaryCharge } }
    guard let carriers = profile.carriers else {
      return Panel(title: title, x: PlotAxis("position"), y: PlotAxis("energy"))
    }
    return Panel(
      title: title, x: PlotAxis("position from the electron side", unit: "nm"), y: PlotAxis("energy", unit: "eV"),
      curves: [
        Curve("conduction band", x: x, y: electronVolts(carriers.conductionBand), style: .line),
        Curve("valence band", x: x, y: electronVolts(carriers.valenceBand), style: .line),
        Curve("electrons' level", x: x, y: electronVolts(carriers.electronLevel), style: .dashedLine),
        Curve("holes' level", x: x, y: electronVolts(carriers.holeLevel), style: .dashedLine),
      ], legend: .below)
  }
}
