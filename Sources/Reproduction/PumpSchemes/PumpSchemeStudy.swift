// A survey of pump schemes with its uncertainty: the survey of the bench on the device as it is, then once more with each
// parameter of the posterior moved by a third of its deviation.

import Bench
import Foundation
import Inference
import InputFiles
import Materials
import Records
import Transport

/// A scheme with what came out.
public struct SurveyedScheme: Sendable {
  /// The scheme.
  public let scheme: PulsedScheme
  /// Mean bias, V.
  public let meanBias: Double
  /// Ion fraction of the film under it, dimensionless.
  public let meanIonFraction: Double
  /// Current at threshold and what goes with it.
  public let threshold: ElectricalThreshold
  /// Current density at threshold if the film stayed at the temperature of its surroundings, A m⁻²: what the ions do alone.
  public let coolCurrent: Double
  /// Standard deviation of the logarithm of the current, dimensionless; `nil` without a posterior.
  public let deviation: Double?

  /// Ends of the 95 % interval of the current density, A m⁻².
  public var interval: ClosedRange<Double>? {
    guard let deviation, deviation.isFinite, threshold.currentDensity.isFinite else { return nil }
    return (threshold.currentDensity * exp(-1.96 * deviation))...(threshold.currentDensity * exp(1.96 * deviation))
  }
}

/// One of the best schemes with what limits it.
public struct BestScheme: Sendable {
  /// The scheme.
  public let point: SurveyedScheme
  /// Current at threshold over that without a loss, by loss, largest first.
  public let costs: [(loss: SchemeWhatIf, factor: Double)]
}

/// Everything a survey found.
public struct PumpSchemeOutcome: Sendable {
  /// The question.
  public let scheme: PumpScheme
  /// The device.
  public let device: LoadedDevice
  /// The films under the mean biases, rising.
  public let films: [BiasedFilm]
  /// The schemes in the order of `PumpScheme.schemes`.
  public let points: [SurveyedScheme]
  /// The schemes of the lowest current, one a pulse length, the lowest first.
  public let best: [BestScheme]
  /// The title of the posterior behind the intervals.
  public let posterior: String?
  /// Ions, charge and photons.
  public let audit: PhysicsAudit

  /// The point of a scheme.
  func point(preBias: Double, pulseLength: Double, dutyCycle: Double) -> SurveyedScheme? {
    points.first { $0.scheme == PulsedScheme(preBias: preBias, pulseLength: pulseLength, dutyCycle: dutyCycle) }
  }
}

/// Carries a survey out.
public struct PumpSchemeStudy: Sendable {
  /// The question.
  public let scheme: PumpScheme
  /// The device.
  public let device: LoadedDevice
  /// What is known of its parameters.
  public let posterior: DevicePosterior?
  /// Resolution of the slow model.
  public let transportSettings: TransportSettings

  /// - Parameters:
  ///   - scheme: the question; its `posterior` is read.
  ///   - device: the device.
  ///   - transportSettings: resolution of the slow model.
  /// - Throws: `InputError` for a posterior that cannot be read or does not belong to the device.
  public init(
    _ scheme: PumpScheme, on device: LoadedDevice, transportSettings: TransportSettings = TransportSettings()
  ) throws(InputError) {
    self.scheme = scheme
    self.device = device
    self.transportSettings = transportSettings
    posterior = try scheme.posterior.map { name throws(InputError) in try Self.posterior(name, of: device) }
  }

  private static func posterior(_ name: String, of device: LoadedDevice) throws(InputError) -> DevicePosterior {
    let shipped = Bundle.module.resourceURL?.appending(path: "Fits/\(name)-posterior.yaml")
    let isShipped = shipped.map { FileManager.default.fileExists(atPath: $0.path(percentEncoded: false)) } ?? false
    let path = isShipped ? shipped?.path(percentEncoded: false) ?? name : name
    let found = try DevicePosterior(document: try InputDocument(path: path))
    for parameter in found.parameters where device.ledger[parameter.path]?.value == nil {
      throw InputError(
        kind: .inputFile,
        diagnostics: [
          Diagnostic(
            code: "E-name", message: "the device '\(device.device.name)' has no number `\(parameter.path)`",
            reason: "the posterior \(name) has", remedy: "name the posterior of a fit of this device, or leave `uncertainty` out")
        ])
    }
    return found
  }

  /// - Parameter progress: called with the fraction done and what is at work.
  /// - Throws: `ApparatusFailure`, `InputError`, `CancellationError`.
  public func carryOut(
    progress: @escaping @Sendable (_ fraction: Double, _ message: String) -> Void = { _, _ in }
  ) async throws -> PumpSchemeOutcome {
    let parts = 1 + (posterior?.parameters.count ?? 0)
    let survey = try PumpSchemeSurvey(scheme, on: device.device, transportSettings: transportSettings)
    let films = try await Self.films(survey)
    let nominal = try await Self.thresholds(survey, films)
    let cool = try await Self.thresholds(survey, films, without: .noHeating)
    let tally = ProgressTally(count: parts, report: progress)
    tally.finish("schemes")
    let logarithms = try logarithms(survey, films, near: nominal)
    var derivatives: [[Double]] = []
    if let posterior {
      derivatives = try await withThrowingTaskGroup(of: (Int, [Double]).self) { group in
        for index in posterior.parameters.indices {
          group.addTask {
            let found = try derivative(posterior.parameters[index], nominal)
            tally.finish(posterior.parameters[index].path)
            return (index, zip(found.values, logarithms).map { ($0 - $1) / found.step })
          }
        }
        return try await group.reduce(into: Array(repeating: [], count: posterior.parameters.count)) { $0[$1.0] = $1.1 }
      }
    }
    let points = scheme.schemes.indices.map { index -> SurveyedScheme in
      let one = scheme.schemes[index]
      let film = films[scheme.meanBias(one)]
      // A current that heats needs more of itself: the feedback of temperature on what the parameters change.
      let found = nominal[index]
      let feedback = 1 - found.temperatureSlope * (found.temperature - survey.ambient)
      return SurveyedScheme(
        scheme: one,
        meanBias: film?.meanBias ?? .nan, meanIonFraction: film?.meanIonFraction ?? .nan, threshold: found,
        coolCurrent: cool[index].currentDensity,
        deviation: posterior.map {
          $0.variance(derivatives: derivatives.map { $0[index] }).squareRoot() / max(feedback, 0)
        })
    }
    let photons = nominal.map(\.photonBalance.magnitude).max() ?? 0
    let checks = films.values.reduce(PhysicsAudit([])) { $0.merged(with: PhysicsAudit($1.checks)) }
    return PumpSchemeOutcome(
      scheme: scheme, device: device, films: films.values.sorted { $0.meanBias < $1.meanBias }, points: points,
      best: try best(points, survey, films), posterior: posterior?.title,
      audit: PhysicsAudit(checks.checks + [PhysicsAudit.Check("photons", value: photons, limit: PhysicsAudit.photonLimit)]))
  }

  /// The films under all mean biases, each once.
  private static func films(_ survey: PumpSchemeSurvey) async throws -> [Double: BiasedFilm] {
    try await withThrowingTaskGroup(of: BiasedFilm.self) { group in
      for bias in survey.scheme.meanBiases { group.addTask { try survey.film(meanBias: bias) } }
      return try await group.reduce(into: [:]) { $0[$1.meanBias] = $1 }
    }
  }

  private static func thresholds(
    _ survey: PumpSchemeSurvey, _ films: [Double: BiasedFilm], without loss: SchemeWhatIf? = nil
  ) async throws -> [ElectricalThreshold] {
    let scheme = survey.scheme
    return try await withThrowingTaskGroup(of: (Int, ElectricalThreshold).self) { group in
      for (index, one) in scheme.schemes.enumerated() {
        guard let film = films[scheme.meanBias(one)] else { continue }
        group.addTask {
          try Task.checkCancellation()
          return (index, try survey.threshold(of: one, film: film, without: loss))
        }
      }
      let found = try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
      return scheme.schemes.indices.compactMap { found[$0] }
    }
  }

  /// Logarithms of the thresholds with one parameter moved, at the temperatures found without.
  private func derivative(
    _ parameter: DevicePosterior.Parameter, _ nominal: [ElectricalThreshold]
  ) throws -> (values: [Double], step: Double) {
    let step = parameter.deviation / 3
    guard let entry = device.ledger[parameter.path], let value = entry.value,
      let assignment = entry.assignment(
        siValue: parameter.scale == .logarithmic ? value * exp(step) : value + step)
    else { return (nominal.map { _ in .nan }, 1) }
    let changed = try DeviceLibrary.load(
      text: device.resolvedInput, name: device.device.name,
      overrides: [assignment])
    let survey = try PumpSchemeSurvey(scheme, on: changed.device, transportSettings: transportSettings)
    var films: [Double: BiasedFilm] = [:]
    for bias in scheme.meanBiases {
      try Task.checkCancellation()
      films[bias] = try survey.film(meanBias: bias)
    }
    return (try logarithms(survey, films, near: nominal), step)
  }

  /// Logarithms of the thresholds at the temperatures of the survey's models nearest to those that were found.
  private func logarithms(
    _ survey: PumpSchemeSurvey, _ films: [Double: BiasedFilm], near nominal: [ElectricalThreshold]
  ) throws -> [Double] {
    try scheme.schemes.enumerated().map { index, one -> Double in
      let found = nominal[index]
      guard found.currentDensity.isFinite,
        let film = films[scheme.meanBias(one)]
      else { return .nan }
      return log(
        try survey.threshold(
          of: one, film: film, guess: found.currentDensity, near: found.temperature
        ).currentDensity)
    }
  }

  /// The lowest current of each pulse length, the three lowest of these, and what it costs them.
  private func best(
    _ points: [SurveyedScheme], _ survey: PumpSchemeSurvey, _ films: [Double: BiasedFilm]
  ) throws -> [BestScheme] {
    let found = scheme.pulseLengths.compactMap { length in
      points.filter { $0.scheme.pulseLength == length && $0.threshold.currentDensity.isFinite }
        .min { $0.threshold.currentDensity < $1.threshold.currentDensity }
    }
    return try found.sorted { $0.threshold.currentDensity < $1.threshold.currentDensity }.prefix(3).map { point in
      guard let film = films[point.meanBias] else { return BestScheme(point: point, costs: []) }
      let costs = try SchemeWhatIf.allCases.map { loss in
        let without = try survey.threshold(
          of: point.scheme, film: film, guess: point.threshold.currentDensity, without: loss)
        return (loss: loss, factor: point.threshold.currentDensity / without.currentDensity)
      }
      return BestScheme(point: point, costs: costs.sorted { $0.factor > $1.factor })
    }
  }
}
