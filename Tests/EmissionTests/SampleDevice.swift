import Emission
import Foundation
import Materials
import Quantities

/// The sample of the shipped diode in numbers, for the tests of this room.
enum Sample {
  static let electronVolt = PhysicalConstants.elementaryCharge

  static let rates = RateLaw(
    k1Floor: 6e6, k1Slope: 1.4e7, k2rMaximum: 2.749e-15, k2rHalfFraction: 0.113, k2nonrFloor: 7.05e-16,
    k2nonrSlope: 2.072e-15, k2nonrSaturation: 0.095, k3: 1e-41, extractionCoefficient: 9.2e-24)

  static let edge = EdgeModel(
    edgeEnergy: 2.3695 * electronVolt, urbachEnergy: 15.5e-3 * electronVolt, gapOffset: 79e-3 * electronVolt,
    excitonBinding: 32e-3 * electronVolt, effectiveMass: 0.447, renormalisationShare: 0.25, gainReference: 1.776e-15,
    gainExponent: 1, renormalisationCoefficient: 5.2e-10 * electronVolt, refractiveIndex: 2.2)

  static let guide = GuideParameters(
    pathLength: 2.6e-3, scatteringLoss: 4900, unpumpedShare: 0.135, scatteringCollection: 17_100,
    spectralResolution: 1.5e-9)

  static let coupling = ModeCoupling(
    confinement: 0.79, absorptionLoss: 11_300, effectiveIndex: 1.9, emissionWavelength: 538e-9)

  static let parameters = EmissionParameters(rates: rates, edge: edge, guide: guide)

  static func model(
    gainExponent: Double = 1, numerics: PulseNumerics = PulseNumerics()
  ) throws -> PulseModel {
    var parameters = parameters
    parameters.edge.gainExponent = gainExponent
    return try PulseModel(parameters: parameters, coupling: coupling, numerics: numerics)
  }

  /// A film of 150 nm with one ion fraction and an exponential pump profile (exact cell averages).
  static func film(ionFraction: Double, cells: Int = 60, field: Double = 0) -> FilmCells {
    let thickness = 150e-9
    let depth = 100e-9
    let edges = (0...cells).map { Double($0) * thickness / Double(cells) }
    let whole = 1 - exp(-thickness / depth)
    let shares = zip(edges, edges.dropFirst()).map {
      0.341 * (exp(-(thickness - $1) / depth) - exp(-(thickness - $0) / depth)) / whole
    }
    return FilmCells(
      widths: zip(edges, edges.dropFirst()).map { $1 - $0 },
      ionFraction: [Double](repeating: ionFraction, count: cells),
      absorbedShare: shares, extractingField: field)
  }

  static func pulse(_ microjoulePerSquareCentimetre: Double) -> LaserPulse {
    LaserPulse(incidentFluence: microjoulePerSquareCentimetre * 1e-2, photonWavelength: 355e-9, duration: 1e-9)
  }
}

extension PulseEmission {
  /// Highest value of the detected spectrum between two wavelengths, nm, and where it lies, nm.
  func peak(_ spectrum: [Double], _ lowest: Double, _ highest: Double) -> (value: Double, at: Double) {
    zip(wavelengths, spectrum).filter { $0.0 > lowest * 1e-9 && $0.0 < highest * 1e-9 }
      .reduce((0, 0)) { $1.1 > $0.0 ? ($1.1, $1.0 * 1e9) : $0 }
  }

  /// Amplified line over spontaneous peak.
  var lineRatio: Double { peak(spectrum, 534.5, 545.1).value / peak(spectrum, 518, 530).value }
}
