import Analysis
import Foundation
import NumericalMethods
import Quantities
import Testing

@Suite("Spectra: peaks, widths, bands")
struct SpectrumTests {
  @Test("clean lines: position to 1e-3 nm, height and width to 0.1 %", arguments: [4.0, 20.0])
  func clean(width: Double) throws {
    for offset in [0.0, 0.03, 0.07, 0.1, 0.15] {
      let spectrum = try Synthetic.spectrum([(2, 528 + offset, width)])
      let peak = try spectrum.peak()
      #expect(abs(peak.wavelength.value * 1e9 - 528 - offset) < 1e-3)
      #expect(abs(peak.height.value / 2 - 1) < 1e-3)
      #expect(peak.isInterior)
      #expect(abs(try spectrum.fullWidthAtHalfMaximum().value * 1e9 / width - 1) < 1e-3)
      let area = 2 * width * 1e-9 * (.pi / log(2)).squareRoot() / 2
      // The 20 nm line loses 1e-5 of its area beyond the grid.
      #expect(abs(try spectrum.integral().value / area - 1) < 1e-4)
      #expect(abs(try spectrum.centroid().value * 1e9 - 528 - offset) < 2e-3)
    }
  }

  @Test("a 4 nm line at a signal-to-noise ratio of 100: position to 0.01 nm, 68 % and 95 % intervals honest")
  func noisyPeak() throws {
    let repeats = 1000
    var (sum, squares, narrow, wide) = (0.0, 0.0, 0, 0)
    for k in 0..<repeats {
      let spectrum = try Synthetic.spectrum([(1, 538.07, 4)], noise: 0.01, seed: UInt64(k))
      let deviation = try spectrum.peak().wavelength.value * 1e9 - 538.07
      sum += deviation
      squares += deviation * deviation
      if try spectrum.peak(confidence: 0.68).wavelength.interval?.contains(538.07e-9) == true { narrow += 1 }
      if try spectrum.peak(confidence: 0.95).wavelength.interval?.contains(538.07e-9) == true { wide += 1 }
    }
    let spread = (squares / Double(repeats)).squareRoot()
    // Cramér–Rao bound for a Gaussian line: σ_λ = (σ/h) √(2 h_λ s/√π), s = w/2.355, which is 0.0062 nm.
    let bound = 0.01 * (2 * 0.2 * (4 / 2.354_82) / Double.pi.squareRoot()).squareRoot()
    #expect(abs(sum / Double(repeats)) < 0.002)
    #expect(spread < 0.012 && spread > 0.95 * bound, "spread \(spread) nm against the bound \(bound) nm")
    // The window is chosen from the same data, which costs a few per cent of coverage.
    #expect(abs(Double(narrow) / Double(repeats) - 0.68) < coverageTolerance(0.68, repeats: repeats, systematic: 0.02))
    #expect(abs(Double(wide) / Double(repeats) - 0.95) < coverageTolerance(0.95, repeats: repeats, systematic: 0.02))
  }

  @Test("noise is measured without a model, beside a line and on its flanks")
  func noise() throws {
    var ratios = [Double]()
    for k in 0..<50 {
      ratios.append(try Synthetic.spectrum([(1, 524, 20), (3, 538, 4)], noise: 0.02, seed: UInt64(k)).noise / 0.02)
    }
    let mean = ratios.reduce(0, +) / 50
    #expect(abs(mean - 1) < 0.03)
    #expect(try Synthetic.spectrum([(1, 524, 20), (3, 538, 4)]).noise < 1e-5)
  }

  @Test("width intervals hold the truth about as often as they say")
  func widthCoverage() throws {
    let repeats = 500
    var (narrow, wide) = (0, 0)
    for k in 0..<repeats {
      let spectrum = try Synthetic.spectrum([(1, 524, 20)], noise: 0.01, seed: UInt64(k))
      if try spectrum.fullWidthAtHalfMaximum(confidence: 0.68).interval?.contains(20e-9) == true { narrow += 1 }
      if try spectrum.fullWidthAtHalfMaximum(confidence: 0.95).interval?.contains(20e-9) == true { wide += 1 }
    }
    #expect(abs(Double(narrow) / 500 - 0.68) < coverageTolerance(0.68, repeats: repeats, systematic: 0.03))
    #expect(abs(Double(wide) / 500 - 0.95) < coverageTolerance(0.95, repeats: repeats, systematic: 0.03))
  }

  @Test("background: a straight one is found and removed")
  func background() throws {
    let tilted = try Spectrum(
      wavelengths: Synthetic.wavelengths,
      intensities: Synthetic.wavelengths.map {
        0.3 + 2e6 * ($0 - 490e-9) + Synthetic.gaussian($0 * 1e9, centre: 530, width: 6)
      })
    let baseline = tilted.baseline()
    #expect(abs(baseline.value(at: 530e-9) - 0.38) < 1e-6)
    #expect(abs(try tilted.subtracting(baseline).peak().height.value - 1) < 1e-3)
  }

  @Test("per photon energy the light is the same: ∫I_E dE = ∫I_λ dλ, and a flat I_λ gives I_E ∝ 1/E²")
  func energyAxis() throws {
    let spectrum = try Synthetic.spectrum([(1, 528, 10)])
    let energy = spectrum.perEnergy
    let integral = simpsonIntegral(energy.energies, energy.intensities)
    #expect(abs(integral / simpsonIntegral(spectrum.wavelengths, spectrum.intensities) - 1) < 1e-6)
    let flat = try Spectrum(
      wavelengths: Synthetic.wavelengths, intensities: Synthetic.wavelengths.map { _ in 1 }
    ).perEnergy
    let (first, last) = (flat.intensities[0], flat.intensities[400])
    #expect(abs(first / last / pow(flat.energies[400] / flat.energies[0], 2) - 1) < 1e-12)
    #expect(zip(energy.energies, energy.energies.dropFirst()).allSatisfy(<))
    let photons = spectrum.inPhotons.intensities[190] / spectrum.intensities[190]
    let photonEnergy = PhysicalConstants.planckConstant * PhysicalConstants.speedOfLight / 528e-9
    #expect(abs(photons * photonEnergy - 1) < 1e-12)
  }

  @Test("a band on the flank of a line reports its edge, not a maximum")
  func flank() throws {
    let spectrum = try Synthetic.spectrum([(1, 524, 20)])
    let components = try spectrum.components()
    #expect(components.photoluminescence.isInterior && !components.amplified.isInterior)
    #expect(abs(components.ratio.value - Synthetic.gaussian(535, centre: 524, width: 20)) < 1e-4)
    let lit = try Synthetic.spectrum([(1, 524, 20), (2, 538, 4)]).components()
    #expect(lit.amplified.isInterior && abs(lit.amplified.wavelength.value - 537.9e-9) < 0.2e-9)
    #expect(lit.ratio.value > 2)
  }

  @Test("nonsense is refused in words")
  func refusals() throws {
    let x = Synthetic.wavelengths
    #expect(throws: AnalysisError.notFinite(what: "intensities", index: 3)) {
      try Spectrum(wavelengths: Array(x[..<6]), intensities: [1, 2, 3, .nan, 5, 6])
    }
    #expect(throws: AnalysisError.notAscending(what: "wavelengths", index: 1)) {
      try Spectrum(wavelengths: x.prefix(6).reversed(), intensities: [1, 2, 3, 4, 5, 6])
    }
    #expect(throws: AnalysisError.tooFewPoints(what: "spectrum", have: 3, need: 5)) {
      try Spectrum(wavelengths: Array(x[..<3]), intensities: [1, 2, 3])
    }
    #expect(throws: AnalysisError.unequalLengths(what: "wavelengths and intensities", first: 6, second: 5)) {
      try Spectrum(wavelengths: Array(x[..<6]), intensities: [1, 2, 3, 4, 5])
    }
    let spectrum = try Synthetic.spectrum([(1, 524, 20)])
    #expect(throws: AnalysisError.self) { try spectrum.peak(in: 600e-9...610e-9) }
    #expect(throws: AnalysisError.self) { try Synthetic.spectrum([(1, 492, 20)]).fullWidthAtHalfMaximum() }
    #expect(throws: AnalysisError.self) { try Synthetic.spectrum([(-1, 524, 20)], background: -1).peak() }
  }
}
