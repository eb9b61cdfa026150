import Bench
import InputFiles
import Testing

@Suite("Experiment files")
struct ExperimentFileTests {
  static let head = """
    device: cspbbr3-led
    pump: {wavelength: 355 nm, width: 1 ns, rate: 1 kHz, fluence: 480 uJ/cm2, from: HTL}

    """

  static func experiment(_ text: String, overrides: [String] = []) throws(InputError) -> Experiment {
    return try Experiment(
      document: try InputDocument(text: text, name: "test.yaml"), name: "test", overrides: overrides)
  }

  /// The diagnostics of a file that must be refused.
  static func diagnostics(_ text: String, overrides: [String] = []) -> [Diagnostic] {
    do {
      _ = try experiment(text, overrides: overrides)
      return []
    } catch {
      return error.diagnostics
    }
  }

  @Test("shipped with the program can all be read and laid out")
  func shipped() throws {
    let names = Experiment.shippedNames
    #expect(
      names == [
        "F1b", "F1c", "F2a", "F2c", "F2c-long", "F2d", "F3b-off", "F3b-on", "F3c", "MOV", "S1", "S1-device", "S10", "S12",
        "S14", "S15", "S17", "S18", "S19", "S5", "S8",
      ])
    for name in names {
      let experiment = try Experiment(shipped: name)
      // All at 480 µJ/cm² but the weak excitation of S19 and the decays of S8.
      let fluence = ["S19": 0.006, "S8": 0.01][name] ?? 4.8
      #expect(experiment.name == name && abs(experiment.pump.fluence - fluence) < 1e-12)
      #expect(!experiment.timeline.segments.isEmpty)
    }
    #expect(try Experiment(shipped: "F1c").timeline.duration == 125)
    #expect(try Experiment(shipped: "F2c").timeline.spectrumCount == 140)
    #expect(try Experiment(shipped: "S5").timeline.spectrumCount == 140)
  }

  @Test("read the lab-book form, blocks and all")
  func labBook() throws {
    let experiment = try Self.experiment(
      Self.head + """
        protocol:
          - rest at 0 V until steady
          - repeat 5 times:
              - hold 0 V for 20 s, record spectrum every 0.5 s
              - hold 6 V for 5 s, record spectrum every 0.5 s
          - step from -4 V to 10 V by 1 V, dwell 2 s, record spectrum
          - scan from 10 V to -4 V at 2 V/s, record spectrum every 0.1 s, record current
          - for bias 0 V, 2 V:
              - hold for 1 s
              - record profile
        """)
    #expect(experiment.lab.steps.count == 5)
    #expect(experiment.timeline.duration == 125 + 30 + 7 + 2)
    #expect(experiment.timeline.profileCount == 2)
  }

  @Test("take overrides, and say so when one is wrong")
  func overrides() throws {
    let text = Self.head + "protocol: [record spectrum]"
    #expect(try Self.experiment(text, overrides: ["pump.fluence=1 mJ/cm2"]).pump.fluence == 10)
    #expect(try Self.experiment(text, overrides: ["pump.from=ETL"]).pump.side == .electronSide)
    for wrong in ["pump.fluence=600", "pump.fluence=600 nm", "pump.fluenze=600 uJ/cm2", "pump.from=left"] {
      let found = Self.diagnostics(text, overrides: [wrong])
      #expect(!found.isEmpty && found.allSatisfy { $0.location?.source.isArgument == true }, "\(wrong)")
    }
  }

  @Test("can be read again from their resolved text, overrides carried out", arguments: ["F1c", "F2c", "F3b-off"])
  func resolved(name: String) throws {
    let first = try Experiment(shipped: name, overrides: ["pump.fluence=600 uJ/cm2", "pump.from=ETL"])
    let text = first.resolvedInput
    let again = try Experiment(document: try InputDocument(text: text, name: "resolved.yaml"), name: name)
    #expect(again.pump == first.pump && again.pump.fluence == 6 && again.device == first.device)
    #expect(again.timeline.segments == first.timeline.segments, "\(text)")
  }

  @Test("report every mistake at its line and column")
  func mistakes() throws {
    let found = Self.diagnostics(
      """
      device: cspbbr3-led
      pump: {wavelength: 355, width: 1 ns, rate: 1 kHz, fluence: 480 uJ/cm2, from: HTL}
      protocl: []
      protocol:
        - hodl 6 V for 5 s
        - hold 6 V for 5 s, record spectra
        - repeat 5 times:
            - hold 6 for 5 s
        - repeat 3 times
        - hold 2 V for 1 s:
            - hold 1 V for 1 s
      """)
    let places = found.compactMap(\.location).map { [$0.line, $0.column] }
    #expect(places.contains([2, 20]), "the wavelength without unit")
    #expect(places.contains([3, 1]), "the unknown key")
    #expect(places.contains([5, 5]), "the misspelt sentence")
    #expect(places.contains([6, 30]), "the misspelt record")
    #expect(places.contains([8, 14]), "the bare number inside a block")
    #expect(places.contains([9, 5]) && places.contains([10, 5]), "the heads without and with too much below")
    #expect(found.count == 7, "\(found.map(\.description))")
  }

  @Test("point at the sentence that cannot be carried out")
  func impossible() throws {
    let found = Self.diagnostics(
      Self.head + """
        protocol:
          - light off
          - repeat 3 times:
              - hold 6 V for 5 s, record spectrum
        """)
    #expect(found.map { $0.location?.line } == [6])
    #expect(found.first?.remedy.contains("light on") == true)
  }
}
