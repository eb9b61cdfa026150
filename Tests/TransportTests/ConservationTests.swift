import Foundation
import Materials
import Testing
import Transport

@Suite("Conservation")
struct ConservationTests {
  @Test("keeps ions to 1e-12 and charge to 1e-6 over jumps, holds and scans of both signs")
  func history() throws {
    let model = try TransportModel(device: ReferenceDevices.m1())
    var state = try model.equilibrium(bias: 0)
    for (from, to, duration) in [
      (6.0, 6.0, 10.0), (0, 0, 1e-3), (-1, -1, 20), (10, -4, 7), (-4, 10, 7), (2, 2, 1e4), (0, 0, 0),
    ] {
      let summary = try model.advance(&state, duration: duration, biasFrom: from, biasTo: to)
      #expect(summary.audit.largestIonDrift < 1e-13)
      #expect((summary.audit.ionRoundOff.max() ?? 1) < 1e-9)
      #expect(summary.audit.chargeImbalance < 1e-9)
    }
  }

  @Test("the same charge passes every face and the external circuit")
  func chargeThroughFaces() throws {
    // Without electrons both contacts block, so what crossed a face is what the cells below it lost.
    var device = ReferenceDevices.m1()
    device.layers[0].transport?.electronMobility = nil
    device.layers[0].transport?.donorDensity = 0
    let model = try TransportModel(device: device)
    let start = try model.equilibrium(bias: 0)
    var state = start
    try model.advance(&state, duration: 3, biasFrom: 4, biasTo: 4)
    let elementaryCharge = 1.602_176_634e-19
    let (d0, d1) = (model.displacement(of: start), model.displacement(of: state))
    let (p0, p1) = (model.profile(of: start).densities, model.profile(of: state).densities)
    var crossed = 0.0
    for face in 0...model.mesh.cellCount {
      if face > 0 {
        let lost = (p0[0][face - 1] - p1[0][face - 1]) - (p0[1][face - 1] - p1[1][face - 1])
        crossed += elementaryCharge * lost * model.mesh.widths[face - 1]
      }
      let through = d1[face] - d0[face] + crossed
      // Forward current enters at x = L, against the x axis. Round-off: 190 terms of 1e-2 C/m².
      #expect(abs(through + state.chargePassed) < 1e-9 * abs(state.chargePassed), "face \(face)")
    }
  }

  @Test("a state written out and read back continues bit by bit")
  func restore() throws {
    let model = try TransportModel(device: ReferenceDevices.m1(film: 60e-9))
    var state = try model.equilibrium(bias: 0)
    try model.advance(&state, duration: 0.7, biasFrom: 4, biasTo: 4)
    let data = try JSONEncoder().encode(state)
    var restored = try JSONDecoder().decode(TransportState.self, from: data)
    #expect(restored == state)
    try model.advance(&state, duration: 2, biasFrom: 4, biasTo: 4)
    try model.advance(&restored, duration: 2, biasFrom: 4, biasTo: 4)
    #expect(restored == state)
  }

  @Test("samples do not disturb the run, come in order, and end on its end")
  func samples() throws {
    let model = try TransportModel(device: ReferenceDevices.m1(film: 60e-9))
    let start = try model.equilibrium(bias: 0)
    var (plain, sampled) = (start, start)
    try model.advance(&plain, duration: 5, biasFrom: 0, biasTo: 5)
    var times: [Double] = []
    var last: TransportSample?
    try model.advance(&sampled, duration: 5, biasFrom: 0, biasTo: 5, sampleTimes: [0, 1e-9, 0.5, 2.5, 5]) {
      times.append($0.time)
      last = $0
      #expect(abs($0.bias - $0.time) < 1e-12)
      #expect(model.audit(of: $0.state).largestIonDrift < 1e-12)
      #expect(model.audit(of: $0.state).chargeImbalance < 1e-6)
    }
    #expect(times == [0, 1e-9, 0.5, 2.5, 5])
    #expect(sampled == plain)
    for (one, other) in zip(last?.state.unknowns ?? [], plain.unknowns) {
      #expect(abs(one - other) <= 1e-12 * abs(other) + 1e3)
    }
  }

  @Test("a hold cut into pieces gives the same state within the tolerance")
  func pieces() throws {
    let model = try TransportModel(device: ReferenceDevices.m1(film: 60e-9))
    let start = try model.equilibrium(bias: 0)
    var (whole, cut) = (start, start)
    try model.advance(&whole, duration: 2, biasFrom: 4, biasTo: 4)
    var steps = 0
    for _ in 0..<20 { steps += try model.advance(&cut, duration: 0.1, biasFrom: 4, biasTo: 4).steps }
    #expect(abs(cut.chargePassed / whole.chargePassed - 1) < 1e-3)
    #expect(abs(cut.time - whole.time) < 1e-12)
    // Going on is not starting anew: a fresh start alone takes some 25 steps.
    #expect(steps < 160)
  }
}
