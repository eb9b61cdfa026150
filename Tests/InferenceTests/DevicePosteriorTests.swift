import Inference
import InputFiles
import Testing

@Suite("The posterior of a device")
struct DevicePosteriorTests {
  static let posterior = DevicePosterior(
    title: "test",
    parameters: [
      .init(path: "emission.guide.pathLength", value: "2.6 mm", scale: .logarithmic, deviation: 0.1),
      .init(path: "contacts.builtInVoltage", value: "0.2 V", scale: .linear, deviation: 0.05),
    ], correlations: [[1, -0.5], [-0.5, 1]])

  @Test("is the same after it was written and read")
  func roundTrip() throws {
    let read = try DevicePosterior(document: try InputDocument(text: Self.posterior.yaml, name: "posterior.yaml"))
    #expect(read == Self.posterior)
  }

  @Test("gives the variance of what follows, with the correlations")
  func variance() {
    // 0.01·4 + 0.0025·9 + 2·2·3·0.1·0.05·(−0.5)
    #expect(abs(Self.posterior.variance(derivatives: [2, 3]) - (0.04 + 0.0225 - 0.03)) < 1e-15)
  }

  @Test("without a row for each parameter is refused")
  func short() throws {
    let text = Self.posterior.yaml.replacing("  - [-0.5000, 1.0000]\n", with: "")
    let error = #expect(throws: InputError.self) {
      try DevicePosterior(document: try InputDocument(text: text, name: "posterior.yaml"))
    }
    #expect(error?.diagnostics.first?.code == "E-table")
  }
}
