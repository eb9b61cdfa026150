import Emission
import Foundation
import Quantities
import Testing

@Suite("Detailed balance of gain and spontaneous emission")
struct DetailedBalanceTests {
  static let thermalEnergy = PhysicalConstants.boltzmannConstant * 298.15

  /// −g K/(n² s) = e^{(E−Δµ)/kT} − 1 with the absolute photon states K, so each energy gives its own Δµ.
  static func splittings(density: Double) throws -> (energies: [Double], values: [Double], gain: [Double]) {
    let spectra = try Sample.model().bandSpectra(density: density)
    let (h, c) = (PhysicalConstants.planckConstant, PhysicalConstants.speedOfLight)
    var values: [Double] = []
    for k in spectra.energies.indices {
      let energy = spectra.energies[k]
      let states = 8 * Double.pi * 2.2 * 2.2 * energy * energy / (h * h * h * c * c)
      let ratio = -spectra.gainPerConstant[k] * states / (density * density * spectra.spontaneous[k])
      values.append(energy - thermalEnergy * log1p(ratio))
    }
    return (spectra.energies, values, spectra.gainPerConstant)
  }

  @Test("one quasi-Fermi splitting explains all energies", arguments: [1e22, 1e23, 1e24, 1e25])
  func oneSplitting(node: Double) throws {
    // The identity holds at the nodes of the table, which stand eight to a decade.
    let (energies, values, gain) = try Self.splittings(density: node)
    let mean = values.reduce(0, +) / Double(values.count)
    for value in values { #expect(abs(value - mean) < 1e-5 * Self.thermalEnergy) }
    // Transparency: the gain changes sign at E = Δµ and nowhere else.
    for (energy, g) in zip(energies, gain) where abs(energy - mean) > 1e-4 * Self.thermalEnergy {
      #expect((g > 0) == (energy < mean))
    }
  }

  @Test("the splitting is that of neutral parabolic bands")
  func splitting() throws {
    // Joyce and Dixon, Appl. Phys. Lett. 31, 354 (1977), eq. 9: η(r) to 3e-4 for r < 5, an oracle of its own.
    for density in [1e23, 1e24, 1e25] {
      let wave =
        2 * Double.pi * 0.447 * PhysicalConstants.electronMass * Self.thermalEnergy
        / pow(PhysicalConstants.planckConstant, 2)
      let r = density / (2 * pow(wave, 1.5))
      let eta = log(r) + 3.53553e-1 * r - 4.95009e-3 * r * r + 1.48386e-4 * pow(r, 3) - 4.42563e-6 * pow(r, 4)
      let expected =
        (2.3695 + 0.079 - 5.2e-10 * cbrt(density)) * Sample.electronVolt + 2 * Self.thermalEnergy * eta
      let values = try Self.splittings(density: density).values
      #expect(abs(values[values.count / 2] - expected) < 2e-3 * Self.thermalEnergy)
    }
  }

  @Test("empty bands obey Kennard and Stepanov: the temperature comes back from the two spectra")
  func kennardStepanov() throws {
    let spectra = try Sample.model().bandSpectra(density: 1e18)
    // ln(s/(E² a)) falls by 1/kT; least squares over the emission band.
    let points = spectra.energies.indices.filter { abs(spectra.energies[$0] / Sample.electronVolt - 2.37) < 0.1 }
    let x = points.map { spectra.energies[$0] }
    let y = points.map { log(spectra.spontaneous[$0] / (-spectra.gainPerConstant[$0] * pow(spectra.energies[$0], 2))) }
    let (mx, my) = (x.reduce(0, +) / Double(x.count), y.reduce(0, +) / Double(x.count))
    let slope =
      zip(x, y).reduce(0) { $0 + ($1.0 - mx) * ($1.1 - my) } / x.reduce(0) { $0 + ($1 - mx) * ($1 - mx) }
    let temperature = -1 / (slope * PhysicalConstants.boltzmannConstant)
    // Spectra of the lowest node (n/N_c = 1e-5): Boltzmann to e^{−(E−Δµ)/kT} < 1e-3 at the red end.
    #expect(abs(temperature - 298.15) < 0.3)
  }

  @Test("the spontaneous spectrum is normalised and peaks where the paper's does")
  func normalised() throws {
    let spectra = try Sample.model().bandSpectra(density: 1e20)
    let step = spectra.energies[1] - spectra.energies[0]
    #expect(abs(spectra.spontaneous.reduce(0, +) * step - 1) < 1e-12)
    let faint = try Sample.model().fire(Sample.pulse(0.01), film: Sample.film(ionFraction: 1))
    #expect(abs(faint.peak(faint.plSpectrum, 490, 570).at - 523) < 2)
  }
}
