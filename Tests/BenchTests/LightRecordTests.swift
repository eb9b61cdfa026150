import Bench
import Emission
import Foundation
import Materials
import Testing

@Suite("Decays, streak images, filters, measured pulses")
struct LightRecordTests {
  static func experiment(
    _ sentences: [String], _ change: (inout Pump, inout DetectorGrid) -> Void = { _, _ in }
  ) throws -> Experiment {
    var pump = Pump(wavelength: 355e-9, width: 1e-9, rate: 1e3, fluence: 0.1, side: .holeSide)
    var detector = DetectorGrid.standard
    change(&pump, &detector)
    return try Experiment(
      name: "light", device: "cspbbr3-film", pump: pump, detector: detector, lab: LabProtocol(sentences: sentences))
  }

  static func run(
    _ sentences: String..., change: (inout Pump, inout DetectorGrid) -> Void = { _, _ in }
  ) async throws -> BenchRun {
    let run = try await experiment(sentences, change).carryOut(on: DeviceLibrary.load("cspbbr3-film").device)
    #expect(run.outcome == .complete, "\(run.outcome)")
    return run
  }

  @Test("late light of a weak pulse falls with twice k1, whatever the response")
  func lifetime() async throws {
    let run = try await Self.run("fluence 1e-6 uJ/cm2", "record decay") { _, detector in
      detector.decay.response = 1e-9
    }
    let decay = try #require(run.decays.first?.emission?.decay)
    #expect(run.spectra.isEmpty && run.readings.count == 1)
    let k1 = try #require(try DeviceLibrary.load("cspbbr3-film").device.emission).rates.rates(atIonFraction: 1).k1
    let (a, b) = (decay.values[200], decay.values[600])
    // Second-order losses at this density are below 1e-4 of k1; a dozen steps over these 40 ns keep to 4e-4 each.
    #expect(abs(log(a / b) / 40e-9 / (2 * k1) - 1) < 12 * 4e-4 / 1.6)
    #expect(abs(decay.times[0] + 3e-9) < 1e-15 && decay.times.count == 1030)
  }

  @Test("what one pulse leaves is found by the next where the laser fires fast, and light is counted once a period")
  func train() async throws {
    var sums: [Double] = []
    for rate in [1e3, 5e7] {
      let run = try await Self.run("fluence 1e-6 uJ/cm2", "record decay") { pump, detector in
        pump.rate = rate
        detector.decay.binWidth = 1e-10
        detector.decay.length = 18e-9
      }
      sums.append(try #require(run.decays.first?.emission?.decay).values.reduce(0, +))
    }
    // Linear loss, light n². After its centre the train has n = N e^{−k1 t}/(1 − q), q = e^{−k1 T}, so a period of 20 ns
    // holds (1 − q²)/(1 − q)² of N²/2k1; of a single pulse 18 ns hold 1 − e^{−2 k1 18 ns}. That a Gaussian pulse takes its
    // time costs both ∫ (H − Φ²) dt = σ/√π of the light at its centre.
    let k1 = 2e7
    let q = exp(-k1 * 20e-9)
    let rise = 2 * k1 * 1e-9 / (8 * log(2.0)).squareRoot() / Double.pi.squareRoot()
    let expected = ((1 - q * q) / pow(1 - q, 2) - rise) / (1 - exp(-2 * k1 * 18e-9) - rise)
    // Second-order losses are 1e-4 of k1, the periodic state is found to 1e-4.
    #expect(abs(sums[1] / sums[0] / expected - 1) < 2e-3, "\(sums[1] / sums[0]) \(expected)")
  }

  @Test("a streak image summed over time is the spectrum, and over wavelengths the decay")
  func streak() async throws {
    let run = try await Self.run("record spectrum", "record streak", "record decay") { _, detector in
      detector.streak.start = -4e-9
      detector.streak.end = 96e-9
      detector.streak.pixels = 500
      detector.decay.binWidth = 0.2e-9
    }
    let spectrum = try #require(run.spectra.first?.emission?.spectrum)
    let streak = try #require(run.streaks.first?.emission?.streak)
    let pixel = streak.times[1] - streak.times[0]
    for k in stride(from: 100, to: 300, by: 20) {
      let sum = streak.times.indices.reduce(0) { $0 + pixel * streak.values[$1 * spectrum.count + k] }
      // Straight lines between steps of 4e-3 against the quadrature of the steps.
      #expect(abs(sum / spectrum[k] - 1) < 5e-3)
    }
  }

  @Test("counts scatter as Poisson's do about the light without noise, and come again with their seed")
  func noise() async throws {
    let quiet = try await Self.run("record spectrum", "record decay")
    let sentences = (0..<40).flatMap { _ in ["record decay", "record spectrum"] }
    let experiment = try Self.experiment(sentences) { _, detector in
      detector.noise = CountingNoise(collectingArea: 1e-10, darkCounts: 5, seed: 3)
    }
    let device = try DeviceLibrary.load("cspbbr3-film").device
    let (one, other) = (try await experiment.carryOut(on: device), try await experiment.carryOut(on: device))
    #expect(one.readings == other.readings)
    let decays = one.decays.compactMap { $0.emission?.decay }
    #expect(decays.count == 40 && decays.allSatisfy(\.isCounted) && decays[0] != decays[1])
    let expected = try #require(quiet.decays.first?.emission?.decay).values.map { $0 * 1e-10 + 5 }
    // Σ (count − mean)²/mean over bins and decays is χ² of so many degrees of freedom: within five deviations √(2N).
    var (sum, count) = (0.0, 0.0)
    for decay in decays {
      for (found, mean) in zip(decay.values, expected) {
        sum += (found - mean) * (found - mean) / mean
        count += 1
      }
    }
    #expect(abs(sum - count) < 5 * (2 * count).squareRoot() * 1.2)
    let spectra = one.spectra.compactMap { $0.emission?.spectrum }
    let clean = try #require(quiet.spectra.first?.emission?.spectrum)
    let mean = spectra.reduce(0) { $0 + $1[165] } / 40
    let counts = 1e-10 * 0.2e-9 * 523e-9 / 1.986e-25 * clean[165]
    #expect(abs(mean / clean[165] - 1) < 5 / (40 * counts).squareRoot())
  }

  @Test("a filter acts on spectra, yields and decays alike")
  func filter() async throws {
    let open = try await Self.run("record spectrum", "record decay")
    let half = try await Self.run("record spectrum", "record decay") { _, detector in
      detector.filter = try? DetectionFilter(wavelengths: [400e-9, 700e-9], transmissions: [0.5, 0.5])
    }
    let (a, b) = (try #require(open.spectra.first?.emission), try #require(half.spectra.first?.emission))
    for k in [100, 165, 240] { #expect(abs(b.spectrum[k] / a.spectrum[k] - 0.5) < 1e-12) }
    let (yield, halved) = (a.figures?.externalYield ?? .nan, b.figures?.externalYield ?? .nan)
    #expect(abs(halved / yield - 0.5) < 1e-12)
    let (c, d) = (open.decays.first?.emission?.decay, half.decays.first?.emission?.decay)
    let (all, some) = (try #require(c).values, try #require(d).values)
    // Summed over the energies of the grid, which hold all but 1e-3 of the light.
    for k in [25, 100, 400] { #expect(abs(some[k] / all[k] - 0.5) < 2e-3) }
  }

  @Test("two pumps at once are one pump of their sum; a pump that comes late finds what the first has left")
  func twoPumps() async throws {
    func peak(_ fluence: Double, second: Double?, delay: Double) async throws -> Double {
      let run = try await Self.run("fluence \(fluence) uJ/cm2", "record spectrum") { pump, _ in
        pump.second = second.map {
          SecondPump(wavelength: 355e-9, width: 1e-9, fluence: $0 * 1e-2, side: .holeSide, delay: delay)
        }
      }
      return try #require(run.spectra.first?.emission?.figures?.peakMeanDensity)
    }
    let (one, both) = (try await peak(20, second: nil, delay: 0), try await peak(8, second: 12, delay: 0))
    #expect(abs(both / one - 1) < 1e-3)
    let late = try await peak(8, second: 12, delay: 20e-9)
    #expect(late < 0.9 * one && late > 0.5 * one)
  }

  @Test("continuous light of 100 mW/cm² beside the pulses hardly changes what they make")
  func biasLight() async throws {
    let run = try await Self.run(
      "fluence 150 uJ/cm2", "record spectrum", "bias light 100 mW/cm2 at 450 nm", "record spectrum",
      "bias light 50 W/cm2 at 450 nm", "record spectrum")
    let peaks = run.spectra.compactMap { $0.emission?.spectrum.max() }
    #expect(abs(peaks[1] / peaks[0] - 1) < 0.03)
    #expect(abs(peaks[2] / peaks[0] - 1) > 10 * abs(peaks[1] / peaks[0] - 1), "\(peaks)")
  }

  @Test("TE and TM modes of the shipped film carry light together, photons counted")
  func modes() async throws {
    var totals: [Double] = []
    for modes in GuidedPolarisations.allCases {
      let run = try await Self.run("fluence 400 uJ/cm2", "record spectrum") { $1.modes = modes }
      let found = try #require(run.spectra.first?.emission)
      #expect(abs(found.figures?.photonBalance ?? .nan) < 1e-12)
      totals.append(found.aseSpectrum?.reduce(0, +) ?? .nan)
    }
    // The film guides TM as well: its line takes pairs from TE's, the sum of both changes.
    #expect(abs(totals[1] / totals[0] - 1) > 1e-3, "\(totals)")
  }

  @Test("a measured pulse and a filter are read from files, and from the resolved input without them")
  func files() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "light-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func write(_ name: String, _ text: String) throws { try Data(text.utf8).write(to: folder.appending(path: name)) }
    try write("pulse.csv", "time [ns],power\n0,0\n0.5,1\n2,0\n")
    try write("filter.csv", "wavelength [nm],transmission [%]\n500,0\n530,90\n600,90\n")
    try write(
      "a.yaml",
      """
      device: cspbbr3-film
      pump: {wavelength: 355 nm, width: 1 ns, rate: 1 kHz, fluence: 10 uJ/cm2, from: HTL, shape: pulse.csv}
      second pump: {wavelength: 532 nm, width: 5 ps, fluence: 1 uJ/cm2, from: ETL, delay: -1 ns, shape: sech2}
      detector: {filter: filter.csv, modes: TE+TM, resolution: 1 nm, decay: {bin: 1 ns, length: 100 ns}}
      protocol: [record decay]
      """)
    let read = try Experiment(path: folder.appending(path: "a.yaml").path)
    #expect(abs(read.pump.width - 1e-9) < 1e-12)
    #expect(read.pump.second?.shape == .hyperbolicSecantSquared && read.pump.second?.delay == -1e-9)
    #expect(abs((read.detector.filter?.transmission(at: 515e-9) ?? .nan) - 0.45) < 1e-12)
    #expect(read.detector.resolution == 1e-9 && read.detector.modes == .both && read.detector.decay.binWidth == 1e-9)
    try FileManager.default.removeItem(at: folder.appending(path: "pulse.csv"))
    try FileManager.default.removeItem(at: folder.appending(path: "filter.csv"))
    try write("b.yaml", read.resolvedInput)
    let again = try Experiment(path: folder.appending(path: "b.yaml").path)
    #expect(again.pump == read.pump && again.detector == read.detector)
  }
}
