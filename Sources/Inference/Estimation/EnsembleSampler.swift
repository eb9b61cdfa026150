// Samples of the posterior by ensembles of walkers.
//
// Goals, in this order:
//   1. no tuning: the moves are invariant under linear changes of the coordinates, so strong correlations cost nothing;
//   2. the same samples on one core and on many: each walker has a random stream of its own;
//   3. chains that can be judged: several ensembles that know nothing of each other.
//
// Half of the walkers move at a time, each relative to walkers of the other half:
//   stretch      u′ = v + z (u − v), z from g(z) ∝ 1/√z on [1/2, 2], accepted with z^(d−1) p(u′)/p(u);
//   difference   u′ = u + γ (v − w) (1 + ε), γ = 2.38/√(2d), every tenth time γ = 1 to change between modes.
// Rejected: Hamiltonian moves. They need gradients of whole devices, which cost one run for each parameter, and fits here
// have twenty parameters at most.
//
// Source: Goodman and Weare, Comm. App. Math. Comp. Sci. 5, 65 (2010), doi:10.2140/camcos.2010.5.65;
// Foreman-Mackey et al., PASP 125, 306 (2013), doi:10.1086/670067; ter Braak, Stat. Comput. 16, 239 (2006),
// doi:10.1007/s11222-006-8769-1; Nelson et al., Astrophys. J. Suppl. 210, 11 (2014), doi:10.1088/0067-0049/210/1/11.

import Foundation
import NumericalMethods

/// How the posterior is sampled.
public struct SamplerSettings: Sendable, Equatable, Codable {
  /// Independent ensembles.
  public var ensembles = 4
  /// Walkers of each ensemble; an even number, more than twice the parameters.
  public var walkers = 32
  /// Steps that are thrown away at the beginning.
  public var warmUp = 500
  /// Steps that are kept.
  public var steps = 1500
  /// Seed.
  public var seed: UInt64 = 1
  /// Exponent of the likelihood, 1 for the posterior, 0 for the prior.
  public var inverseTemperature = 1.0

  /// The standard settings.
  public init() {}
}

/// Where a sampler stands: enough to go on bit by bit.
public struct SamplerState: Sendable, Equatable, Codable {
  /// Steps done.
  public var step = 0
  /// Coordinates of all walkers: ensemble by ensemble, walker by walker.
  public var positions: [[Double]]
  /// Deviance of the data of each walker.
  public var deviances: [Double]
  /// Deviance of the priors of each walker.
  public var priors: [Double]
  /// Accepted moves since the beginning.
  public var accepted = 0
}

/// Samples of a posterior.
public struct PosteriorSamples: Sendable, Equatable {
  /// Names of the parameters.
  public let names: [String]
  /// Coordinates u by ensemble, then step by step with all walkers of a step together, parameter by parameter.
  public let coordinates: [[Double]]
  /// Deviance of the data of each sample, by ensemble.
  public let deviances: [[Double]]
  /// Walkers of an ensemble.
  public let walkers: Int
  /// Share of moves accepted, dimensionless.
  public let acceptance: Double

  /// Number of parameters.
  public var parameterCount: Int { names.count }
  /// Steps kept.
  public var stepCount: Int { (deviances.first?.count ?? 0) / max(1, walkers) }

  /// All samples of one parameter, in its coordinate.
  public func samples(of parameter: Int) -> [Double] {
    coordinates.flatMap { chain in stride(from: parameter, to: chain.count, by: parameterCount).map { chain[$0] } }
  }

  /// Samples of one parameter in one ensemble: one row for each step, one column for each walker.
  public func trace(of parameter: Int, ensemble: Int) -> [[Double]] {
    let chain = coordinates[ensemble]
    return (0..<stepCount).map { step in
      (0..<walkers).map { chain[(step * walkers + $0) * parameterCount + parameter] }
    }
  }
}

/// An affine-invariant ensemble sampler of one problem.
public struct EnsembleSampler: Sendable {
  /// What is sampled.
  public let problem: InferenceProblem
  /// How.
  public let settings: SamplerSettings

  /// - Throws: `InferenceError.nothingToFit` where walkers or steps are too few.
  public init(_ problem: InferenceProblem, settings: SamplerSettings = .init()) throws(InferenceError) {
    let needed = 2 * (problem.parameters.count + 1)
    guard settings.walkers >= needed, settings.walkers % 2 == 0 else {
      throw .nothingToFit(
        reason: "\(settings.walkers) walkers cannot span \(problem.parameters.count) parameters; give an even number "
          + "of \(needed) or more")
    }
    guard settings.steps > 0, settings.ensembles > 0 else { throw .nothingToFit(reason: "no steps are asked for") }
    self.problem = problem
    self.settings = settings
  }

  /// Walkers scattered about a maximum, twice as wide as its curvature says, inside the bounds.
  public func begin(about best: MaximumPosterior) throws(InferenceError) -> SamplerState {
    let limits = problem.parameters.map(\.coordinateBounds)
    let widths = best.deviations.indices.map { j -> Double in
      let room = limits[j].upperBound - limits[j].lowerBound
      let known = best.deviations[j]
      return known.isFinite ? 2 * known : room.isFinite ? 0.05 * room : 0.1 * max(1, abs(best.coordinates[j]))
    }
    var state = SamplerState(positions: [], deviances: [], priors: [])
    for walker in 0..<(settings.ensembles * settings.walkers) {
      var generator = SeededGenerator(seed: settings.seed, stream: UInt64(1_000_000 + walker))
      var shrink = 1.0
      var found: (u: [Double], deviance: Double)?
      for attempt in 0..<200 {
        if attempt % 20 == 19 { shrink *= 0.5 }
        let u = best.coordinates.indices.map { j -> Double in
          let drawn = best.coordinates[j] + shrink * widths[j] * generator.normal()
          // Reflected at the bounds, so that a maximum on a bound does not waste the half of the walkers.
          let (low, high) = (limits[j].lowerBound, limits[j].upperBound)
          let reflected = drawn < low ? 2 * low - drawn : drawn > high ? 2 * high - drawn : drawn
          return min(max(reflected, low), high)
        }
        let deviance = dataDeviance(at: u)
        if deviance.isFinite {
          found = (u, deviance)
          break
        }
      }
      guard let found else {
        throw .modelFailed(reason: "no point near the maximum gives a finite deviance")
      }
      state.positions.append(found.u)
      state.deviances.append(found.deviance)
      state.priors.append(problem.priorDeviance(at: found.u))
    }
    return state
  }

  /// Samples until all steps are done.
  /// - Parameters:
  ///   - state: where to begin or go on; changed as the sampling goes, so that it can be stored between calls.
  ///   - kept: samples of an earlier part, to which these are added.
  ///   - progress: called after every step with steps done; sampling ends early where it returns false.
  public func sample(
    from state: inout SamplerState, adding kept: PosteriorSamples? = nil,
    progress: (_ done: Int, _ of: Int) -> Bool = { _, _ in true }
  ) async -> PosteriorSamples {
    let all = settings.warmUp + settings.steps
    var chains = kept?.coordinates ?? [[Double]](repeating: [], count: settings.ensembles)
    var deviances = kept?.deviances ?? [[Double]](repeating: [], count: settings.ensembles)
    while state.step < all {
      for half in 0..<2 { await move(half: half, &state) }
      state.step += 1
      if state.step > settings.warmUp {
        for e in 0..<settings.ensembles {
          for w in (e * settings.walkers)..<((e + 1) * settings.walkers) {
            chains[e] += state.positions[w]
            deviances[e].append(state.deviances[w])
          }
        }
      }
      if !progress(state.step, all) || Task.isCancelled { break }
    }
    let moves = state.step * settings.ensembles * settings.walkers
    return PosteriorSamples(
      names: problem.parameters.map(\.name), coordinates: chains, deviances: deviances, walkers: settings.walkers,
      acceptance: moves > 0 ? Double(state.accepted) / Double(moves) : 0)
  }

  private struct Move: Sendable {
    let walker: Int
    let u: [Double]
    let deviance: Double
    let prior: Double
    let isAccepted: Bool
  }

  private func move(half: Int, _ state: inout SamplerState) async {
    let size = settings.walkers / 2
    let walkers = (0..<settings.ensembles).flatMap { e in
      (0..<size).map { e * settings.walkers + half * size + $0 }
    }
    let snapshot = state
    let lanes = max(1, min(walkers.count, ProcessInfo.processInfo.activeProcessorCount))
    let share = (walkers.count + lanes - 1) / lanes
    let moves = await withTaskGroup(of: [Move].self) { group in
      for lane in 0..<lanes {
        let mine = walkers.dropFirst(lane * share).prefix(share)
        group.addTask { mine.map { self.propose($0, half: half, snapshot) } }
      }
      var all: [Move] = []
      for await part in group { all += part }
      return all
    }
    for move in moves where move.isAccepted {
      state.positions[move.walker] = move.u
      state.deviances[move.walker] = move.deviance
      state.priors[move.walker] = move.prior
      state.accepted += 1
    }
  }

  private func propose(_ walker: Int, half: Int, _ state: SamplerState) -> Move {
    let size = settings.walkers / 2
    let others = (walker / settings.walkers) * settings.walkers + (1 - half) * size
    var generator = SeededGenerator(
      seed: settings.seed, stream: UInt64(2_000_000 + state.step * settings.ensembles * settings.walkers + walker))
    let u = state.positions[walker]
    let d = Double(u.count)
    let v = state.positions[others + generator.index(below: size)]
    var trial: [Double]
    var logFactor = 0.0
    if generator.uniform() < 0.5 {
      let root = 1 + generator.uniform()
      let z = 0.5 * root * root
      trial = zip(u, v).map { $1 + z * ($0 - $1) }
      logFactor = (d - 1) * log(z)
    } else {
      var second = generator.index(below: size)
      while state.positions[others + second] == v, size > 1, second != size - 1 { second += 1 }
      let w = state.positions[others + second]
      let gamma = (generator.uniform() < 0.1 ? 1 : 2.38 / (2 * d).squareRoot()) * (1 + 1e-3 * generator.normal())
      trial = u.indices.map { u[$0] + gamma * (v[$0] - w[$0]) }
    }
    let same = Move(
      walker: walker, u: u, deviance: state.deviances[walker], prior: state.priors[walker], isAccepted: false)
    for (parameter, place) in zip(problem.parameters, trial)
    where !parameter.coordinateBounds.contains(place) { return same }
    let prior = problem.priorDeviance(at: trial)
    let deviance = settings.inverseTemperature > 0 ? dataDeviance(at: trial) : 0
    guard deviance.isFinite, prior.isFinite else { return same }
    let heat = settings.inverseTemperature
    let difference =
      heat * (state.deviances[walker] - deviance) + state.priors[walker] - prior
    guard log(max(generator.uniform(), 1e-300)) < logFactor + 0.5 * difference else { return same }
    return Move(walker: walker, u: trial, deviance: deviance, prior: prior, isAccepted: true)
  }

  private func dataDeviance(at u: [Double]) -> Double {
    guard let expectations = problem.expectations(at: u) else { return .infinity }
    return problem.deviance(of: expectations)
  }
}
