import Bench
import Figures
import Materials
import Records
import Transport

/// S13: a minute at 6 V warms the device by less than 5 °C.
struct Heating: PaperObservation {
  let id = "S13"

  func reproduce(on bench: ReproductionBench) async throws -> ObservationFindings {
    let file = try MeasurementFile(shipped: id)
    let asked = file.measurement
    let device = try DeviceLibrary.load(
      text: bench.device.resolvedInput, name: bench.device.device.name, overrides: file.overrides
    ).device
    let model = try TransportModel(device: device, settings: bench.transportSettings)
    var state = try model.steadyState(bias: asked.from).state
    let start = state.temperature
    var samples: [TransportSample] = []
    let times = (1...30).map { asked.duration * Double($0) / 30 }
    try model.advance(&state, duration: asked.duration, biasFrom: asked.to, biasTo: asked.to, sampleTimes: times) { samples.append($0) }
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
      audit: PhysicsAudit(of: state, in: model),
      notes: [
        "Joule heat of the whole area into 1 mm of glass (2.1 MJ/m³K) that gives 15 W/m²K to air, both assumed; without the pump. "
          + "The computed current is that of an assumed leak, so the row tests the order of magnitude only. "
          + "The model takes the temperature on in slices of time, hence the stairs."
      ])
  }
}
