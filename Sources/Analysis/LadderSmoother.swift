// The local parabola of a ladder as fixed weights on its rungs.
//
// Value and slope of a weighted parabola at one place are sums Σ aⱼ vⱼ and Σ bⱼ vⱼ whose weights depend on the rungs' u
// alone. They are worked out once and serve every resample: 400 resamples of 20 rungs take milliseconds instead of
// a second of repeated factorisations.
// Weights: with polynomials p₀ = 1, p₁ = t − m, p₂ = (t − α) p₁ − β orthogonal under the window w (Forsythe's
// recursion, which needs no factorisation),
//   aⱼ = wⱼ Σₖ pₖ(0) pₖ(tⱼ)/‖pₖ‖²,   bⱼ = wⱼ Σₖ pₖ′(0) pₖ(tⱼ)/‖pₖ‖².
//
// Source: Forsythe, J. Soc. Ind. Appl. Math. 5, 74 (1957), doi:10.1137/0105007.

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

/// Weights of the rungs in value and slope at many places, one place after the other.
struct LadderRows: Sendable {
  private(set) var places: [Double] = []
  private var firsts: [Int] = [], starts: [Int] = [0]
  private var values: [Double] = [], slopes: [Double] = []
  private let window: LocalPolynomial.Window

  init(window: LocalPolynomial.Window = .tricube) { self.window = window }

  var count: Int { places.count }

  /// Adds the weights at one place; the window grows at sparse places until it holds four rungs and fixes the parabola.
  mutating func add(_ u: [Double], at place: Double, halfWidth: Double) -> Bool {
    var half = halfWidth
    for _ in 0..<16 {
      if attempt(u, at: place, halfWidth: half) { return true }
      half *= 1.25
    }
    return false
  }

  private mutating func attempt(_ u: [Double], at place: Double, halfWidth: Double) -> Bool {
    let first = u.partitioningIndex { $0 > place - halfWidth }
    let end = u.partitioningIndex { $0 >= place + halfWidth }
    guard end - first >= 4 else { return false }
    let t = u[first..<end].map { ($0 - place) / halfWidth }
    let w = t.map { size -> Double in
      let cube = 1 - abs(size * size * size)
      return window == .tricube ? cube * cube * cube : 1
    }
    var (total, mean) = (0.0, 0.0)
    for j in t.indices {
      total += w[j]
      mean += w[j] * t[j]
    }
    guard total > 0 else { return false }
    mean /= total
    var (norm1, skew) = (0.0, 0.0)
    for j in t.indices {
      let p = t[j] - mean
      norm1 += w[j] * p * p
      skew += w[j] * t[j] * p * p
    }
    // Norms below 1e-12 of the first: the rungs of weight do not fix the parabola.
    guard norm1 > 1e-12 * total else { return false }
    let (alpha, beta) = (skew / norm1, norm1 / total)
    var norm2 = 0.0
    for j in t.indices {
      let p = (t[j] - alpha) * (t[j] - mean) - beta
      norm2 += w[j] * p * p
    }
    guard norm2 > 1e-12 * total else { return false }
    for j in t.indices {
      let p1 = t[j] - mean
      let p2 = (t[j] - alpha) * p1 - beta
      values.append(w[j] * (1 / total - mean * p1 / norm1 + (alpha * mean - beta) * p2 / norm2))
      slopes.append(w[j] * (p1 / norm1 - (alpha + mean) * p2 / norm2) / halfWidth)
    }
    places.append(place)
    firsts.append(first)
    starts.append(values.count)
    return true
  }

  /// Smoothed values and slopes at all places.
  func applied(to v: [Double]) -> (values: [Double], slopes: [Double]) {
    var (smooth, steep) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count))
    v.withUnsafeBufferPointer { v in
      values.withUnsafeBufferPointer { values in
        slopes.withUnsafeBufferPointer { slopes in
          for k in 0..<count {
            let shift = firsts[k] - starts[k]
            var (value, slope) = (0.0, 0.0)
            for j in starts[k]..<starts[k + 1] {
              value += values[j] * v[j + shift]
              slope += slopes[j] * v[j + shift]
            }
            (smooth[k], steep[k]) = (value, slope)
          }
        }
      }
    }
    return (smooth, steep)
  }

  /// Smoothed values at all places.
  func values(of v: [Double]) -> [Double] { applied(to: v).values }

  /// Value, slope and its error at the k-th place.
  func tangent(_ k: Int, _ v: [Double]) -> LadderTangent {
    var (value, slope, squares) = (0.0, 0.0, 0.0)
    for j in starts[k]..<starts[k + 1] {
      value += values[j] * v[firsts[k] + j - starts[k]]
      slope += slopes[j] * v[firsts[k] + j - starts[k]]
      squares += slopes[j] * slopes[j]
    }
    return LadderTangent(place: places[k], value: value, slope: slope, unitSlopeError: squares.squareRoot())
  }

  /// Standard error of the slope at the k-th place for given standard deviations of the values.
  func slopeError(_ k: Int, _ sigma: [Double]) -> Double {
    (starts[k]..<starts[k + 1]).reduce(0) { sum, j in
      let part = slopes[j] * sigma[firsts[k] + j - starts[k]]
      return sum + part * part
    }.squareRoot()
  }

  /// Sum over the places, which are the rungs, of the weight of each rung in its own smoothed value.
  var ownWeights: Double {
    (0..<count).reduce(0) { $0 + values[starts[$1] + $1 - firsts[$1]] }
  }
}

/// Weights that smooth a ladder with given rungs.
struct LadderSmoother: Sendable {
  /// Weights at each rung, and six to a rung between the second and the last but one.
  let atRungs: LadderRows, between: LadderRows
  let u: [Double]
  let halfWidth: Double
  /// Half-width of the window in median spacings of u.
  let rungs: Double
  /// Rungs beyond which more of them lower the noise and no longer narrow the window.
  static let finest = 48

  /// - Parameters:
  ///   - rungs: half-width of the window in median spacings of u.
  ///   - v: the values to be smoothed, for their noise.
  init?(u: [Double], rungs: Double, v: [Double]) {
    guard u.count >= 5 else { return nil }
    (self.u, self.rungs) = (u, rungs)
    // Of a thousand noisy shots, five neighbours hold nothing but noise: with noise above 0.1 % the window never gets
    // narrower than that of 48 rungs over the same range.
    let span = u[u.count - 1] - u[0]
    let isNoisy = u.count > Self.finest && SampleNoise.standardDeviation(v) > 1e-3
    halfWidth =
      rungs * max(median(of: zip(u.dropFirst(), u).map { $0 - $1 }), isNoisy ? span / Double(Self.finest - 1) : 0)
    var (atRungs, between) = (LadderRows(), LadderRows())
    for place in u { guard atRungs.add(u, at: place, halfWidth: halfWidth) else { return nil } }
    let (first, last, steps) = (u[1], u[u.count - 2], 6 * (isNoisy ? Self.finest : u.count))
    for k in 0...steps {
      let place = first + (last - first) * Double(k) / Double(steps)
      guard between.add(u, at: place, halfWidth: halfWidth) else { return nil }
    }
    (self.atRungs, self.between) = (atRungs, between)
  }

  /// Tangent at any place in ln F.
  func tangent(at place: Double, _ v: [Double]) -> LadderTangent? {
    var row = LadderRows()
    return row.add(u, at: place, halfWidth: halfWidth) ? row.tangent(0, v) : nil
  }

  /// Standard error of the slope at any place for given standard deviations of the values.
  func slopeError(at place: Double, _ sigma: [Double]) -> Double? {
    var row = LadderRows()
    return row.add(u, at: place, halfWidth: halfWidth) ? row.slopeError(0, sigma) : nil
  }
}

extension RandomAccessCollection where Index == Int {
  /// First index whose element meets a condition that all later ones meet, too; `endIndex` if none does.
  func partitioningIndex(where isLater: (Element) -> Bool) -> Int {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = (low + high) / 2
      if isLater(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
