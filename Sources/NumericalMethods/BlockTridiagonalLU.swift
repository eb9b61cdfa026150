// Block-tridiagonal linear systems with small dense blocks: L_i x_{i−1} + D_i x_i + U_i x_{i+1} = b_i.
//
// Goals, in this order:
//   1. accuracy of a dense LU with pivoting inside each block (the blocks mix a potential with densities);
//   2. no allocation after `init`, one contiguous buffer per band, one factorisation for many right-hand sides;
//   3. speed for blocks of 1…6: the size is a constant inside each kernel, so the compiler unrolls the loops; larger
//      blocks take the same code with loops.
//
// Block Thomas algorithm.  Forward:  D̂_i = D_i − L_i Ĝ_{i−1} = P L̂ Û,  Ĝ_i = D̂_i⁻¹ U_i;
// solve:  y_i = D̂_i⁻¹ (b_i − L_i y_{i−1}),  x_i = y_i − Ĝ_i x_{i+1}.
// Rejected: explicit inverses of D̂_i (all matrix–vector, faster), because their residual grows with the condition of
// the block and the sum of a conserved density is then no longer kept to round-off.
//
// Pivoting stays inside a block (a pivot outside would destroy the band); that is stable for block diagonally dominant
// matrices, which discretised transport operators are.
// Source: Golub and Van Loan, Matrix Computations, 4th ed. (2013), section 4.5.1.

/// Block-tridiagonal matrix and its factorisation: `blockCount` rows of blocks, each `blockSize`², row-major.
///
/// A work area, not a value: it owns three bands that the caller fills through the pointers, then calls `factor()`
/// once and `solve(_:)` as often as needed.
public final class BlockTridiagonalLU {
  /// Number of block rows, dimensionless.
  public let blockCount: Int
  /// Unknowns per block, 1 or more.
  public let blockSize: Int
  /// Blocks L_i left of the diagonal; the first is ignored.
  public let lower: UnsafeMutablePointer<Double>
  /// Blocks D_i on the diagonal; overwritten by their LU factors.
  public let diagonal: UnsafeMutablePointer<Double>
  /// Blocks U_i right of the diagonal; overwritten by Ĝ_i, the last is ignored.
  public let upper: UnsafeMutablePointer<Double>
  private let pivots: UnsafeMutablePointer<Int32>

  /// - Parameters:
  ///   - blockCount: number of block rows, at least one.
  ///   - blockSize: unknowns per block, 1 or more.
  public init(blockCount: Int, blockSize: Int) {
    precondition(blockCount > 0 && blockSize > 0, "at least one block of at least one unknown")
    self.blockCount = blockCount
    self.blockSize = blockSize
    let size = blockCount * blockSize * blockSize
    lower = .allocate(capacity: size)
    diagonal = .allocate(capacity: size)
    upper = .allocate(capacity: size)
    pivots = .allocate(capacity: blockCount * blockSize)
    lower.initialize(repeating: 0, count: size)
    diagonal.initialize(repeating: 0, count: size)
    upper.initialize(repeating: 0, count: size)
    pivots.initialize(repeating: 0, count: blockCount * blockSize)
  }

  deinit {
    lower.deallocate()
    diagonal.deallocate()
    upper.deallocate()
    pivots.deallocate()
  }

  /// Number of doubles in each band.
  public var bandCount: Int { blockCount * blockSize * blockSize }

  /// Factors the matrix in place; `false` if a block is singular or not finite (the bands are then spent).
  public func factor() -> Bool {
    switch blockSize {
    case 1: factor(1)
    case 2: factor(2)
    case 3: factor(3)
    case 4: factor(4)
    case 5: factor(5)
    case 6: factor(6)
    default: factor(blockSize)
    }
  }

  /// Solves for one right-hand side in place; call `factor()` first.
  /// - Parameter x: `blockCount · blockSize` values, the right-hand side on entry and the solution on return.
  public func solve(_ x: UnsafeMutablePointer<Double>) {
    switch blockSize {
    case 1: solve(1, x)
    case 2: solve(2, x)
    case 3: solve(3, x)
    case 4: solve(4, x)
    case 5: solve(5, x)
    case 6: solve(6, x)
    default: solve(blockSize, x)
    }
  }

  @inline(__always)
  private func factor(_ m: Int) -> Bool {
    let square = m * m
    for i in 0..<blockCount {
      let d = diagonal + i * square
      if i > 0 {
        let l = lower + i * square
        let g = upper + (i - 1) * square
        for r in 0..<m {
          for k in 0..<m {
            let factor = l[r * m + k]
            if factor != 0 { for c in 0..<m { d[r * m + c] -= factor * g[k * m + c] } }
          }
        }
      }
      guard Self.decompose(m, d, pivots + i * m) else { return false }
      if i + 1 < blockCount { Self.substitute(m, d, pivots + i * m, upper + i * square, columns: m) }
    }
    return true
  }

  @inline(__always)
  private func solve(_ m: Int, _ x: UnsafeMutablePointer<Double>) {
    let square = m * m
    for i in 0..<blockCount {
      let y = x + i * m
      if i > 0 {
        let l = lower + i * square
        let before = y - m
        for r in 0..<m {
          var sum = y[r]
          for c in 0..<m { sum -= l[r * m + c] * before[c] }
          y[r] = sum
        }
      }
      Self.substitute(m, diagonal + i * square, pivots + i * m, y, columns: 1)
    }
    var i = blockCount - 2
    while i >= 0 {
      let g = upper + i * square
      let y = x + i * m
      let after = y + m
      for r in 0..<m {
        var sum = y[r]
        for c in 0..<m { sum -= g[r * m + c] * after[c] }
        y[r] = sum
      }
      i -= 1
    }
  }

  /// P D = L̂ Û with partial pivoting; the diagonal keeps the reciprocal pivots.
  @inline(__always)
  private static func decompose(_ m: Int, _ d: UnsafeMutablePointer<Double>, _ pivot: UnsafeMutablePointer<Int32>)
    -> Bool
  {
    for k in 0..<m {
      var best = k
      for r in k..<m where abs(d[r * m + k]) > abs(d[best * m + k]) { best = r }
      pivot[k] = Int32(truncatingIfNeeded: best)
      if best != k {
        for c in 0..<m { (d[k * m + c], d[best * m + c]) = (d[best * m + c], d[k * m + c]) }
      }
      let reciprocal = 1 / d[k * m + k]
      guard reciprocal.isFinite else { return false }
      d[k * m + k] = reciprocal
      for r in (k + 1)..<max(m, k + 1) {
        let factor = d[r * m + k] * reciprocal
        d[r * m + k] = factor
        for c in (k + 1)..<max(m, k + 1) { d[r * m + c] -= factor * d[k * m + c] }
      }
    }
    return true
  }

  /// Replaces the `columns` right-hand sides held row-major in `b` by D⁻¹ b.
  @inline(__always)
  private static func substitute(
    _ m: Int, _ d: UnsafeMutablePointer<Double>, _ pivot: UnsafeMutablePointer<Int32>,
    _ b: UnsafeMutablePointer<Double>, columns: Int
  ) {
    for k in 0..<m {
      let best = Int(pivot[k])
      if best != k {
        for c in 0..<columns {
          (b[k * columns + c], b[best * columns + c]) = (b[best * columns + c], b[k * columns + c])
        }
      }
    }
    for r in 1..<max(m, 1) {
      for k in 0..<r {
        let factor = d[r * m + k]
        for c in 0..<columns { b[r * columns + c] -= factor * b[k * columns + c] }
      }
    }
    var r = m - 1
    while r >= 0 {
      for k in (r + 1)..<max(m, r + 1) {
        let factor = d[r * m + k]
        for c in 0..<columns { b[r * columns + c] -= factor * b[k * columns + c] }
      }
      let reciprocal = d[r * m + r]
      for c in 0..<columns { b[r * columns + c] *= reciprocal }
      r -= 1
    }
  }
}
