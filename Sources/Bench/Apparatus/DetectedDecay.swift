import Emission
import Foundation
import Quantities

/// Light of one pulse against time, as a counting histogram shows it.
public struct DetectedDecay: Sendable, Equatable, Codable {
  /// Beginning of each bin, s; 0 is the centre of the pulse.
  public var times: [Double]
  /// Detected photons per film area and bin, m⁻², or counts per bin where `isCounted`.
  public var values: [Double]
  /// Whether the values are counts, with dark counts and the noise of counting.
  public var isCounted: Bool

  /// - Parameters: as the properties of the same names.
  public init(times: [Double], values: [Double], isCounted: Bool = false) {
    self.times = times
    self.values = values
    self.isCounted = isCounted
  }
}

/// Spectra of one pulse against time, as a streak camera shows them.
public struct DetectedStreak: Sendable, Equatable {
  /// Centres of the pixels in time, s; 0 is the centre of the pulse.
  public var times: [Double]
  /// Detected power per film area and wavelength, W m⁻² m⁻¹, all wavelengths of the first time, then of the second.
  public var values: [Double]

  /// - Parameters: as the properties of the same names.
  public init(times: [Double], values: [Double]) {
    self.times = times
    self.values = values
  }
}

extension DetectedEmission {
  /// The same light as it is counted: Poisson deviates of the expected counts, in the unit of the light.
  ///
  /// A spectrum is what a calibrated spectrometer makes of its counts: the mean dark counts are taken off and counts
  /// become energy again, so it may fall below zero. A decay stays in counts. The parts of a spectrum that only a
  /// calculation can tell apart keep their values.
  /// - Parameter stream: number of the reading: each gets noise of its own, the same one in each repetition of a run.
  func counted(stream: UInt64) -> DetectedEmission {
    guard let noise else { return self }
    var copy = self
    copy.noise = nil
    let hc = PhysicalConstants.planckConstant * PhysicalConstants.speedOfLight
    // Width of each wavelength's share of the spectrum.
    let widths = wavelengths.indices.map { k in
      0.5 * (wavelengths[min(k + 1, wavelengths.count - 1)] - wavelengths[max(k - 1, 0)])
    }
    func counted(_ energies: [Double], length: Double, stream: UInt64) -> [Double] {
      let perEnergy = energies.indices.map { index in
        let k = index % wavelengths.count
        return noise.collectingArea * length * widths[k] * wavelengths[k] / hc
      }
      let expected = energies.indices.map { max(0, perEnergy[$0] * energies[$0]) + noise.darkCounts }
      let found = DecayDetection.counted(expected, seed: noise.seed, stream: stream)
      return found.indices.map { perEnergy[$0] > 0 ? (found[$0] - noise.darkCounts) / perEnergy[$0] : 0 }
    }
    copy.spectrum = counted(spectrum, length: 1, stream: 3 * stream)
    if let decay {
      copy.decay?.values = DecayDetection.counted(decay.values, seed: noise.seed, stream: 3 * stream + 1)
    }
    if let streak, streak.times.count > 1 {
      copy.streak?.values = counted(
        streak.values, length: streak.times[1] - streak.times[0], stream: 3 * stream + 2)
    }
    return copy
  }
}
