import Materials
import Transport

extension Benchmark {
  /// The three-layer cell with ions in the light, 0 → 1.2 → 0 V at 0.1 V/s. The second number is the largest error of J
  /// against the scan on a mesh six times as fine at a tolerance of 1e-7, relative to J, or to J_sc where that is larger.
  static let cellScan = Benchmark(
    "three-layer cell with ions, scan 0–1.2–0 V at 0.1 V/s", room: "transport", goal: 0.1
  ) {
    let fine = try CellScan(settings: TransportSettings(relativeTolerance: 1e-7, meshRefinement: 6)).currents()
    let cell = try CellScan(settings: TransportSettings())
    return try Work {
      let currents = try cell.currents()
      let errors = zip(currents, fine).map { abs($0 - $1) / max(abs($1), abs(fine[0])) }
      return [currents[0], errors.max() ?? .nan]
    }
  }

  /// The same scan on meshes of 100 to 3200 cells: the time grows linearly where it doubles from row to row.
  static let cellScanGrowth = [100, 200, 400, 800, 1600, 3200].map { cells in
    Benchmark("scan of the three-layer cell on \(cells) even cells", room: "transport") {
      let cell = try CellScan(cells: cells)
      return try Work { [Double(cell.model.mesh.cellCount), try cell.currents()[0]] }
    }
  }

  /// Steady curve of the cell, 201 points.
  static let steadyCurve = Benchmark(
    "steady J–V of the three-layer cell with ions, 201 points", room: "transport", goal: 0.05
  ) {
    let cell = try CellScan(settings: TransportSettings())
    let biases = (0...200).map { 1.2 * Double($0) / 200 }
    return try Work {
      let points = try cell.model.steadyCurrentVoltage(biases: biases, generation: cell.light, from: cell.start)
      return [points[0].currentDensity, points[200].currentDensity]
    }
  }

  /// Impedance of the cell, 61 frequencies from 1 mHz to 10 MHz.
  static let impedance = Benchmark(
    "impedance of the three-layer cell, 61 frequencies", room: "transport", goal: 0.05
  ) {
    let cell = try CellScan(settings: TransportSettings())
    let state = try cell.model.steadyState(bias: 0.9, generation: cell.light, from: cell.start).state
    return try Work {
      let spectrum = try cell.model.impedance(of: state)
      return [spectrum.capacitance[0], spectrum.capacitance[60]]
    }
  }
}

/// The cell, its light and its steady state at 0 V.
private struct CellScan {
  let model: TransportModel
  let light: Generation
  let start: TransportState

  init(settings: TransportSettings) throws {
    try self.init(TransportModel(device: DeviceLibrary.load("mapi-benchmark").device, settings: settings))
  }

  init(cells: Int) throws {
    var device = try DeviceLibrary.load("mapi-benchmark").device
    let width = device.transportLayerIndices.reduce(0) { $0 + device.layers[$1].thickness } / Double(cells)
    for index in device.transportLayerIndices { device.layers[index].transport?.largestCell = width }
    try self.init(TransportModel(device: device, settings: TransportSettings(smallestCell: width)))
  }

  private init(_ model: TransportModel) throws {
    self.model = model
    light = try model.beerLambert(layer: "MAPI", photonFlux: 1.4e21, absorption: 1.3e7)
    start = try model.steadyState(bias: 0, generation: light).state
  }

  func currents() throws -> [Double] {
    var state = start
    let scan = CurrentVoltageScan(corners: [0, 1.2, 0], rate: 0.1, samplesPerLeg: 121, generation: light)
    return try model.currentVoltage(&state, scan: scan).map(\.currentDensity)
  }
}
