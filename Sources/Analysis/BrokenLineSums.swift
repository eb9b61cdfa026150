// Squares about a broken line from sums over the rungs above each place.
//
// For v = a + b u + c (u − ψ₁)₊ + d (u − ψ₂)₊ every element of the normal equations is a combination of Σ1, Σu, Σu²,
// Σv, Σuv over the rungs above a break: with them a trial of two breaks costs a few hundred operations however many
// rungs there are. The straight line through all rungs is taken off v first, so that what is left is known to 1e-13
// of the squares about that line, and not of the squares of v.

import Foundation

struct BrokenLineSums: Sendable {
  private let u: [Double]
  /// Σ1, Σu, Σu², Σv, Σuv over the rungs from the k-th on.
  private let above: [SIMD8<Double>]
  private let total: Double

  /// - Parameters: places u, ascending, and values v of the rungs.
  init(u: [Double], v: [Double]) {
    let n = Double(u.count)
    let (meanU, meanV) = (u.reduce(0, +) / n, v.reduce(0, +) / n)
    var (uu, uv) = (0.0, 0.0)
    for (a, b) in zip(u, v) {
      uu += (a - meanU) * (a - meanU)
      uv += (a - meanU) * (b - meanV)
    }
    let slope = uu > 0 ? uv / uu : 0
    var sums = [SIMD8<Double>](repeating: .zero, count: u.count + 1)
    var squares = 0.0
    for k in u.indices.reversed() {
      let rest = v[k] - meanV - slope * (u[k] - meanU)
      squares += rest * rest
      sums[k] = sums[k + 1] + SIMD8(1, u[k], u[k] * u[k], rest, u[k] * rest, 0, 0, 0)
    }
    (self.u, above, total) = (u, sums, squares)
  }

  /// Least sum of squared residuals for one break or two ascending ones.
  func squares(breaks: [Double]) -> Double {
    let all = above[0]
    // Rows of the lower triangle of the normal matrix, and its right-hand side.
    var matrix = [Double](repeating: 0, count: 16)
    var right = SIMD4<Double>(all[3], all[4], 0, 0)
    (matrix[0], matrix[4], matrix[5]) = (all[0], all[1], all[2])
    for (j, place) in breaks.enumerated() {
      let s = above[u.partitioningIndex { $0 > place }]
      let row = 4 * (j + 2)
      matrix[row] = s[1] - place * s[0]
      matrix[row + 1] = s[2] - place * s[1]
      if j == 1 { matrix[row + 2] = s[2] - (place + breaks[0]) * s[1] + place * breaks[0] * s[0] }
      matrix[row + j + 2] = s[2] - 2 * place * s[1] + place * place * s[0]
      right[j + 2] = s[4] - place * s[3]
    }
    // Cholesky with the right-hand side carried along: what it explains is the sum of squares of the solution of L y
    // = b.
    var explained = 0.0
    for i in 0..<(breaks.count + 2) {
      let diagonal = matrix[5 * i]
      for j in 0..<i {
        var sum = matrix[4 * i + j]
        for k in 0..<j { sum -= matrix[4 * i + k] * matrix[4 * j + k] }
        matrix[4 * i + j] = matrix[5 * j] > 0 ? sum / matrix[5 * j] : 0
      }
      var pivot = diagonal
      for k in 0..<i {
        pivot -= matrix[4 * i + k] * matrix[4 * i + k]
        right[i] -= matrix[4 * i + k] * right[k]
      }
      // A column that depends on those before adds nothing.
      guard pivot > 1e-12 * diagonal, pivot > 0 else {
        matrix[5 * i] = 0
        right[i] = 0
        continue
      }
      matrix[5 * i] = pivot.squareRoot()
      right[i] /= matrix[5 * i]
      explained += right[i] * right[i]
    }
    return max(0, total - explained)
  }
}
