import Emission
import Foundation
import Materials
import Quantities
import Testing

@Suite("Reciprocity of electroluminescence and absorption")
struct ReciprocityTests {
  static let thermal = PhysicalConstants.boltzmannConstant * 298.15

  @Test("the film emits its absorptance times the black body at its splitting")
  func kirchhoff() throws {
    let density = 1e20
    let spectra = try Sample.model().bandSpectra(density: density)
    let rates = Sample.rates.rates(atIonFraction: 1)
    // E_g − K n^{1/3} + 2 kT ln(n/N_c): both bands of the same mass, Boltzmann (n/N_c = 1.3e-5).
    let wave =
      2 * Double.pi * 0.447 * PhysicalConstants.electronMass * Self.thermal
      / pow(PhysicalConstants.planckConstant, 2)
    let splitting =
      (2.3695 + 0.079 - 5.2e-10 * cbrt(density)) * Sample.electronVolt + 2 * Self.thermal
      * log(density / (2 * pow(wave, 1.5)))
    for k in stride(from: 0, to: spectra.energies.count, by: 7) {
      let energy = spectra.energies[k]
      guard abs(energy / Sample.electronVolt - 2.37) < 0.12 else { continue }
      // A layer of unit length emits into all directions 4 n² α times the black body's half space.
      let absorbed = -4 * 2.2 * 2.2 * rates.k2r * spectra.gainPerConstant[k]
      let expected = Reciprocity.emission(
        absorptance: absorbed, energy: energy, splitting: splitting, temperature: 298.15)
      let found = rates.k2r * density * density * spectra.spontaneous[k]
      // Degeneracy n/(N_c √8) twice, and the 298.15 K of both: 1e-5; series of F½ in the table: 1e-4.
      #expect(abs(found / expected - 1) < 1e-3, "\(energy / Sample.electronVolt)")
    }
  }

  @Test("pairs from the contacts shine as pairs from light do: one spectrum, one yield")
  func injection() throws {
    let model = try Sample.model()
    let film = Sample.film(ionFraction: 1)
    let current = PairInjection.pulse(pulseCurrent: 1e3, duration: 100e-9)
    let injected = try model.fire(Excitation(pulses: [], injection: current), film: film)
    let pumped = try model.fire(Sample.pulse(0.1), film: film)
    let (a, b) = (injected.plSpectrum, pumped.plSpectrum)
    let peak = b.indices.max { b[$0] < b[$1] } ?? 0
    for k in stride(from: 0, to: a.count, by: 20) where b[k] > 1e-3 * b[peak] {
      // Both far below degeneracy; the gap follows the cube root of either density: a shift of 1 meV of 26.
      #expect(abs(a[k] / a[peak] / (b[k] / b[peak]) - 1) < 0.15)
    }
    #expect(abs(injected.photonBalance) < 1e-12)
  }
}
