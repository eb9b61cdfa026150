import Figures
import Materials
import Records
import Transport

/// S13: a minute at 6 V warms the device by less than 5 °C.
struct Heating: PaperObservation {
  let id = "S13"

  /// Heat capacity of soda-lime glass per volume, J m⁻³ K⁻¹ (2500 kg/m³ × 840 J/(kg K)).
  private static let glassHeatCapacity = 2.1e6
  /// Heat that both faces give to still air, W m⁻² K⁻¹: natural convection and radiation, 5–10 a face.
  private static let airConductance = 15.0

  func reproduce(on bench: ReproductionBench) async throws -> ObservationFindings {
    let study = try await bench.carriers()
    var device = study.device
    let glass = device.layers.filter(\.isIncoherent).reduce(0) { $0 + $1.thickness }
    device.thermalNode = ThermalNode(heatCapacity: Self.glassHeatCapacity * glass, conductance: Self.airConductance)
    let model = try TransportModel(device: device, settings: bench.transportSettings)
    var state = try model.steadyState(bias: 0).state
    let start = state.temperature
    var samples: [TransportSample] = []
    let times = (1...30).map { 2.0 * Double($0) }
    try model.advance(&state, duration: 60, biasFrom: 6, biasTo: 6, sampleTimes: times) { samples.append($0) }
    let rise = state.temperature - start
    return ObservationFindings(
      criteria: [
        Criterion("warming by a minute at 6 V", paper: "< 5 °C", computed: rise, unit: "K", .between(0, 5))
      ],
      figure: Figure(
        name: "S13-heating", title: "Warming of the device at 6 V",
        panels: [
          Panel(
            x: PlotAxis("time", unit: "s"), y: PlotAxis("warming", unit: "mK"),
            secondary: PlotAxis("current", unit: "µA/cm²"),
            curves: [
              Curve("warming", x: times, y: samples.map { 1e3 * ($0.state.temperature - start) }, style: .linesPoints),
              Curve(
                "current", x: times, y: samples.map { 100 * $0.currentDensity }, style: .dashedLine, axis: .secondary),
            ], legend: .below)
        ]),
      notes: [
        "Joule heat of the whole area into 1 mm of glass (2.1 MJ/m³K) that gives 15 W/m²K to air, both assumed; without the pump. "
          + "The computed current is that of an assumed leak, so the row tests the order of magnitude only. "
          + "The model takes the temperature on in slices of time, hence the stairs."
      ])
  }
}
