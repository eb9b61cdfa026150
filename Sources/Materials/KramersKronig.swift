// The relation that causality imposes on n + ik:
//   ε₁(E) = ε∞ + (2/π) P∫ E′ε₂(E′)/(E′² − E²) dE′.
// The singularity is taken out, P∫_a^b E ε₂(E)/(E′² − E²) dE′ = (ε₂(E)/2) ln[(b − E)(a + E)/((b + E)(E − a))], and what
// remains is smooth and integrated by Gauss-Legendre quadrature with four points on each piece.
//
// A table covers only a part of the spectrum. What lies outside adds, inside, a smooth function without poles there:
// its series c₀ + c₁E² + c₂/E² is fitted, and the residue is the defect that is reported.

import Foundation
import Quantities

/// Checks of the Kramers-Kronig relations.
public enum KramersKronig {
  /// (2/π) P∫ E′ε₂(E′)/(E′² − E²) dE′ over a range of photon energies, J, dimensionless.
  ///
  /// - Parameters:
  ///   - e: E, J, inside the range or outside.
  ///   - nodes: ascending energies, J, between which ε₂ is smooth; the first and the last are the ends.
  ///   - imaginary: ε₂ against energy, J.
  public static func realPart(energy e: Double, nodes: [Double], imaginary: (Double) -> Double) -> Double {
    guard let low = nodes.first, let high = nodes.last, low < high else { return 0 }
    let isInside = e > low && e < high
    let here = isInside ? imaginary(e) : 0
    var sum = 0.0
    for (a, b) in zip(nodes, nodes.dropFirst()) {
      for (node, weight) in [
        (-0.8611363115940526, 0.3478548451374538), (-0.3399810435848563, 0.6521451548625461),
        (0.3399810435848563, 0.6521451548625461), (0.8611363115940526, 0.3478548451374538),
      ] {
        let x = 0.5 * (a + b) + 0.5 * (b - a) * node
        let difference = x - e
        guard abs(difference) > 1e-9 * e else { continue }
        sum += 0.5 * (b - a) * weight * (x * imaginary(x) - e * here) / (difference * (x + e))
      }
    }
    let pole = isInside ? 0.5 * here * log((high - e) * (low + e) / ((high + e) * (e - low))) : 0
    return 2 / .pi * (sum + pole)
  }

  /// Root mean square of ε₁ − (ε₁ from ε₂) over the middle of a table, after what may come from outside is fitted,
  /// dimensionless, and relative to the mean of |ε₁|.
  public static func defect(of table: OpticalConstants) -> Double {
    let factor = PhysicalConstants.planckConstant * PhysicalConstants.speedOfLight
    func permittivity(_ e: Double) -> (Double, Double) {
      guard
        let (n, k) = try? table.index(wavelength: min(max(factor / e, table.range.lowerBound), table.range.upperBound))
      else { return (0, 0) }
      return (n * n - k * k, 2 * n * k)
    }
    let nodes = table.wavelengths.reversed().map { factor / $0 }
    let (low, high) = (nodes[0], nodes[nodes.count - 1])
    let points = (1..<40).map { low + (high - low) * (0.15 + 0.7 * Double($0) / 40) }
    // Normal equations of three basis functions on a scaled energy, solved by elimination.
    let middle = 0.5 * (low + high)
    var matrix = [[Double]](repeating: [Double](repeating: 0, count: 4), count: 3)
    var rows: [(basis: [Double], value: Double)] = []
    var size = 0.0
    for e in points {
      let t = e / middle
      let real = permittivity(e).0
      size += abs(real) / Double(points.count)
      rows.append(([1, t * t, 1 / (t * t)], real - realPart(energy: e, nodes: nodes) { permittivity($0).1 }))
    }
    for (basis, value) in rows {
      for i in 0..<3 {
        for j in 0..<3 { matrix[i][j] += basis[i] * basis[j] }
        matrix[i][3] += basis[i] * value
      }
    }
    for i in 0..<3 {
      for j in 0..<3 where j != i && matrix[i][i] != 0 {
        let share = matrix[j][i] / matrix[i][i]
        for k in 0..<4 { matrix[j][k] -= share * matrix[i][k] }
      }
    }
    let fit = (0..<3).map { matrix[$0][3] / matrix[$0][$0] }
    let squares = rows.reduce(0.0) { total, row in
      total + pow(row.value - zip(fit, row.basis).reduce(0) { $0 + $1.0 * $1.1 }, 2)
    }
    return (squares / Double(rows.count)).squareRoot() / size
  }
}
