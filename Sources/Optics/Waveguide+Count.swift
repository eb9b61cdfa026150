// All zeros of F(z) in a rectangle, and the proof that there are no others: the argument principle.
//
// F is analytic in a rectangle that holds no branch cut of the claddings' γ, so the number of its zeros there is the
// number of turns arg F makes along the border. The turns are counted with steps short enough that the phase predicted by
// dF/dz at either end and the one found differ little and stay below 1 rad; the rectangle is then cut in two until each
// part holds one zero that Newton's method finds. Nothing is assumed about the layers: metals, gain and leaky modes go
// the same way. Source: L. M. Delves and J. N. Lyness, Math. Comp. 21, 543 (1967), doi:10.1090/S0025-5718-1967-0228165-4.

import Foundation

/// A rectangle of the plane of z = N².
struct IndexRectangle {
  var real: ClosedRange<Double>
  var imaginary: ClosedRange<Double>

  func contains(_ z: ComplexNumber, slack: Double = 0) -> Bool {
    let (dx, dy) = (slack * width, slack * height)
    return z.real >= real.lowerBound - dx && z.real <= real.upperBound + dx
      && z.imaginary >= imaginary.lowerBound - dy && z.imaginary <= imaginary.upperBound + dy
  }

  var width: Double { real.upperBound - real.lowerBound }
  var height: Double { imaginary.upperBound - imaginary.lowerBound }
  var centre: ComplexNumber {
    ComplexNumber(0.5 * (real.lowerBound + real.upperBound), 0.5 * (imaginary.lowerBound + imaginary.upperBound))
  }

  /// Two parts, cut across the longer side at a share of it.
  func parts(at share: Double) -> [IndexRectangle] {
    if width >= height {
      let cut = real.lowerBound + share * width
      return [
        IndexRectangle(real: real.lowerBound...cut, imaginary: imaginary),
        IndexRectangle(real: cut...real.upperBound, imaginary: imaginary),
      ]
    }
    let cut = imaginary.lowerBound + share * height
    return [
      IndexRectangle(real: real, imaginary: imaginary.lowerBound...cut),
      IndexRectangle(real: real, imaginary: cut...imaginary.upperBound),
    ]
  }
}

extension Waveguide {
  /// Number of zeros of F inside a rectangle; `nil` where the border runs into a zero.
  ///
  /// - Throws: `OpticsError.searchEnded` where the budget runs out.
  func countZeros(in rectangle: IndexRectangle, _ budget: inout SearchBudget) throws(OpticsError) -> Int? {
    let (x, y) = (rectangle.real, rectangle.imaginary)
    let corners = [
      ComplexNumber(x.lowerBound, y.lowerBound), ComplexNumber(x.upperBound, y.lowerBound),
      ComplexNumber(x.upperBound, y.upperBound), ComplexNumber(x.lowerBound, y.upperBound),
    ]
    var turned = 0.0
    for side in 0..<4 {
      guard let phase = try phaseAlong(corners[side], corners[(side + 1) % 4], &budget) else { return nil }
      turned += phase
    }
    let turns = turned / (2 * .pi)
    // Rounding aside, turns are whole; anything else means a step went wrong.
    return abs(turns - turns.rounded()) < 0.01 ? Int(turns.rounded()) : nil
  }

  /// All zeros of F inside a rectangle; `nil` where they cannot be told apart.
  ///
  /// - Throws: `OpticsError.searchEnded` where the budget runs out.
  func zeros(in rectangle: IndexRectangle, _ budget: inout SearchBudget) throws(OpticsError) -> [ComplexNumber]? {
    guard let count = try countZeros(in: rectangle, &budget) else { return nil }
    return try zeros(in: rectangle, count: count, &budget)
  }

  private func zeros(
    in rectangle: IndexRectangle, count: Int, _ budget: inout SearchBudget
  ) throws(OpticsError) -> [ComplexNumber]? {
    guard count > 0 else { return count == 0 ? [] : nil }
    if count == 1, let zero = newton(from: rectangle.centre), rectangle.contains(zero, slack: 1e-9) { return [zero] }
    // A pair nearer than this (both faces of a thick metal) is one double zero to the phase of F: its value is the place.
    if max(rectangle.width, rectangle.height) < 1e-7 * rectangle.centre.magnitude {
      return [ComplexNumber](repeating: rectangle.centre, count: count)
    }
    // Off the middle, and elsewhere if a zero lies on the cut.
    for share in [0.4871, 0.5319, 0.4462, 0.5683] {
      let parts = rectangle.parts(at: share)
      guard let first = try countZeros(in: parts[0], &budget), let second = try countZeros(in: parts[1], &budget),
        first + second == count, let below = try zeros(in: parts[0], count: first, &budget),
        let above = try zeros(in: parts[1], count: second, &budget)
      else { continue }
      return below + above
    }
    return nil
  }

  /// Change of arg F from one point to another on a straight line.
  private func phaseAlong(
    _ start: ComplexNumber, _ end: ComplexNumber, _ budget: inout SearchBudget
  ) throws(OpticsError) -> Double? {
    let pieces = 8
    var turned = 0.0
    var last = start
    var lastF = mismatch(start)
    for piece in 1...pieces {
      let next = start + (Double(piece) / Double(pieces)) * (end - start)
      try budget.spend()
      let nextF = mismatch(next)
      guard let phase = try phase(last, lastF, next, nextF, depth: 0, &budget) else { return nil }
      turned += phase
      (last, lastF) = (next, nextF)
    }
    return turned
  }

  private typealias Mismatch = (value: ComplexNumber, slope: ComplexNumber)

  private func phase(
    _ a: ComplexNumber, _ atA: Mismatch, _ b: ComplexNumber, _ atB: Mismatch, depth: Int,
    _ budget: inout SearchBudget
  ) throws(OpticsError) -> Double? {
    guard atA.value.squaredMagnitude > 0, atB.value.squaredMagnitude > 0 else { return nil }
    let ratio = atB.value / atA.value
    let found = atan2(ratio.imaginary, ratio.real)
    let step = b - a
    let (fromA, fromB) = (step * (atA.slope / atA.value), step * (atB.slope / atB.value))
    if abs(found) < 1, fromA.magnitude < 1.5, fromB.magnitude < 1.5,
      abs(0.5 * (fromA.imaginary + fromB.imaginary) - found) < 0.3
    {
      return found
    }
    guard depth < 48, found.isFinite else { return nil }
    let middle = a + 0.5 * step
    try budget.spend()
    let atMiddle = mismatch(middle)
    guard let first = try phase(a, atA, middle, atMiddle, depth: depth + 1, &budget),
      let second = try phase(middle, atMiddle, b, atB, depth: depth + 1, &budget)
    else { return nil }
    return first + second
  }
}
