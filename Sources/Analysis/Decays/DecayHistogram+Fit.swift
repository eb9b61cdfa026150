// Lifetimes from a decay histogram.
//
// With a response function the model is m = b + Σ Nᵢ (response ⊗ Kᵢ), over all bins; without one it is the tail from
// the peak on, which is right only where the response is much shorter than the decay. Numbers of photons and
// lifetimes enter as logarithms, which keeps them positive and their errors nearly symmetric.
// Estimates are maximum likelihood less their first-order bias, so that lifetimes from few photons are right in the
// mean: with θ = ln τ, the mean of e^θ̂ is τ (1 + b + ½ var θ̂). Intervals of lifetimes, exponents and mean lifetimes
// are profiles.

import Foundation
import NumericalMethods

/// Lifetimes found in a decay.
public struct DecayFit: Sendable, Equatable {
  /// Shape fitted.
  public let shape: DecayShape
  /// Lifetimes τ, s, ascending.
  public let lifetimes: [Finding]
  /// Share of all photons in each component, dimensionless, in the order of the lifetimes.
  public let shares: [Double]
  /// Stretching exponent β, dimensionless; nil unless stretched.
  public let exponent: Finding?
  /// Mean lifetime weighted by amplitude, ∫I dt/I(0), s.
  public let meanLifetime: Finding
  /// Background, counts a bin.
  public let background: Finding
  /// Shift of the response against the decay, s; nil without a response.
  public let shift: Finding?
  /// Poisson deviance, dimensionless.
  public let deviance: Double
  /// Pearson's χ² over its degrees of freedom, dimensionless; about 1 for a good fit with counts enough.
  public let reducedChiSquare: Double
  /// Akaike's criterion, deviance + 2 × parameters: the lowest of several shapes describes the data best.
  public let akaike: Double

  /// Bins fitted.
  public let bins: Range<Int>
  /// Expected counts in those bins.
  public let expectations: [Double]

  /// The simplest of several fits among those that the data do not tell apart: within 2 of the lowest criterion (Burnham and
  /// Anderson, doi:10.1007/b97636, §2.6).
  public static func best(of fits: [DecayFit]) -> DecayFit? {
    guard let lowest = fits.map(\.akaike).min() else { return nil }
    return fits.filter { $0.akaike <= lowest + 2 }.min { $0.shape.parameterCount < $1.shape.parameterCount }
  }
}

/// How decays are fitted.
public struct DecayFitSettings: Sendable, Equatable {
  /// Whether the response may move against the decay.
  public var fitsShift = true
  /// Bins to fit; all with a response, from the peak on without, if nil.
  public var bins: Range<Int>?
  /// Confidence of the intervals, dimensionless.
  public var confidence = 0.95

  /// The standard settings.
  public init() {}
}

extension DecayHistogram {
  /// Fits a decay, reconvolved with the response of the set-up if it is given, by Poisson likelihood.
  ///
  /// `response`: response of the set-up in bins of the same width.
  /// - Throws: `AnalysisError.tooFewPoints`, `.fitFailed`, `.outOfRange`.
  public func fit(
    _ shape: DecayShape = .single, response: DecayHistogram? = nil, settings: DecayFitSettings = .init()
  ) throws(AnalysisError) -> DecayFit {
    if let response, abs(response.binWidth / binWidth - 1) > 1e-3 {
      throw .outOfRange(
        what: "bin width of the response, s", value: response.binWidth, lower: binWidth, upper: binWidth)
    }
    let bins = settings.bins ?? ((response == nil ? peakBin : 0)..<counts.count)
    guard bins.lowerBound >= 0, bins.upperBound <= counts.count, bins.count >= shape.parameterCount + 4 else {
      throw .tooFewPoints(what: "bins of the decay", have: bins.count, need: shape.parameterCount + 4)
    }
    let data = counts[bins]
    let photons = data.reduce(0, +)
    guard photons >= 20 else { throw .tooFewPoints(what: "photons of the decay", have: Int(photons), need: 20) }
    var kernel: [Double]
    if let response {
      kernel = try response.normalisedResponse()
      kernel = Array(kernel.prefix(counts.count)) + [Double](repeating: 0, count: max(0, counts.count - kernel.count))
    } else {
      // A pulse at the beginning of the first bin: its photons all lie in the bins that follow.
      kernel = []
    }
    let movesResponse = response != nil && settings.fitsShift
    let n = shape.componentCount
    let model = { (p: [Double]) -> [Double] in
      let background = p[shape.parameterCount]
      let moved = movesResponse ? DecayKernel.shifted(kernel, by: p[shape.parameterCount + 1]) : kernel
      var sum = [Double](repeating: background, count: bins.count)
      for i in 0..<n {
        let (number, lifetime) = (exp(p[i]), exp(p[n + i]))
        let part =
          kernel.isEmpty
          ? Self.tail(shape, lifetime: lifetime, exponent: shape == .stretched ? exp(p[2]) : 1, count: bins.count)
          : shape == .stretched
            ? Array(DecayKernel.stretched(moved, lifetime: lifetime, exponent: exp(p[2]))[bins])
            : Array(DecayKernel.exponential(moved, lifetime: lifetime)[bins])
        for k in sum.indices { sum[k] += number * part[k] }
      }
      return sum.map { max($0, 1e-12) }
    }
    let span = Double(bins.count)
    var bounds = [ClosedRange<Double>](repeating: (log(photons) - 18)...(log(photons) + 6), count: n)
    bounds += [ClosedRange<Double>](repeating: log(0.02)...log(50 * span), count: n)
    if shape == .stretched { bounds.append(log(0.1)...log(3)) }
    bounds.append(0...(photons / span + 1))
    if movesResponse { bounds.append(-0.2 * span...0.2 * span) }
    var steps = [Double](repeating: 1e-4, count: shape.parameterCount)
    steps.append(1e-4 * (photons / span + 1e-3))
    if movesResponse { steps.append(1e-2) }
    var best: PoissonFit?
    for start in starts(shape, data: data, photons: photons, response: kernel) {
      let begin = start + (movesResponse ? [0.01] : [])
      guard let fit = PoissonFit(data, from: begin, bounds: bounds, steps: steps, model: model) else { continue }
      if fit.deviance < best?.deviance ?? .infinity { best = fit }
    }
    guard let best else { throw .fitFailed(reason: "no starting guess describes the decay") }
    let bias = best.bias(steps: steps, linear: shape.parameterCount, model: model)
    var profiles: [Int: (lower: Double?, upper: Double?)] = [:]
    for k in n...shape.parameterCount {
      profiles[k] = best.profile(
        of: k, data, bounds: bounds, steps: steps, confidence: settings.confidence,
        leastArm: k == shape.parameterCount ? 1 / Double(bins.count) : 0, model: model)
    }
    let mean =
      shape == .single
      ? profiles[1] : meanProfile(shape, best, data, bounds: bounds, steps: steps, settings.confidence, model: model)
    return report(
      shape, best, bias: bias, profiles: profiles, mean: mean, bins: bins, hasShift: movesResponse,
      confidence: settings.confidence)
  }

  /// ln of the mean lifetime weighted by amplitude, in bins.
  private static func logMean(_ shape: DecayShape, _ p: [Double]) -> Double {
    switch shape {
    case .single: p[1]
    case .stretched: p[1] + lgamma(1 + 1 / exp(p[2]))
    case .double: log(exp(p[0]) + exp(p[1])) - log(exp(p[0] - p[2]) + exp(p[1] - p[3]))
    }
  }

  /// Profile of the mean lifetime: the same model with ln of the mean in the place of one lifetime.
  private func meanProfile(
    _ shape: DecayShape, _ best: PoissonFit, _ data: ArraySlice<Double>, bounds: [ClosedRange<Double>],
    steps: [Double], _ confidence: Double, model: ([Double]) -> [Double]
  ) -> (lower: Double?, upper: Double?)? {
    let index = shape == .double ? 3 : 1
    let longest = 50 * Double(data.count)
    let other = { (q: [Double]) -> [Double] in
      var p = q
      if shape == .double {
        let (fast, slow) = (exp(q[0]), exp(q[1]))
        p[3] = -log(max(((fast + slow) / exp(q[3]) - fast / exp(q[2])) / slow, 1 / longest))
      } else {
        p[1] = q[1] - lgamma(1 + 1 / exp(q[2]))
      }
      return model(p)
    }
    var (start, limits) = (best.parameters, bounds)
    start[index] = Self.logMean(shape, start)
    limits[index] = log(1e-3)...log(longest)
    return PoissonFit(data, from: start, bounds: limits, steps: steps, model: other)?
      .profile(of: index, data, bounds: limits, steps: steps, confidence: confidence, model: other)
  }

  /// Share of the photons in each bin after a pulse at the beginning of the first.
  private static func tail(_ shape: DecayShape, lifetime: Double, exponent: Double, count: Int) -> [Double] {
    guard shape == .stretched else {
      let q = exp(-1 / lifetime)
      var value = -expm1(-1 / lifetime)
      return (0..<count).map { _ in
        defer { value *= q }
        return value
      }
    }
    // Two half-triangles of the lag kernel make a bin, up to the cusp, which a graded rule takes.
    let norm = lifetime * tgamma(1 + 1 / exponent)
    let nodes = [(0.112_701_665_379_258_3, 5.0 / 18), (0.5, 4.0 / 9), (0.887_298_334_620_741_7, 5.0 / 18)]
    return (0..<count).map { k in
      let steps = k == 0 ? 48 : 1
      var sum = 0.0
      for step in 0..<steps {
        for (place, weight) in nodes {
          let s = (Double(step) + place) / Double(steps)
          let (t, slope) = k == 0 ? (pow(s, 6), 6 * pow(s, 5)) : (Double(k) + s, 1)
          sum += weight / Double(steps) * slope * exp(-pow(t / lifetime, exponent)) / norm
        }
      }
      return sum
    }
  }

  private func starts(_ shape: DecayShape, data: ArraySlice<Double>, photons: Double, response: [Double]) -> [[Double]]
  {
    // Background: the median of the last tenth, or less where that is still decay. Lifetime: the mean time after the
    // response.
    let tenth = Array(data.suffix(max(3, data.count / 10)))
    let floor = min(median(of: tenth), photons / Double(data.count))
    let clean = data.map { max(0, $0 - floor) }
    let sum = max(clean.reduce(0, +), 1)
    let centre = zip(clean.indices, clean).reduce(0) { $0 + Double($1.0) * $1.1 } / sum
    let offset = zip(response.indices, response).reduce(0) { $0 + Double($1.0) * $1.1 }
    let mean = max(0.3, centre - offset + 0.5)
    let number = log(sum)
    var starts: [[Double]] = []
    for low in [floor, 0.3 * floor] {
      switch shape {
      case .single: for factor in [0.5, 1, 2] { starts.append([number, log(factor * mean), low]) }
      case .double:
        for (fast, slow) in [(0.3, 1.5), (0.1, 1.1), (0.5, 3)] {
          starts.append([number - 0.7, number - 0.7, log(fast * mean), log(slow * mean), low])
        }
      case .stretched:
        for (beta, factor) in [(1.0, 1.0), (0.6, 0.5)] { starts.append([number, log(factor * mean), log(beta), low]) }
      }
    }
    return starts
  }

  private func report(
    _ shape: DecayShape, _ fit: PoissonFit, bias: [Double], profiles: [Int: (lower: Double?, upper: Double?)],
    mean meanEnds: (lower: Double?, upper: Double?)?, bins: Range<Int>, hasShift: Bool, confidence: Double
  ) -> DecayFit {
    let (n, size) = (shape.componentCount, fit.parameters.count)
    let p = fit.parameters.indices.map { k -> Double in
      // Logarithms: the mean of the exponential is what should be right. A correction beyond half an error says that
      // the first order is not enough; then it is left at that.
      let variance = fit.covariance.map { $0[k * size + k] } ?? 0
      let whole = bias[k] + (k < shape.parameterCount ? 0.5 * variance : 0)
      let limit = 0.5 * max(0, variance).squareRoot()
      return fit.parameters[k] - min(max(whole, -limit), limit)
    }
    let z = normalQuantile(0.5 + 0.5 * confidence)
    let error = { (k: Int) -> Double? in
      // A background of zero is the end of its range and has an interval all the same.
      guard let c = fit.covariance, !fit.isAtBound[k] || k == shape.parameterCount, c[k * size + k] > 0 else {
        return nil
      }
      return c[k * size + k].squareRoot()
    }
    let finding = { (k: Int, text: String, unit: String, transform: (Double) -> Double) -> Finding in
      let interval = error(k).flatMap { error -> Interval? in
        // A lifetime known to no better than a factor of thirty, with a profile that does not close, is not known.
        let isOpen = profiles[k].map { $0.lower == nil || $0.upper == nil } ?? false
        if k < shape.parameterCount, isOpen, z * error > log(30) { return nil }
        let wald = Interval(around: fit.parameters[k], halfWidth: z * error, confidence: confidence)
        let floor = k == shape.parameterCount ? 0 : -Double.infinity
        return Interval(
          lower: max(floor, profiles[k]?.lower ?? wald.lower), upper: profiles[k]?.upper ?? wald.upper,
          confidence: confidence
        ).map(transform)
      }
      return Finding(
        definition: text, value: transform(p[k]), interval: interval, unit: unit,
        remarks: interval == nil ? ["not fixed by the data"] : [])
    }
    let order = (0..<n).sorted { p[n + $0] < p[n + $1] }
    let photons = order.map { exp(p[$0]) }
    let lifetimes = order.map {
      finding(
        n + $0, "lifetime of a \(shape.rawValue) exponential decay by Poisson likelihood, first-order bias taken off",
        "s"
      ) {
        exp($0) * binWidth
      }
    }
    let exponent = shape == .stretched ? finding(2, "stretching exponent", "1", exp) : nil
    let mean = exp(Self.logMean(shape, p)) * binWidth
    // The profile; where it does not close, the error of ln mean from the covariance and the numerical derivatives.
    var interval: Interval?
    if let covariance = fit.covariance {
      let slopes = (0..<shape.parameterCount).map { k -> Double in
        var (a, b) = (p, p)
        (a[k], b[k]) = (p[k] - 1e-5, p[k] + 1e-5)
        return (Self.logMean(shape, b) - Self.logMean(shape, a)) / 2e-5
      }
      var variance = 0.0
      for i in slopes.indices {
        for j in slopes.indices { variance += slopes[i] * slopes[j] * covariance[i * size + j] }
      }
      let isOpen = meanEnds?.lower == nil || meanEnds?.upper == nil
      if variance > 0, !isOpen || z * variance.squareRoot() < log(30) {
        let (centre, half) = (Self.logMean(shape, p), z * variance.squareRoot())
        interval = Interval(
          lower: meanEnds?.lower ?? centre - half, upper: meanEnds?.upper ?? centre + half, confidence: confidence
        ).map { exp($0) * binWidth }
      }
    }
    let data = counts[bins]
    let chi = zip(data, fit.expectations).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) / $1.1 }
    let width = binWidth
    return DecayFit(
      shape: shape, lifetimes: lifetimes, shares: photons.map { $0 / photons.reduce(0, +) }, exponent: exponent,
      meanLifetime: Finding(
        definition: "mean lifetime weighted by amplitude, the integral of the decay over its initial value",
        value: mean,
        interval: interval, unit: "s"),
      background: finding(shape.parameterCount, "background, counts a bin", "1") { $0 },
      shift: hasShift ? finding(size - 1, "shift of the response against the decay", "s") { $0 * width } : nil,
      deviance: fit.deviance, reducedChiSquare: chi / Double(max(1, bins.count - size)),
      akaike: fit.deviance + 2 * Double(size), bins: bins, expectations: fit.expectations)
  }
}
