// Which of several models the data prefer.
//
//   Akaike's criterion     AIC = D + 2 d           (predictive accuracy; corrected for few data, AICc)
//   Schwarz's criterion    BIC = D + d ln N        (first order of −2 ln Z)
//   Laplace's evidence     ln Z = ln L + ln π + d/2 ln 2π + ½ ln |Σ|     at the maximum, π the normalised prior
//   stepping stones        ln Z = Σ ln ⟨L^(β_{k+1} − β_k)⟩_{β_k}          over ensembles from the prior to the posterior
// Laplace's is exact for a normal posterior; stepping stones check it where that is in doubt. The Bayes factor is the
// ratio of two evidences, and its words are those of Kass and Raftery. All priors must be normalised: a flat prior needs
// finite bounds, and the answer depends on them; that is reported with it.
//
// Source: Kass and Raftery, J. Am. Stat. Assoc. 90, 773 (1995), doi:10.1080/01621459.1995.10476572;
// Xie et al., Syst. Biol. 60, 150 (2011), doi:10.1093/sysbio/syq085.

import Foundation
import NumericalMethods

/// One model among several for the same data.
public struct ModelEvidence: Sendable, Equatable {
  /// Name of the model.
  public let name: String
  /// Free parameters d.
  public let parameterCount: Int
  /// Deviance of the data at the maximum.
  public let deviance: Double
  /// Akaike's criterion with the correction for few data.
  public let akaike: Double
  /// Schwarz's criterion.
  public let schwarz: Double
  /// Laplace's ln Z; nil where a prior is not normalised or a direction is not fixed.
  public let logEvidence: Double?

  /// - Parameters:
  ///   - best: maximum of the posterior of the model.
  ///   - problem: the model, its parameters and data.
  ///   - name: name in tables and files.
  public init(name: String, _ best: MaximumPosterior, of problem: InferenceProblem) {
    let d = problem.parameters.count
    let n = Double(problem.dataCount)
    self.name = name
    parameterCount = d
    deviance = best.deviance
    let spare = n - Double(d) - 1
    akaike = best.deviance + 2 * Double(d) + (spare > 0 ? 2 * Double(d * (d + 1)) / spare : .infinity)
    schwarz = best.deviance + Double(d) * log(n)
    var logPrior = 0.0
    var isProper = best.covariance != nil && !best.isAtBound.contains(true)
    for (parameter, u) in zip(problem.parameters, best.coordinates) {
      if let density = parameter.logPriorDensity(at: u) { logPrior += density } else { isProper = false }
    }
    guard isProper, let covariance = best.covariance else {
      logEvidence = nil
      return
    }
    let logVolume = SymmetricEigen(covariance, size: d).values.reduce(0) { $0 + log(max($1, 1e-300)) }
    let saturated = problem.data.reduce(0) { $0 + $1.saturatedLogLikelihood }
    logEvidence =
      saturated - 0.5 * best.deviance + logPrior + 0.5 * Double(d) * log(2 * Double.pi) + 0.5 * logVolume
  }
}

/// Several models against each other.
public struct ModelComparison: Sendable, Equatable {
  /// Models, the one with the largest evidence first (the lowest BIC where one has no evidence).
  public let ranked: [ModelEvidence]
  /// Whether evidences were compared; otherwise Schwarz's criterion.
  public let usesEvidence: Bool

  /// - Parameter models: two or more, all of the same data.
  public init(_ models: [ModelEvidence]) {
    usesEvidence = models.allSatisfy { $0.logEvidence != nil }
    let isRanked = usesEvidence
    ranked = models.sorted {
      isRanked ? ($0.logEvidence ?? 0) > ($1.logEvidence ?? 0) : $0.schwarz < $1.schwarz
    }
  }

  /// ln of the Bayes factor of the best model against the model at an index of `ranked`.
  public func logBayesFactor(against index: Int) -> Double {
    guard let best = ranked.first else { return .nan }
    if usesEvidence { return (best.logEvidence ?? .nan) - (ranked[index].logEvidence ?? .nan) }
    return 0.5 * (ranked[index].schwarz - best.schwarz)
  }

  /// Probability of each model of `ranked`, all equally likely before.
  public var probabilities: [Double] {
    let weights = ranked.indices.map { exp(-logBayesFactor(against: $0)) }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  /// The strength of the best model's case against the next, in the words of Kass and Raftery.
  public var verdict: String {
    guard ranked.count > 1, let best = ranked.first else { return "there is one model only" }
    let twice = 2 * logBayesFactor(against: 1)
    let words =
      twice < 2 ? "not worth more than a bare mention" : twice < 6 ? "positive" : twice < 10 ? "strong" : "very strong"
    return "evidence for '\(best.name)' against '\(ranked[1].name)': \(words) "
      + "(ln Bayes factor \(String(format: "%.1f", 0.5 * twice))\(usesEvidence ? "" : ", from Schwarz's criterion"))"
  }
}

extension InferenceProblem {
  /// ln Z by stepping stones from the prior to the posterior, with its standard error.
  /// - Parameters:
  ///   - stones: temperatures between the two.
  ///   - settings: sampler at each of them.
  ///   - best: the model that the others are compared with.
  /// - Throws: `InferenceError` where a prior is not normalised or the sampler cannot begin.
  public func evidenceBySteppingStones(
    from best: MaximumPosterior, stones: Int = 24, settings: SamplerSettings = .init()
  ) async throws(InferenceError) -> (logEvidence: Double, standardError: Double) {
    for (parameter, u) in zip(parameters, best.coordinates) where parameter.logPriorDensity(at: u) == nil {
      throw .invalidParameter(
        parameter.name, reason: "its prior is flat without bounds", remedy: "give finite bounds or a prior")
    }
    var (sum, variance) = (0.0, 0.0)
    for k in 0..<stones {
      // The power 10/3: most stones stand close to the prior, where the likelihood matters most.
      let beta = pow(Double(k) / Double(stones), 10.0 / 3)
      let next = pow(Double(k + 1) / Double(stones), 10.0 / 3)
      var heated = settings
      heated.inverseTemperature = beta
      heated.seed = settings.seed &+ UInt64(k)
      let sampler = try EnsembleSampler(self, settings: heated)
      var state = try sampler.begin(about: best)
      let samples = await sampler.sample(from: &state)
      let logs = samples.deviances.map { $0.map { -0.5 * (next - beta) * ($0 - best.deviance) } }
      let all = logs.flatMap { $0 }
      let top = all.max() ?? 0
      let mean = all.reduce(0) { $0 + exp($1 - top) } / Double(all.count)
      sum += top + log(mean)
      let parts = logs.map { part in part.reduce(0) { $0 + exp($1 - top) } / Double(max(1, part.count)) / mean }
      let spread = parts.reduce(0) { $0 + ($1 - 1) * ($1 - 1) } / Double(max(1, parts.count - 1))
      variance += spread / Double(parts.count)
    }
    let saturated = data.reduce(0) { $0 + $1.saturatedLogLikelihood }
    return (saturated - 0.5 * best.deviance + sum, variance.squareRoot())
  }
}
