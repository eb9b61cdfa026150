// Rate constants at one ion fraction (Sources/Materials/EmissionParameters.swift states the law).

import Foundation
import Materials

/// The rate constants of one cell, SI.
public struct LocalRates: Sendable, Equatable {
  /// First-order rate k1, s⁻¹.
  public let k1: Double
  /// Radiative second-order rate k2r, m³ s⁻¹.
  public let k2r: Double
  /// Nonradiative second-order rate k2nonr, m³ s⁻¹.
  public let k2nonr: Double

  /// Radiative share of second-order recombination k2r/(k2r + k2nonr), dimensionless.
  public var radiativeFraction: Double { k2r / (k2r + k2nonr) }
}

extension RateLaw {
  /// Rate constants at the local ion fraction f, SI.
  /// - Parameter ionFraction: f = Σ|z|c / Σ|z|c₀, dimensionless, not negative.
  public func rates(atIonFraction ionFraction: Double) -> LocalRates {
    let f = ionFraction
    let u = k2nonrSaturation.map { f * (1 + $0) / (f + $0) } ?? f
    return LocalRates(
      k1: k1Floor + k1Slope * f, k2r: k2rMaximum / (1 + f / k2rHalfFraction), k2nonr: k2nonrFloor + k2nonrSlope * u)
  }

  func validate() throws(EmissionError) {
    try require(k1Floor, "k1 without ions", "1/s", from: 0, upTo: 1e12)
    try require(k1Slope, "growth of k1 per ion fraction", "1/s", from: 0, upTo: 1e12)
    try require(k2rMaximum, "largest k2r", "m3/s", above: 0, upTo: 1e-10)
    try require(k2rHalfFraction, "ion fraction that halves k2r", "1", above: 0, upTo: .infinity.nextDown)
    try require(k2nonrFloor, "k2nonr without ions", "m3/s", from: 0, upTo: 1e-10)
    try require(k2nonrSlope, "growth of k2nonr", "m3/s", from: 0, upTo: 1e-10)
    if let k2nonrSaturation {
      try require(k2nonrSaturation, "ion fraction that saturates k2nonr", "1", above: 0, upTo: .infinity.nextDown)
    }
    try require(k3, "Auger constant k3", "m6/s", from: 0, upTo: 1e-36)
    try require(extractionCoefficient, "extraction coefficient", "m4/(V s)", from: 0, upTo: 1e-18)
  }
}
