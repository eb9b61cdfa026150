import Bench
import Foundation
import InputFiles
import Materials
import Quantities
import Testing

/// Devices whose electrons and holes are followed carry out what needs them.
@Suite("Protocols on full carriers")
struct CarrierProtocolTests {
  static func bands(_ affinity: Double, _ ionisation: Double, acceptors: Double = 0) -> Semiconductor {
    let charge = PhysicalConstants.elementaryCharge
    return Semiconductor(
      electronAffinity: affinity * charge, ionisationEnergy: ionisation * charge, conductionDensity: 1e25,
      valenceDensity: 1e25, electronMobility: Mobility(1e-4), holeMobility: Mobility(1e-4),
      acceptorDensity: acceptors, recombination: BulkRecombination(radiative: 1e-16))
  }

  /// The diode without its insulator, with bands that let both carriers through.
  static func device() throws -> Device {
    var device = try DeviceLibrary.load("cspbbr3-led").device
    device.layers.removeAll { $0.name == "Al2O3" }
    device.carriers = .full
    device.interfaces = []
    device.contacts = Contacts()
    device.thermalNode = nil
    for index in device.layers.indices {
      switch device.layers[index].name {
      case "ZnO": device.layers[index].transport?.semiconductor = bands(3.7, 7)
      case "CsPbBr3": device.layers[index].transport?.semiconductor = bands(3.6, 5.9)
      case "TFB": device.layers[index].transport?.semiconductor = bands(2.6, 5.7, acceptors: 1e24)
      default: break
      }
    }
    return device
  }

  static let pump = Pump(wavelength: 355e-9, width: 1e-9, rate: 1e3, fluence: 1, side: .holeSide)

  static func run(_ sentences: String...) async throws -> BenchRun {
    let experiment = try Experiment(
      name: "test", device: "here", pump: pump, lab: LabProtocol(sentences: sentences))
    let device = try device()
    #expect(experiment.review(for: device).isEmpty)
    return try await experiment.carryOut(on: device)
  }

  @Test("a driven current is the current that flows, and the bias follows it")
  func drive() async throws {
    let run = try await Self.run(
      "drive 1 mA/cm2 for 10 ms, record current every 2 ms", "hold 0 V for 1 ms, record current")
    #expect(run.outcome == .complete, "\(run.outcome)")
    let driven = run.readings.prefix(5)
    #expect(driven.allSatisfy { abs(($0.currentDensity ?? .nan) - 10) < 1e-3 }, "\(driven.map(\.currentDensity))")
    #expect(driven.allSatisfy { $0.bias > 0.5 && $0.bias < 10 }, "\(driven.map(\.bias))")
    #expect(run.readings.last?.bias == 0)
  }

  @Test("continuous light drives no more than a carrier a photon, in reverse, and only while it shines")
  func biasLight() async throws {
    let run = try await Self.run(
      "hold 0 V for 1 ms, record current", "bias light 1 mW/cm2 at 450 nm", "hold 0 V for 1 ms, record current",
      "bias light off", "hold 0 V for 1 ms, record current")
    #expect(run.outcome == .complete, "\(run.outcome)")
    let currents = run.readings.compactMap(\.currentDensity)
    try #require(currents.count == 3)
    let photons = 10 / (PhysicalConstants.planckConstant * PhysicalConstants.speedOfLight / 450e-9)
    let most = photons * PhysicalConstants.elementaryCharge
    let photocurrent = currents[1] - currents[0]
    #expect(photocurrent < -0.02 * most && photocurrent > -most, "\(photocurrent) of \(most)")
    #expect(abs(currents[2] - currents[0]) < 0.02 * abs(photocurrent), "\(currents)")
  }

  @Test("are refused on a device that does not follow its carriers, each sentence once")
  func refused() throws {
    let experiment = try Experiment(
      name: "test", device: "cspbbr3-led", pump: Self.pump,
      lab: LabProtocol(sentences: ["drive 1 mA/cm2 for 1 s", "hold 2 V for 1 s", "drive 2 mA/cm2 for 1 s"]))
    let found = experiment.review(for: try DeviceLibrary.load("cspbbr3-led").device)
    #expect(found.map(\.code) == ["E-unsupported", "E-unsupported"])
    #expect(throws: TimelineProblems.self) {
      try Timeline(LabProtocol(sentences: ["drive 1 mA/cm2 for 1 s", "hold for 1 s"]), fluence: 1)
    }
  }
}
