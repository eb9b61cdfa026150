// The light of a source over wavelengths, and absorption weighted by it. Only relative strengths matter for shares; a
// table in W m⁻² nm⁻¹ gives absolute absorbed power and photon flux as well.

import Foundation
import Materials
import Quantities

/// Spectral irradiance of a source against vacuum wavelength.
public struct IlluminationSpectrum: Sendable, Equatable {
  /// Vacuum wavelengths λ, m, ascending.
  public let wavelengths: [Double]
  /// Spectral irradiance at each wavelength, W m⁻² m⁻¹ (or any multiple of it).
  public let irradiance: [Double]
  /// Weights of a sum over the wavelengths that stands for the integral, m: the trapezoidal rule; 1 for a line.
  private let widths: [Double]

  /// A spectrum from its points.
  ///
  /// - Throws: `OpticsError.unusable` for wavelengths that do not ascend or irradiance below 0.
  public init(wavelengths: [Double], irradiance: [Double]) throws(OpticsError) {
    let ascends = zip(wavelengths, wavelengths.dropFirst()).allSatisfy { $0 < $1 }
    guard !wavelengths.isEmpty, wavelengths.count == irradiance.count, ascends, wavelengths[0] > 0 else {
      throw .unusable(
        quantity: "number of points of a spectrum", value: Double(wavelengths.count),
        remedy: "give ascending wavelengths with one irradiance each")
    }
    if let bad = irradiance.first(where: { !($0 >= 0) || !$0.isFinite }) {
      throw .unusable(quantity: "irradiance", value: bad, remedy: "give finite values not below 0")
    }
    guard irradiance.contains(where: { $0 > 0 }) else {
      throw .unusable(quantity: "irradiance", value: 0, remedy: "give at least one value above 0")
    }
    self.wavelengths = wavelengths
    self.irradiance = irradiance
    let last = wavelengths.count - 1
    widths =
      last == 0
      ? [1]
      : wavelengths.indices.map {
        0.5 * (wavelengths[min($0 + 1, last)] - wavelengths[max($0 - 1, 0)])
      }
  }

  /// A laser line at a vacuum wavelength, m: one wavelength, irradiance 1.
  public static func line(_ wavelength: Double) throws(OpticsError) -> IlluminationSpectrum {
    try IlluminationSpectrum(wavelengths: [wavelength], irradiance: [1])
  }

  /// A light-emitting diode: a Gaussian of given centre and full width at half maximum, m, cut at ± 2 widths, where less
  /// than 3e-6 of the light is lost.
  public static func gaussian(centre: Double, width: Double, points: Int = 161) throws(OpticsError)
    -> IlluminationSpectrum
  {
    guard width > 0, centre > 2 * width else {
      throw .unusable(quantity: "width of the spectrum, m,", value: width, remedy: "give less than half the centre")
    }
    let wavelengths = (0..<max(3, points)).map { centre + width * (4 * Double($0) / Double(max(3, points) - 1) - 2) }
    return try IlluminationSpectrum(
      wavelengths: wavelengths, irradiance: wavelengths.map { exp(-4 * log(2) * pow(($0 - centre) / width, 2)) })
  }

  /// A spectrum from a file of the user's, such as AM1.5G: two columns, `wavelength (nm), irradiance`, in any unit of
  /// wavelength; the numbers of the second column are taken as W m⁻² per that unit.
  ///
  /// - Throws: `OpticsError.spectrum` with file, line and remedy.
  public static func file(_ path: String) throws(OpticsError) -> IlluminationSpectrum {
    let table: SpectralTable
    do { table = try SpectralTable(path: path) } catch { throw .spectrum(error) }
    return try IlluminationSpectrum(
      wavelengths: table.wavelengths, irradiance: table.values.map { $0 / table.unitSize })
  }

  /// The part of the spectrum between two wavelengths, m; what the tables of a device do not cover is cut off, never
  /// extrapolated. The share that remains is returned with it.
  public func within(_ range: ClosedRange<Double>) throws(OpticsError) -> (
    spectrum: IlluminationSpectrum, share: Double
  ) {
    let kept = wavelengths.indices.filter { range.contains(wavelengths[$0]) }
    let part = try IlluminationSpectrum(
      wavelengths: kept.map { wavelengths[$0] }, irradiance: kept.map { irradiance[$0] })
    return (part, part.power / power)
  }

  /// Irradiance of the whole spectrum, W m⁻².
  public var power: Double { zip(irradiance, widths).reduce(0) { $0 + $1.0 * $1.1 } }

  /// Photon flux of the whole spectrum, m⁻² s⁻¹.
  public var photonFlux: Double { photons.reduce(0, +) }

  private var photons: [Double] {
    let perPhoton = PhysicalConstants.planckConstant * PhysicalConstants.speedOfLight
    return wavelengths.indices.map { irradiance[$0] * widths[$0] * wavelengths[$0] / perPhoton }
  }

  /// What a share that depends on wavelength comes to under this light.
  ///
  /// - Parameters:
  ///   - shares: one value a wavelength of the spectrum.
  ///   - countsPhotons: weigh by photons (carriers made) rather than by power (heat).
  public func mean(of shares: [Double], countsPhotons: Bool = true) -> Double {
    let weights = countsPhotons ? photons : zip(irradiance, widths).map { $0 * $1 }
    return zip(shares, weights).reduce(0) { $0 + $1.0 * $1.1 } / weights.reduce(0, +)
  }
}

extension AbsorptionMap {
  /// The shares of a broad spectrum: R, T, absorption of each layer and of each cell, dimensionless.
  ///
  /// `spectrum`: the light, on the wavelengths of this map.
  public func weighted(by spectrum: IlluminationSpectrum, countsPhotons: Bool = true) throws(OpticsError)
    -> WeightedAbsorption
  {
    guard spectrum.wavelengths == wavelengths else {
      throw .unusable(
        quantity: "number of wavelengths", value: Double(spectrum.wavelengths.count),
        remedy: "compute the map on the wavelengths of the spectrum (\(wavelengths.count) here)")
    }
    func mean(_ values: [Double], _ stride: Int, _ offset: Int) -> Double {
      spectrum.mean(of: wavelengths.indices.map { values[$0 * stride + offset] }, countsPhotons: countsPhotons)
    }
    return WeightedAbsorption(
      reflectance: mean(reflectance, 1, 0), transmittance: mean(transmittance, 1, 0),
      absorbedByLayer: cells.indices.map { mean(absorbedByLayer, cells.count, $0) },
      absorbedByCell: (0..<cellCount).map { mean(absorbedByCell, cellCount, $0) })
  }
}

/// Where the light of a broad spectrum goes; every share is a fraction of the incident light.
public struct WeightedAbsorption: Sendable, Equatable {
  /// Reflectance R, dimensionless.
  public let reflectance: Double
  /// Transmittance T, dimensionless.
  public let transmittance: Double
  /// Absorbed share of each layer, dimensionless.
  public let absorbedByLayer: [Double]
  /// Absorbed share of each cell, dimensionless.
  public let absorbedByCell: [Double]
}
