import Bench
import Foundation
import Materials
import Optics
import Records
import Testing
import Transport

@Suite("Simulated device")
struct SimulatedDeviceTests {
  static let pump = Pump(
    wavelength: 355e-9, width: 1e-9, rate: 1e3, fluence: 4.8, side: .holeSide)

  static func device() throws -> Device { try DeviceLibrary.load("cspbbr3-led").device }

  static func run(
    _ sentences: [String], device: Device? = nil, pump: Pump = pump
  ) async throws -> (run: BenchRun, apparatus: SimulatedDevice) {
    var apparatus = try SimulatedDevice(device: device ?? Self.device(), pump: pump)
    let timeline = try Timeline(try LabProtocol(sentences: sentences), fluence: pump.fluence)
    return (await apparatus.carryOut(timeline), apparatus)
  }

  @Test("brightens under forward bias, keeps ions, charge and photons, and gives the same bits twice")
  func brightening() async throws {
    let sentences = [
      "rest at 0 V until steady", "record spectrum",
      "hold 6 V for 5 s, record spectrum every 1 s, record profile at end",
    ]
    let (run, _) = try await Self.run(sentences)
    #expect(run.outcome == .complete)
    #expect(run.audit.checks.count == 4 && run.audit.passed, "\(run.audit.summary)")
    let yields = run.spectra.compactMap { $0.emission?.figures?.externalYield }
    #expect(yields.count == 6)
    #expect(zip(yields.dropFirst(), yields).allSatisfy { $0 > $1 }, "\(yields)")
    let fractions = run.spectra.compactMap(\.meanIonFraction)
    #expect(zip(fractions.dropFirst(), fractions).allSatisfy { $0 < $1 }, "ions leave the film: \(fractions)")
    let (again, _) = try await Self.run(sentences)
    #expect(again.readings == run.readings)
  }

  @Test("counts the same charge as its current delivers")
  func charge() async throws {
    // Trapezoids over log-spaced samples; the jump at the start charges the capacitance before the first sample.
    let (run, _) = try await Self.run([
      "hold 4 V until steady", "hold 0 V for 60 s, record current log-spaced 2000 points from 1 us to 60 s",
    ])
    let readings = run.currents
    #expect(readings.count == 2000)
    var sum = 0.0
    for (a, b) in zip(readings, readings.dropFirst()) {
      sum += 0.5 * ((a.currentDensity ?? .nan) + (b.currentDensity ?? .nan)) * (b.time - a.time)
    }
    let counted = (readings.last?.chargePassed ?? .nan) - (readings.first?.chargePassed ?? .nan)
    #expect(counted < 0, "the current flows back")
    // Trapezoid error of an exponential mixture on 2000 points over 7.8 decades: (ln step)²/12 = 7e-6; dense output 1e-4.
    #expect(abs(sum - counted) <= 1e-3 * abs(counted), "\(sum) against \(counted)")
  }

  @Test("does not let the pulses disturb the ions: a ladder fired at once leaves the state as it was")
  func frozenLadder() async throws {
    let (run, apparatus) = try await Self.run([
      "hold 2 V for 1 s, record spectrum",
      "fluence ladder from 60 uJ/cm2 to 1400 uJ/cm2 in 5 steps log, instantly, record spectrum",
      "fluence 480 uJ/cm2", "record spectrum",
    ])
    let (reference, other) = try await Self.run(["hold 2 V for 1 s, record spectrum"])
    #expect(apparatus.state == other.state)
    #expect(run.spectra.first?.emission == reference.spectra.first?.emission)
    #expect(run.spectra.last?.emission == run.spectra.first?.emission)
    let peaks = run.ladders[0].compactMap { $0.emission?.figures?.peakDensity }
    #expect(zip(peaks.dropFirst(), peaks).allSatisfy { $0 > $1 })
  }

  @Test("takes the absorbed share of the pump from the optics, on the cells of the ions")
  func absorption() async throws {
    let (run, apparatus) = try await Self.run(["record spectrum"])
    let emitter = try #require(apparatus.device.emitterIndex)
    let share = apparatus.pumpAbsorption.absorbedByLayer[emitter]
    let photonEnergy = 6.626_070_15e-34 * 299_792_458 / 355e-9
    let absorbed = try #require(run.spectra.first?.emission?.figures?.absorbedPhotons)
    // The pulse is followed until 1e-4 of the density is left, after all of the pump: quadrature of a Gaussian, 1e-6.
    #expect(abs(absorbed * photonEnergy / 4.8 - share) <= 1e-6 * share)
    #expect(abs(apparatus.pumpAbsorption.total - 1) <= 1e-12)
    let other = try SimulatedDevice(
      device: apparatus.device,
      pump: Pump(wavelength: 355e-9, width: 1e-9, rate: 1e3, fluence: 4.8, side: .electronSide))
    #expect(other.pumpAbsorption.absorbedByLayer[emitter] != share)
  }

  @Test("halving the cells moves yields by less than a per cent")
  func refinement() async throws {
    let timeline = try Timeline(
      try LabProtocol(sentences: ["hold 4 V for 2 s, record spectrum every 1 s"]), fluence: 4.8)
    var yields: [[Double]] = []
    for refinement in [1, 2] {
      var apparatus = try SimulatedDevice(
        device: Self.device(), pump: Self.pump, transportSettings: TransportSettings(meshRefinement: refinement))
      let run = await apparatus.carryOut(timeline)
      yields.append(run.spectra.compactMap { $0.emission?.figures?.externalYield })
    }
    #expect(yields[0].count == 2)
    #expect(zip(yields[0], yields[1]).allSatisfy { abs($0 - $1) <= 0.01 * $1 }, "\(yields)")
  }

  @Test("refuses a device that emits no light, in words")
  func dark() throws {
    var device = try Self.device()
    device.emission = nil
    let error = #expect(throws: ApparatusFailure.self) { try SimulatedDevice(device: device, pump: Self.pump) }
    #expect(error?.description.contains("emission") == true)
  }

  @Test("fires at a bare film as well, which has no bias to apply")
  func film() async throws {
    let text = ExperimentFileTests.head.replacing("cspbbr3-led", with: "cspbbr3-film")
    let bright = try ExperimentFileTests.experiment(text + "protocol: [record spectrum]")
    let device = try bright.loadDevice().device
    let run = try await bright.carryOut(on: device)
    #expect(run.outcome == .complete && run.audit.passed && run.spectra.count == 1)
    let biased = try ExperimentFileTests.experiment(text + "protocol: [hold 6 V for 1 s]")
    let refused = try await biased.carryOut(on: device)
    guard case .failed(let failure) = refused.outcome else {
      Issue.record("a film without contacts took a bias")
      return
    }
    #expect(failure.cause.message.contains("no contacts"))
  }

  @Test("makes a record with named axes and units, readable back by name")
  func record() async throws {
    let experiment = try Experiment(shipped: "F1b")
    let run = try await experiment.carryOut(on: experiment.loadDevice().device)
    let dataset = try run.dataset(of: experiment)
    let emission = try dataset.variable("emission")
    #expect(emission.shape == [2, 401] && emission.unit == "uJ cm-2 nm-1")
    #expect(try dataset.variable("spectrum_bias").values == [0, 6])
    #expect(try dataset.variable("spectrum_fluence").values.allSatisfy { abs($0 - 480) <= 1e-9 })
    let sum = zip(
      try dataset.variable("photoluminescence").values, try dataset.variable("amplified_emission").values
    ).map { $0 + $1 }
    #expect(zip(sum, emission.values).allSatisfy { abs($0 - $1) <= 1e-12 * $1 })
  }
}
