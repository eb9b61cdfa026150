// The local parabola of a ladder as fixed weights on its rungs.
//
// Value and slope of a weighted parabola at one place are sums Σ aⱼ vⱼ and Σ bⱼ vⱼ whose weights depend on the rungs' u
// alone. They are worked out once and serve every resample: 400 resamples of 20 rungs take milliseconds instead of
// a second of repeated factorisations.

import Foundation
import NumericalMethods

/// Value and slope of a smoothed ladder at one place.
struct LadderTangent: Sendable {
  /// Place in ln F.
  let place: Double
  /// Smoothed ln I.
  let value: Double
  /// Smoothed slope d ln I/d ln F, dimensionless.
  let slope: Double
  /// Standard error of the slope for unit standard deviation of every ln I.
  let unitSlopeError: Double
}

/// Weights that smooth a ladder with given rungs.
struct LadderSmoother: Sendable {
  /// Weights of the rungs first … first + count in the value and in the slope at one place.
  struct Row: Sendable {
    let place: Double
    let first: Int
    let value: [Double]
    let slope: [Double]
  }

  /// One row at each rung, and rows six to a rung between the second and the last but one.
  let atRungs: [Row], between: [Row]
  let u: [Double]
  let halfWidth: Double
  /// Rungs beyond which more of them lower the noise and no longer narrow the window.
  static let finest = 48

  /// - Parameters:
  ///   - rungs: half-width of the window in median spacings of u.
  ///   - v: the values to be smoothed, for their noise.
  init?(u: [Double], rungs: Double, v: [Double]) {
    guard u.count >= 5 else { return nil }
    self.u = u
    // Of a thousand noisy shots, five neighbours hold nothing but noise: with noise above 0.1 % the window never gets
    // narrower than that of 48 rungs over the same range.
    let span = u[u.count - 1] - u[0]
    let isNoisy = u.count > Self.finest && noiseOfFourthDifferences(v) > 1e-3
    halfWidth =
      rungs * max(median(of: zip(u.dropFirst(), u).map { $0 - $1 }), isNoisy ? span / Double(Self.finest - 1) : 0)
    let half = halfWidth
    atRungs = u.compactMap { Self.row(u, at: $0, halfWidth: half) }
    let (first, last, steps) = (u[1], u[u.count - 2], 6 * (isNoisy ? Self.finest : u.count))
    between = (0...steps).compactMap {
      Self.row(u, at: first + (last - first) * Double($0) / Double(steps), halfWidth: half)
    }
    guard atRungs.count == u.count, between.count == steps + 1 else { return nil }
  }

  /// Row at one place; the window grows at sparse places until it holds four rungs and fixes the parabola.
  static func row(_ u: [Double], at place: Double, halfWidth: Double) -> Row? {
    var half = halfWidth
    for _ in 0..<16 {
      if let row = attempt(u, at: place, halfWidth: half) { return row }
      half *= 1.25
    }
    return nil
  }

  private static func attempt(_ u: [Double], at place: Double, halfWidth: Double) -> Row? {
    guard let first = u.firstIndex(where: { abs($0 - place) < halfWidth }),
      let last = u.lastIndex(where: { abs($0 - place) < halfWidth }), last - first >= 3
    else { return nil }
    let t = u[first...last].map { ($0 - place) / halfWidth }
    let weights = t.map { size -> Double in
      let cube = 1 - abs(size * size * size)
      return cube * cube * cube
    }
    // QR of √w (1, t, t²): the weights of coefficient k are row k of R⁻¹Qᵀ√w, found by solving for unit data.
    let root = weights.map { $0.squareRoot() }
    let qr = HouseholderQR(
      rows: t.count, columns: 3, columnMajor: root + zip(root, t).map { $0 * $1 } + zip(root, t).map { $0 * $1 * $1 })
    guard qr.rank(relativeTolerance: 1e-6) == 3 else { return nil }
    var (value, slope) = ([Double](), [Double]())
    for j in t.indices {
      var unit = [Double](repeating: 0, count: t.count)
      unit[j] = root[j]
      let coefficients = qr.solve(unit)
      value.append(coefficients[0])
      slope.append(coefficients[1] / halfWidth)
    }
    return Row(place: place, first: first, value: value, slope: slope)
  }

  func tangent(_ row: Row, _ v: [Double]) -> LadderTangent {
    var (value, slope, squares) = (0.0, 0.0, 0.0)
    for j in row.value.indices {
      value += row.value[j] * v[row.first + j]
      slope += row.slope[j] * v[row.first + j]
      squares += row.slope[j] * row.slope[j]
    }
    return LadderTangent(place: row.place, value: value, slope: slope, unitSlopeError: squares.squareRoot())
  }

  /// Tangent at any place in ln F.
  func tangent(at place: Double, _ v: [Double]) -> LadderTangent? {
    Self.row(u, at: place, halfWidth: halfWidth).map { tangent($0, v) }
  }
}
