// Small oscillations of a discretised system: (iωM + A) x = b, with A real and block tridiagonal, M diagonal.
//
// Goals, in this order:
//   1. accuracy of a dense complex LU with pivoting inside each block, at any ω;
//   2. speed for hundreds of frequencies of one A: the off-diagonal blocks stay real and are never copied, only the
//      diagonal blocks are complex; block sizes are constants inside the kernel; no allocation after `init`;
//   3. one pass for one right-hand side: factors are not kept, since every ω needs its own.
//
// Block Thomas algorithm as in BlockTridiagonalLU.swift, real and imaginary parts in separate arrays so that the inner
// loops run over contiguous doubles. Pivots are chosen by |Re| + |Im|, within √2 of the modulus and without a root.
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
  private let work: UnsafeMutablePointer<Double>
  private let pivots: UnsafeMutablePointer<Int>

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
    work = .allocate(capacity: 2 * size + 2 * square)
    pivots = .allocate(capacity: blockSize)
    lower.initialize(repeating: 0, count: size)
    diagonal.initialize(repeating: 0, count: size)
    upper.initialize(repeating: 0, count: size)
    mass.initialize(repeating: 1, count: blockCount * blockSize)
    work.initialize(repeating: 0, count: 2 * size + 2 * square)
    pivots.initialize(repeating: 0, count: blockSize)
  }

  deinit {
    for band in [lower, diagonal, upper, mass, work] { band.deallocate() }
    pivots.deallocate()
  }

  /// Solves in place for one right-hand side; `false` if a block is singular or not finite.
  /// - Parameters:
  ///   - angularFrequency: ω in the inverse unit of time of A.
  ///   - real: real part of b on entry, of x on return; `blockCount · blockSize` values.
  ///   - imaginary: imaginary part, likewise.
  public func solve(
    angularFrequency: Double, real: UnsafeMutablePointer<Double>, imaginary: UnsafeMutablePointer<Double>
  ) -> Bool {
    switch blockSize {
    case 1: solve(1, angularFrequency, real, imaginary)
    case 2: solve(2, angularFrequency, real, imaginary)
    case 3: solve(3, angularFrequency, real, imaginary)
    case 4: solve(4, angularFrequency, real, imaginary)
    case 5: solve(5, angularFrequency, real, imaginary)
    case 6: solve(6, angularFrequency, real, imaginary)
    default: solve(blockSize, angularFrequency, real, imaginary)
    }
  }

  @inline(__always)
  private func solve(
    _ m: Int, _ omega: Double, _ xr: UnsafeMutablePointer<Double>, _ xi: UnsafeMutablePointer<Double>
  ) -> Bool {
    let square = m * m
    let (gr, gi) = (work, work + blockCount * square)
    let (dr, di) = (work + 2 * blockCount * square, work + 2 * blockCount * square + square)
    for i in 0..<blockCount {
      dr.update(from: diagonal + i * square, count: square)
      di.update(repeating: 0, count: square)
      for r in 0..<m { di[r * m + r] = omega * mass[i * m + r] }
      let (yr, yi) = (xr + i * m, xi + i * m)
      if i > 0 {
        let l = lower + i * square
        let (hr, hi) = (gr + (i - 1) * square, gi + (i - 1) * square)
        let (br, bi) = (yr - m, yi - m)
        for r in 0..<m {
          for k in 0..<m {
            let factor = l[r * m + k]
            guard factor != 0 else { continue }
            for c in 0..<m {
              dr[r * m + c] -= factor * hr[k * m + c]
              di[r * m + c] -= factor * hi[k * m + c]
            }
            yr[r] -= factor * br[k]
            yi[r] -= factor * bi[k]
          }
        }
      }
      guard Self.decompose(m, dr, di, pivots) else { return false }
      if i + 1 < blockCount {
        let (hr, hi) = (gr + i * square, gi + i * square)
        hr.update(from: upper + i * square, count: square)
        hi.update(repeating: 0, count: square)
        Self.substitute(m, dr, di, pivots, hr, hi, columns: m)
      }
      Self.substitute(m, dr, di, pivots, yr, yi, columns: 1)
    }
    var i = blockCount - 2
    while i >= 0 {
      let (hr, hi) = (gr + i * square, gi + i * square)
      let (yr, yi) = (xr + i * m, xi + i * m)
      let (ar, ai) = (yr + m, yi + m)
      for r in 0..<m {
        var (sumR, sumI) = (yr[r], yi[r])
        for c in 0..<m {
          sumR -= hr[r * m + c] * ar[c] - hi[r * m + c] * ai[c]
          sumI -= hr[r * m + c] * ai[c] + hi[r * m + c] * ar[c]
        }
        yr[r] = sumR
        yi[r] = sumI
      }
      i -= 1
    }
    return true
  }

  /// P D = L̂ Û; the diagonal keeps the reciprocal pivots.
  @inline(__always)
  private static func decompose(
    _ m: Int, _ dr: UnsafeMutablePointer<Double>, _ di: UnsafeMutablePointer<Double>, _ pivot: UnsafeMutablePointer<Int>
  ) -> Bool {
    for k in 0..<m {
      var best = k
      var largest = 0.0
      for r in k..<m {
        let size = abs(dr[r * m + k]) + abs(di[r * m + k])
        if size > largest { (best, largest) = (r, size) }
      }
      pivot[k] = best
      if best != k {
        for c in 0..<m {
          (dr[k * m + c], dr[best * m + c]) = (dr[best * m + c], dr[k * m + c])
          (di[k * m + c], di[best * m + c]) = (di[best * m + c], di[k * m + c])
        }
      }
      // 1/z scaled by the larger part, so that no square overflows.
      let scale = 1 / largest
      guard scale.isFinite, largest.isFinite, scale > 0 else { return false }
      let (a, b) = (dr[k * m + k] * scale, di[k * m + k] * scale)
      let inverse = scale / (a * a + b * b)
      let (pr, pi) = (a * inverse, -b * inverse)
      dr[k * m + k] = pr
      di[k * m + k] = pi
      for r in (k + 1)..<max(m, k + 1) {
        let fr = dr[r * m + k] * pr - di[r * m + k] * pi
        let fi = dr[r * m + k] * pi + di[r * m + k] * pr
        dr[r * m + k] = fr
        di[r * m + k] = fi
        for c in (k + 1)..<max(m, k + 1) {
          dr[r * m + c] -= fr * dr[k * m + c] - fi * di[k * m + c]
          di[r * m + c] -= fr * di[k * m + c] + fi * dr[k * m + c]
        }
      }
    }
    return true
  }

  /// Replaces the `columns` right-hand sides held row-major in `b` by D⁻¹ b.
  @inline(__always)
  private static func substitute(
    _ m: Int, _ dr: UnsafeMutablePointer<Double>, _ di: UnsafeMutablePointer<Double>,
    _ pivot: UnsafeMutablePointer<Int>, _ br: UnsafeMutablePointer<Double>, _ bi: UnsafeMutablePointer<Double>,
    columns: Int
  ) {
    for k in 0..<m where pivot[k] != k {
      let best = pivot[k]
      for c in 0..<columns {
        (br[k * columns + c], br[best * columns + c]) = (br[best * columns + c], br[k * columns + c])
        (bi[k * columns + c], bi[best * columns + c]) = (bi[best * columns + c], bi[k * columns + c])
      }
    }
    for r in 1..<max(m, 1) {
      for k in 0..<r {
        let (fr, fi) = (dr[r * m + k], di[r * m + k])
        for c in 0..<columns {
          br[r * columns + c] -= fr * br[k * columns + c] - fi * bi[k * columns + c]
          bi[r * columns + c] -= fr * bi[k * columns + c] + fi * br[k * columns + c]
        }
      }
    }
    var r = m - 1
    while r >= 0 {
      for k in (r + 1)..<max(m, r + 1) {
        let (fr, fi) = (dr[r * m + k], di[r * m + k])
        for c in 0..<columns {
          br[r * columns + c] -= fr * br[k * columns + c] - fi * bi[k * columns + c]
          bi[r * columns + c] -= fr * bi[k * columns + c] + fi * br[k * columns + c]
        }
      }
      let (pr, pi) = (dr[r * m + r], di[r * m + r])
      for c in 0..<columns {
        let (re, im) = (br[r * columns + c], bi[r * columns + c])
        br[r * columns + c] = re * pr - im * pi
        bi[r * columns + c] = re * pi + im * pr
      }
      r -= 1
    }
  }
}
