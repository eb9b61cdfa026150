// Thresholds of pump schemes on one device.
//
//   1. Pulses come faster than ions move: the ions stand where the mean bias holds them, in the steady state. (Their drift is
//      linear in the field; in 10 µs at 10 V the fastest go 0.3 nm.)
//   2. On the film with these ions one pulse of the train is fired, with what the pulse before has left, and its current is
//      raised until the amplified line is as high as the spontaneous one (ElectricalThreshold.swift).
//   3. The same film is pumped by the laser, for the optical threshold.
// Whether contacts and layers can carry the current is not asked here.

import Emission
import Materials
import Quantities
import Records
import Transport

/// The film with its ions under a mean bias.
public struct BiasedFilm: Sendable {
  /// Mean bias, V.
  public let meanBias: Double
  /// Ion fraction averaged over the film, dimensionless.
  public let meanIonFraction: Double
  /// Incident fluence at which the laser brings amplified emission, J m⁻²; NaN where it does not.
  public let opticalThreshold: Double
  /// What the ions conserved on their way.
  public let checks: [PhysicsAudit.Check]
  /// The film.
  let film: FilmCells
}

/// What of the loss mechanisms is taken away, to see what it costs.
public enum SchemeWhatIf: String, Sendable, CaseIterable {
  /// The film stays at the temperature of its surroundings.
  case noHeating = "heating"
  /// No Auger recombination.
  case noAuger = "Auger recombination"
  /// Every ion swept out of the film.
  case noIons = "ions left in the film"
  /// No trapping: k1 = 0.
  case noTraps = "first-order recombination"
}

/// One device under the schemes of a survey.
public struct PumpSchemeSurvey: Sendable {
  /// The question.
  public let scheme: PumpScheme
  private let device: SimulatedDevice
  /// The fast model at rising temperatures.
  private let models: [PulseModel]

  /// Step of temperature between the models, K: ln J bends by a thousandth over it.
  private static let temperatureStep = 12.5

  /// - Parameters:
  ///   - scheme: the question.
  ///   - device: the device.
  ///   - transportSettings: resolution of the slow model.
  /// - Throws: `ApparatusFailure` in the words of the model that refused.
  public init(
    _ scheme: PumpScheme, on device: Device, transportSettings: TransportSettings = TransportSettings()
  ) throws(ApparatusFailure) {
    self.scheme = scheme
    self.device = try SimulatedDevice(
      device: device, pump: scheme.pump, detector: scheme.detector, transportSettings: transportSettings)
    let ambient = self.device.film.pulses.temperature
    let steps = max(1, Int(((scheme.highestTemperature - ambient) / Self.temperatureStep).rounded(.up)))
    let pulses = self.device.film.pulses
    do throws(EmissionError) {
      models = try (0...steps).map { step throws(EmissionError) in
        guard step > 0 else { return pulses }
        return try pulses.at(
          temperature: ambient + (scheme.highestTemperature - ambient) * Double(step) / Double(steps))
      }
    } catch {
      throw ApparatusFailure(emission: error)
    }
  }

  /// Temperature of the surroundings, K.
  public var ambient: Double { models[0].temperature }

  /// The film in the steady state under a mean bias.
  /// - Throws: `ApparatusFailure`.
  public func film(meanBias: Double) throws(ApparatusFailure) -> BiasedFilm {
    var settled = device
    try settled.settle(bias: meanBias, fluence: nil)
    let exposure = settled.exposure(fluence: scheme.pump.fluence)
    let cells = exposure.film
    let mean = zip(cells.ionFraction, cells.widths).reduce(0) { $0 + $1.0 * $1.1 } / cells.thickness
    let pulses = device.film.pulses
    do throws(EmissionError) {
      let crossing = try AmplificationCrossing(guess: scheme.pump.fluence, range: 1e-4...1e3) { fluence throws(EmissionError) in
        let pulse = LaserPulse(
          incidentFluence: fluence, photonWavelength: scheme.pump.wavelength, duration: scheme.pump.width,
          shape: scheme.pump.shape)
        return try pulses.fire(Excitation(pulse), film: cells)
      }
      return BiasedFilm(
        meanBias: meanBias, meanIonFraction: mean, opticalThreshold: crossing?.position ?? .nan, checks: settled.audit(),
        film: cells)
    } catch {
      throw ApparatusFailure(emission: error)
    }
  }

  /// The threshold of a scheme.
  /// - Parameters:
  ///   - point: the scheme.
  ///   - film: the film under its mean bias.
  ///   - guess: a current density near the threshold, A m⁻².
  ///   - near: take the film at the temperature of the models nearest to this one, K; `nil` to find it from the current.
  ///   - without: a loss that is taken away.
  /// - Throws: `ApparatusFailure`.
  public func threshold(
    of point: PulsedScheme, film: BiasedFilm, guess: Double = 1e8, near: Double? = nil,
    without: SchemeWhatIf? = nil
  ) throws(ApparatusFailure) -> ElectricalThreshold {
    do throws(EmissionError) {
      var cells = film.film
      if without == .noIons { cells.ionFraction = cells.ionFraction.map { _ in 0 } }
      let pulse = ElectricalPulse(
        film: cells, length: point.pulseLength, dutyCycle: point.dutyCycle, efficiency: scheme.injectionEfficiency,
        bias: scheme.pulseBias,
        pairVoltage: models[0].parameters.edge.edgeEnergy / PhysicalConstants.elementaryCharge,
        heatConductance: scheme.heatConductance)
      if let near {
        let model = models.min { abs($0.temperature - near) < abs($1.temperature - near) } ?? models[0]
        return try pulse.threshold(model, guess: guess) ?? .none("no amplification", temperature: model.temperature)
      }
      if without == .noHeating {
        return try pulse.threshold(models[0], guess: guess) ?? .none("no amplification", temperature: models[0].temperature)
      }
      let changed = try models.map { model throws(EmissionError) in
        switch without {
        case .noAuger: try model.with { $0.rates.k3 = 0 }
        case .noTraps: try model.with { ($0.rates.k1Floor, $0.rates.k1Slope) = (0, 0) }
        default: model
        }
      }
      return try pulse.threshold(models: changed, guess: guess)
    } catch {
      throw ApparatusFailure(emission: error)
    }
  }
}
