// Small oscillations of a discretised system: (iωM + A) x = b, with A real and block tridiagonal, M diagonal.
//
// Goals, in this order:
//   1. accuracy of a dense complex LU with pivoting inside each block, at any ω;
//   2. speed for hundreds of frequencies of one A: the off-diagonal blocks stay real and are never copied, only the
//      diagonal blocks are complex; block sizes are constants inside the kernel; no allocation after `init`;
//   3. one pass for one right-hand side: factors are not kept, since every ω needs its own.
//
// Block Thomas algorithm from one end, with the kernels of BlockElimination.swift.
// Rejected: reducing A to Hessenberg form once (M⁻¹A has no inverse here: Poisson's rows of M are zero).
// Source: Golub and Van Loan, Matrix Computations, 4th ed. (2013), section 4.5.1.

/// Solver for (iωM + A) x = b with real block-tridiagonal A, for many angular frequencies ω.
///
/// A work area, not a value: the caller fills the bands of A and the diagonal of M, then calls `solve` per frequency.
public final class HarmonicBlockTridiagonal {
  /// Number of block rows, dimensionless.
  public let blockCount: Int
  /// Unknowns per block, 1 or more.
  public let blockSize: Int
  /// Blocks of A left of the diagonal, row-major; the first is ignored.
  public let lower: UnsafeMutablePointer<Double>
  /// Blocks of A on the diagonal.
  public let diagonal: UnsafeMutablePointer<Double>
  /// Blocks of A right of the diagonal; the last is ignored.
  public let upper: UnsafeMutablePointer<Double>
  /// Diagonal of M, one value per unknown.
  public let mass: UnsafeMutablePointer<Double>
  private let work: UnsafeMutablePointer<ComplexScalar>
  private let workCount: Int
  private let sources: UnsafeMutablePointer<Int32>

  /// - Parameters:
  ///   - blockCount: number of block rows, at least one.
  ///   - blockSize: unknowns per block, at least one.
  public init(blockCount: Int, blockSize: Int) {
    precondition(blockCount > 0 && blockSize > 0, "at least one block of one unknown")
    self.blockCount = blockCount
    self.blockSize = blockSize
    let square = blockSize * blockSize
    let size = blockCount * square
    lower = .allocate(capacity: size)
    diagonal = .allocate(capacity: size)
    upper = .allocate(capacity: size)
    mass = .allocate(capacity: blockCount * blockSize)
    workCount = size + 2 * square + blockCount * blockSize
    work = .allocate(capacity: workCount)
    sources = .allocate(capacity: blockSize)
    lower.initialize(repeating: 0, count: size)
    diagonal.initialize(repeating: 0, count: size)
    upper.initialize(repeating: 0, count: size)
    mass.initialize(repeating: 1, count: blockCount * blockSize)
    work.initialize(repeating: .zero, count: workCount)
    sources.initialize(repeating: 0, count: blockSize)
  }

  deinit {
    for band in [lower, diagonal, upper, mass] { band.deallocate() }
    work.deallocate()
    sources.deallocate()
  }

  /// Solves in place for one right-hand side; `false` if a block is singular or not finite.
  /// - Parameters:
  ///   - angularFrequency: ω in the inverse unit of time of A.
  ///   - real: real part of b on entry, of x on return; `blockCount · blockSize` values.
  ///   - imaginary: imaginary part, likewise.
  public func solve(
    angularFrequency: Double, real: UnsafeMutablePointer<Double>, imaginary: UnsafeMutablePointer<Double>
  ) -> Bool {
    let x = work
    for k in 0..<(blockCount * blockSize) { x[k] = ComplexScalar(real: real[k], imaginary: imaginary[k]) }
    let isSolved =
      switch blockSize {
      case 1: solve(BlockOrder1(), angularFrequency, x)
      case 2: solve(BlockOrder2(), angularFrequency, x)
      case 3: solve(BlockOrder3(), angularFrequency, x)
      case 4: solve(BlockOrder4(), angularFrequency, x)
      case 5: solve(BlockOrder5(), angularFrequency, x)
      case 6: solve(BlockOrder6(), angularFrequency, x)
      default: solve(BlockOrderAny(size: blockSize), angularFrequency, x)
      }
    for k in 0..<(blockCount * blockSize) { (real[k], imaginary[k]) = (x[k].real, x[k].imaginary) }
    return isSolved
  }

  private func solve<Order: BlockOrder>(
    _ order: Order, _ omega: Double, _ x: UnsafeMutablePointer<ComplexScalar>
  ) -> Bool {
    let m = order.size
    let square = m * m
    let reduced = x + blockCount * m
    let d = reduced + blockCount * square
    let scratch = d + square
    for i in 0..<blockCount {
      let own = diagonal + i * square
      for n in 0..<square { d[n] = ComplexScalar(real: own[n], imaginary: 0) }
      for r in 0..<m { d[r * m + r].imaginary = omega * mass[i * m + r] }
      let y = x + i * m
      if i > 0 {
        BlockElimination.subtract(order, d, lower + i * square, reduced + (i - 1) * square)
        BlockElimination.subtract(order, y, real: lower + i * square, column: y - m)
      }
      guard BlockElimination.decompose(order, d, sources) else { return false }
      if i + 1 < blockCount {
        let block = reduced + i * square
        let right = upper + i * square
        for n in 0..<square { block[n] = ComplexScalar(real: right[n], imaginary: 0) }
        BlockElimination.substitute(order, d, sources, block: block, scratch: scratch)
      }
      BlockElimination.substitute(order, d, sources, column: y, scratch: scratch)
    }
    for step in 1..<max(1, blockCount) {
      let i = blockCount - 1 - step
      BlockElimination.subtract(order, x + i * m, reduced + i * square, column: x + (i + 1) * m)
    }
    return true
  }
}
