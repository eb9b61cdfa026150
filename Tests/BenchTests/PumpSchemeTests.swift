import Bench
import Foundation
import InputFiles
import Materials
import Testing
import Transport

@Suite("Pump schemes")
struct PumpSchemeTests {
  static let text = """
    title: test
    device: cspbbr3-led
    pump: {wavelength: 355 nm, width: 1 ns, rate: 1 kHz, fluence: 480 uJ/cm2, from: HTL}
    pump scheme:
      pre-bias: [0 V, 4 V]
      pulse bias: 10 V
      pulse length: [1 ns, 10 ns]
      duty cycle: [1e-5, 0.1]
      injection efficiency: 0.5
      heat conductance: 8e5 W/(m^2 K)
      highest temperature: 100 °C

    """

  static func scheme(_ text: String, overrides: [String] = []) throws(InputError) -> PumpScheme {
    try PumpScheme(document: try InputDocument(text: text, name: "test.yaml"), name: "test", overrides: overrides)
  }

  static func diagnostics(_ text: String) -> [Diagnostic] {
    do {
      _ = try scheme(text)
      return []
    } catch { return error.diagnostics }
  }

  @Test("are read in SI, with every combination and its mean bias")
  func reading() throws {
    let scheme = try Self.scheme(Self.text, overrides: ["pump scheme.pulse bias=20 V"])
    #expect(scheme.pulseBias == 20 && scheme.pulseLengths == [1e-9, 1e-8] && scheme.injectionEfficiency == 0.5)
    #expect(scheme.schemes.count == 8 && scheme.posterior == nil)
    #expect(abs(scheme.meanBias(PulsedScheme(preBias: 4, pulseLength: 1e-9, dutyCycle: 0.1)) - 5.6) < 1e-12)
    #expect(try PumpScheme(shipped: "pump-scheme").posterior == "li2023")
    #expect(!Experiment.shippedNames.contains("pump-scheme"))
  }

  @Test(
    "with mistakes are refused at the place of each",
    arguments: [
      ("pre-bias: [0 V, 4 V]", "pre-bias: [4 V, 0 V]", "E-range", 5),
      ("pulse bias: 10 V", "pulse bais: 10 V", "E-key-unknown", 6),
      ("pulse length: [1 ns, 10 ns]", "pulse length: [1 V]", "E-dimension", 7),
      ("duty cycle: [1e-5, 0.1]", "duty cycle: [2]", "E-range", 8),
      ("injection efficiency: 0.5", "injection efficiency: half", "E-number", 9),
    ])
  func mistakes(_ right: String, _ wrong: String, _ code: String, _ line: Int) throws {
    let found = Self.diagnostics(Self.text.replacing(right, with: wrong))
    let first = try #require(found.first)
    #expect(first.code == code && first.location?.line == line, "\(found)")
  }

  @Test("a pre-bias that sweeps the ions lowers the current; the threshold is that of its own temperature")
  func preBias() throws {
    let scheme = try Self.scheme(Self.text)
    let survey = try PumpSchemeSurvey(scheme, on: try DeviceLibrary.load("cspbbr3-led").device)
    let (rest, swept) = (try survey.film(meanBias: 0), try survey.film(meanBias: 4))
    #expect(swept.meanIonFraction < 0.7 && rest.meanIonFraction > 0.95)
    #expect(swept.opticalThreshold < 0.6 * rest.opticalThreshold)
    let point = PulsedScheme(preBias: 4, pulseLength: 1e-9, dutyCycle: 1e-5)
    let cool = try survey.threshold(of: point, film: swept, without: .noHeating)
    let own = try survey.threshold(of: point, film: swept)
    #expect(own.currentDensity > cool.currentDensity && own.temperature > survey.ambient)
    #expect(try survey.threshold(of: point, film: rest, without: .noHeating).currentDensity > 1.5 * cool.currentDensity)
    // Found from far below and far above, it is the same: the bracket ends within a thousandth.
    for guess in [1e5, 1e11] {
      let again = try survey.threshold(of: point, film: swept, guess: guess, without: .noHeating)
      #expect(abs(log(again.currentDensity / cool.currentDensity)) < 2e-3)
    }
    // Half of the current makes pairs, so twice the current is needed.
    let whole = try PumpSchemeSurvey(
      try Self.scheme(Self.text, overrides: ["pump scheme.injection efficiency=1"]),
      on: try DeviceLibrary.load("cspbbr3-led").device)
    let full = try whole.threshold(of: point, film: swept, without: .noHeating)
    #expect(abs(cool.currentDensity / full.currentDensity - 2) < 0.01)
  }

  @Test("ions under a fast train of bias pulses stay where its mean bias holds them")
  func meanBias() throws {
    let device = try DeviceLibrary.load("cspbbr3-led").device
    let model = try TransportModel(device: device)
    var state = try model.steadyState(bias: 2).state
    let before = model.ionFraction(of: state)
    // 4 and 0 V for 10 µs each. In the film ions drift at D/V_t · 2 V/120 nm = 6 µm/s: in 10 µs 0.06 nm of 120 nm, so that
    // the mean fraction ripples by 5e-4; at a bias that was not the mean one it would drift by that in every pulse.
    for _ in 0..<50 {
      try model.advance(&state, duration: 1e-5, biasFrom: 4, biasTo: 4, sampleTimes: []) { _ in }
      try model.advance(&state, duration: 1e-5, biasFrom: 0, biasTo: 0, sampleTimes: []) { _ in }
    }
    let widths = model.mesh.cells(ofLayer: try #require(device.emitterIndex)).map { model.mesh.widths[$0] }
    let mean = { (values: [Double]) in zip(values, widths).reduce(0) { $0 + $1.0 * $1.1 } / widths.reduce(0, +) }
    let drift = abs(mean(model.ionFraction(of: state)) - mean(before))
    #expect(drift < 1e-3, "\(drift)")
    // The control: half as long at 4 V alone moves more.
    var held = try model.steadyState(bias: 2).state
    try model.advance(&held, duration: 5e-4, biasFrom: 0, biasTo: 0, sampleTimes: []) { _ in }
    #expect(abs(mean(model.ionFraction(of: held)) - mean(before)) > 3 * drift)
  }
}
