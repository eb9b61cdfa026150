import Analysis
import Foundation
import NumericalMethods
import Records
import Testing

@Suite("Series of files")
struct SeriesTests {
  @Test("numbers in file names, with p and comma for the point, and the names that do not fit")
  func pattern() throws {
    let pattern = try FileNamePattern("film_{fluence uJ/cm2}uJ_{bias V}V*.txt")
    let found = try #require(pattern.match("film_12p5uJ_-4V_003.txt"))
    let fluence = try #require(found["fluence"])
    #expect(abs(fluence - 0.125) < 1e-15)
    #expect(found["bias"] == -4)
    let comma = try #require(pattern.match("film_1,5e2uJ_6V.txt")?["fluence"])
    #expect(abs(comma - 1.5) < 1e-12)
    #expect(pattern.match("film_uJ_6V.txt") == nil)
    #expect(throws: AnalysisError.self) { try FileNamePattern("a_{fluence nm}") }
    #expect(throws: AnalysisError.self) { try FileNamePattern("a_{colour}") }
    #expect(throws: AnalysisError.self) { try FileNamePattern("a_{fluence") }
  }

  @Test("a manifest with power and filters gives fluences; wrong lines are named")
  func manifest() throws {
    let text = "file;power [uW];od;exposure [ms]\nruns/a.txt;100;1;50\nb.txt;200;;50\n"
    let manifest = try SeriesManifest(parsing: text, source: "log.csv")
    let facts = try #require(manifest.facts(of: "/data/a.txt"))
    let exposure = try #require(facts["exposure"])
    #expect(abs(exposure - 0.05) < 1e-15)
    // 100 µW at 1 kHz: 100 nJ; OD 1 and 80 %: 8 nJ; over a Gaussian spot of 100 µm: 2 · 8 nJ/(π (50 µm)²).
    let beam = PumpBeam(diameter: 100e-6, repetitionRate: 1e3, transmission: 0.8)
    let peak = try beam.fluence(from: facts, of: "a")
    let expected = 16e-9 / (Double.pi * 2.5e-9)
    #expect(abs(peak - expected) < 1e-12 * expected)
    let flat = PumpBeam(profile: .flat, diameter: 100e-6, repetitionRate: 1e3, transmission: 0.8)
    let mean = try flat.fluence(from: facts, of: "a")
    #expect(abs(2 * mean - peak) < 1e-12 * peak)
    #expect(throws: AnalysisError.self) { try PumpBeam(diameter: 1e-4).fluence(from: facts, of: "a") }
    for (wrong, word) in [
      ("file,power\na,1\n", ":1:"), ("file,colour [nm]\na,1\n", "names no quantity"), ("od\n1\n", "'file'"),
      ("file,od\na,1\nb\n", ":3:"), ("file,od\na,many\n", "'many'"),
    ] {
      let error = #expect(throws: InstrumentError.self) { try SeriesManifest(parsing: wrong, source: "log.csv") }
      #expect(error?.description.contains(word) == true)
    }
  }

  @Test("cosmic rays go, a narrow line stays")
  func cosmicRays() throws {
    var generator = SeededGenerator(seed: 6)
    let waves = (0..<800).map { 500e-9 + Double($0) * 0.1e-9 }
    var counts = waves.map { (wave: Double) -> Double in
      let weak = 200 * exp(-pow((wave - 523e-9) / 8e-9, 2))
      let strong = 20000 * exp(-pow((wave - 538e-9) / 1e-9, 2))
      return weak + strong + 3 * generator.normal()
    }
    let clean = try Spectrum(wavelengths: waves, intensities: counts)
    #expect(clean.cosmicRays().isEmpty)
    counts[100] += 900
    counts[600] += 5000
    counts[601] += 700
    let struck = try Spectrum(wavelengths: waves, intensities: counts)
    #expect(struck.cosmicRays() == [100, 600, 601])
    let outcome = try SpectrumTreatment().apply(to: struck, exposure: 0.5)
    let (repaired, truth) = (outcome.spectrum.intensities[100], 2 * clean.intensities[100])
    #expect(abs(repaired - truth) < 60)
    #expect(outcome.spectrum.intensities[380] == 2 * clean.intensities[380])
  }

  @Test("background scaled to the time of exposure, response, shift of wavelengths")
  func treatment() throws {
    let waves = (0..<20).map { 500e-9 + Double($0) * 1e-9 }
    var treatment = SpectrumTreatment()
    treatment.background = try Spectrum(wavelengths: waves, intensities: waves.map { _ in 10 })
    treatment.backgroundExposure = 1
    treatment.wavelengthCorrection.offset = 0.5e-9
    let wide = [400e-9] + waves + [600e-9]
    treatment.response = try Spectrum(wavelengths: wide, intensities: wide.map { _ in 3 })
    let raw = try Spectrum(wavelengths: waves, intensities: waves.map { _ in 120 })
    let outcome = try treatment.apply(to: raw, exposure: 2)
    #expect(outcome.spectrum.intensities.allSatisfy { abs($0 - 150) < 1e-9 })
    #expect(abs(outcome.spectrum.wavelengths[0] - 500.5e-9) < 1e-18)
    treatment.response = raw
    #expect(throws: AnalysisError.self) { try treatment.apply(to: raw, exposure: 2) }
  }

  @Test("a thousand shots are a thousand rungs, and the threshold lies where it was put")
  func gathering() async throws {
    var generator = SeededGenerator(seed: 2)
    let waves = (0..<256).map { 500e-9 + Double($0) * 0.25e-9 }
    var shots: [(fluence: Double, spectrum: Spectrum)] = []
    for k in 0..<1000 {
      let fluence = 0.5 * exp(log(40) * Double(k) / 999)
      let (pl, ase) = (fluence, fluence > 6 ? 30 * (fluence - 6) : 0)
      let counts = waves.map { (wave: Double) -> Double in
        let weak = pl * exp(-pow((wave - 523e-9) / 8e-9, 2))
        let strong = ase * exp(-pow((wave - 538e-9) / 2e-9, 2))
        return weak + strong + 0.02 * generator.normal()
      }
      shots.append((fluence, try Spectrum(wavelengths: waves, intensities: counts)))
    }
    let ladder = try SpectrumLadder.gathering(shots.shuffled(using: &generator))
    #expect(ladder.fluences.count == 1000)
    #expect(try SpectrumLadder.gathering(shots + shots).fluences.count == 1000)
    let found = await ladder.thresholdsConcurrently()
    #expect(found.map(\.method) == ThresholdMethod.allCases)
    let single = try ladder.threshold(by: .segmentedRegression)
    guard case .success(let segmented)? = found.first(where: { $0.method == .segmentedRegression })?.result else {
      Issue.record("no threshold")
      return
    }
    #expect(segmented == single)
    #expect(segmented.fluence.value > 5.4 && segmented.fluence.value < 6.6)
  }

  @Test("lamp lines put wavelengths right: one shifts, three stretch, six bend; far from them nothing is said")
  func calibration() throws {
    let truth = { (shown: Double) in shown + 0.4e-9 + 1e-3 * (shown - 540e-9) + 2e4 * pow(shown - 540e-9, 2) }
    let shown = [435.8e-9, 507.3e-9, 546.1e-9, 577e-9, 579.1e-9, 640.2e-9]
    let bent = try WavelengthCalibration(shown: shown, actual: shown.map(truth))
    let places = [450e-9, 524e-9, 540e-9, 630e-9]
    for (found, expected) in zip(try bent.corrected(places), places.map(truth)) {
      #expect(abs(found - expected) < 1e-15)
    }
    #expect(bent.largestResidual < 1e-15)
    let single = try WavelengthCalibration(shown: [546.1e-9], actual: [546.5e-9]).corrected([524e-9])[0]
    #expect(abs(single - 524.4e-9) < 1e-18)
    #expect(throws: AnalysisError.self) { try bent.corrected([900e-9]) }
    #expect(throws: AnalysisError.self) { try WavelengthCalibration(shown: [], actual: []) }
  }

  @Test("gain of stripes, with the saturated ones left out, and its interval")
  func stripes() throws {
    var generator = SeededGenerator(seed: 9)
    let lengths = (1...25).map { Double($0) * 2e-5 }
    var (sum, inside) = (0.0, 0)
    for _ in 0..<200 {
      let emission = lengths.map { (length: Double) -> Double in
        let grown = expm1(8000 * min(length, 3.6e-4)) / 8000
        return (grown + 3 * max(0, length - 3.6e-4)) * exp(0.03 * generator.normal())
      }
      let gain = try StripeGain(lengths: lengths, intensities: emission)
      sum += gain.gain.value
      if gain.gain.interval?.contains(8000) == true { inside += 1 }
    }
    let mean = sum / 200
    #expect(mean > 7920 && mean < 8080)
    // 95 % nominal, less what choosing the window costs.
    #expect(inside >= 176)
    let flat = try StripeGain(lengths: lengths, intensities: lengths.map { 5 * $0 })
    #expect(abs(flat.gain.value) < 1)
    #expect(throws: AnalysisError.self) { try StripeGain(lengths: [1, 2, 3], intensities: [1, 2, 3]) }
  }

  @Test("axes of wavelength, energy and wavenumber become wavelength; others are refused")
  func axes() throws {
    func curve(_ name: String, _ unit: String, _ x: [Double]) -> MeasuredCurve {
      MeasuredCurve(
        name: "a", x: .init(name, unit: unit, values: x), y: .init("I", unit: "counts", values: [1, 2, 3, 4, 5]))
    }
    #expect(try curve("wavelength", "nm", [500, 501, 502, 503, 504]).spectrum().intensities == [1, 2, 3, 4, 5])
    let energy = try curve("energy", "eV", [2.30, 2.31, 2.32, 2.33, 2.34]).spectrum()
    #expect(energy.intensities == [5, 4, 3, 2, 1])
    let longest = 1239.841984e-9 / 2.30
    #expect(abs(energy.wavelengths[4] - longest) < 1e-15)
    let waves = try curve("wavenumber", "1/cm", [18000, 18001, 18002, 18003, 18004]).spectrum().wavelengths
    #expect(abs(waves[4] - 1e-2 / 18000) < 1e-18)
    #expect(throws: AnalysisError.self) { try curve("bias", "V", [1, 2, 3, 4, 5]).spectrum() }
    #expect(throws: AnalysisError.self) { try curve("column 1", "1", [1, 2, 3, 4, 5]).spectrum() }
    let exposure = try #require(MeasuredCurve.exposure(in: ["Integration Time (usec)": "100000 (USB2)"]))
    #expect(exposure > 0.099_999 && exposure < 0.100_001)
    #expect(MeasuredCurve.exposure(in: ["Exposure Time (secs)": "0,25"]) == 0.25)
  }
}
