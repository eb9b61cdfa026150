// From what is read on a power meter to the fluence on the film.
//
//   fluence = energy of the pulse × transmission / area,   energy = average power / repetition rate
//   transmission = 10^(−OD) of the neutral-density filters × that of the layers above the film
// A Gaussian beam of 1/e² diameter d has the peak fluence 2E/(π d²/4); a flat one of diameter d has E/(π d²/4). Which of
// the two a paper means changes its thresholds by a factor of two, so it is asked for and not assumed.

import Foundation

/// The pump spot on the sample.
public struct PumpBeam: Sendable, Equatable {
  /// What the area means.
  public enum Profile: String, Sendable, CaseIterable {
    /// Flat over a disc of the given diameter: mean fluence.
    case flat
    /// Gaussian with the given 1/e² diameter: peak fluence.
    case gaussian
  }

  /// Profile of the spot.
  public var profile: Profile
  /// Diameter d, m; nil where fluences are given as such.
  public var diameter: Double?
  /// Repetition rate, Hz; nil where pulse energies are given as such.
  public var repetitionRate: Double?
  /// Share of the light that reaches the film: windows, filters that never change, layers above it; dimensionless.
  public var transmission: Double

  /// - Parameters: as the properties of the same names.
  public init(
    profile: Profile = .gaussian, diameter: Double? = nil, repetitionRate: Double? = nil, transmission: Double = 1
  ) {
    (self.profile, self.diameter, self.repetitionRate, self.transmission) = (
      profile, diameter, repetitionRate, transmission
    )
  }

  /// Fluence on the film, J m⁻², from what is known of one file, SI: `fluence`, or `energy`, or `power`; and `od` for
  /// filters of its own.
  ///
  /// - Throws: `AnalysisError.seriesIncomplete` naming what is missing.
  public func fluence(from facts: [String: Double], of file: String) throws(AnalysisError) -> Double {
    let filters = facts["od"].map { pow(10, -$0) } ?? 1
    let through = transmission * filters
    if let fluence = facts["fluence"] { return fluence * through }
    let energy: Double
    if let given = facts["energy"] {
      energy = given
    } else if let power = facts["power"] {
      guard let repetitionRate, repetitionRate > 0 else {
        throw .seriesIncomplete(file: file, reason: "a power needs the repetition rate to give a pulse energy")
      }
      energy = power / repetitionRate
    } else {
      throw .seriesIncomplete(file: file, reason: "neither fluence, pulse energy nor power is known")
    }
    guard let diameter, diameter > 0 else {
      throw .seriesIncomplete(file: file, reason: "a pulse energy needs the diameter of the spot to give a fluence")
    }
    let area = Double.pi * diameter * diameter / 4
    return energy * through / area * (profile == .gaussian ? 2 : 1)
  }
}
