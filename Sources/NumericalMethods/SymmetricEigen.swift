// Eigenvalues and vectors of a small symmetric matrix by Jacobi's rotations.
//
// Goals: (1) small eigenvalues of a scaled matrix to high relative accuracy, which tridiagonal methods do not give
// (Demmel and Veselić, SIAM J. Matrix Anal. 13, 1204 (1992), doi:10.1137/0613074); (2) orthogonal vectors;
// (3) short. Sizes are those of fits, twenty at most, where the cost does not matter.

import Foundation

/// Eigenvalues and eigenvectors of a symmetric matrix.
public struct SymmetricEigen: Sendable, Equatable {
  /// Eigenvalues, descending.
  public let values: [Double]
  /// Unit eigenvectors in the order of the values.
  public let vectors: [[Double]]

  /// - Parameters:
  ///   - matrix: row after row, n × n; the upper triangle counts.
  ///   - size: n.
  public init(_ matrix: [Double], size: Int) {
    var a = matrix
    var v = [Double](repeating: 0, count: size * size)
    for i in 0..<size {
      v[i * size + i] = 1
      for j in 0..<i { a[i * size + j] = a[j * size + i] }
    }
    for _ in 0..<60 {
      var rotated = false
      for p in 0..<size {
        for q in (p + 1)..<max(size, p + 1) {
          let off = a[p * size + q]
          let (app, aqq) = (a[p * size + p], a[q * size + q])
          guard abs(off) > 1e-17 * abs(app * aqq).squareRoot(), off != 0 else { continue }
          rotated = true
          let theta = (aqq - app) / (2 * off)
          let t = (theta >= 0 ? 1.0 : -1.0) / (abs(theta) + (theta * theta + 1).squareRoot())
          let c = 1 / (t * t + 1).squareRoot()
          let s = t * c
          for k in 0..<size {
            let (x, y) = (a[k * size + p], a[k * size + q])
            a[k * size + p] = c * x - s * y
            a[k * size + q] = s * x + c * y
          }
          for k in 0..<size {
            let (x, y) = (a[p * size + k], a[q * size + k])
            a[p * size + k] = c * x - s * y
            a[q * size + k] = s * x + c * y
          }
          for k in 0..<size {
            let (x, y) = (v[k * size + p], v[k * size + q])
            v[k * size + p] = c * x - s * y
            v[k * size + q] = s * x + c * y
          }
        }
      }
      if !rotated { break }
    }
    let order = (0..<size).sorted { a[$0 * size + $0] > a[$1 * size + $1] }
    values = order.map { a[$0 * size + $0] }
    vectors = order.map { column in (0..<size).map { v[$0 * size + column] } }
  }
}
