import Analysis
import Bench
import Foundation
import Inference
import InputFiles
import Materials
import Testing

/// A folder with the files of a fit, removed with the value's scope.
private func inFolder<Value>(_ files: [String: String], _ work: (URL) async throws -> Value) async throws -> Value {
  let folder = FileManager.default.temporaryDirectory.appending(path: "device-fit-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
  return try await work(folder)
}

private let ladder = """
  title: Ladder on a film
  device: cspbbr3-film
  pump: {wavelength: 355 nm, width: 1 ns, rate: 1 kHz, fluence: 100 uJ/cm2, from: HTL}
  protocol:
    - rest at 0 V until steady
    - fluence ladder from 20 uJ/cm2 to 640 uJ/cm2 in 11 steps log, 1.0 s each, record spectrum
  """

/// Something with conditions, without a reproduction behind it.
private struct KnownConditions: ObservationSource {
  let ids = ["F2c"]
  func conditions(of ids: [String], on trial: DeviceTrial) async throws -> [String: [String: Double]] {
    let device = try DeviceLibrary.load(trial.deviceName, overrides: trial.overrides)
    let mass = device.ledger["emission.edge.effectiveMass"]?.value ?? .nan
    return ["F2c": ["threshold": 600 * mass / 0.4572]]
  }
}

@Suite("Fits of a device")
struct DeviceFitTests {
  @Test("an input–output curve in arbitrary units and a threshold bring back the device they were made from")
  func recovers() async throws {
    let truth = ["emission.rates.k2rMaximum=2.2e-9 cm^3/s", "emission.guide.pathLength=2 mm"]
    let device = try DeviceLibrary.load("cspbbr3-film", overrides: truth)
    try await inFolder(["ladder.yaml": ladder]) { folder in
      let experiment = try Experiment(path: folder.appending(path: "ladder.yaml").path)
      let run = try await experiment.carryOut(on: device.device)
      let curve = try run.readings.compactMap { reading -> String? in
        guard let emission = reading.emission, let fluence = reading.fluence else { return nil }
        let spectrum = try Spectrum(wavelengths: emission.wavelengths, intensities: emission.spectrum)
        return "\(100 * fluence),\(37 * (try spectrum.components().amplified.height.value))"
      }
      // What the bench itself gives, so that exact recovery is the right answer; the scale 37 is the unknown one.
      let trial = DeviceTrial(device: "cspbbr3-film", overrides: truth)
      let probe = try MeasuredThreshold(
        name: "probe", value: 1, deviation: 1, experiment: experiment, bias: nil, method: .logLogIntersection)
      let threshold = try await probe.expectations(on: trial)[0]
      try Data((["fluence (uJ/cm2),peak"] + curve).joined(separator: "\n").utf8)
        .write(to: folder.appending(path: "peak.csv"))
      let file = """
        device: cspbbr3-film
        parameters:
          - {path: emission.rates.k2rMaximum, prior width: 0.5}
          - {path: emission.guide.pathLength, prior width: 1}
        data:
          - {name: threshold, kind: threshold, experiment: ladder.yaml, value: \(100 * threshold) uJ/cm2, deviation: \(threshold) uJ/cm2}
          - {name: input-output, kind: curve, experiment: ladder.yaml, file: peak.csv, against: fluence, quantity: ase, scale: free, deviation: 1 %}
        """
      let path = folder.appending(path: "fit.yaml")
      try Data(file.utf8).write(to: path)
      let fit = try await DeviceFit(path: path.path, observations: nil)
      let outcome = try await fit.carryOut()
      let best = outcome.main.result.best
      #expect(outcome.main.result.converged, "\(outcome.text)")
      for (index, value) in [2.2e-15, 2e-3].enumerated() {
        let miss = log(best.values[index] / value)
        // Noise-free data with priors about other values: within the interval, and well inside the data's own error.
        #expect(abs(miss) < best.deviations[index], "\(outcome.text)")
      }
    }
  }

  @Test("targets of the paper move the parameter they depend on, and the text says what the data do not fix")
  func targets() async throws {
    let file = """
      device: cspbbr3-led
      parameters:
        - {path: emission.edge.effectiveMass, start: 0.4572, prior width: 0.3}
        - {path: emission.guide.unpumpedShare, prior width: 0.3}
      targets:
        - {id: F2c, quantity: threshold, value: 660, deviation: 6}
      """
    try await inFolder(["fit.yaml": file]) { folder in
      let fit = try await DeviceFit(path: folder.appending(path: "fit.yaml").path, observations: KnownConditions())
      let outcome = try await fit.carryOut()
      // One datum and one prior in ln p, both linear: weights (600/6)² and 1/0.09.
      let information = (660.0 / 6, 1 / 0.3)
      let expected =
        0.4572
        * exp(
          log(1.1) * information.0 * information.0 / (information.0 * information.0 + information.1 * information.1))
      #expect(abs(outcome.main.result.best.values[0] / expected - 1) < 1e-3)
      #expect(DeviceFitOutcome.undetermined(outcome.main) == ["emission.guide.unpumpedShare"])
      #expect(outcome.text.contains("Not determined by these data"))
    }
  }

  @Test("mistakes of a file are reported together, each with its place and a way out")
  func mistakes() async throws {
    let file = """
      device: cspbbr3-led
      parameters:
        - {path: emission.edge.efectiveMass, prior width: 0.3}
        - {path: emission.guide.pathLength, start: 2 s, prior width: 0.3}
      targets:
        - {id: F2x, quantity: threshold, value: 660, deviation: 6}
      rivals:
        - {name: other, set: [use=M9]}
      colour: red
      """
    try await inFolder(["fit.yaml": file]) { folder in
      let path = folder.appending(path: "fit.yaml").path
      let error = await #expect(throws: InputError.self) {
        _ = try await DeviceFit(path: path, observations: KnownConditions())
      }
      let text = "\(try #require(error))"
      for expected in ["efectiveMass", "effectiveMass", "2 s", "F2x", "rival", "colour"] {
        #expect(text.contains(expected), "\(expected) in \(text)")
      }
    }
  }
}
