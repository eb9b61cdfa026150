import Emission
import Foundation
import NumericalMethods

/// Everything a fit found, and what it may not be trusted for.
public struct FitOutcome: Sendable {
  /// The problem that was solved.
  public let problem: InferenceProblem
  /// Best values and their covariance.
  public let best: MaximumPosterior
  /// Confidence of the intervals, dimensionless.
  public let confidence: Double
  /// Interval of each parameter, in SI; ends are nil where the data give none.
  public let intervals: [(lower: Double?, upper: Double?)]
  /// Profiles of the parameters, if asked for.
  public let profiles: [ProfileInterval]
  /// Samples of the posterior, if asked for.
  public let samples: PosteriorSamples?
  /// What the data fix and what not.
  public let identifiability: Identifiability
  /// This fit among its rivals, if there are any.
  public let comparison: ModelComparison?
  /// Decays that could be measured next, the most telling first.
  public let next: [CandidateGain]
  /// Share of the deviance of each data set in its number of data, dimensionless; about 1 for a good fit.
  public let reducedDeviances: [Double]
  /// What is wrong with this fit, for people; empty where nothing is.
  public let warnings: [String]
}

extension FitFile {
  /// Stages of a fit, for progress.
  public enum Stage: Sendable, Equatable {
    /// Looking for the maximum.
    case maximum
    /// Profile of a parameter, of all.
    case profile(Int, of: Int)
    /// Rival, of all.
    case rival(Int, of: Int)
    /// Step of the sampler, of all.
    case sample(Int, of: Int)
  }

  /// Carries the fit out.
  /// - Parameter progress: called at each stage.
  /// - Throws: `InferenceError` where a model or data set cannot be used, or the fit does not converge.
  public func carryOut(
    progress: @Sendable (Stage) -> Void = { _ in }
  ) async throws -> FitOutcome {
    let problem = try fit.problem()
    progress(.maximum)
    var best = try problem.maximise(settings: search)
    var warnings: [String] = []
    var profiles: [ProfileInterval] = []
    if usesProfiles {
      // A profile may find a better minimum than the one it began with: then all begin again, at most twice.
      for attempt in 0..<3 {
        profiles = []
        for index in problem.parameters.indices {
          progress(.profile(index, of: problem.parameters.count))
          try Task.checkCancellation()
          profiles.append(
            try problem.profile(of: index, about: best, confidence: confidence, interior: 2, settings: search))
        }
        guard attempt < 2, let better = profiles.compactMap(\.betterCoordinates).first else { break }
        best = try problem.maximise(from: better, settings: search)
      }
    }
    let intervals = problem.parameters.indices.map { index -> (lower: Double?, upper: Double?) in
      if usesProfiles { return (profiles[index].lower, profiles[index].upper) }
      let range = best.interval(of: index, in: problem, confidence: confidence)
      return (range?.lowerBound, range?.upperBound)
    }
    var models = [ModelEvidence(name: title.isEmpty ? "this model" : title, best, of: problem)]
    // Evidences are compared by units of the deviance: a thousandth is enough.
    var rough = search
    rough.devianceTolerance = max(search.devianceTolerance, 1e-3)
    for (index, rival) in rivals.enumerated() {
      progress(.rival(index, of: rivals.count))
      let other = try rival.fit.problem()
      // A rival that cannot be fitted is told, and the others are not lost.
      do throws(InferenceError) {
        models.append(ModelEvidence(name: rival.name, try other.maximise(settings: rough), of: other))
      } catch {
        warnings.append("the rival '\(rival.name)' could not be fitted: \(error)")
      }
    }
    var samples: PosteriorSamples?
    if let sampling {
      let sampler = try EnsembleSampler(problem, settings: sampling)
      var state = try sampler.begin(about: best)
      let found = await sampler.sample(from: &state) { done, all in
        progress(.sample(done, of: all))
        return true
      }
      for (parameter, quality) in zip(problem.parameters, found.diagnostics()) {
        if let warning = quality.warning {
          warnings.append("the samples of \(parameter.name) cannot be trusted yet: \(warning); sample longer")
        }
      }
      samples = found
    }
    let reduced = Self.reducedDeviances(problem, best)
    for (set, value) in zip(problem.data, reduced) where value > 1.5 && set.values.count >= 8 {
      warnings.append(
        "'\(set.name)' is not described by this model: deviance \(String(format: "%.2f", value)) a datum, about 1 is expected"
      )
    }
    for (index, parameter) in problem.parameters.enumerated() where best.isAtBound[index] {
      warnings.append("\(parameter.name) ended on a bound (\(parameter.value(at: best.coordinates[index])))")
    }
    let separate = best.minima.filter { $0 > best.totalDeviance + 1 }
    if !separate.isEmpty {
      warnings.append(
        "\(separate.count) of \(best.minima.count) starts ended in other minima, the nearest with a deviance "
          + "\(String(format: "%.1f", separate[0] - best.totalDeviance)) higher")
    }
    return FitOutcome(
      problem: problem, best: best, confidence: confidence, intervals: intervals, profiles: profiles, samples: samples,
      identifiability: Identifiability(best, of: problem, for: constants(of: problem)),
      comparison: models.count > 1 ? ModelComparison(models) : nil, next: try design(problem, best),
      reducedDeviances: reduced, warnings: warnings)
  }

  /// The constants of the model among all parameters.
  func constants(of problem: InferenceProblem) -> [Int] {
    problem.parameters.indices.filter { index in
      let name = problem.parameters[index].name
      return fit.model.constants.contains { name == $0.name || name.hasPrefix($0.name + " at ") }
    }
  }

  private static func reducedDeviances(_ problem: InferenceProblem, _ best: MaximumPosterior) -> [Double] {
    zip(problem.data, problem.offsets).map { set, offset in
      // Bins with few counts have an expected deviance of their own; Pearson's sum has expectation 1 a bin always.
      let expected = best.expectations[offset..<(offset + set.values.count)]
      let sum = zip(set.values, expected).enumerated().reduce(0.0) { sum, item in
        let (n, m) = item.element
        switch set.noise {
        case .poisson: return sum + (m > 0 ? (n - m) * (n - m) / m : 0)
        case .normal(let deviations), .robust(let deviations):
          let r = (n - m) / deviations[item.offset]
          return sum + r * r
        }
      }
      return sum / Double(set.values.count)
    }
  }

  private func design(_ problem: InferenceProblem, _ best: MaximumPosterior) throws -> [CandidateGain] {
    guard let template = fit.decays.first, !candidates.isEmpty else { return [] }
    let layout = try RateLayout(fit)
    let measurements = candidates.map { density in
      CandidateMeasurement(name: "decay after \(Identifiability.brief(density * 1e-6)) cm^-3") { values in
        var excitation = template.excitation
        excitation.density = density
        let probe = DecayData(
          name: template.name, group: template.group, counts: template.counts, binWidth: template.binWidth,
          excitation: excitation, response: template.response, scale: template.scale, background: template.background,
          timeZero: template.timeZero)
        let single = RateFit(model: fit.model, knowledge: fit.knowledge, decays: [probe] + fit.decays.dropFirst())
        let all = try layout.expectations(of: single, at: values)
        return Array(all.prefix(template.counts.count))
      }
    }
    return try problem.rank(measurements, at: best)
  }
}
