// Piecewise cubic interpolation that never overshoots its data.
//
// Goals: (1) monotone data stay monotone between samples, so that a level is crossed once where the data cross it
// once; (2) continuous first derivative; (3) third order where the data are smooth and strictly monotone.
// A natural spline is smoother and rings beside a threshold by tens of per cent: a false second crossing.
//
// Source: Fritsch and Carlson, SIAM J. Numer. Anal. 17, 238 (1980), doi:10.1137/0717021; slopes by the weighted
// harmonic mean of Fritsch and Butland, SIAM J. Sci. Stat. Comput. 5, 300 (1984), doi:10.1137/0905021.

/// Monotone piecewise cubic y(x) through samples, unit of y; outside the samples it holds the end values.
public struct MonotoneCubic: Sendable, Equatable {
  /// Sample positions, strictly ascending.
  public let positions: [Double]
  /// Sample values.
  public let values: [Double]
  /// First derivatives at the samples.
  public let slopes: [Double]

  /// - Returns: nil for fewer than two samples, unequal lengths, values that are not finite, or positions that do
  ///   not ascend strictly.
  public init?(positions: [Double], values: [Double]) {
    let count = positions.count
    guard count >= 2, values.count == count else { return nil }
    guard positions.allSatisfy(\.isFinite), values.allSatisfy(\.isFinite) else { return nil }
    var widths = [Double]()
    var secants = [Double]()
    for k in 0..<(count - 1) {
      let width = positions[k + 1] - positions[k]
      guard width > 0 else { return nil }
      widths.append(width)
      secants.append((values[k + 1] - values[k]) / width)
    }
    var slopes = [Double](repeating: secants[0], count: count)
    if count > 2 {
      for k in 1..<(count - 1) {
        let (s0, s1, h0, h1) = (secants[k - 1], secants[k], widths[k - 1], widths[k])
        let (w0, w1) = (2 * h1 + h0, h1 + 2 * h0)
        slopes[k] = s0 * s1 > 0 ? (w0 + w1) / (w0 / s0 + w1 / s1) : 0
      }
      slopes[0] = Self.endSlope(widths[0], widths[1], secants[0], secants[1])
      let last = count - 2
      slopes[count - 1] = Self.endSlope(widths[last], widths[last - 1], secants[last], secants[last - 1])
    }
    (self.positions, self.values, self.slopes) = (positions, values, slopes)
  }

  /// One-sided three-point slope, limited so that the end interval stays monotone.
  private static func endSlope(_ h0: Double, _ h1: Double, _ s0: Double, _ s1: Double) -> Double {
    let slope = ((2 * h0 + h1) * s0 - h0 * s1) / (h0 + h1)
    if slope * s0 <= 0 { return 0 }
    if s0 * s1 <= 0, abs(slope) > 3 * abs(s0) { return 3 * s0 }
    return slope
  }

  /// Index of the interval that holds `x`, clamped to the first and last.
  private func interval(of x: Double) -> Int {
    var (low, high) = (0, positions.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if positions[middle] <= x { low = middle } else { high = middle }
    }
    return low
  }

  /// Interpolated value at `x`; beyond the samples, the value of the nearest one.
  public func value(at x: Double) -> Double {
    if x <= positions[0] { return values[0] }
    if x >= positions[positions.count - 1] { return values[values.count - 1] }
    let k = interval(of: x)
    let h = positions[k + 1] - positions[k]
    let t = (x - positions[k]) / h
    let u = 1 - t
    return u * u * (1 + 2 * t) * values[k] + t * t * (3 - 2 * t) * values[k + 1]
      + h * t * u * (u * slopes[k] - t * slopes[k + 1])
  }

  /// First derivative at `x`; zero beyond the samples.
  public func derivative(at x: Double) -> Double {
    guard x >= positions[0], x <= positions[positions.count - 1] else { return 0 }
    let k = interval(of: x)
    let h = positions[k + 1] - positions[k]
    let t = (x - positions[k]) / h
    let secant = (values[k + 1] - values[k]) / h
    return 6 * t * (1 - t) * secant + (1 - t) * (1 - 3 * t) * slopes[k] + t * (3 * t - 2) * slopes[k + 1]
  }

  /// All positions where the curve passes through `level`, ascending; a sample that touches it counts once.
  public func crossings(of level: Double) -> [Double] {
    var found = [Double]()
    for k in 0..<(positions.count - 1) {
      let (a, b) = (values[k] - level, values[k + 1] - level)
      if a == 0 {
        found.append(positions[k])
      } else if a * b < 0 {
        let root = try? findRoot(in: positions[k]...positions[k + 1]) { value(at: $0) - level }
        if let root { found.append(root) }
      }
    }
    if values[values.count - 1] == level { found.append(positions[positions.count - 1]) }
    return found
  }
}
