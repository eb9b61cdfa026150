// The voltage at open circuit of the three-layer cell after the light goes off. Between 3.5 and 4.5 s it rises by 19 mV. That is the
// ions, no error of the integration: it stays with the tolerance divided by a hundred and with every cell halved, it is gone
// where ions stand still, and it moves with their diffusivity.

import Foundation
import Materials
import Testing
import Transport

@Suite("Decay of the open-circuit voltage")
struct OpenCircuitDecayTests {
  static let times = (0...80).map { 0.01 * pow(10, Double($0) / 20) }

  static func voltages(_ settings: TransportSettings = .init(), ionSpeed: Double = 1) throws -> [Double] {
    var device = try DeviceLibrary.load("mapi-benchmark").device
    for ion in device.ions.indices { device.ions[ion].layers["MAPI"]?.diffusivity *= ionSpeed }
    let model = try TransportModel(device: device, settings: settings)
    let light = try model.beerLambert(layer: "MAPI", photonFlux: 1.4e21, absorption: 1.3e7)
    var state = try model.steadyState(currentDensity: 0, generation: light).state
    var found: [Double] = []
    try model.advance(&state, duration: 100, currentFrom: 0, currentTo: 0, sampleTimes: times) { found.append($0.bias) }
    return found
  }

  /// Largest rise from any instant to a later one, V, and the time of its top, s.
  static func rise(_ voltages: [Double]) -> (height: Double, time: Double) {
    var (lowest, best) = (Double.infinity, (height: 0.0, time: 0.0))
    for (time, voltage) in zip(times, voltages) {
      lowest = min(lowest, voltage)
      if voltage - lowest > best.height { best = (voltage - lowest, time) }
    }
    return best
  }

  @Test("the rise near 4 s stays with tighter tolerance and finer mesh, goes with the ions, and moves with their speed")
  func rise() throws {
    let usual = try Self.voltages()
    let found = Self.rise(usual)
    #expect(found.height > 0.015 && found.time > 4 && found.time < 5, "\(found)")
    // The step control keeps potentials to 1e-4 V_t + 1e-4 of them; they add up over some hundred steps.
    let sharp = try Self.voltages(TransportSettings(relativeTolerance: 1e-6))
    for (one, other) in zip(usual, sharp) { #expect(abs(one - other) < 3e-4) }
    // Second order in space: the halved mesh differs by 0.4 mV.
    let fine = try Self.voltages(TransportSettings(meshRefinement: 2))
    for (one, other) in zip(usual, fine) { #expect(abs(one - other) < 1e-3) }
    #expect(Self.rise(try Self.voltages(ionSpeed: 1e-9)).height < 1e-5)
    let fast = Self.rise(try Self.voltages(ionSpeed: 3))
    #expect(fast.height > 0.005 && fast.time < 0.5 * found.time, "\(fast)")
  }
}
