import Emission
import Foundation
import Materials
import Quantities
import Testing

@Suite("Measured absorption edge")
struct MeasuredEdgeTests {
  static func edge(disorder: Double = 0) throws -> MeasuredEdge {
    let table = try OpticalConstantsLibrary.shipped().load(named: "CsPbBr3-brennan")
    return try MeasuredEdge(table, gaussianDisorder: disorder * Sample.electronVolt)
  }

  static let wavelengths = (0...1200).map { 480e-9 + 0.1e-9 * Double($0) }

  static func line(_ values: [Double]) -> (peak: Double, width: Double) {
    let top = values.max() ?? 0
    let place = values.firstIndex(of: top) ?? 0
    let inside = values.indices.filter { values[$0] > 0.5 * top }
    return (wavelengths[place] * 1e9, (wavelengths[inside.last ?? 0] - wavelengths[inside.first ?? 0]) * 1e9)
  }

  @Test("the PL of CsPbBr3 follows from its measured n and k alone, at 523.9 ± 1 nm")
  func photoluminescence() throws {
    let pl = try Self.edge().photoluminescence(wavelengths: Self.wavelengths, temperature: 298.15)
    let line = Self.line(pl)
    #expect(abs(line.peak - 523.9) < 1)
    #expect(line.width > 12 && line.width < 20)
  }

  @Test("Gaussian disorder moves the line by −σ²/kT or less and widens it")
  func disorder() throws {
    let bare = Self.line(try Self.edge().photoluminescence(wavelengths: Self.wavelengths, temperature: 298.15))
    let wide = Self.line(
      try Self.edge(disorder: 0.02).photoluminescence(wavelengths: Self.wavelengths, temperature: 298.15))
    let shift = 1239.84 / bare.peak - 1239.84 / wide.peak
    // A Gaussian convolution of a e^{−E/kT} moves a line of Gaussian flanks by σ²/kT; this one has an exponential flank
    // too.
    #expect(shift > 0 && shift < 0.02 * 0.02 / 0.0257)
    #expect(wide.width > bare.width + 2)
  }

  @Test("in the pulse model the measured edge gives the same line, and its temperature comes back from the two spectra")
  func pulse() throws {
    let model = try PulseModel(
      parameters: Sample.parameters, coupling: Sample.coupling, measuredEdge: Self.edge())
    let faint = try model.fire(Sample.pulse(0.01), film: Sample.film(ionFraction: 1))
    #expect(abs(faint.peak(faint.plSpectrum, 490, 570).at - 523.9) < 1)
    let spectra = try model.bandSpectra(density: 1e18)
    let range = 2.3 * Sample.electronVolt...2.5 * Sample.electronVolt
    let temperature = try #require(
      Reciprocity.kennardStepanovTemperature(
        energies: spectra.energies, emission: spectra.spontaneous, absorption: spectra.gainPerConstant.map { -$0 },
        within: range))
    #expect(abs(temperature - 298.15) < 0.3)
    // The detected line is that of the spectra behind 1.5 nm of resolution: photons per energy from it, and T to a
    // percent.
    let hc = PhysicalConstants.planckConstant * PhysicalConstants.speedOfLight
    var unshifted = Sample.parameters
    unshifted.guide.spectralResolution = 2e-10
    unshifted.edge.renormalisationShare = 0
    let sharp = try PulseModel(
      parameters: unshifted, coupling: Sample.coupling,
      measuredEdge: Self.edge(), numerics: PulseNumerics(energyStep: 0.4e-3 * Sample.electronVolt))
    let pl = try sharp.fire(Sample.pulse(0.01), film: Sample.film(ionFraction: 1))
    let energies = pl.wavelengths.map { hc / $0 }
    let seen = try #require(
      Reciprocity.kennardStepanovTemperature(
        energies: energies, emission: zip(pl.plSpectrum, pl.wavelengths).map { $0 * pow($1, 3) },
        absorption: try energies.map { try Self.edge().absorption(at: $0) }, within: range))
    #expect(abs(seen - 298.15) < 3)
    let k2r = try #require(model.radiativeConstantOfMeasuredEdge)
    // 1e-8 cm³/s with the fitted mass and gap: larger than the k2r of the fit, as the documentation says.
    #expect(k2r > 1e-15 && k2r < 1e-13)
  }

  @Test("a table that is no edge is refused in words")
  func refused() {
    #expect(throws: EmissionError.self) {
      try MeasuredEdge(energies: [1e-19, 2e-19, 3e-19, 4e-19], absorption: [1, 1, 1, 1], indices: [2])
    }
    #expect(throws: EmissionError.self) {
      try MeasuredEdge(energies: [1e-19, 2e-19], absorption: [0, 1], indices: [2])
    }
  }
}

@Suite("Choices of the model edge")
struct EdgeChoiceTests {
  static let thermalEnergy = PhysicalConstants.boltzmannConstant * 298.15

  static func model(_ change: (inout EdgeModel) -> Void) throws -> PulseModel {
    var parameters = Sample.parameters
    change(&parameters.edge)
    return try PulseModel(parameters: parameters, coupling: Sample.coupling)
  }

  /// Spread of the splittings that the ratio of gain and emission gives at all energies, in kT.
  static func spread(_ model: PulseModel, density: Double) throws -> Double {
    let spectra = try model.bandSpectra(density: density)
    let (h, c) = (PhysicalConstants.planckConstant, PhysicalConstants.speedOfLight)
    let values = spectra.energies.indices.map { k -> Double in
      let energy = spectra.energies[k]
      let states = 8 * Double.pi * 2.2 * 2.2 * energy * energy / (h * h * h * c * c)
      return energy
        - thermalEnergy * log1p(-spectra.gainPerConstant[k] * states / (density * density * spectra.spontaneous[k]))
    }
    return ((values.max() ?? 0) - (values.min() ?? 0)) / thermalEnergy
  }

  @Test("every choice keeps van Roosbroeck and Shockley's relation at the nodes")
  func balance() throws {
    let choices: [(inout EdgeModel) -> Void] = [
      { $0.excitonBinding = 0 }, { $0.holeMass = 0.15 }, { $0.gaussianDisorder = 0.015 * Sample.electronVolt },
      { $0.boundExciton = 1 }, { $0.renormalisationExponent = 0.25 }, { $0.renormalisationCoefficient = 0 },
    ]
    for choice in choices {
      let model = try Self.model(choice)
      for density in [1e22, 1e24, 1e25] { #expect(try Self.spread(model, density: density) < 2e-5) }
    }
  }

  @Test("equal masses given twice are the model of one mass; a light hole fills first and needs more density")
  func masses() throws {
    let one = try Self.model { _ in }
    let two = try Self.model { $0.holeMass = $0.effectiveMass }
    let (a, b) = (try one.bandSpectra(density: 3e24), try two.bandSpectra(density: 3e24))
    let highest = a.gainPerConstant.max() ?? 0
    let furthest = zip(a.gainPerConstant, b.gainPerConstant).map { abs($0 - $1) }.max() ?? 1
    #expect(furthest < 1e-9 * highest)
    #expect(try one.radiativeConstantRatio(density: 1e20) > 0.999)
    #expect(try one.radiativeConstantRatio(density: 1e25) < 0.9)
  }

  @Test("Gaussian disorder widens the PL line from 13 nm towards what films show")
  func width() throws {
    func width(_ sigma: Double) throws -> Double {
      let model = try Self.model { $0.gaussianDisorder = sigma * Sample.electronVolt }
      let faint = try model.fire(Sample.pulse(0.01), film: Sample.film(ionFraction: 1))
      let top = faint.plSpectrum.max() ?? 0
      return Double(faint.plSpectrum.filter { $0 > 0.5 * top }.count) * 0.2
    }
    let widths = try [0, 0.01, 0.02].map(width)
    #expect(widths[1] > widths[0] && widths[2] > widths[1] + 2)
  }
}
