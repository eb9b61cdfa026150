// An edge from measured absorption in place of the model edge: no parameter but, where asked for, a Gaussian disorder.
//
// Goals: 1. inside the table the measured values, never below zero;  2. a tail that goes on where measured k sinks into
// its
// own noise: ellipsometry and transmission of thin films see no absorption below about 1 % of the edge.
// So below the energy at which α has fallen to 1 % of its maximum it is continued as an Urbach tail with the slope that
// the
// table has between 4 % and 1 %; above the table's highest energy it is held.
// α = 4πk/λ. Between points: linear in energy (no overshoot).

import Foundation
import Materials
import Quantities

/// The absorption edge of a film as measured.
public struct MeasuredEdge: Sendable, Equatable {
  /// Photon energies E, J, rising.
  public let energies: [Double]
  /// Absorption coefficient α, m⁻¹, at each.
  public let absorption: [Double]
  /// Urbach energy E_U of the continued tail, J.
  public let urbachEnergy: Double
  /// Refractive index n at the tail's beginning, dimensionless (nearest point of the table).
  public let refractiveIndex: Double
  /// Standard deviation σ of a Gaussian disorder that is added to the measured edge, J.
  public let gaussianDisorder: Double

  /// An edge from a table of optical constants.
  /// - Parameters:
  ///   - constants: n and k, e.g. the shipped `CsPbBr3-brennan`.
  ///   - gaussianDisorder: σ, J; zero for the edge as measured.
  /// - Throws: `EmissionError` for a table whose absorption has no edge.
  public init(_ constants: OpticalConstants, gaussianDisorder: Double = 0) throws(EmissionError) {
    let hc = PhysicalConstants.planckConstant * PhysicalConstants.speedOfLight
    let order = constants.wavelengths.indices.reversed()
    try self.init(
      energies: order.map { hc / constants.wavelengths[$0] },
      absorption: order.map { 4 * Double.pi * constants.extinction[$0] / constants.wavelengths[$0] },
      indices: order.map { constants.refractiveIndex[$0] }, gaussianDisorder: gaussianDisorder)
  }

  /// An edge from measured absorption.
  /// - Parameters:
  ///   - energies: photon energies E, J, rising.
  ///   - absorption: α at each, m⁻¹.
  ///   - indices: refractive index n at each, or one for all.
  ///   - gaussianDisorder: σ, J; zero for the edge as measured.
  /// - Throws: `EmissionError` for columns that are no edge.
  public init(
    energies: [Double], absorption: [Double], indices: [Double], gaussianDisorder: Double = 0
  ) throws(EmissionError) {
    guard energies.count == absorption.count, indices.count == energies.count || indices.count == 1 else {
      throw .unequalCells(quantity: "absorption of the edge", found: absorption.count, expected: energies.count)
    }
    guard energies.count > 3, energies[0] > 0, zip(energies, energies.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw .noEdge(reason: "at least four energies are needed, positive and rising")
    }
    for value in absorption { try require(value, "absorption of the edge", "1/m", from: 0, upTo: 1e10) }
    for value in indices { try require(value, "refractive index", "1", from: 0.1, upTo: 20) }
    let electronVolt = PhysicalConstants.elementaryCharge
    try require(gaussianDisorder, "Gaussian disorder", "J", from: 0, upTo: electronVolt)
    let highest = absorption.max() ?? 0
    // Down from the edge's first rise above half of the maximum.
    guard highest > 0, let rise = absorption.firstIndex(where: { $0 > 0.5 * highest }) else {
      throw .noEdge(reason: "nothing is absorbed")
    }
    func crossing(_ share: Double) -> Double? {
      guard let below = absorption[...rise].lastIndex(where: { $0 < share * highest }) else { return nil }
      let (a, b) = (absorption[below], absorption[below + 1])
      return energies[below] + (share * highest - a) / (b - a) * (energies[below + 1] - energies[below])
    }
    guard let low = crossing(0.01), let high = crossing(0.04), high > low else {
      throw .noEdge(reason: "the absorption does not fall to 1 % of its maximum at low energy")
    }
    let urbach = (high - low) / log(4.0)
    let kept = energies.indices.filter { energies[$0] > low }
    var (points, values) = ([low] + kept.map { energies[$0] }, [0.01 * highest] + kept.map { absorption[$0] })
    let place = kept.first ?? 0
    refractiveIndex = indices.count == 1 ? indices[0] : indices[place]
    urbachEnergy = urbach
    self.gaussianDisorder = gaussianDisorder
    if gaussianDisorder > 0 {
      let step = min(gaussianDisorder / 6, urbach / 8)
      let start = low - 8 * gaussianDisorder
      let count = Int((points[points.count - 1] + 7 * gaussianDisorder - start) / step) + 2
      let grid = (0..<count).map { start + Double($0) * step }
      let raw = grid.map { Self.value($0, points, values, urbach) }
      values = AbsorptionEdge.gaussian(raw, gaussianDisorder / step, urbach / step)
      points = grid
    }
    self.energies = points
    self.absorption = values
  }

  /// Absorption coefficient α at a photon energy, m⁻¹.
  public func absorption(at energy: Double) -> Double { Self.value(energy, energies, absorption, urbachEnergy) }

  private static func value(_ energy: Double, _ points: [Double], _ values: [Double], _ urbach: Double) -> Double {
    if energy <= points[0] { return values[0] * exp((energy - points[0]) / urbach) }
    guard energy < points[points.count - 1] else { return values[values.count - 1] }
    var (low, high) = (0, points.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if points[middle] <= energy { low = middle } else { high = middle }
    }
    let t = (energy - points[low]) / (points[high] - points[low])
    return values[low] * (1 - t) + values[high] * t
  }

  /// Spontaneous emission of low density from the measured edge alone (van Roosbroeck and Shockley,
  /// doi:10.1103/PhysRev.94.1558), energy per wavelength, highest value 1.
  ///
  /// n_r² E² α(E) e^{−E/kT} photons per energy; n_r² varies by 2 % over the line and is taken as constant.
  /// - Parameters:
  ///   - wavelengths: λ, m.
  ///   - temperature: T, K.
  public func photoluminescence(wavelengths: [Double], temperature: Double) throws(EmissionError) -> [Double] {
    try require(temperature, "temperature", "K", from: 20, upTo: 1000)
    let hc = PhysicalConstants.planckConstant * PhysicalConstants.speedOfLight
    let thermal = PhysicalConstants.boltzmannConstant * temperature
    guard urbachEnergy < 0.95 * thermal else {
      throw .tailTooWide(urbachEnergy: urbachEnergy, thermalEnergy: thermal)
    }
    let reference = energies[0]
    let values = wavelengths.map { wavelength in
      let energy = hc / wavelength
      return pow(energy, 5) * absorption(at: energy) * exp(-(energy - reference) / thermal)
    }
    let highest = values.max() ?? 0
    guard highest > 0 else { return values }
    return values.map { $0 / highest }
  }
}
