// What was measured, and how the fit weighs it.
//
// A datum n with expectation m adds d(n, m) to the deviance −2 ln L + const, and for Fisher scoring its weight W is the
// information it carries about m:
//   normal, known σ      d = ((n − m)/σ)²                    W = 1/σ²
//   Poisson counts       d = 2 [m − n + n ln(n/m)]           W = 1/m
//   robust (Cauchy)      d = c² ln(1 + (n − m)²/(c σ)²)      W = 1/σ² / (1 + (n − m)²/(c σ)²)
// Cauchy's loss with c = 2.385 keeps 95 % of the efficiency on normal data and lets an outlier weigh as the logarithm of
// its distance.
//
// Source: Cash, Astrophys. J. 228, 939 (1979), doi:10.1086/156922; Holland and Welsch, Commun. Stat. A 6, 813 (1977),
// doi:10.1080/03610927708827533.

import Foundation

/// One set of data with its noise.
public struct FitData: Sendable, Equatable {
  /// How the values scatter about their expectation.
  public enum Noise: Sendable, Equatable {
    /// Normal with a known standard deviation for each value.
    case normal(deviations: [Double])
    /// Counts.
    case poisson
    /// Nearly normal, with outliers: Cauchy's loss at the given standard deviations.
    case robust(deviations: [Double])
  }

  /// Constant c of Cauchy's loss, dimensionless.
  public static let robustConstant = 2.385

  /// Name for tables and figures.
  public let name: String
  /// Measured values.
  public let values: [Double]
  /// Their noise.
  public let noise: Noise

  /// - Parameters: as the properties of the same names.
  /// - Throws: `InferenceError.unusableData` for no values, values that are not finite, counts below zero or all zero,
  ///   standard deviations that are missing or not positive.
  public init(name: String, values: [Double], noise: Noise) throws(InferenceError) {
    guard !values.isEmpty else {
      throw .unusableData(name, reason: "there are no values", remedy: "give at least one")
    }
    if let index = values.firstIndex(where: { !$0.isFinite }) {
      throw .unusableData(name, reason: "value \(index + 1) is not finite", remedy: "mask it or mend the file")
    }
    switch noise {
    case .poisson:
      if let index = values.firstIndex(where: { $0 < 0 }) {
        throw .unusableData(
          name, reason: "count \(index + 1) is negative (\(values[index]))",
          remedy: "give counts as they were recorded, with the background in them, or state standard deviations")
      }
      guard values.contains(where: { $0 > 0 }) else {
        throw .unusableData(name, reason: "all counts are zero", remedy: "check the channel, or leave this set out")
      }
    case .normal(let deviations), .robust(let deviations):
      guard deviations.count == values.count else {
        throw .unusableData(
          name, reason: "\(deviations.count) standard deviations for \(values.count) values", remedy: "give one each")
      }
      if let index = deviations.firstIndex(where: { !($0 > 0 && $0.isFinite) }) {
        throw .unusableData(
          name, reason: "standard deviation \(index + 1) is \(deviations[index])", remedy: "give a positive one")
      }
    }
    (self.name, self.values, self.noise) = (name, values, noise)
  }

  /// Deviance of the whole set at expectations `model[offset...]`; infinite where counts are impossible.
  func deviance(_ model: UnsafePointer<Double>) -> Double {
    var sum = 0.0
    switch noise {
    case .normal(let deviations):
      for (k, value) in values.enumerated() {
        let r = (value - model[k]) / deviations[k]
        sum += r * r
      }
    case .poisson:
      for (k, n) in values.enumerated() {
        let m = model[k]
        guard m > 0 else {
          if n > 0 || m < 0 { return .infinity }
          continue
        }
        sum += 2 * (n > 0 ? n * Self.relativeEntropy(m / n) : m)
      }
    case .robust(let deviations):
      let c2 = Self.robustConstant * Self.robustConstant
      for (k, value) in values.enumerated() {
        let r = (value - model[k]) / deviations[k]
        sum += c2 * log1p(r * r / c2)
      }
    }
    return sum
  }

  /// x − 1 − ln x without cancellation about x = 1.
  static func relativeEntropy(_ x: Double) -> Double {
    let y = x - 1
    guard abs(y) < 0.05 else { return y - log(x) }
    // Σ (−1)^k y^k/k, k ≥ 2: nine terms leave 0.05¹¹/11 of y² below round-off.
    var (power, sum) = (y, 0.0)
    for k in 2...11 {
      power *= -y
      sum -= power / Double(k)
    }
    return sum
  }

  /// √W and √W (n − m) of every value.
  func writeScores(
    _ model: UnsafePointer<Double>, rootWeights: UnsafeMutablePointer<Double>, residuals: UnsafeMutablePointer<Double>
  ) {
    switch noise {
    case .normal(let deviations):
      for (k, value) in values.enumerated() {
        rootWeights[k] = 1 / deviations[k]
        residuals[k] = (value - model[k]) * rootWeights[k]
      }
    case .poisson:
      for (k, value) in values.enumerated() {
        rootWeights[k] = model[k] > 0 ? 1 / model[k].squareRoot() : 0
        residuals[k] = (value - model[k]) * rootWeights[k]
      }
    case .robust(let deviations):
      let c2 = Self.robustConstant * Self.robustConstant
      for (k, value) in values.enumerated() {
        let r = (value - model[k]) / deviations[k]
        rootWeights[k] = 1 / (deviations[k] * (1 + r * r / c2).squareRoot())
        residuals[k] = (value - model[k]) * rootWeights[k]
      }
    }
  }

  /// Logarithm of the likelihood where the deviance is zero: what −deviance/2 must be raised by to be ln L.
  var saturatedLogLikelihood: Double {
    switch noise {
    case .normal(let deviations), .robust(let deviations):
      return deviations.reduce(0) { $0 - log($1) - 0.5 * log(2 * Double.pi) }
    case .poisson:
      return values.reduce(0) { $0 + ($1 > 0 ? $1 * log($1) - $1 - lgamma($1 + 1) : 0) }
    }
  }
}
