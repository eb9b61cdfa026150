import Foundation
import NumericalMethods
import Testing

@Suite("Block-tridiagonal LU")
struct BlockTridiagonalLUTests {
  /// Dense LU with full row pivoting, the oracle.
  static func denseSolve(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
    var a = matrix
    var b = right
    let n = b.count
    for k in 0..<n {
      let best = (k..<n).max { abs(a[$0][k]) < abs(a[$1][k]) } ?? k
      a.swapAt(k, best)
      b.swapAt(k, best)
      for r in (k + 1)..<max(n, k + 1) {
        let factor = a[r][k] / a[k][k]
        for c in k..<n { a[r][c] -= factor * a[k][c] }
        b[r] -= factor * b[k]
      }
    }
    for k in stride(from: n - 1, through: 0, by: -1) {
      for c in (k + 1)..<max(n, k + 1) { b[k] -= a[k][c] * b[c] }
      b[k] /= a[k][k]
    }
    return b
  }

  /// Numbers in −1…1 from a fixed congruential sequence.
  struct Sequence {
    var seed: UInt64
    mutating func next() -> Double {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(seed >> 11) / Double(1 << 52) - 1
    }
  }

  @Test("agrees with a dense LU for every block size", arguments: 1...6)
  func againstDense(size m: Int) {
    let blocks = 7
    let lu = BlockTridiagonalLU(blockCount: blocks, blockSize: m)
    var numbers = Sequence(seed: UInt64(m))
    var dense = Array(repeating: Array(repeating: 0.0, count: blocks * m), count: blocks * m)
    for i in 0..<blocks {
      for r in 0..<m {
        for c in 0..<m {
          let at = i * m * m + r * m + c
          // A zero on the diagonal of the first column forces the pivoting inside the block.
          lu.diagonal[at] = r == 0 && c == 0 && m > 1 ? 0 : numbers.next() + (r == c ? 4 : 0)
          if r + c == m - 1, m > 1 { lu.diagonal[at] += 6 }
          lu.lower[at] = numbers.next() / 2
          lu.upper[at] = numbers.next() / 2
          dense[i * m + r][i * m + c] = lu.diagonal[at]
          if i > 0 { dense[i * m + r][(i - 1) * m + c] = lu.lower[at] }
          if i + 1 < blocks { dense[i * m + r][(i + 1) * m + c] = lu.upper[at] }
        }
      }
    }
    let right = (0..<(blocks * m)).map { _ in numbers.next() }
    let expected = Self.denseSolve(dense, right)
    #expect(lu.factor())
    var x = right
    x.withUnsafeMutableBufferPointer { buffer in
      if let base = buffer.baseAddress { lu.solve(base) }
    }
    // Condition numbers here are below 1e2; both solvers lose about that many ulp.
    for (one, other) in zip(x, expected) { #expect(abs(one - other) < 1e-13 * max(1, abs(other)) * 10) }
  }

  @Test("says so when a block is singular")
  func singular() {
    let lu = BlockTridiagonalLU(blockCount: 2, blockSize: 2)
    for k in 0..<lu.bandCount { lu.diagonal[k] = 1 }
    #expect(!lu.factor())
  }
}
