import InputFiles
import Materials
import Reproduction
import Testing

@Suite("Measurement files")
struct MeasurementFileTests {
  static let text = """
    title: test
    device: triple-cation-cell
    set: [temperature=310 K]
    measurement:
      kind: step
      from: 0 V
      to: 1 V
      duration: 2 s
      light: {photon flux: 1.4e21 m^-2 s^-1, absorption: 1e7 m^-1, layer: perovskite, from: HTL}

    """

  static func diagnostics(_ text: String) -> [Diagnostic] {
    do {
      _ = try MeasurementFile(document: try InputDocument(text: text, name: "test.yaml"), name: "test")
      return []
    } catch { return error.diagnostics }
  }

  @Test("are read in SI, and carry values of the device")
  func reading() throws {
    let file = try MeasurementFile(document: try InputDocument(text: Self.text, name: "test.yaml"), name: "test")
    #expect(file.measurement.kind == .step && file.measurement.to == 1 && file.measurement.duration == 2)
    #expect(file.measurement.light?.isFromHoleSide == true && file.measurement.light?.photonFlux == 1.4e21)
    #expect(try file.loadDevice().device.temperature == 310)
    #expect(try file.loadDevice(overrides: ["temperature=320 K"]).device.temperature == 320)
  }

  @Test("that are shipped can be read, and their devices loaded")
  func shipped() throws {
    for name in MeasurementFile.shippedNames { _ = try MeasurementFile(shipped: name).loadDevice() }
    let curve = try MeasurementFile(shipped: "S2").measurement
    #expect(curve.kind == .jv && curve.from == -4 && curve.to == 10 && curve.points == 29)
  }

  @Test(
    "with mistakes are refused at the place of each",
    arguments: [
      ("kind: step", "kind: stepp", "E-choice", 5), ("to: 1 V", "too: 1 V", "E-key-unknown", 7),
      ("duration: 2 s", "duration: 2 V", "E-dimension", 8), ("photon flux", "photon flix", "E-key-unknown", 9),
      ("device: triple-cation-cell\n", "", "E-key-missing", 1),
    ])
  func mistakes(_ right: String, _ wrong: String, _ code: String, _ line: Int) throws {
    let found = Self.diagnostics(Self.text.replacing(right, with: wrong))
    #expect(found.contains { $0.code == code && $0.location?.line == line }, "\(found)")
  }

  @Test("that need light say so")
  func dark() {
    let text = Self.text.split(separator: "\n").dropLast().joined(separator: "\n").replacing("kind: step", with: "kind: tpv")
    #expect(Self.diagnostics(text).map(\.code) == ["E-key-missing"])
  }
}
