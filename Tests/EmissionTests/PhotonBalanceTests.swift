import Emission
import Testing

@Suite("Photon balance")
struct PhotonBalanceTests {
  @Test("every absorbed photon ends in a channel, below and above threshold", arguments: [1.0, 0.15, 0.02])
  func balance(ionFraction: Double) throws {
    let model = try PulseModel(parameters: Sample.parameters, coupling: Sample.coupling)
    for fluence in [1e-3, 10, 100, 480, 1400] {
      let result = try model.fire(Sample.pulse(fluence), film: Sample.film(ionFraction: ionFraction, field: 4e6))
      // Round-off of some thousand sums of positive terms; the quadrature in time cancels exactly.
      #expect(abs(result.photonBalance) < 1e-12, "f = \(ionFraction), \(fluence) µJ/cm²")
      #expect(abs(result.photons.guideResidual) < 1e-12, "guide, f = \(ionFraction), \(fluence) µJ/cm²")
    }
  }

  @Test("a dark pulse is refused in words")
  func dark() throws {
    let model = try PulseModel(parameters: Sample.parameters, coupling: Sample.coupling)
    #expect(throws: EmissionError.self) { try model.fire(Sample.pulse(0), film: Sample.film(ionFraction: 1)) }
  }
}
