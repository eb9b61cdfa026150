// Electrical pumping by short pulses on a DC pre-bias: the question, as a file states it.

import InputFiles

/// What is varied in a survey of pump schemes, and what is taken for granted.
public struct PumpScheme: Sendable, Equatable {
  /// Name: that of its file without ending.
  public var name: String
  /// One line for people.
  public var title: String
  /// The device: a shipped name or a path.
  public var device: String
  /// Named parameter set of the device; `nil` for the device's own.
  public var parameterSet: String?
  /// The pump laser whose threshold stands beside the electrical one.
  public var pump: Pump
  /// What the spectrometer records.
  public var detector: DetectorGrid
  /// DC biases between the pulses, V.
  public var preBiases: [Double]
  /// Bias across the device during a pulse, V: the ions feel its mean, and with the current it makes the heat.
  public var pulseBias: Double
  /// Lengths of the electrical pulses, s.
  public var pulseLengths: [Double]
  /// Shares of the time in which the pulse is on, dimensionless.
  public var dutyCycles: [Double]
  /// Share of the current that makes pairs in the light-emitting layer, dimensionless.
  public var injectionEfficiency: Double
  /// Conductance per area through which the device loses its mean heat, W m⁻² K⁻¹.
  public var heatConductance: Double
  /// Highest temperature of the film that it stands, K.
  public var highestTemperature: Double
  /// What is known of the parameters: the name of a shipped fit or the path of the `posterior.yaml` of one; `nil` for nothing.
  public var posterior: String?
  /// The file with overrides carried out, YAML.
  public var resolvedInput = ""
  /// Where the file names device and parameter set.
  public var deviceLocation: SourceLocation?, parameterSetLocation: SourceLocation?

  /// Names of the surveys that Driftlight ships.
  public static let shippedNames = ["pump-scheme"]

  /// The same survey with the ends of its biases and duty cycles, and the shortest pulse, alone.
  public var cornersOnly: PumpScheme {
    func ends(_ values: [Double]) -> [Double] { values.count > 1 ? [values[0], values[values.count - 1]] : values }
    var copy = self
    copy.preBiases = ends(preBiases)
    copy.dutyCycles = ends(dutyCycles)
    copy.pulseLengths = Array(pulseLengths.prefix(1))
    return copy
  }

  /// Mean bias of a scheme, V.
  public func meanBias(_ point: PulsedScheme) -> Double {
    point.preBias + point.dutyCycle * (pulseBias - point.preBias)
  }

  /// Every scheme of the survey: pre-bias fastest, then pulse length, then duty cycle.
  public var schemes: [PulsedScheme] {
    dutyCycles.flatMap { duty in
      pulseLengths.flatMap { length in
        preBiases.map { PulsedScheme(preBias: $0, pulseLength: length, dutyCycle: duty) }
      }
    }
  }

  /// Mean biases that occur, V, rising.
  public var meanBiases: [Double] { Set(schemes.map(meanBias)).sorted() }
}
