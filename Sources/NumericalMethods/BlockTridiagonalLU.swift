// Block-tridiagonal linear systems with small dense blocks: L_i x_{i−1} + D_i x_i + U_i x_{i+1} = b_i.
//
// Goals, in this order:
//   1. accuracy of a dense LU with pivoting inside each block (the blocks mix a potential with densities);
//   2. no allocation after `init`, one contiguous buffer per band, one factorisation for many right-hand sides;
//   3. speed for blocks of 1…6, whose size is a constant of each kernel (BlockElimination.swift); larger blocks take the
//      same code with loops.
//
// Block Thomas algorithm from both ends at once, meeting in block c: two chains of dependent operations run side by side
// and the processor overlaps them (a solution takes half as long as from one end).
//   i < c:  D̂_i = D_i − L_i Ĝ_{i−1},  Ĝ_i = D̂_i⁻¹ U_i,  L̃_i = D̂_i⁻¹ L_i;
//   i > c:  D̂_i = D_i − U_i Ĥ_{i+1},  Ĥ_i = D̂_i⁻¹ L_i,  Ũ_i = D̂_i⁻¹ U_i;
//   D̂_c = D_c − L_c Ĝ_{c−1} − U_c Ĥ_{c+1};   every D̂ = P L̂ Û.
// Solve:  z_i = D̂_i⁻¹ b_i,  y_i = z_i − (L̃_i y_{i−1} or Ũ_i y_{i+1}), then from c outwards
//   x_i = y_i − Ĝ_i x_{i+1} (i < c),   x_i = y_i − Ĥ_i x_{i−1} (i > c).
// Why L̃ and not D̂⁻¹(b − L y)? The triangular solutions of a block are a chain of some ninety processor cycles. With L̃ they
// depend on b alone, those of several blocks overlap, and only one matrix–vector product is left in the chain from block
// to block: a solution takes half as long, for one more substitution a factorisation.
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
  /// Blocks L_i left of the diagonal; the first is ignored. L̃_i takes their place up to the middle, Ĥ_i beyond it.
  public let lower: UnsafeMutablePointer<Double>
  /// Blocks D_i on the diagonal; overwritten by their LU factors.
  public let diagonal: UnsafeMutablePointer<Double>
  /// Blocks U_i right of the diagonal; the last is ignored. Ĝ_i takes their place up to the middle, Ũ_i beyond it.
  public let upper: UnsafeMutablePointer<Double>
  private let sources: UnsafeMutablePointer<Int32>
  private let scratch: UnsafeMutablePointer<Double>

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
    sources = .allocate(capacity: blockCount * blockSize)
    scratch = .allocate(capacity: blockSize * blockSize)
    lower.initialize(repeating: 0, count: size)
    diagonal.initialize(repeating: 0, count: size)
    upper.initialize(repeating: 0, count: size)
    sources.initialize(repeating: 0, count: blockCount * blockSize)
    scratch.initialize(repeating: 0, count: blockSize * blockSize)
  }

  deinit {
    lower.deallocate()
    diagonal.deallocate()
    upper.deallocate()
    sources.deallocate()
    scratch.deallocate()
  }

  /// Number of doubles in each band.
  public var bandCount: Int { blockCount * blockSize * blockSize }

  /// Factors the matrix in place; `false` if a block is singular or not finite (the bands are then spent).
  public func factor() -> Bool {
    switch blockSize {
    case 1: factor(BlockOrder1())
    case 2: factor(BlockOrder2())
    case 3: factor(BlockOrder3())
    case 4: factor(BlockOrder4())
    case 5: factor(BlockOrder5())
    case 6: factor(BlockOrder6())
    default: factor(BlockOrderAny(size: blockSize))
    }
  }

  /// Solves for one right-hand side in place; call `factor()` first.
  /// - Parameter x: `blockCount · blockSize` values, the right-hand side on entry and the solution on return.
  public func solve(_ x: UnsafeMutablePointer<Double>) {
    switch blockSize {
    case 1: solve(BlockOrder1(), x)
    case 2: solve(BlockOrder2(), x)
    case 3: solve(BlockOrder3(), x)
    case 4: solve(BlockOrder4(), x)
    case 5: solve(BlockOrder5(), x)
    case 6: solve(BlockOrder6(), x)
    default: solve(BlockOrderAny(size: blockSize), x)
    }
  }

  private func factor<Order: BlockOrder>(_ order: Order) -> Bool {
    let m = order.size
    let square = m * m
    let middle = blockCount / 2
    let last = blockCount - 1
    for outer in 0..<max(middle, last - middle) {
      if outer < middle, !factor(order, block: outer, inner: upper, outer: lower, from: outer > 0 ? -1 : 0) {
        return false
      }
      let high = last - outer
      if high > middle, !factor(order, block: high, inner: lower, outer: upper, from: outer > 0 ? 1 : 0) {
        return false
      }
    }
    let d = diagonal + middle * square
    if middle > 0 { BlockElimination.subtract(order, d, lower + middle * square, upper + (middle - 1) * square) }
    if middle < last { BlockElimination.subtract(order, d, upper + middle * square, lower + (middle + 1) * square) }
    return BlockElimination.decompose(order, d, sources + middle * m)
  }

  /// One block of a chain; `from` is the step to the block before it in the chain, 0 at the end of the matrix.
  @inline(__always)
  private func factor<Order: BlockOrder>(
    _ order: Order, block i: Int, inner: UnsafeMutablePointer<Double>, outer: UnsafeMutablePointer<Double>, from: Int
  ) -> Bool {
    let m = order.size
    let square = m * m
    let (d, source) = (diagonal + i * square, sources + i * m)
    if from != 0 { BlockElimination.subtract(order, d, outer + i * square, inner + (i + from) * square) }
    guard BlockElimination.decompose(order, d, source) else { return false }
    BlockElimination.substitute(order, d, source, block: inner + i * square, scratch: scratch)
    if from != 0 { BlockElimination.substitute(order, d, source, block: outer + i * square, scratch: scratch) }
    return true
  }

  private func solve<Order: BlockOrder>(_ order: Order, _ x: UnsafeMutablePointer<Double>) {
    let m = order.size
    let square = m * m
    let middle = blockCount / 2
    let last = blockCount - 1
    for outer in 0..<max(middle, last - middle) {
      let (low, high) = (outer, last - outer)
      if low < middle {
        let y = x + low * m
        BlockElimination.substitute(order, diagonal + low * square, sources + low * m, column: y, scratch: scratch)
        if low > 0 { BlockElimination.subtract(order, y, lower + low * square, column: y - m) }
      }
      if high > middle {
        let y = x + high * m
        BlockElimination.substitute(order, diagonal + high * square, sources + high * m, column: y, scratch: scratch)
        if high < last { BlockElimination.subtract(order, y, upper + high * square, column: y + m) }
      }
    }
    let y = x + middle * m
    if middle > 0 { BlockElimination.subtract(order, y, lower + middle * square, column: y - m) }
    if middle < last { BlockElimination.subtract(order, y, upper + middle * square, column: y + m) }
    BlockElimination.substitute(order, diagonal + middle * square, sources + middle * m, column: y, scratch: scratch)
    for inner in 1..<max(1, max(middle, last - middle) + 1) {
      let (low, high) = (middle - inner, middle + inner)
      if low >= 0 { BlockElimination.subtract(order, x + low * m, upper + low * square, column: x + (low + 1) * m) }
      if high <= last { BlockElimination.subtract(order, x + high * m, lower + high * square, column: x + (high - 1) * m) }
    }
  }
}
