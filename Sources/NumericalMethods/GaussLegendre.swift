// Gauss–Legendre quadrature: m points integrate polynomials up to degree 2m − 1 exactly.
//
// Goals: (1) full double precision of nodes and weights; (2) no table to mistype; (3) made once, used often.
// The nodes are the zeros of the Legendre polynomial P_m, by Newton's method from Tricomi's guess
// cos(π(k − ¼)/(m + ½)), which lies in the basin of its zero for every m; w = 2/((1 − x²) P'_m(x)²).
//
// Source: Davis and Rabinowitz, Methods of Numerical Integration, 2nd ed. (1984), §2.7.

import Foundation

/// Nodes and weights of a Gauss–Legendre rule on [−1, 1].
public struct GaussLegendre: Sendable, Equatable {
  /// Nodes in (−1, 1), ascending.
  public let nodes: [Double]
  /// Weights, positive; they add up to 2.
  public let weights: [Double]

  /// - Parameter count: number of points m, at least one (smaller numbers count as one).
  public init(count: Int) {
    let m = max(1, count)
    var (nodes, weights) = ([Double](repeating: 0, count: m), [Double](repeating: 0, count: m))
    for k in 0..<m {
      var x = -cos(Double.pi * (Double(k) + 0.75) / (Double(m) + 0.5))
      var slope = 1.0
      for _ in 0..<100 {
        var (before, value) = (0.0, 1.0)
        for degree in 0..<m {
          let next = (Double(2 * degree + 1) * x * value - Double(degree) * before) / Double(degree + 1)
          (before, value) = (value, next)
        }
        slope = Double(m) * (x * value - before) / (x * x - 1)
        let change = value / slope
        x -= change
        if abs(change) < 1e-15 { break }
      }
      nodes[k] = x
      weights[k] = 2 / ((1 - x * x) * slope * slope)
    }
    (self.nodes, self.weights) = (nodes, weights)
  }

  /// Integral of a function over an interval, unit of the function times unit of its argument.
  public func integral(from lower: Double, to upper: Double, _ function: (Double) -> Double) -> Double {
    let (centre, half) = (0.5 * (lower + upper), 0.5 * (upper - lower))
    var sum = 0.0
    for (node, weight) in zip(nodes, weights) { sum += weight * function(centre + half * node) }
    return half * sum
  }
}
