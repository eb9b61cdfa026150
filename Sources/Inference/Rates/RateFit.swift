// Rate constants from decays and yields together.
//
// Each condition (group) has its constants; each constant is fixed, shared by all conditions, or has a value in each.
// Nuisance parameters follow from the data: a number of photons for each decay of free scale, one factor for all tied
// decays, one factor for all relative yields, a background and a time zero where they are not given. All of them are
// parameters like the others, so that their uncertainty is in every interval.

import Emission
import Foundation

/// A global fit of rate constants.
public struct RateFit: Sendable {
  /// What is known of one constant.
  public enum Knowledge: Sendable, Equatable {
    /// Held at a value, SI.
    case fixed(Double)
    /// One value for all conditions; the parameter's name is that of the constant.
    case shared(FitParameter)
    /// A value for each condition, all with the same start, bounds and prior.
    case perGroup(FitParameter)
  }

  /// Equations.
  public let model: RateModel
  /// Constants by name; those that are not named keep their standard value.
  public let knowledge: [String: Knowledge]
  /// Decays.
  public let decays: [DecayData]
  /// Yields.
  public let yields: [YieldData]

  /// - Parameters: as the properties of the same names.
  public init(model: RateModel, knowledge: [String: Knowledge], decays: [DecayData], yields: [YieldData] = []) {
    (self.model, self.knowledge, self.decays, self.yields) = (model, knowledge, decays, yields)
  }

  /// Conditions, in the order of the data.
  public var groups: [String] {
    var seen: Set<String> = []
    return (decays.map(\.group) + yields.map(\.group)).filter { seen.insert($0).inserted }
  }

  /// The problem of this fit.
  /// - Throws: `InferenceError` where constants or data are missing or unusable.
  public func problem() throws(InferenceError) -> InferenceProblem {
    let layout = try RateLayout(self)
    return try InferenceProblem(
      parameters: layout.parameters, data: try data(), differenceStep: model.differenceStep,
      derivative: { layout.derivative(of: self, at: $0, $1, $2) }
    ) { values in try layout.expectations(of: self, at: values) }
  }

  private func data() throws(InferenceError) -> [FitData] {
    var sets: [FitData] = []
    for decay in decays {
      let set = try FitData(name: decay.name, values: decay.counts, noise: .poisson)
      guard decay.counts.count >= 8 else {
        throw .unusableData(decay.name, reason: "\(decay.counts.count) bins are no decay", remedy: "give eight or more")
      }
      let lowest = decay.counts.min() ?? 0
      let highest = decay.counts.max() ?? 0
      let spread = highest - lowest
      guard spread > 5 * max(1, lowest).squareRoot() else {
        throw .unusableData(
          decay.name, reason: "it is flat (from \(lowest) to \(highest) counts)",
          remedy: "check the channel and the time window, or leave this set out")
      }
      sets.append(set)
    }
    for set in yields {
      guard set.densities.count == set.yields.count else {
        throw .unusableData(
          set.name, reason: "\(set.densities.count) densities for \(set.yields.count) yields", remedy: "give one each")
      }
      if set.isAbsolute, let index = set.yields.firstIndex(where: { $0 > 1 + 1e-9 }) {
        throw .unusableData(
          set.name, reason: "yield \(index + 1) is \(set.yields[index]), more than one photon a pair",
          remedy: "write `scale: relative`, or give the yield as a fraction and not in per cent")
      }
      sets.append(try FitData(name: set.name, values: set.yields, noise: .normal(deviations: set.deviations)))
    }
    return sets
  }
}

/// Where each number of the model stands among the parameters.
struct RateLayout: Sendable {
  /// Where a number comes from.
  enum Source: Sendable, Equatable {
    case fixed(Double)
    case parameter(Int)

    func value(_ parameters: [Double]) -> Double {
      switch self {
      case .fixed(let value): value
      case .parameter(let index): parameters[index]
      }
    }
  }

  private(set) var parameters: [FitParameter] = []
  /// Sources of the constants by group.
  private var constants: [String: [Source]] = [:]
  private var photons: [Source] = []
  private var backgrounds: [Source] = []
  private var timeZeros: [Source] = []
  private var yieldFactors: [Source] = []

  init(_ fit: RateFit) throws(InferenceError) {
    let known = fit.model.constants
    for name in fit.knowledge.keys.sorted() where !known.contains(where: { $0.name == name }) {
      throw .invalidParameter(
        name, reason: "the model has no such constant",
        remedy: "it has \(known.map(\.name).joined(separator: ", "))")
    }
    let groups = fit.groups
    for group in groups { constants[group] = [] }
    for constant in known {
      switch fit.knowledge[constant.name] {
      case .fixed(let value): for group in groups { constants[group]?.append(.fixed(value)) }
      case .shared(let parameter):
        let source = add(parameter)
        for group in groups { constants[group]?.append(source) }
      case .perGroup(let parameter):
        for group in groups {
          let name = groups.count > 1 ? "\(parameter.name) at \(group)" : parameter.name
          let source = add(try parameter.named(name))
          constants[group]?.append(source)
        }
      case nil:
        guard let standard = constant.standard else {
          throw .invalidParameter(
            constant.name, reason: "the model needs it", remedy: "fix it, or give start and bounds")
        }
        for group in groups { constants[group]?.append(.fixed(standard)) }
      }
    }
    try addNuisances(fit)
  }

  private mutating func add(_ parameter: FitParameter) -> Source {
    parameters.append(parameter)
    return .parameter(parameters.count - 1)
  }

  private mutating func addNuisances(_ fit: RateFit) throws(InferenceError) {
    var tied: Source?
    for decay in fit.decays {
      let total = max(decay.counts.reduce(0, +), 1)
      switch decay.scale {
      case .free:
        photons.append(
          add(
            try FitParameter(
              name: "photons of \(decay.name)", start: total, bounds: (0.01 * total)...(100 * total))))
      case .tied:
        if tied == nil {
          let guess = total / max(decay.excitation.density, 1)
          tied = add(
            try FitParameter(
              name: "counts per photon density", unit: "m3", start: 10 * guess, bounds: (1e-3 * guess)...(1e8 * guess)))
        }
        photons.append(tied ?? .fixed(1))
      }
      if let background = decay.background {
        backgrounds.append(.fixed(background))
      } else {
        // The tenth of the bins with the fewest counts: at most the background itself, if the window has a dark part.
        let sorted = decay.counts.sorted()
        let few = sorted.prefix(max(4, sorted.count / 10))
        let guess = max(few.reduce(0, +) / Double(few.count), 0.05)
        backgrounds.append(
          add(
            try FitParameter(
              name: "background of \(decay.name)", start: guess, bounds: 0...(max(10 * guess, total)), scale: .linear)))
      }
      if let range = decay.timeZero.range {
        timeZeros.append(
          add(
            try FitParameter(
              name: "time zero of \(decay.name)", unit: "s", start: decay.timeZero.start, bounds: range, scale: .linear)
          ))
      } else {
        timeZeros.append(.fixed(decay.timeZero.start))
      }
    }
    var factor: Source?
    for set in fit.yields {
      if set.isAbsolute {
        yieldFactors.append(.fixed(1))
        continue
      }
      if factor == nil {
        let top = max(set.yields.max() ?? 1, .leastNormalMagnitude)
        factor = add(
          try FitParameter(name: "factor of relative yields", start: 2 * top, bounds: (1e-3 * top)...(1e6 * top)))
      }
      yieldFactors.append(factor ?? .fixed(1))
    }
  }

  /// ∂m/∂p of amplitudes, backgrounds and factors, in which the expectations are linear; nil for all other parameters.
  func derivative(of fit: RateFit, at values: [Double], _ expectations: [Double], _ parameter: Int) -> [Double]? {
    let own = Source.parameter(parameter)
    let value = values[parameter]
    guard value > 0, photons.contains(own) || backgrounds.contains(own) || yieldFactors.contains(own) else {
      return nil
    }
    var result = [Double](repeating: 0, count: expectations.count)
    var offset = 0
    for (index, decay) in fit.decays.enumerated() {
      let rows = offset..<(offset + decay.counts.count)
      offset = rows.upperBound
      let background = max(0, backgrounds[index].value(values))
      if photons[index] == own { for row in rows { result[row] = (expectations[row] - background) / value } }
      if backgrounds[index] == own { for row in rows { result[row] = 1 } }
    }
    for (index, set) in fit.yields.enumerated() {
      let rows = offset..<(offset + set.yields.count)
      offset = rows.upperBound
      if yieldFactors[index] == own { for row in rows { result[row] = expectations[row] / value } }
    }
    return result
  }

  func expectations(of fit: RateFit, at values: [Double]) throws -> [Double] {
    var samples: [String: any DecayModel] = [:]
    for (group, sources) in constants {
      samples[group] = try fit.model.sample(sources.map { $0.value(values) }[...])
    }
    var all: [Double] = []
    all.reserveCapacity(fit.decays.reduce(0) { $0 + $1.counts.count } + fit.yields.reduce(0) { $0 + $1.yields.count })
    for (index, decay) in fit.decays.enumerated() {
      guard let sample = samples[decay.group] else { continue }
      let amount = photons[index].value(values)
      let detection = DecayDetection(
        binWidth: decay.binWidth, binCount: decay.counts.count, timeZero: timeZeros[index].value(values),
        response: decay.response, background: max(0, backgrounds[index].value(values)),
        scale: decay.scale == .free ? .counts(amount) : .perPhotonDensity(amount))
      all += try detection.expectedCounts(of: sample, after: decay.excitation)
    }
    for (index, set) in fit.yields.enumerated() {
      guard let sample = samples[set.group] else { continue }
      let factor = yieldFactors[index].value(values)
      all += try sample.quantumYields(densities: set.densities, like: set.excitation).map { factor * $0 }
    }
    return all
  }
}

extension FitParameter {
  /// The same parameter under another name.
  func named(_ name: String) throws(InferenceError) -> FitParameter {
    try FitParameter(name: name, unit: unit, start: start, bounds: bounds, scale: scale, prior: prior)
  }
}
