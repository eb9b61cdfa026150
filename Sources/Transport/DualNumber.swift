// Numbers that carry their derivatives, for the few faces where recombination at an interface couples everything: exact
// Jacobians without a page of product rules. Eight derivatives fit one vector register pair.
//
// Source: forward accumulation, Griewank and Walther, Evaluating Derivatives, 2nd ed. (2008), chapter 3.

import Foundation
import NumericalMethods

/// A value with its derivatives by eight inputs.
struct DualNumber {
  var value: Double
  var slope: SIMD8<Double>

  /// A constant.
  @inline(__always)
  init(_ value: Double) {
    self.value = value
    slope = .zero
  }

  /// The input with the given number.
  @inline(__always)
  init(_ value: Double, input: Int, slope rate: Double = 1) {
    self.value = value
    slope = .zero
    slope[input] = rate
  }

  @inline(__always)
  init(_ value: Double, _ slope: SIMD8<Double>) {
    self.value = value
    self.slope = slope
  }

  @inline(__always)
  static func + (a: DualNumber, b: DualNumber) -> DualNumber { DualNumber(a.value + b.value, a.slope + b.slope) }
  @inline(__always)
  static func - (a: DualNumber, b: DualNumber) -> DualNumber { DualNumber(a.value - b.value, a.slope - b.slope) }
  @inline(__always)
  static func * (a: DualNumber, b: DualNumber) -> DualNumber {
    DualNumber(a.value * b.value, a.slope * b.value + b.slope * a.value)
  }
  @inline(__always)
  static func / (a: DualNumber, b: DualNumber) -> DualNumber {
    let quotient = a.value / b.value
    return DualNumber(quotient, (a.slope - b.slope * quotient) / b.value)
  }
  @inline(__always)
  static func * (a: Double, b: DualNumber) -> DualNumber { DualNumber(a * b.value, b.slope * a) }
  @inline(__always)
  static prefix func - (a: DualNumber) -> DualNumber { DualNumber(-a.value, -a.slope) }

  /// exp a.
  @inline(__always)
  var exponential: DualNumber {
    let value = exp(self.value)
    return DualNumber(value, slope * value)
  }

  /// a, or zero where a is below it.
  @inline(__always)
  var positivePart: DualNumber { value < 0 ? DualNumber(0) : self }

  /// B(a) and B(−a).
  @inline(__always)
  var bernoulli: (forward: DualNumber, backward: DualNumber) {
    let pair = BernoulliPair(value)
    let rate = pair.slope(value)
    return (DualNumber(pair.forward, slope * rate), DualNumber(pair.backward, slope * (1 + rate)))
  }
}
