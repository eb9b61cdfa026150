import Foundation
import Materials
import Transport

extension Benchmark {
  /// Steps of the diode with ions and full carriers from rest at 0 V or a hold of 100 s, sampled from 1 ns to 100 s. The numbers are the
  /// samples taken, the largest relative loss of ions, and the charge unaccounted for.
  static let diodeSteps = [(0, 6), (6, 0), (0, 10)].map { from, to in
    Benchmark("diode with ions and full carriers, \(from) → \(to) V for 100 s", room: "transport", goal: 0.2) {
      let device = try DeviceLibrary.load("cspbbr3-led", overrides: ["carriers=full"]).device
      let model = try TransportModel(device: device)
      var held = try model.steadyState(bias: 0).state
      if from != 0 { try model.advance(&held, duration: 100, biasFrom: Double(from), biasTo: Double(from)) }
      let start = held
      let times = (0...110).map { 1e-9 * pow(10, Double($0) / 10) }
      return try Work {
        var state = start
        var samples = 0.0
        let summary = try model.advance(
          &state, duration: 100, biasFrom: Double(to), biasTo: Double(to), sampleTimes: times
        ) { _ in samples += 1 }
        return [samples, summary.audit.largestIonDrift, summary.audit.chargeImbalance]
      }
    }
  }

  /// Steady curve of the diode with ions and full carriers, −4 to 10 V in 201 points, upwards from its state at −4 V. The
  /// numbers are the currents at both ends and the share of points that came to rest.
  static let diodeSteadyCurve = Benchmark(
    "steady J–V of the diode with ions and full carriers, −4 to 10 V, 201 points", room: "transport", goal: 0.5
  ) {
    let model = try TransportModel(device: DeviceLibrary.load("cspbbr3-led", overrides: ["carriers=full"]).device)
    let start = try model.steadyState(bias: -4).state
    let biases = (0...200).map { -4 + 14 * Double($0) / 200 }
    return try Work {
      let points = try model.steadyCurrentVoltage(biases: biases, from: start)
      return [
        points[0].currentDensity, points[200].currentDensity,
        Double(points.count { $0.isStationary }) / Double(points.count),
      ]
    }
  }
}
