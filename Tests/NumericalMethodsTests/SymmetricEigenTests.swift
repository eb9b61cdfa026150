import Foundation
import NumericalMethods
import Testing

@Suite("Eigenvalues of symmetric matrices")
struct SymmetricEigenTests {
  @Test("second differences: 2 − 2 cos(kπ/(n + 1))")
  func secondDifferences() {
    let n = 12
    var matrix = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      matrix[i * n + i] = 2
      if i + 1 < n { matrix[i * n + i + 1] = -1 }
    }
    let found = SymmetricEigen(matrix, size: n)
    for (k, value) in found.values.enumerated() {
      #expect(abs(value - (2 - 2 * cos(Double(n - k) * .pi / Double(n + 1)))) < 1e-13)
    }
    for (a, one) in found.vectors.enumerated() {
      for (b, other) in found.vectors.enumerated() {
        let product = zip(one, other).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(product - (a == b ? 1 : 0)) < 1e-13)
      }
    }
  }

  @Test("a graded matrix keeps the digits of its small eigenvalue")
  func graded() {
    // diag(1, s) [[1, c], [c, 1]] diag(1, s): the small eigenvalue is s² (1 − c²) to leading order.
    let (s, c) = (1e-7, 0.5)
    let found = SymmetricEigen([1, c * s, 0, s * s], size: 2)
    #expect(abs(found.values[1] / (s * s * (1 - c * c)) - 1) < 1e-13)
  }
}
