import Emission
import Foundation
import Materials
import Testing

@Suite("Threshold of amplified emission")
struct ThresholdTests {
  /// Fluence, µJ cm⁻², at which the amplified line is as high as the spontaneous peak.
  static func crossing(_ model: PulseModel, ionFraction: Double) throws -> Double {
    var (low, high) = (50.0, 2500.0)
    for _ in 0..<14 {
      let middle = (low * high).squareRoot()
      let ratio = try model.fire(Sample.pulse(middle), film: Sample.film(ionFraction: ionFraction)).lineRatio
      if ratio < 1 { low = middle } else { high = middle }
    }
    return (low * high).squareRoot()
  }

  @Test("fewer ions lower it three times with gain tied to emission, and hardly with gain independent of it")
  func gainExponent() throws {
    let tied = try Sample.model(gainExponent: 1)
    let ratio = try Self.crossing(tied, ionFraction: 1) / Self.crossing(tied, ionFraction: 0.011)
    #expect(ratio > 2.4 && ratio < 3.6)
    let free = try Sample.model(gainExponent: 0)
    let freeRatio = try Self.crossing(free, ionFraction: 1) / Self.crossing(free, ionFraction: 0.011)
    #expect(freeRatio > 0.7 && freeRatio < 1.1)
  }

  @Test("at 0.8 of the rest threshold there is no line with ions and a strong one without")
  func contrast() throws {
    let model = try Sample.model()
    let rest = try model.fire(Sample.pulse(480), film: Sample.film(ionFraction: 1, field: 4e6))
    let swept = try model.fire(Sample.pulse(480), film: Sample.film(ionFraction: 0.011))
    #expect(rest.lineRatio < 0.3)
    #expect(swept.lineRatio > 1)
    let line = swept.peak(swept.aseSpectrum, 500, 560)
    #expect(abs(line.at - 538) < 3)
    #expect(swept.peak(swept.spectrum, 518, 530).value > 1.5 * rest.peak(rest.spectrum, 518, 530).value)
    #expect(abs(rest.meanRadiativeFraction - 0.09) < 0.02)
    #expect(abs(swept.meanRadiativeFraction - 0.74) < 0.05)
    #expect(rest.photons.augerShare < 0.05)
  }

  @Test("finer cells, energies, densities and time steps change peaks and yields by less than one percent")
  func convergence() throws {
    let coarse = try Sample.model()
    let electronVolt = Sample.electronVolt
    let fine = try Sample.model(
      numerics: PulseNumerics(
        energyStep: 1.5e-3 * electronVolt, nodesPerDecade: 24, relativeTolerance: 1e-4, finalDensityShare: 1e-5))
    for (fluence, fraction) in [(100.0, 1.0), (480, 1.0), (100, 0.011), (480, 0.011)] {
      let a = try coarse.fire(Sample.pulse(fluence), film: Sample.film(ionFraction: fraction))
      let b = try fine.fire(Sample.pulse(fluence), film: Sample.film(ionFraction: fraction, cells: 160))
      #expect(abs(a.externalYield / b.externalYield - 1) < 0.01, "\(fluence) µJ/cm², f = \(fraction)")
      #expect(abs(a.peak(a.plSpectrum, 490, 570).value / b.peak(b.plSpectrum, 490, 570).value - 1) < 0.01)
      #expect(abs(a.photons.stimulated - b.photons.stimulated) < 0.01 * b.photons.absorbed)
    }
  }
}
