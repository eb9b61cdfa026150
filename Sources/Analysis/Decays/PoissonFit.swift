// Maximum likelihood for counts.
//
// Counts n of expectation m have the deviance D = 2 Σ [m − n + n ln(n/m)], least where the likelihood is largest. Least
// squares with weights 1/n pull the fit below the data where counts are few (by about one count a bin: 10 % and more of a
// lifetime at 200 counts in all); the deviance does not.
// Fisher scoring: (JᵀWJ + λ diag) δ = Jᵀ W (n − m), W = 1/m, with λ raised until the deviance falls. JᵀWJ is the expected
// information, so its inverse is the covariance; the information of the deviance residuals themselves would be wrong
// where most bins hold zero.
//
// Few counts: maximum likelihood is off by a share of order 1/N. To first order (Cox and Snell) its bias is
//   b = −½ I⁻¹ Jᵀ W d,   d_k = tr(I⁻¹ ∂²m_k),
// for Poisson counts of any smooth model; it is taken off the estimates. Intervals come from the profile of the
// deviance: the values of one parameter for which the least deviance over all others stays within χ² of the minimum.
//
// Source: Cox and Snell, J. R. Stat. Soc. B 30, 248 (1968), doi:10.1111/j.2517-6161.1968.tb00724.x; profile: Venzon and
// Moolgavkar, Appl. Stat. 37, 87 (1988), doi:10.2307/2347496; deviance: Cash, Astrophys. J. 228, 939 (1979), doi:10.1086/156922; for decays Bajzer et al., Eur. Biophys. J. 20, 247
// (1991), doi:10.1007/BF00450560; Laurence and Chromy, Nat. Methods 7, 338 (2010), doi:10.1038/nmeth0510-338.

import Foundation
import NumericalMethods

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
    holding fixed: Int? = nil, model: ([Double]) -> [Double]
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
        guard j != fixed else { return [Double](repeating: 0, count: m.count) }
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
          j == fixed || (p[j] <= bounds[j].lowerBound && gradient[j] <= 0)
          || (p[j] >= bounds[j].upperBound && gradient[j] >= 0)
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
    let free = (0..<size).map { $0 == fixed }
    covariance = Self.inverse(information, held: free) ?? Self.inverse(information, held: held)
  }

  /// First-order bias of the parameters; zero for those on a bound, and everywhere where the information is singular.
  ///
  /// - Parameter linear: the parameter that is added to the model as it is, whose second derivatives vanish.
  func bias(steps: [Double], linear: Int, model: ([Double]) -> [Double]) -> [Double] {
    let (n, m) = (parameters.count, expectations)
    let none = [Double](repeating: 0, count: n)
    // Second differences want larger steps than first ones.
    let h = steps.indices.map { $0 == linear ? steps[$0] : 30 * steps[$0] }
    // Bins without expectation hold no information, only rounding.
    let bins = m.indices.filter { m[$0] > 1e-9 }
    func at(_ shifts: [(Int, Double)]) -> [Double] {
      var p = parameters
      for (j, sign) in shifts { p[j] += sign * h[j] }
      return model(p)
    }
    var (up, down, jacobian) = ([[Double]](), [[Double]](), [[Double]]())
    for j in 0..<n {
      up.append(at([(j, 1)]))
      down.append(j == linear ? m : at([(j, -1)]))
      let width = (j == linear ? 1 : 2) * h[j]
      jacobian.append(zip(up[j], down[j]).map { (above: Double, below: Double) -> Double in (above - below) / width })
    }
    var information = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      for j in 0..<n { for k in bins { information[i * n + j] += jacobian[i][k] * jacobian[j][k] / m[k] } }
    }
    guard let inverse = Self.inverse(information, held: isAtBound) else { return none }
    var curvature = [Double](repeating: 0, count: m.count)
    for i in 0..<n where !isAtBound[i] && i != linear {
      for j in 0...i where !isAtBound[j] && j != linear {
        let weight = (i == j ? 1 : 2) * inverse[i * n + j]
        if i == j {
          for k in m.indices { curvature[k] += weight * (up[i][k] - 2 * m[k] + down[i][k]) / (h[i] * h[i]) }
        } else {
          let (a, b, c, d) = (
            at([(i, 1), (j, 1)]), at([(i, 1), (j, -1)]), at([(i, -1), (j, 1)]), at([(i, -1), (j, -1)])
          )
          for k in m.indices { curvature[k] += weight * (a[k] - b[k] - c[k] + d[k]) / (4 * h[i] * h[j]) }
        }
      }
    }
    var pulled = none
    for j in 0..<n { for k in bins { pulled[j] += jacobian[j][k] * curvature[k] / m[k] } }
    var bias = none
    for i in 0..<n where !isAtBound[i] { for j in 0..<n { bias[i] -= 0.5 * inverse[i * n + j] * pulled[j] } }
    return bias
  }

  /// Ends of the interval of one parameter from the profile of the deviance; nil on a side where it does not close.
  func profile(
    of index: Int, _ counts: ArraySlice<Double>, bounds: [ClosedRange<Double>], steps: [Double], confidence: Double,
    leastArm: Double = 0, model: ([Double]) -> [Double]
  ) -> (lower: Double?, upper: Double?) {
    let (n, z) = (parameters.count, normalQuantile(0.5 + 0.5 * confidence))
    guard let covariance, covariance[index * n + index] > 0 else { return (nil, nil) }
    let error = covariance[index * n + index].squareRoot()
    func end(_ sign: Double) -> Double? {
      // At the end of its range the curvature says nothing of how far a parameter reaches.
      var arm = sign * max(z * error, leastArm)
      for _ in 0..<12 {
        // The others follow along the covariance; from there a few steps are enough.
        var start = parameters
        if !isAtBound[index] { for j in 0..<n { start[j] += covariance[j * n + index] / (error * error) * arm } }
        start[index] = parameters[index] + arm
        guard bounds[index].contains(start[index]),
          let fit = PoissonFit(counts, from: start, bounds: bounds, steps: steps, holding: index, model: model)
        else { return nil }
        let root = max(0, fit.deviance - deviance).squareRoot()
        guard abs(arm) < 1e6 * max(error, leastArm) else { return nil }
        // The root of the deviance is nearly straight in the parameter.
        let next = arm * min(max(z / max(root, 1e-9), 0.3), 3)
        if abs(root - z) < 2e-3 * z { return parameters[index] + next }
        arm = next
      }
      return parameters[index] + arm
    }
    return (end(-1), end(1))
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
