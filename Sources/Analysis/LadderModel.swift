// A smooth description of a whole input–output curve, about which resamples are drawn.
//
//   bends      v = a + b u + Σⱼ dⱼ w ln(1 + e^((u − ψⱼ)/w)),  one upwards, or that and one downwards above it
// (saturation)
//   amplifier  v = a + b u + c ln s,  s = [p − 1 + √((p − 1)² + 4βp)]/2,  p = e^(u − ψ): the rate equations of an
// amplifier
//
// Why not draw about the local smoothing from which the threshold is read: that curve still holds the noise of its five
// rungs. Its steepest place is steeper than that of the truth and sharper, so its resamples repeat the estimate too
// faithfully, and intervals for the steepest place held 43 % where 68 % was meant. Five or seven parameters cannot
// follow the noise of twenty rungs.
// Places, the bends' common width w and β are searched on a grid and polished; a, b, c and d are linear. Which of the
// three shapes: Akaike's criterion with its small-sample term. Where the model misses the data beyond their noise,
// which clean, simulated curves show, it is not used and resamples are drawn about the local smoothing after all:
// then noise is no trouble.

import Foundation
import NumericalMethods

/// Bent lines with rounded bends fitted to a ladder in logarithms.
struct LadderModel: Sendable {
  /// ln I of the model at each rung.
  let values: [Double]
  /// Sum of squared residuals over their variances (relative ones where only these are known).
  let squares: Double
  let parameterCount: Int
  private let shape: Shape
  private let nonlinear: [Double], linear: SIMD4<Double>

  /// Degrees of freedom that are left.
  var degreesOfFreedom: Double { Double(values.count - parameterCount) }

  /// ln I at any ln F.
  func value(at u: Double) -> Double { (linear * shape.columns(u, nonlinear)).sum() }

  /// - Parameter weights: square roots of the weights of the rungs, 1/σ.
  init?(u: [Double], v: [Double], weights: [Double]) {
    let n = Double(u.count)
    guard u.count >= 8 else { return nil }
    let thinned = Self.thinned(u, v, weights)
    var chosen: (fit: Fit, criterion: Double)?
    for shape in Shape.allCases where u.count >= shape.parameterCount + 3 {
      guard let found = Self.best(thinned.u, thinned.v, thinned.weights, shape),
        let fit = thinned.u.count == u.count ? found : Self.solve(u, v, weights, shape, found.nonlinear)
      else { continue }
      let k = Double(shape.parameterCount + 1)
      let criterion = n * log(max(fit.squares, 1e-300)) + 2 * k + 2 * k * (k + 1) / max(1, n - k - 1)
      if criterion < chosen?.criterion ?? .infinity { chosen = (fit, criterion) }
    }
    guard let fit = chosen?.fit else { return nil }
    self.init(fit, u: u)
  }

  private init(_ fit: Fit, u: [Double]) {
    (shape, nonlinear, linear, squares) = (fit.shape, fit.nonlinear, fit.linear, fit.squares)
    parameterCount = fit.shape.parameterCount
    values = u.map { (fit.linear * fit.shape.columns($0, fit.nonlinear)).sum() }
  }

  private enum Shape: CaseIterable {
    case oneBend, twoBends, amplifier

    var parameterCount: Int { self == .twoBends ? 7 : 5 }
    var columnCount: Int { self == .twoBends ? 4 : 3 }

    /// The linear terms at one place; the first nonlinear parameter is ln w or ln β, the others are places.
    func columns(_ u: Double, _ nonlinear: [Double]) -> SIMD4<Double> {
      let width = exp(nonlinear[0])
      guard self == .amplifier else {
        let bend = { (place: Double) -> Double in
          let t = (u - place) / width
          return width * (t > 30 ? t : log1p(exp(t)))
        }
        return SIMD4(1, u, bend(nonlinear[1]), self == .twoBends ? bend(nonlinear[2]) : 0)
      }
      let p = exp(u - nonlinear[1])
      let root = ((p - 1) * (p - 1) + 4 * width * p).squareRoot()
      // Below p = 1 the difference of two equal numbers is written as a quotient.
      return SIMD4(1, u, log(p >= 1 ? 0.5 * (p - 1 + root) : 2 * width * p / (1 - p + root)), 0)
    }

    /// Whether a fit is of the kind meant: bending upwards first, and at a place inside the ladder.
    func isSound(_ nonlinear: [Double], _ linear: SIMD4<Double>, _ u: [Double], width: ClosedRange<Double>) -> Bool {
      let places = nonlinear.dropFirst()
      return places.allSatisfy { $0 > u[0] && $0 < u[u.count - 1] } && linear[2] > 0
        && (self == .amplifier ? (-14...0) : width).contains(nonlinear[0])
        && (self != .twoBends || (nonlinear[2] > nonlinear[1] && linear[3] < 0))
    }
  }

  private typealias Fit = (shape: Shape, nonlinear: [Double], linear: SIMD4<Double>, squares: Double)

  /// Neighbouring rungs averaged into at most 192: places and widths of a model so smooth are the same.
  private static func thinned(
    _ u: [Double], _ v: [Double], _ weights: [Double]
  ) -> (u: [Double], v: [Double], weights: [Double]) {
    let size = (u.count + 191) / 192
    guard size > 1 else { return (u, v, weights) }
    var thin: (u: [Double], v: [Double], weights: [Double]) = ([], [], [])
    for start in stride(from: 0, to: u.count, by: size) {
      var (w, wu, wv) = (0.0, 0.0, 0.0)
      for k in start..<min(start + size, u.count) {
        let weight = weights[k] * weights[k]
        w += weight
        wu += weight * u[k]
        wv += weight * v[k]
      }
      guard w > 0 else { continue }
      thin.u.append(wu / w)
      thin.v.append(wv / w)
      thin.weights.append(w.squareRoot())
    }
    return thin
  }

  private static func solve(
    _ u: [Double], _ v: [Double], _ weights: [Double], _ shape: Shape, _ nonlinear: [Double]
  ) -> Fit? {
    let columnCount = shape.columnCount
    var matrix = [Double](repeating: 0, count: u.count * columnCount)
    for i in u.indices {
      let values = shape.columns(u[i], nonlinear)
      for j in 0..<columnCount { matrix[j * u.count + i] = weights[i] * values[j] }
    }
    let qr = HouseholderQR(rows: u.count, columns: columnCount, columnMajor: matrix)
    guard qr.rank(relativeTolerance: 1e-9) == columnCount else { return nil }
    let projected = qr.applyingTransposedQ(to: zip(v, weights).map { $0 * $1 })
    let squares = projected[columnCount...].reduce(0) { $0 + $1 * $1 }
    let solved = qr.backSubstitute(projected)
    return (
      shape, nonlinear, SIMD4(solved[0], solved[1], solved[2], columnCount > 3 ? solved[3] : 0), squares
    )
  }

  private static func best(_ u: [Double], _ v: [Double], _ weights: [Double], _ shape: Shape) -> Fit? {
    let (first, last) = (u[0], u[u.count - 1])
    let span = last - first
    let places = (1..<12).map { first + span * Double($0) / 12 }
    let widths = widths(u)
    let firsts =
      shape == .amplifier ? [-9, -7, -5, -3.5, -2] : [0.012, 0.04, 0.1].map { max(widths.lowerBound, log($0 * span)) }
    var found: Fit?
    for width in firsts {
      for a in places {
        for b in shape == .twoBends ? places.filter({ $0 > a }) : [a] {
          let start = shape == .twoBends ? [width, a, b] : [width, a]
          if let fit = solve(u, v, weights, shape, start), fit.squares < found?.squares ?? .infinity,
            shape.isSound(start, fit.linear, u, width: widths)
          {
            found = fit
          }
        }
      }
    }
    return found.flatMap { polished($0, u, v, weights) }
  }

  /// Bends sharper than a quarter of a rung are all alike.
  private static func widths(_ u: [Double]) -> ClosedRange<Double> {
    let span = u[u.count - 1] - u[0]
    return log(0.25 * span / Double(min(u.count, LadderSmoother.finest) - 1))...log(0.5 * span)
  }

  private static func polished(_ found: Fit, _ u: [Double], _ v: [Double], _ weights: [Double]) -> Fit? {
    let (shape, span, widths) = (found.shape, u[u.count - 1] - u[0], widths(u))
    var search = NelderMead()
    search.maximumRestarts = 1
    search.sizeTolerance = 1e-5
    search.maximumEvaluations = 300
    let steps = [0.5] + [Double](repeating: span / 40, count: found.nonlinear.count - 1)
    let polished = try? search.minimise(from: found.nonlinear, steps: steps) { p in
      guard let fit = solve(u, v, weights, shape, p), shape.isSound(p, fit.linear, u, width: widths) else {
        return .infinity
      }
      return fit.squares
    }
    return polished.flatMap { solve(u, v, weights, shape, $0.variables) } ?? found
  }
}
