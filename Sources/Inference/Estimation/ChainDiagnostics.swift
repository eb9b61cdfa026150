// Whether samples may be trusted.
//
// R̂ compares ensembles that know nothing of each other, each cut into two halves in time, after the values were replaced
// by normal scores of their ranks, so that heavy tails do not blind it: R̂ = √((n − 1)/n + B/W) with B the variance of the
// means of the halves and W the mean variance within them. Every half counts as one chain, all of its walkers together.
// The number of independent samples is walkers × steps over the integrated autocorrelation time τ of the ensemble's mean
// value, τ = 1 + 2 Σ ρ(k), summed to the first window M ≥ 5 τ(M).
//
// Source: Vehtari et al., Bayesian Anal. 16, 667 (2021), doi:10.1214/20-BA1221; Sokal, in Functional Integration (1997),
// doi:10.1007/978-1-4899-0319-8_6; Goodman and Weare, doi:10.2140/camcos.2010.5.65.

import Foundation
import NumericalMethods

/// How well one parameter was sampled.
public struct ChainDiagnostics: Sendable, Equatable {
  /// R̂, dimensionless: 1 where the ensembles agree.
  public let potentialScaleReduction: Double
  /// Independent samples in all ensembles.
  public let effectiveSampleSize: Double
  /// Integrated autocorrelation time τ, steps.
  public let autocorrelationTime: Double
  /// Steps that were kept.
  public let steps: Int

  /// Whether R̂ < 1.01, 400 independent samples or more, and fifty τ or more of steps.
  public var isConverged: Bool { warning == nil }

  /// What is wrong with the samples, for people; nil where nothing is.
  public var warning: String? {
    if !(potentialScaleReduction < 1.01) {
      return "the ensembles disagree (R̂ = \(String(format: "%.3f", potentialScaleReduction)), below 1.01 is wanted)"
    }
    if !(effectiveSampleSize >= 400) {
      return "only \(Int(max(0, effectiveSampleSize))) independent samples (400 are wanted)"
    }
    if !(Double(steps) >= 50 * autocorrelationTime) {
      return "\(steps) steps are fewer than 50 autocorrelation times of \(Int(autocorrelationTime.rounded())) steps"
    }
    return nil
  }
}

extension PosteriorSamples {
  /// Diagnostics of each parameter.
  public func diagnostics() -> [ChainDiagnostics] { (0..<parameterCount).map { diagnostics(of: $0) } }

  /// Diagnostics of one parameter.
  public func diagnostics(of parameter: Int) -> ChainDiagnostics {
    let traces = coordinates.indices.map { trace(of: parameter, ensemble: $0) }
    let times = traces.map { autocorrelationTime($0.map { $0.reduce(0, +) / Double(max(1, walkers)) }) }
    let size = zip(traces, times).reduce(0) { $0 + Double($1.0.count * walkers) / $1.1 }
    return ChainDiagnostics(
      potentialScaleReduction: splitScaleReduction(traces), effectiveSampleSize: size,
      autocorrelationTime: times.max() ?? .infinity, steps: stepCount)
  }

  private func splitScaleReduction(_ traces: [[[Double]]]) -> Double {
    let half = stepCount / 2
    guard half >= 2 else { return .infinity }
    var halves = traces.flatMap { [Array($0.prefix(half).joined()), Array($0.suffix(half).joined())] }
    // Normal scores of the ranks of all samples together; equal values share their mean rank.
    let all = halves.flatMap { $0 }
    let order = all.indices.sorted { all[$0] < all[$1] }
    var scores = [Double](repeating: 0, count: all.count)
    var k = 0
    while k < order.count {
      var end = k
      while end + 1 < order.count, all[order[end + 1]] == all[order[k]] { end += 1 }
      let rank = 0.5 * Double(k + end) + 1
      let score = normalScore((rank - 0.375) / (Double(all.count) + 0.25))
      for place in k...end { scores[order[place]] = score }
      k = end + 1
    }
    let length = halves[0].count
    for index in halves.indices { halves[index] = Array(scores[(index * length)..<((index + 1) * length)]) }
    let means = halves.map { $0.reduce(0, +) / Double(length) }
    let within =
      zip(halves, means).reduce(0.0) { sum, part in
        sum + part.0.reduce(0) { $0 + ($1 - part.1) * ($1 - part.1) } / Double(length - 1)
      } / Double(halves.count)
    let grand = means.reduce(0, +) / Double(means.count)
    let between = means.reduce(0) { $0 + ($1 - grand) * ($1 - grand) } / Double(max(1, means.count - 1))
    guard within > 0 else { return between > 0 ? .infinity : 1 }
    return (Double(length - 1) / Double(length) + between / within).squareRoot()
  }
}

/// Φ⁻¹(p) to 1e-12: Hastings’ form (Abramowitz and Stegun 26.2.23), then two Halley steps; every sample needs one.
private func normalScore(_ p: Double) -> Double {
  let tail = min(p, 1 - p)
  guard tail > 0 else { return p < 0.5 ? -8 : 8 }
  let t = (-2 * log(tail)).squareRoot()
  var x = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)))
  for _ in 0..<2 {
    let error = 0.5 * erfc(x / 2.0.squareRoot()) - tail
    let slope = -exp(-0.5 * x * x) / (2 * Double.pi).squareRoot()
    let newton = error / slope
    x -= newton / (1 + 0.5 * x * newton)
  }
  return p < 0.5 ? -x : x
}

/// Integrated autocorrelation time τ of a series, in its steps; infinite for a series too short to tell.
public func autocorrelationTime(_ series: [Double]) -> Double {
  let n = series.count
  guard n >= 8 else { return .infinity }
  let mean = series.reduce(0, +) / Double(n)
  let centred = series.map { $0 - mean }
  let variance = centred.reduce(0) { $0 + $1 * $1 }
  guard variance > 0 else { return .infinity }
  var sum = 1.0
  for lag in 1..<n {
    var product = 0.0
    for k in 0..<(n - lag) { product += centred[k] * centred[k + lag] }
    sum += 2 * product / variance
    if Double(lag) >= 5 * sum { return max(1, sum) }
  }
  return .infinity
}
