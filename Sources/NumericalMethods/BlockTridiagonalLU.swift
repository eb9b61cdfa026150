// Block-tridiagonal linear systems with small dense blocks: L_i x_{i−1} + D_i x_i + U_i x_{i+1} = b_i.
//
// Goals, in this order:
//   1. accuracy of a dense LU with pivoting inside each block (the blocks mix a potential with densities);
//   2. no allocation after `init`, one contiguous buffer per band, one factorisation for many right-hand sides;
//   3. speed for blocks of 1…6: the size is a constant inside each kernel, so the compiler unrolls the loops; larger
//      blocks take the same code with loops.
//
// Block Thomas algorithm from both ends at once, meeting in block c: two chains of dependent operations run side by side
// and the processor overlaps them (a solution takes half as long as from one end).
//   i < c:  D̂_i = D_i − L_i Ĝ_{i−1},  Ĝ_i = D̂_i⁻¹ U_i;       i > c:  D̂_i = D_i − U_i Ĥ_{i+1},  Ĥ_i = D̂_i⁻¹ L_i;
//   D̂_c = D_c − L_c Ĝ_{c−1} − U_c Ĥ_{c+1};   every D̂ = P L̂ Û.
// Solve:  y_i = D̂_i⁻¹ (b_i − what the neighbour farther out gives), then from c outwards
//   x_i = y_i − Ĝ_i x_{i+1} (i < c),   x_i = y_i − Ĥ_i x_{i−1} (i > c).
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
  /// Blocks L_i left of the diagonal; the first is ignored, and Ĥ_i takes their place beyond the middle.
  public let lower: UnsafeMutablePointer<Double>
  /// Blocks D_i on the diagonal; overwritten by their LU factors.
  public let diagonal: UnsafeMutablePointer<Double>
  /// Blocks U_i right of the diagonal; Ĝ_i takes their place up to the middle, the last is ignored.
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
    let middle = blockCount / 2
    var (low, high) = (0, blockCount - 1)
    while low < middle || high > middle {
      if low < middle {
        let d = diagonal + low * square
        if low > 0 { Self.subtract(m, d, lower + low * square, upper + (low - 1) * square) }
        guard Self.decompose(m, d, pivots + low * m) else { return false }
        Self.substitute(m, d, pivots + low * m, upper + low * square, columns: m)
        low += 1
      }
      if high > middle {
        let d = diagonal + high * square
        if high + 1 < blockCount { Self.subtract(m, d, upper + high * square, lower + (high + 1) * square) }
        guard Self.decompose(m, d, pivots + high * m) else { return false }
        Self.substitute(m, d, pivots + high * m, lower + high * square, columns: m)
        high -= 1
      }
    }
    let d = diagonal + middle * square
    if middle > 0 { Self.subtract(m, d, lower + middle * square, upper + (middle - 1) * square) }
    if middle + 1 < blockCount { Self.subtract(m, d, upper + middle * square, lower + (middle + 1) * square) }
    return Self.decompose(m, d, pivots + middle * m)
  }

  @inline(__always)
  private func solve(_ m: Int, _ x: UnsafeMutablePointer<Double>) {
    let square = m * m
    let middle = blockCount / 2
    var (low, high) = (0, blockCount - 1)
    while low < middle || high > middle {
      if low < middle {
        let y = x + low * m
        if low > 0 { Self.subtract(m, y, lower + low * square, vector: y - m) }
        Self.substitute(m, diagonal + low * square, pivots + low * m, y, columns: 1)
        low += 1
      }
      if high > middle {
        let y = x + high * m
        if high + 1 < blockCount { Self.subtract(m, y, upper + high * square, vector: y + m) }
        Self.substitute(m, diagonal + high * square, pivots + high * m, y, columns: 1)
        high -= 1
      }
    }
    let y = x + middle * m
    if middle > 0 { Self.subtract(m, y, lower + middle * square, vector: y - m) }
    if middle + 1 < blockCount { Self.subtract(m, y, upper + middle * square, vector: y + m) }
    Self.substitute(m, diagonal + middle * square, pivots + middle * m, y, columns: 1)
    (low, high) = (middle - 1, middle + 1)
    while low >= 0 || high < blockCount {
      if low >= 0 {
        let y = x + low * m
        Self.subtract(m, y, upper + low * square, vector: y + m)
        low -= 1
      }
      if high < blockCount {
        let y = x + high * m
        Self.subtract(m, y, lower + high * square, vector: y - m)
        high += 1
      }
    }
  }

  /// d − a·g, into d.
  @inline(__always)
  private static func subtract(
    _ m: Int, _ d: UnsafeMutablePointer<Double>, _ a: UnsafePointer<Double>, _ g: UnsafePointer<Double>
  ) {
    for r in 0..<m {
      for k in 0..<m {
        let factor = a[r * m + k]
        if factor != 0 { for c in 0..<m { d[r * m + c] -= factor * g[k * m + c] } }
      }
    }
  }

  /// y − a·v, into y.
  @inline(__always)
  private static func subtract(
    _ m: Int, _ y: UnsafeMutablePointer<Double>, _ a: UnsafePointer<Double>, vector v: UnsafePointer<Double>
  ) {
    for r in 0..<m {
      var sum = y[r]
      for c in 0..<m { sum -= a[r * m + c] * v[c] }
      y[r] = sum
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
