// The current at which a pulse of injected pairs brings amplified emission: where the amplified line is as high as the
// spontaneous one, as F2c's ratio definition has it for the optical pump.
//
// The film's temperature follows from the current itself:
//   T = T₀ + J V_p d/G + mean over the pulse of the film's own rise (LatticeHeating.swift) under J E_g/q.
// All power heats the device in the mean. Within a pulse the film gets what its pairs give when they recombine, all of it
// taken for heat; the rest of V_p drops in contacts and layers, from which heat needs longer than the pulse.
// The threshold is computed at rising temperatures until it no longer heats that far; in between ln J and T are straight.

import Emission
import Foundation
import Quantities

/// The threshold of one scheme.
public struct ElectricalThreshold: Sendable, Equatable {
  /// Current density during the pulse, A m⁻²; NaN where there is no threshold (`reason` says why).
  public var currentDensity: Double
  /// Temperature of the film, mean over the pulse, K.
  public var temperature: Double
  /// Share of the pairs lost to Auger recombination, dimensionless.
  public var augerShare: Double
  /// Highest pair density, m⁻³.
  public var peakDensity: Double
  /// Residual of the photon balance of the pulse at threshold, dimensionless.
  public var photonBalance: Double
  /// Slope of the logarithm of the current against the film's temperature, K⁻¹; 0 where it was not sought.
  public var temperatureSlope = 0.0
  /// Why there is no threshold.
  public var reason: String?

  static func none(_ reason: String, temperature: Double) -> ElectricalThreshold {
    ElectricalThreshold(
      currentDensity: .nan, temperature: temperature, augerShare: .nan, peakDensity: .nan, photonBalance: 0, reason: reason)
  }
}

/// What is pumped, by which pulse, and how it loses its heat.
struct ElectricalPulse {
  var film: FilmCells
  var length: Double
  var dutyCycle: Double
  var efficiency: Double
  var bias: Double
  /// E_g/q, V.
  var pairVoltage: Double
  var heatConductance: Double
  var heating = LatticeHeating()

  /// Current densities that are tried, A m⁻²: 1 mA/cm² to 10 GA/cm².
  static let range = 10.0...1e14

  /// The threshold at the temperature that its own current makes.
  /// - Parameters:
  ///   - models: the fast model at rising temperatures, from that of the surroundings to the highest allowed.
  ///   - guess: a current density near it, A m⁻².
  func threshold(models: [PulseModel], guess: Double) throws(EmissionError) -> ElectricalThreshold {
    var earlier: (found: ElectricalThreshold, reached: Double)?
    var guess = guess
    for model in models {
      guard var found = try threshold(model, guess: guess) else {
        return .none("no amplification up to \(Self.range.upperBound * 1e-10) MA/cm²", temperature: model.temperature)
      }
      guess = found.currentDensity
      let reached = models[0].temperature + rise(currentDensity: found.currentDensity)
      guard reached > model.temperature else {
        guard let earlier else {
          found.temperature = max(reached, model.temperature)
          return found
        }
        // Between two temperatures ln J is a straight line, and so nearly is what it heats to.
        let (before, after) = (earlier.reached - earlier.found.temperature, reached - model.temperature)
        let share = before / (before - after)
        func between(_ path: KeyPath<ElectricalThreshold, Double>) -> Double {
          exp((1 - share) * log(earlier.found[keyPath: path]) + share * log(found[keyPath: path]))
        }
        return ElectricalThreshold(
          currentDensity: between(\.currentDensity), temperature: between(\.temperature),
          augerShare: between(\.augerShare), peakDensity: between(\.peakDensity),
          photonBalance: max(abs(earlier.found.photonBalance), abs(found.photonBalance)),
          temperatureSlope: log(found.currentDensity / earlier.found.currentDensity)
            / (found.temperature - earlier.found.temperature),
          reason: nil)
      }
      earlier = (found, reached)
    }
    let highest = models[models.count - 1].temperature
    return .none(
      "the current that it needs would heat the film beyond \(Int((highest - 273.15).rounded())) °C",
      temperature: earlier?.reached ?? highest)
  }

  /// Rise of the film's temperature under a current density, mean over the pulse, K.
  func rise(currentDensity: Double) -> Double {
    let power = currentDensity * pairVoltage
    let times = (0...20).map { length * Double($0) / 20 }
    let own = heating.rise(times: times, power: times.map { _ in power }, thickness: film.thickness)
    let mean = zip(own, own.dropFirst()).reduce(0) { $0 + 0.5 * ($1.0 + $1.1) } / Double(times.count - 1)
    return currentDensity * bias * dutyCycle / heatConductance + mean
  }

  /// The threshold at the temperature of a model; `nil` where there is none within the range.
  func threshold(_ model: PulseModel, guess: Double) throws(EmissionError) -> ElectricalThreshold? {
    var film = film
    film.temperature = model.temperature
    let crossing = try AmplificationCrossing(guess: guess, range: Self.range) { current throws(EmissionError) in
      let injection = PairInjection.pulse(pulseCurrent: current, duration: length, efficiency: efficiency)
      return try model.fire(Excitation(pulses: [], injection: injection, period: length / dutyCycle), film: film)
    }
    guard let crossing else { return nil }
    return ElectricalThreshold(
      currentDensity: crossing.position, temperature: model.temperature,
      augerShare: crossing.emission.photons.augerShare, peakDensity: crossing.emission.peakDensity,
      photonBalance: crossing.emission.photonBalance, reason: nil)
  }
}
