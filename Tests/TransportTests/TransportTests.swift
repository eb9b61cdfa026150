import Materials
import Testing
import Transport

@Suite("Transport model")
struct TransportModelTests {
  @Test("keeps ions and charge over a switch to 6 V and back")
  func conservation() throws {
    let model = try TransportModel(device: ReferenceDevices.m1())
    var state = try model.equilibrium(bias: 0)
    for bias in [6.0, 0, -1] {
      let summary = try model.advance(&state, duration: 10, biasFrom: bias, biasTo: bias)
      #expect(summary.audit.largestIonDrift < 1e-12)
      #expect(summary.audit.chargeImbalance < 1e-6)
    }
  }
}
