// Dense operations on the small blocks of a block-tridiagonal matrix, for real and for complex blocks.
//
// Goals, in this order:
//   1. accuracy of LU with partial pivoting inside a block;
//   2. the size of a block is a constant of the type inside each kernel, so that loops unroll and indices cost nothing. An
//      argument `m: Int` is not enough, even under `@inline(__always)`: the optimiser merges the six copies into one again;
//   3. right-hand sides of one column live in registers, since a store that is read back lengthens each chain by five cycles.
//
// Blocks are row-major. Source: Golub and Van Loan, Matrix Computations, 4th ed. (2013), section 3.4.

/// Number of unknowns of a block; a type of its own for each size that deserves its own kernels.
protocol BlockOrder {
  /// Unknowns per block.
  var size: Int { get }
  /// Whether a column of a block fits the registers.
  var isSmall: Bool { get }
}

struct BlockOrder1: BlockOrder {
  var size: Int { 1 }
  var isSmall: Bool { true }
}
struct BlockOrder2: BlockOrder {
  var size: Int { 2 }
  var isSmall: Bool { true }
}
struct BlockOrder3: BlockOrder {
  var size: Int { 3 }
  var isSmall: Bool { true }
}
struct BlockOrder4: BlockOrder {
  var size: Int { 4 }
  var isSmall: Bool { true }
}
struct BlockOrder5: BlockOrder {
  var size: Int { 5 }
  var isSmall: Bool { true }
}
struct BlockOrder6: BlockOrder {
  var size: Int { 6 }
  var isSmall: Bool { true }
}
/// Any size, by loops.
struct BlockOrderAny: BlockOrder {
  let size: Int
  var isSmall: Bool { false }
}

/// Number that an elimination can work on.
protocol EliminationScalar {
  static var zero: Self { get }
  /// What decides over the pivot: the modulus or something within a factor of √2 of it.
  var pivotSize: Double { get }
  /// 1/self; `nil` where it is not finite.
  var reciprocal: Self? { get }
  static func + (a: Self, b: Self) -> Self
  static func - (a: Self, b: Self) -> Self
  static func * (a: Self, b: Self) -> Self
  /// Product with a real number.
  static func scaled(_ a: Double, _ b: Self) -> Self
}

extension Double: EliminationScalar {
  @inline(__always)
  var pivotSize: Double { abs(self) }
  @inline(__always)
  var reciprocal: Double? {
    let inverse = 1 / self
    return inverse.isFinite ? inverse : nil
  }
  @inline(__always)
  static func scaled(_ a: Double, _ b: Double) -> Double { a * b }
}

/// A complex number of an elimination.
struct ComplexScalar: EliminationScalar {
  var real: Double
  var imaginary: Double

  @inline(__always)
  static var zero: ComplexScalar { ComplexScalar(real: 0, imaginary: 0) }
  /// |Re| + |Im|: within √2 of the modulus and without a root.
  @inline(__always)
  var pivotSize: Double { abs(real) + abs(imaginary) }
  /// 1/z, scaled by the larger part so that no square overflows.
  @inline(__always)
  var reciprocal: ComplexScalar? {
    let largest = max(abs(real), abs(imaginary))
    let scale = 1 / largest
    guard scale.isFinite, largest.isFinite, scale > 0 else { return nil }
    let (a, b) = (real * scale, imaginary * scale)
    let inverse = scale / (a * a + b * b)
    return ComplexScalar(real: a * inverse, imaginary: -b * inverse)
  }
  @inline(__always)
  static func + (a: ComplexScalar, b: ComplexScalar) -> ComplexScalar {
    ComplexScalar(real: a.real + b.real, imaginary: a.imaginary + b.imaginary)
  }
  @inline(__always)
  static func - (a: ComplexScalar, b: ComplexScalar) -> ComplexScalar {
    ComplexScalar(real: a.real - b.real, imaginary: a.imaginary - b.imaginary)
  }
  @inline(__always)
  static func * (a: ComplexScalar, b: ComplexScalar) -> ComplexScalar {
    ComplexScalar(
      real: a.real * b.real - a.imaginary * b.imaginary, imaginary: a.real * b.imaginary + a.imaginary * b.real)
  }
  @inline(__always)
  static func scaled(_ a: Double, _ b: ComplexScalar) -> ComplexScalar {
    ComplexScalar(real: a * b.real, imaginary: a * b.imaginary)
  }
}

/// The kernels.
enum BlockElimination {
  /// d − a·g, into d, with a real.
  @inline(__always)
  static func subtract<Order: BlockOrder, Scalar: EliminationScalar>(
    _ order: Order, _ d: UnsafeMutablePointer<Scalar>, _ a: UnsafePointer<Double>, _ g: UnsafePointer<Scalar>
  ) {
    let m = order.size
    for r in 0..<m {
      let row = d + r &* m
      for k in 0..<m {
        let factor = a[r &* m &+ k]
        guard factor != 0 else { continue }
        for c in 0..<m { row[c] = row[c] - Scalar.scaled(factor, g[k &* m &+ c]) }
      }
    }
  }

  /// P D = L̂ Û with partial pivoting; the diagonal keeps the reciprocal pivots. `false` where a pivot has no reciprocal.
  /// - Parameter source: filled with the row of b that stands in each row of P b.
  @inline(__always)
  static func decompose<Order: BlockOrder, Scalar: EliminationScalar>(
    _ order: Order, _ d: UnsafeMutablePointer<Scalar>, _ source: UnsafeMutablePointer<Int32>
  ) -> Bool {
    let m = order.size
    for k in 0..<m { source[k] = Int32(truncatingIfNeeded: k) }
    for k in 0..<m {
      var best = k
      var largest = d[k &* m &+ k].pivotSize
      for r in (k &+ 1)..<max(m, k &+ 1) {
        let size = d[r &* m &+ k].pivotSize
        if size > largest { (best, largest) = (r, size) }
      }
      if best != k {
        (source[k], source[best]) = (source[best], source[k])
        for c in 0..<m { (d[k &* m &+ c], d[best &* m &+ c]) = (d[best &* m &+ c], d[k &* m &+ c]) }
      }
      guard let reciprocal = d[k &* m &+ k].reciprocal else { return false }
      d[k &* m &+ k] = reciprocal
      for r in (k &+ 1)..<max(m, k &+ 1) {
        let factor = d[r &* m &+ k] * reciprocal
        d[r &* m &+ k] = factor
        for c in (k &+ 1)..<max(m, k &+ 1) { d[r &* m &+ c] = d[r &* m &+ c] - factor * d[k &* m &+ c] }
      }
    }
    return true
  }

  /// Replaces a block b by D⁻¹ b.
  /// - Parameter scratch: a block of work area.
  @inline(__always)
  static func substitute<Order: BlockOrder, Scalar: EliminationScalar>(
    _ order: Order, _ d: UnsafePointer<Scalar>, _ source: UnsafePointer<Int32>, block b: UnsafeMutablePointer<Scalar>,
    scratch: UnsafeMutablePointer<Scalar>
  ) {
    let m = order.size
    for r in 0..<m {
      let from = b + Int(source[r]) &* m
      for c in 0..<m { scratch[r &* m &+ c] = from[c] }
      for k in 0..<r {
        let factor = d[r &* m &+ k]
        for c in 0..<m { scratch[r &* m &+ c] = scratch[r &* m &+ c] - factor * scratch[k &* m &+ c] }
      }
    }
    for step in 0..<m {
      let r = m &- 1 &- step
      for k in (r &+ 1)..<max(m, r &+ 1) {
        let factor = d[r &* m &+ k]
        for c in 0..<m { scratch[r &* m &+ c] = scratch[r &* m &+ c] - factor * b[k &* m &+ c] }
      }
      let reciprocal = d[r &* m &+ r]
      for c in 0..<m { b[r &* m &+ c] = scratch[r &* m &+ c] * reciprocal }
    }
  }

  /// Replaces a column b by D⁻¹ b.
  /// - Parameter scratch: `m` numbers of work area.
  @inline(__always)
  static func substitute<Order: BlockOrder, Scalar: EliminationScalar>(
    _ order: Order, _ d: UnsafePointer<Scalar>, _ source: UnsafePointer<Int32>, column b: UnsafeMutablePointer<Scalar>,
    scratch: UnsafeMutablePointer<Scalar>
  ) {
    let m = order.size
    for r in 0..<m {
      var sum = b[Int(source[r])]
      for k in 0..<r { sum = sum - d[r &* m &+ k] * scratch[k] }
      scratch[r] = sum
    }
    for step in 0..<m {
      let r = m &- 1 &- step
      var sum = scratch[r]
      for k in (r &+ 1)..<max(m, r &+ 1) { sum = sum - d[r &* m &+ k] * b[k] }
      b[r] = sum * d[r &* m &+ r]
    }
  }

  /// y − a·v, into y. Sums go over even and odd columns apart, which halves their chain.
  @inline(__always)
  static func subtract<Order: BlockOrder, Scalar: EliminationScalar>(
    _ order: Order, _ y: UnsafeMutablePointer<Scalar>, _ a: UnsafePointer<Scalar>, column v: UnsafePointer<Scalar>
  ) {
    let m = order.size
    for r in 0..<m {
      var (even, odd) = (Scalar.zero, Scalar.zero)
      for c in 0..<m {
        let product = a[r &* m &+ c] * v[c]
        if c & 1 == 0 { even = even + product } else { odd = odd + product }
      }
      y[r] = y[r] - (even + odd)
    }
  }

  /// y − a·v, into y, with a real.
  @inline(__always)
  static func subtract<Order: BlockOrder, Scalar: EliminationScalar>(
    _ order: Order, _ y: UnsafeMutablePointer<Scalar>, real a: UnsafePointer<Double>, column v: UnsafePointer<Scalar>
  ) {
    let m = order.size
    for r in 0..<m {
      var sum = y[r]
      for c in 0..<m { sum = sum - Scalar.scaled(a[r &* m &+ c], v[c]) }
      y[r] = sum
    }
  }
}
