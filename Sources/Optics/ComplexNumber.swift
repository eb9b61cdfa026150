// A complex number for the optics kernels.
//
// Why not swift-numerics' `Complex`?  The kernels need only +, −, ×, ÷, √ and exp on numbers of ordinary size; the
// library's division and elementary functions carry care for overflow that costs here and buys nothing, since the
// fields are kept near 1 by construction (ScaledField.swift). One @frozen struct spares the project a dependency.

import Foundation

/// A complex number; where it is a refractive index, n + ik with k > 0 absorbing (convention e^{−iωt}).
@frozen
public struct ComplexNumber: Sendable, Hashable {
  /// Real part.
  public var real: Double
  /// Imaginary part.
  public var imaginary: Double

  /// - Parameters: as the properties of the same names.
  @inlinable
  public init(_ real: Double, _ imaginary: Double = 0) {
    self.real = real
    self.imaginary = imaginary
  }

  /// The imaginary unit.
  @inlinable
  public static var i: ComplexNumber { ComplexNumber(0, 1) }
  /// Complex conjugate.
  @inlinable
  public var conjugate: ComplexNumber { ComplexNumber(real, -imaginary) }
  /// |z|².
  @inlinable
  public var squaredMagnitude: Double { real * real + imaginary * imaginary }
  /// |z|, without overflow.
  @inlinable
  public var magnitude: Double { hypot(real, imaginary) }

  @inlinable
  /// Sum a + b.
  public static func + (a: ComplexNumber, b: ComplexNumber) -> ComplexNumber {
    ComplexNumber(a.real + b.real, a.imaginary + b.imaginary)
  }
  @inlinable
  /// Difference a − b.
  public static func - (a: ComplexNumber, b: ComplexNumber) -> ComplexNumber {
    ComplexNumber(a.real - b.real, a.imaginary - b.imaginary)
  }
  @inlinable
  /// Product a b.
  public static func * (a: ComplexNumber, b: ComplexNumber) -> ComplexNumber {
    ComplexNumber(a.real * b.real - a.imaginary * b.imaginary, a.real * b.imaginary + a.imaginary * b.real)
  }
  @inlinable
  /// Real multiple a b.
  public static func * (a: Double, b: ComplexNumber) -> ComplexNumber {
    ComplexNumber(a * b.real, a * b.imaginary)
  }
  @inlinable
  /// Quotient a/b.
  public static func / (a: ComplexNumber, b: ComplexNumber) -> ComplexNumber {
    (1 / b.squaredMagnitude) * (a * b.conjugate)
  }
  @inlinable
  /// Negative −a.
  public static prefix func - (a: ComplexNumber) -> ComplexNumber { ComplexNumber(-a.real, -a.imaginary) }

  /// e^z.
  @inlinable
  public static func exp(_ z: ComplexNumber) -> ComplexNumber {
    let size = Foundation.exp(z.real)
    return ComplexNumber(size * cos(z.imaginary), size * sin(z.imaginary))
  }

  /// The square root with real part ≥ 0; imaginary part of the sign of that of `z`. No cancellation in either half.
  /// Below 1e-154 the result is 0; permittivities are never there.
  @inlinable
  public static func squareRoot(_ z: ComplexNumber) -> ComplexNumber {
    let size = z.squaredMagnitude.squareRoot()
    guard size > 0 else { return ComplexNumber(0) }
    let large = (0.5 * (size + abs(z.real))).squareRoot()
    let small = 0.5 * abs(z.imaginary) / large
    let (re, im) = z.real >= 0 ? (large, small) : (small, large)
    return ComplexNumber(re, z.imaginary < 0 ? -im : im)
  }
}
