import Analysis
import Bench
import Figures
import Foundation
import Materials
import Records
import Transport

/// S20: in a triple-cation solar cell, too, a forward bias raises the PL, slowly.
struct TripleCationCell: PaperObservation {
  let id = "S20"

  /// Before this time, s, only carriers move.
  private static let prompt = 1e-3
  /// For this long the light is taken away to see the electroluminescence, s; ions drift less than 0.1 nm.
  private static let chopped = 3e-4

  func reproduce(on bench: ReproductionBench) async throws -> ObservationFindings {
    // What holds for the diode's ions as a whole holds here: a control experiment freezes both.
    let frozen = bench.device.ledger["ions.mobile"]?.text == "false" ? ["ions.mobile=false"] : []
    let file = try MeasurementFile(shipped: id)
    let asked = file.measurement
    let loaded = try file.loadDevice(overrides: frozen)
    let diffusivity = loaded.ledger["ions.species.vacancy.layers.perovskite.diffusivity"]?.text ?? "–"
    let model = try TransportModel(device: loaded.device, settings: bench.transportSettings)
    let light = try asked.generation(in: model)
    let rest = try model.steadyState(bias: asked.from, generation: light)
    let before = model.emission(of: rest.state)
    // From a millisecond on only ions move.
    let times = (0...80).map { Self.prompt * pow(asked.duration / Self.prompt, Double($0) / 80) }
    func switched(
      _ state: TransportState, to bias: Double
    ) throws -> (values: [Double], own: [Double], end: TransportState) {
      var (now, states) = (state, [TransportState]())
      try model.advance(
        &now, duration: asked.duration, biasFrom: bias, biasTo: bias, generation: light, sampleTimes: times
      ) { states.append($0.state) }
      // A chopper closes for the time that carriers need and ions do not use: what shines on is electroluminescence.
      let own = try states.map { open -> Double in
        var closed = open
        try model.advance(&closed, duration: Self.chopped, biasFrom: bias, biasTo: bias, sampleTimes: []) { _ in }
        return model.emission(of: closed)
      }
      return (zip(states, own).map { model.emission(of: $0) - $1 }, own, now)
    }
    let on = try switched(rest.state, to: asked.to)
    let off = try switched(on.end, to: asked.from)
    let (first, final) = (on.values[0], on.values[on.values.count - 1])
    let rise = try Transient(times: times, values: on.values)
    return ObservationFindings(
      criteria: [
        Criterion(
          "PL at 1 V over PL at 0 V, at rest", paper: "PL enhancement", computed: final / before, .above(1.2), absent: 1),
        Criterion(
          "what the PL gains after the first millisecond, over PL at 0 V", paper: "slow transients",
          computed: (final - first) / before, .above(0), absent: 0),
        Criterion(
          "time in which the PL makes all but 1/e of that gain", paper: "rise over seconds",
          computed: (try? rise.timeConstant(initial: first, final: final).value) ?? .nan, unit: "s", .above(0.5),
          absent: 0, evidence: .fitted),
      ],
      figure: Figure(
        name: "S20-triple-cation-cell", title: "PL of the triple-cation cell in a hundredth of the sun",
        panels: [
          Panel(
            x: PlotAxis("time", unit: "s", scale: .logarithmic), y: PlotAxis("PL over that at 0 V", scale: .logarithmic),
            curves: [
              Curve("0 V → 1 V", x: times, y: on.values.map { $0 / before }),
              Curve("1 V → 0 V", x: times, y: off.values.map { $0 / before }, style: .dashedLine),
            ], lines: [MarkerLine(.horizontal, at: 1)])
        ]),
      audit: PhysicsAudit(of: off.end, in: model),
      notes: [
        "Another sample with a device file of its own, triple-cation-cell; weak steady light from the hole side. PL is the "
          + "radiative recombination of electrons and holes, computed with mobile vacancies: here the bias acts through what the "
          + "contacts draw out of the film, which the ions screen, not through rate constants that depend on the ions. What shines on "
          + "while the light is chopped off for 0.3 ms, in the end \((on.own[on.own.count - 1] / before).brief) of the PL at 0 V, is "
          + "taken off at each instant.",
        "The vacancies' diffusivity, \(diffusivity), is chosen for the time of the rise, which goes with its inverse: with the "
          + "5e-10 cm²/s of the device file it is a fiftieth. In a whole sun the slow part has the other sign: the PL overshoots "
          + "within ten microseconds and the ions take most of it back.",
      ])
  }
}
