// Shapes of an input–output curve in logarithms, u = ln F and v = ln I.
//
//   bends       v = a + b u + Σⱼ dⱼ w ln(1 + e^((u − ψⱼ)/w)), one upwards, or that and one downwards above it (saturation)
//   amplifier   v = a + b u + c ln s,  s = [p − 1 + √((p − 1)² + 4βp)]/2,  p = e^(u − ψ): the rate equations of an amplifier
//   background  v = a + b u + ln(1 + r s/p): the line of such an amplifier beside emission that it does not amplify; for β → 0
//               a kink between two straight lines in I against F
//
// ln w or ln β, the places ψ and ln r are nonlinear; a, b, c and d are linear.

import Foundation

/// One kind of smooth input–output curve.
enum LadderShape: CaseIterable, Sendable {
  case oneBend, twoBends, amplifier, background

  /// Nonlinear and linear parameters together.
  var parameterCount: Int { self == .twoBends ? 7 : 5 }
  /// Linear parameters that are free.
  var columnCount: Int {
    switch self {
    case .oneBend, .amplifier: 3
    case .twoBends: 4
    case .background: 2
    }
  }
  var nonlinearCount: Int { self == .oneBend || self == .amplifier ? 2 : 3 }

  /// Bounds of ln β: a kink sharper than any ladder shows, and an amplifier without one.
  static let logarithmsOfBeta = -14.0...0.0
  /// Bounds of ln r: a line lost beside its background, and a background lost below the line.
  static let logarithmsOfRatio = -3.0...16.0

  /// The linear terms at one place; the term of `background` has the fixed factor 1.
  func columns(_ u: Double, _ nonlinear: [Double]) -> SIMD4<Double> {
    switch self {
    case .oneBend: SIMD4(1, u, Self.bend(u, nonlinear[1], exp(nonlinear[0])).value, 0)
    case .twoBends:
      SIMD4(
        1, u, Self.bend(u, nonlinear[1], exp(nonlinear[0])).value, Self.bend(u, nonlinear[2], exp(nonlinear[0])).value)
    case .amplifier: SIMD4(1, u, Self.amplified(u, nonlinear[1], exp(nonlinear[0])).value, 0)
    case .background:
      SIMD4(
        1, u, log1p(exp(nonlinear[2] + Self.amplified(u, nonlinear[1], exp(nonlinear[0])).value - u + nonlinear[1])), 0)
    }
  }

  /// Derivatives of v by the nonlinear parameters, then by the free linear ones; written from `row` on, `stride` apart.
  func derivatives(
    _ u: Double, _ nonlinear: [Double], _ linear: SIMD4<Double>, into row: UnsafeMutablePointer<Double>, stride: Int
  ) -> Double {
    let first = exp(nonlinear[0])
    switch self {
    case .oneBend, .twoBends:
      let lower = Self.bend(u, nonlinear[1], first)
      row[0] = linear[2] * lower.byWidth
      row[stride] = linear[2] * lower.byPlace
      var terms = SIMD4(1, u, lower.value, 0)
      var k = 2 * stride
      if self == .twoBends {
        let upper = Self.bend(u, nonlinear[2], first)
        row[0] += linear[3] * upper.byWidth
        row[k] = linear[3] * upper.byPlace
        terms[3] = upper.value
        k += stride
      }
      for j in 0..<columnCount { row[k + j * stride] = terms[j] }
      return (linear * terms).sum()
    case .amplifier:
      let line = Self.amplified(u, nonlinear[1], first)
      row[0] = linear[2] * line.byBeta
      row[stride] = linear[2] * line.byPlace
      let terms = SIMD4(1, u, line.value, 0)
      for j in 0..<3 { row[(2 + j) * stride] = terms[j] }
      return (linear * terms).sum()
    case .background:
      let line = Self.amplified(u, nonlinear[1], first)
      let ratio = exp(nonlinear[2] + line.value - u + nonlinear[1])
      let share = ratio / (1 + ratio)
      row[0] = share * line.byBeta
      row[stride] = share * (line.byPlace + 1)
      row[2 * stride] = share
      row[3 * stride] = 1
      row[4 * stride] = u
      return linear[0] + linear[1] * u + log1p(ratio)
    }
  }

  /// Bounds of all parameters in the order of `derivatives`.
  func bounds(_ u: [Double], width: ClosedRange<Double>) -> [ClosedRange<Double>] {
    let place = u[0]...u[u.count - 1]
    let free = -Double.infinity ... .infinity
    switch self {
    case .oneBend: return [width, place, free, free, 0 ... .infinity]
    case .twoBends: return [width, place, place, free, free, 0 ... .infinity, -.infinity...0]
    case .amplifier: return [Self.logarithmsOfBeta, place, free, free, 0 ... .infinity]
    case .background: return [Self.logarithmsOfBeta, place, Self.logarithmsOfRatio, free, free]
    }
  }

  /// Whether a fit is of the kind meant: bending upwards first, and at a place inside the ladder.
  func isSound(_ nonlinear: [Double], _ linear: SIMD4<Double>, _ u: [Double], width: ClosedRange<Double>) -> Bool {
    let places = self == .background ? nonlinear[1...1] : nonlinear[1...]
    guard places.allSatisfy({ $0 > u[0] && $0 < u[u.count - 1] }) else { return false }
    switch self {
    case .oneBend: return width.contains(nonlinear[0]) && linear[2] > 0
    case .twoBends:
      return width.contains(nonlinear[0]) && linear[2] > 0 && nonlinear[2] > nonlinear[1] && linear[3] < 0
    case .amplifier: return Self.logarithmsOfBeta.contains(nonlinear[0]) && linear[2] > 0
    case .background:
      return Self.logarithmsOfBeta.contains(nonlinear[0]) && Self.logarithmsOfRatio.contains(nonlinear[2])
    }
  }

  /// w ln(1 + e^t), t = (u − ψ)/w, with its derivatives by ln w and by ψ.
  private static func bend(
    _ u: Double, _ place: Double, _ width: Double
  ) -> (value: Double, byWidth: Double, byPlace: Double) {
    let t = (u - place) / width
    let value = width * (t > 30 ? t : log1p(exp(t)))
    let step = 1 / (1 + exp(-t))
    return (value, value - (u - place) * step, -step)
  }

  /// ln s of the amplifier with its derivatives by ln β and by ψ.
  private static func amplified(
    _ u: Double, _ place: Double, _ beta: Double
  ) -> (value: Double, byBeta: Double, byPlace: Double) {
    let p = exp(u - place)
    let root = ((p - 1) * (p - 1) + 4 * beta * p).squareRoot()
    // Below p = 1 the difference of two equal numbers is written as a quotient.
    let s = p >= 1 ? 0.5 * (p - 1 + root) : 2 * beta * p / (1 - p + root)
    return (log(s), beta * p / (root * s), -p * (s + beta) / (root * s))
  }
}
