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
    if let last = table.last { return Self.interpolated(table, last, f) }
    let u = k2nonrSaturation.map { f * (1 + $0) / (f + $0) } ?? f
    return LocalRates(
      k1: k1Floor + k1Slope * f, k2r: k2rMaximum / (1 + f / k2rHalfFraction), k2nonr: k2nonrFloor + k2nonrSlope * u)
  }

  private static func interpolated(_ table: [RateRow], _ last: RateRow, _ f: Double) -> LocalRates {
    guard let above = table.firstIndex(where: { $0.ionFraction > f }) else {
      return LocalRates(k1: last.k1, k2r: last.k2r, k2nonr: last.k2nonr)
    }
    let (low, high) = (table[max(0, above - 1)], table[above])
    let t = above == 0 ? 1 : (f - low.ionFraction) / (high.ionFraction - low.ionFraction)
    return LocalRates(
      k1: low.k1 + t * (high.k1 - low.k1), k2r: low.k2r + t * (high.k2r - low.k2r),
      k2nonr: low.k2nonr + t * (high.k2nonr - low.k2nonr))
  }

  func validate() throws(EmissionError) {
    guard table.isEmpty else {
      for row in table {
        try require(row.ionFraction, "ion fraction of a rate table", "1", from: 0, upTo: 1e9)
        try require(row.k1, "k1 of a rate table", "1/s", from: 0, upTo: 1e12)
        try require(row.k2r, "k2r of a rate table", "m3/s", above: 0, upTo: 1e-10)
        try require(row.k2nonr, "k2nonr of a rate table", "m3/s", from: 0, upTo: 1e-10)
      }
      try require(k3, "Auger constant k3", "m6/s", from: 0, upTo: 1e-36)
      return try require(extractionCoefficient, "extraction coefficient", "m4/(V s)", from: 0, upTo: 1e-18)
    }
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
