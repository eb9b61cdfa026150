// Exact derivatives of given functions of position and time, by arithmetic on truncated Taylor series.

import Foundation

/// A value with its derivatives by x (first and second) and by t (first): what a source of a parabolic equation needs.
struct Jet {
  /// Value, ∂/∂x, ∂²/∂x², ∂/∂t.
  var parts: SIMD4<Double>

  var value: Double { parts[0] }
  var slope: Double { parts[1] }
  var curvature: Double { parts[2] }
  var rate: Double { parts[3] }

  /// A constant.
  init(_ value: Double) { parts = [value, 0, 0, 0] }

  init(_ value: Double, slope: Double, curvature: Double, rate: Double) { parts = [value, slope, curvature, rate] }

  /// The position x itself.
  static func position(_ x: Double) -> Jet { Jet(x, slope: 1, curvature: 0, rate: 0) }

  /// A function of time alone.
  static func course(_ value: Double, rate: Double) -> Jet { Jet(value, slope: 0, curvature: 0, rate: rate) }

  static func + (a: Jet, b: Jet) -> Jet {
    var sum = a
    sum.parts += b.parts
    return sum
  }

  static func - (a: Jet, b: Jet) -> Jet {
    var difference = a
    difference.parts -= b.parts
    return difference
  }

  static prefix func - (a: Jet) -> Jet { Jet(0) - a }
  static func + (a: Jet, b: Double) -> Jet { a + Jet(b) }
  static func - (a: Jet, b: Double) -> Jet { a - Jet(b) }

  static func * (a: Jet, b: Jet) -> Jet {
    Jet(
      a.value * b.value, slope: a.slope * b.value + a.value * b.slope,
      curvature: a.curvature * b.value + 2 * a.slope * b.slope + a.value * b.curvature,
      rate: a.rate * b.value + a.value * b.rate)
  }

  static func * (a: Double, b: Jet) -> Jet {
    var product = b
    product.parts *= a
    return product
  }

  static func / (a: Jet, b: Jet) -> Jet { a * b.composed(1 / b.value, -1 / (b.value * b.value), 2 / pow(b.value, 3)) }

  /// f(self) from f, f′ and f″ at its value.
  func composed(_ f: Double, _ first: Double, _ second: Double) -> Jet {
    Jet(f, slope: first * slope, curvature: second * slope * slope + first * curvature, rate: first * rate)
  }

  static func exp(_ a: Jet) -> Jet {
    let e = Foundation.exp(a.value)
    return a.composed(e, e, e)
  }

  static func log(_ a: Jet) -> Jet { a.composed(Foundation.log(a.value), 1 / a.value, -1 / (a.value * a.value)) }

  static func sin(_ a: Jet) -> Jet {
    let s = Foundation.sin(a.value)
    return a.composed(s, Foundation.cos(a.value), -s)
  }
}
