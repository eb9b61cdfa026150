import Emission
import Foundation
import Materials
import Quantities

/// The sample of physics.md §7 in numbers, for the tests of this room.
enum Sample {
  static let electronVolt = PhysicalConstants.elementaryCharge

  static let rates = RateLaw(
    k1Floor: 6e6, k1Slope: 1.4e7, k2rMaximum: 2.749e-15, k2rHalfFraction: 0.113, k2nonrFloor: 7.05e-16,
    k2nonrSlope: 2.072e-15, k2nonrSaturation: 0.095, k3: 1e-41, extractionCoefficient: 9.2e-24)

  static let edge = EdgeModel(
    edgeEnergy: 2.3656 * electronVolt, urbachEnergy: 14.45e-3 * electronVolt, gapOffset: 79e-3 * electronVolt,
    excitonBinding: 32e-3 * electronVolt, effectiveMass: 0.447, renormalisationShare: 0.25, gainReference: 1.776e-15,
    gainExponent: 0.856)

  static let guide = GuideParameters(
    pathLength: 2.6e-3, scatteringLoss: 4900, unpumpedShare: 0.135, scatteringCollection: 17_100,
    spectralResolution: 1.5e-9)

  static let coupling = ModeCoupling(
    confinement: 0.79, absorptionLoss: 11_300, effectiveIndex: 1.9, emissionWavelength: 538e-9)

  static let parameters = EmissionParameters(rates: rates, edge: edge, guide: guide)

  /// A film of 150 nm with one ion fraction and an exponential pump profile.
  static func film(ionFraction: Double, cells: Int = 60, field: Double = 0) -> FilmCells {
    let width = 150e-9 / Double(cells)
    let shares = (0..<cells).map { exp(-(150e-9 - (Double($0) + 0.5) * width) / 100e-9) }
    let sum = shares.reduce(0, +)
    return FilmCells(
      widths: [Double](repeating: width, count: cells),
      ionFraction: [Double](repeating: ionFraction, count: cells), absorbedShare: shares.map { 0.341 * $0 / sum },
      extractingField: field)
  }

  static func pulse(_ microjoulePerSquareCentimetre: Double) -> LaserPulse {
    LaserPulse(incidentFluence: microjoulePerSquareCentimetre * 1e-2, photonWavelength: 355e-9, duration: 1e-9)
  }
}
