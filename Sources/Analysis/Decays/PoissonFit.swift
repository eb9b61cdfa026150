// Maximum likelihood for counts.
//
// Counts n of expectation m have the deviance D = 2 Σ [m − n + n ln(n/m)], least where the likelihood is largest. Least
// squares with weights 1/n pull the fit below the data where counts are few (by about one count a bin: 10 % and more of a
// lifetime at 200 counts in all); the deviance does not.
// Fisher scoring: (JᵀWJ + λ diag) δ = Jᵀ W (n − m), W = 1/m, with λ raised until the deviance falls. JᵀWJ is the expected
// information, so its inverse is the covariance; the information of the deviance residuals themselves would be wrong
// where most bins hold zero.
//
// Source: Cash, Astrophys. J. 228, 939 (1979), doi:10.1086/156922; for decays Bajzer et al., Eur. Biophys. J. 20, 247
// (1991), doi:10.1007/BF00450560; Laurence and Chromy, Nat. Methods 7, 338 (2010), doi:10.1038/nmeth0510-338.

import Foundation

/// A fit of counts by maximum likelihood.
struct PoissonFit: Sendable {
  let parameters: [Double]
  let expectations: [Double]
  let deviance: Double
  /// Inverse of the information, row after row; nil where it is singular.
  let covariance: [Double]?
  let isAtBound: [Bool]

  static func deviance(_ counts: ArraySlice<Double>, _ expectations: [Double]) -> Double {
    var sum = 0.0
    for (n, m) in zip(counts, expectations) {
      guard m > 0 else {
        if n > 0 { return .infinity }
        continue
      }
      sum += m - n + (n > 0 ? n * log(n / m) : 0)
    }
    return 2 * sum
  }

  init?(
    _ counts: ArraySlice<Double>, from start: [Double], bounds: [ClosedRange<Double>], steps: [Double],
    model: ([Double]) -> [Double]
  ) {
    let clamp = { (p: [Double]) in zip(p, bounds).map { min(max($0, $1.lowerBound), $1.upperBound) } }
    var p = clamp(start)
    var m = model(p)
    var best = Self.deviance(counts, m)
    guard best.isFinite else { return nil }
    let size = p.count
    var (damping, quiet) = (1e-3, 0)
    var information: [Double] = []
    var held = [Bool](repeating: false, count: size)
    func linearise() -> [Double] {
      let columns = (0..<size).map { j -> [Double] in
        let (low, high) = (max(bounds[j].lowerBound, p[j] - steps[j]), min(bounds[j].upperBound, p[j] + steps[j]))
        var (a, b) = (p, p)
        (a[j], b[j]) = (low, high)
        return zip(model(b), model(a)).map { ($0 - $1) / (high - low) }
      }
      information = [Double](repeating: 0, count: size * size)
      var gradient = [Double](repeating: 0, count: size)
      let data = Array(counts)
      for i in 0..<size {
        for k in m.indices where m[k] > 0 { gradient[i] += columns[i][k] * (data[k] / m[k] - 1) }
        for j in 0...i {
          var sum = 0.0
          for k in m.indices where m[k] > 0 { sum += columns[i][k] * columns[j][k] / m[k] }
          (information[i * size + j], information[j * size + i]) = (sum, sum)
        }
      }
      for j in 0..<size {
        held[j] =
          (p[j] <= bounds[j].lowerBound && gradient[j] <= 0) || (p[j] >= bounds[j].upperBound && gradient[j] >= 0)
      }
      return gradient
    }
    for _ in 0..<200 {
      let gradient = linearise()
      var accepted = false
      for _ in 0..<14 {
        guard let step = Self.solve(information, gradient, held: held, damping: damping) else {
          damping = max(1e-6, damping * 10)
          continue
        }
        let trial = clamp(zip(p, step).map(+))
        let expected = model(trial)
        let value = Self.deviance(counts, expected)
        if value <= best {
          quiet = best - value < 1e-9 * (1 + abs(best)) ? quiet + 1 : 0
          (p, m, best, accepted) = (trial, expected, value, true)
          damping = max(1e-12, damping / 8)
          break
        }
        damping = max(1e-6, damping * 5)
      }
      if !accepted || quiet >= 2 { break }
    }
    _ = linearise()
    parameters = p
    expectations = m
    deviance = best
    isAtBound = held
    // A background that ends at zero is uncertain all the same: holding it would make the other intervals too short.
    covariance =
      Self.inverse(information, held: [Bool](repeating: false, count: size)) ?? Self.inverse(information, held: held)
  }

  /// Cholesky factor of the information over the free parameters, the others on the unit matrix; nil where singular.
  private static func factor(_ matrix: [Double], held: [Bool], damping: Double) -> [Double]? {
    let n = held.count
    var l = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      for j in 0...i {
        var sum = held[i] || held[j] ? (i == j ? 1 : 0) : matrix[i * n + j] * (i == j ? 1 + damping : 1)
        for k in 0..<j { sum -= l[i * n + k] * l[j * n + k] }
        if i == j {
          let scale = held[i] ? 1 : matrix[i * n + i]
          guard sum > 1e-13 * scale, scale > 0 else { return nil }
          l[i * n + i] = sum.squareRoot()
        } else {
          l[i * n + j] = sum / l[j * n + j]
        }
      }
    }
    return l
  }

  private static func solve(_ matrix: [Double], _ right: [Double], held: [Bool], damping: Double) -> [Double]? {
    guard let l = factor(matrix, held: held, damping: damping) else { return nil }
    let n = held.count
    var x = right
    for i in 0..<n {
      x[i] = held[i] ? 0 : x[i]
      for k in 0..<i { x[i] -= l[i * n + k] * x[k] }
      x[i] /= l[i * n + i]
    }
    for i in stride(from: n - 1, through: 0, by: -1) {
      for k in (i + 1)..<max(n, i + 1) { x[i] -= l[k * n + i] * x[k] }
      x[i] /= l[i * n + i]
    }
    return x
  }

  private static func inverse(_ matrix: [Double], held: [Bool]) -> [Double]? {
    let n = held.count
    var result = [Double](repeating: 0, count: n * n)
    for j in 0..<n where !held[j] {
      var unit = [Double](repeating: 0, count: n)
      unit[j] = 1
      guard let column = solve(matrix, unit, held: held, damping: 0) else { return nil }
      for i in 0..<n { result[i * n + j] = held[i] ? 0 : column[i] }
    }
    return result
  }
}
