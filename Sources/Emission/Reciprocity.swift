// What detailed balance ties together, as checks on a computed or measured pair of spectra.
//
//   Kennard and Stepanov: ln(emission/(E² absorption)) falls by 1/kT (Phys. Rev. 11, 29 (1918),
// doi:10.1103/PhysRev.11.29);
//   van Roosbroeck and Shockley: the absorption fixes the radiative constant, k_r = ∫ K α e^{−E/kT} dE/n_i²;
//   Kirchhoff, Würfel, Rau: a body of absorptance A at splitting Δµ emits A times the black body's photons times
// e^{Δµ/kT}
//   (Rau, Phys. Rev. B 76, 085303 (2007), doi:10.1103/PhysRevB.76.085303).

import Foundation
import Materials
import Quantities

/// Checks of detailed balance between absorption and emission.
public enum Reciprocity {
  /// Temperature at which an emission and an absorption spectrum belong together, K; nil where they never fall as they
  /// should.
  /// - Parameters:
  ///   - energies: photon energies E, J.
  ///   - emission: photons per energy, any unit, at low density.
  ///   - absorption: absorption coefficient or absorptance, any unit.
  ///   - range: energies to use, J.
  public static func kennardStepanovTemperature(
    energies: [Double], emission: [Double], absorption: [Double], within range: ClosedRange<Double>
  ) -> Double? {
    var points: [(x: Double, y: Double)] = []
    for k in energies.indices where range.contains(energies[k]) && emission[k] > 0 && absorption[k] > 0 {
      points.append((energies[k], log(emission[k] / (energies[k] * energies[k] * absorption[k]))))
    }
    guard points.count > 2 else { return nil }
    let count = Double(points.count)
    let (mx, my) = (points.reduce(0) { $0 + $1.x } / count, points.reduce(0) { $0 + $1.y } / count)
    let square = points.reduce(0) { $0 + ($1.x - mx) * ($1.x - mx) }
    let cross = points.reduce(0) { $0 + ($1.x - mx) * ($1.y - my) }
    guard square > 0, cross < 0 else { return nil }
    return -square / (cross * PhysicalConstants.boltzmannConstant)
  }

  /// Photons of a black body per area, time and energy into the half space, m⁻² s⁻¹ J⁻¹, without stimulated emission.
  public static func blackBodyFlux(energy: Double, temperature: Double) -> Double {
    let (h, c) = (PhysicalConstants.planckConstant, PhysicalConstants.speedOfLight)
    let thermal = PhysicalConstants.boltzmannConstant * temperature
    return 2 * Double.pi * energy * energy / (h * h * h * c * c) * exp(-energy / thermal)
  }

  /// Photons that a body of a given absorptance emits at a splitting, m⁻² s⁻¹ J⁻¹ (Boltzmann).
  public static func emission(
    absorptance: Double, energy: Double, splitting: Double, temperature: Double
  ) -> Double {
    let thermal = PhysicalConstants.boltzmannConstant * temperature
    return absorptance * blackBodyFlux(energy: energy, temperature: temperature) * exp(splitting / thermal)
  }
}

extension PulseModel {
  /// What the edge itself says of the radiative constant at a density, relative to its value at low density,
  /// dimensionless.
  ///
  /// 1 while n² holds. A constant k2r contradicts phase-space filling where this has left 1: ∫ r dE then grows more
  /// slowly
  /// than n², since the bands fill. The pulse keeps the constant k2r, as the paper does; the report says by how much.
  public func radiativeConstantRatio(density: Double) throws(EmissionError) -> Double {
    guard density <= numerics.highestDensity else {
      throw .densityBeyondTable(density: density, limit: numerics.highestDensity)
    }
    try require(density, "carrier density", "m-3", from: 0, upTo: .greatestFiniteMagnitude)
    let weights = table.weights(density: density)
    var sum = 0.0
    for lane in 0..<4 { sum += weights.values[lane] * table.radiativeByNode[weights.first + lane] }
    return sum / table.radiativeByNode[1]
  }

  /// The radiative constant of low density that van Roosbroeck and Shockley's relation gives with the absolute
  /// absorption of
  /// a measured edge, m³ s⁻¹: compare with k2r. `nil` where the model has no measured edge.
  public var radiativeConstantOfMeasuredEdge: Double? {
    measuredEdge == nil ? nil : table.radiativeByNode[1]
  }
}
