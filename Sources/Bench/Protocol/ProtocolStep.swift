/// One sentence of a protocol, understood: what to do, and what to record while doing it.
public struct ProtocolStep: Sendable, Equatable {
  /// What is done.
  public var action: ProtocolAction
  /// What is recorded meanwhile; empty for a step that only prepares the device.
  public var records: [RecordRequest]
  /// The sentence as written, for timelines, records and messages.
  public var sentence: String
  /// Where the sentence begins in its file; line 0 for a step that was not read from a file.
  public var position: SentencePosition

  /// - Parameters: as the properties of the same names.
  public init(
    _ action: ProtocolAction, records: [RecordRequest] = [], sentence: String = "",
    position: SentencePosition = SentencePosition()
  ) {
    self.action = action
    self.records = records
    self.sentence = sentence
    self.position = position
  }
}

/// What one step does. Voltages in V, times in s, fluences in J m⁻².
public indirect enum ProtocolAction: Sendable, Equatable {
  /// The bias stays at a value with the light blocked, so no spectrum can be taken.
  case rest(bias: Double, lasting: Lasting)
  /// The bias stays at a value with the light as it is set.
  case hold(HeldBias, lasting: Lasting)
  /// The bias climbs a staircase.
  case staircase(Staircase)
  /// The bias follows a straight line in time.
  case scan(Scan)
  /// The bias goes linearly to a value within a time; `start` is `nil` for the bias already applied.
  case ramp(start: Double?, end: Double, duration: Double)
  /// The bias follows a course of its own: pulses, a sine, a waveform from a file.
  case course(BiasCourse)
  /// A current density, A m⁻², is driven; the bias follows.
  case drive(current: Double, lasting: Lasting)
  /// The pump energy climbs a ladder of fluences under a bias.
  case ladder(FluenceLadder)
  /// The pump light is blocked or let through.
  case light(isOn: Bool)
  /// The pump fluence takes a new value, J m⁻².
  case fluence(Double)
  /// A continuous light beside the pulsed pump is switched; `nil` is off.
  case biasLight(BiasLight?)
  /// The device is brought to a temperature, K.
  case temperature(Double)
  /// The temperature runs linearly to a value within a time, under the bias already applied.
  case temperatureRamp(TemperatureRamp)
  /// The pump fluence follows a course of its own under the bias already applied.
  case fluenceCourse(FluenceCourse)
  /// Records are taken of the state as it stands; no time passes.
  case observe
  /// The steps inside are carried out several times.
  case repeated(count: Int, [ProtocolStep])
  /// The steps inside are carried out once for each value of the series.
  case forEach(Series, [ProtocolStep])
  /// The steps inside are carried out once and go by a name in timelines and records.
  case section(name: String, [ProtocolStep])
}

/// A continuous light beside the pulsed pump.
public struct BiasLight: Sendable, Equatable, Codable {
  /// Incident irradiance, W m⁻².
  public var irradiance: Double
  /// Wavelength, m.
  public var wavelength: Double

  /// - Parameters: as the properties of the same names.
  public init(irradiance: Double, wavelength: Double) {
    self.irradiance = irradiance
    self.wavelength = wavelength
  }
}

/// The bias of a hold.
public enum HeldBias: Sendable, Equatable {
  /// This bias, V.
  case volts(Double)
  /// The bias already applied, or just chosen by a series.
  case present
  /// The value of the innermost series of biases around the step, written `hold bias for …`.
  case ofSeries
}

/// How long a step lasts.
public enum Lasting: Sendable, Equatable {
  /// A time, s.
  case time(Double)
  /// Until the device no longer changes; the clock of the protocol stands still meanwhile.
  case untilSteady
  /// Until a condition holds, at most for a time.
  case until(StopRule)
}

/// A staircase of bias values, both ends included.
public struct Staircase: Sendable, Equatable {
  /// First level, V.
  public var start: Double
  /// Last level, V.
  public var end: Double
  /// Number of levels.
  public var levelCount: Int
  /// Time spent on each level, s.
  public var dwell: Double

  /// - Parameters: as the properties of the same names.
  public init(start: Double, end: Double, levelCount: Int, dwell: Double) {
    self.start = start
    self.end = end
    self.levelCount = levelCount
    self.dwell = dwell
  }

  /// The levels in order, V.
  public var levels: [Double] {
    guard levelCount > 1 else { return [start] }
    let last = Double(levelCount - 1)
    return (0..<levelCount).map { (start * (last - Double($0)) + end * Double($0)) / last }
  }
}

/// A linear scan of the bias.
public struct Scan: Sendable, Equatable {
  /// Bias at the start, V.
  public var start: Double
  /// Bias at the end, V.
  public var end: Double
  /// Scan rate, V s⁻¹, positive whatever the direction.
  public var rate: Double

  /// - Parameters: as the properties of the same names.
  public init(start: Double, end: Double, rate: Double) {
    self.start = start
    self.end = end
    self.rate = rate
  }

  /// Time the scan takes, s.
  public var duration: Double { abs(end - start) / rate }
}

/// A ladder of pump fluences, both ends included.
public struct FluenceLadder: Sendable, Equatable {
  /// First fluence, J m⁻².
  public var start: Double
  /// Last fluence, J m⁻².
  public var end: Double
  /// Number of fluences.
  public var rungCount: Int
  /// Whether the rungs are evenly spaced in the logarithm; otherwise in the fluence itself.
  public var isLogarithmic: Bool
  /// Exposure time on each rung, s: slow time that the ions see. `nil`: all rungs are fired on one frozen state.
  public var exposure: Double?
  /// Bias during the ladder, V; `nil`: the one already applied.
  public var bias: Double?

  /// - Parameters: as the properties of the same names.
  public init(
    start: Double, end: Double, rungCount: Int, isLogarithmic: Bool, exposure: Double?, bias: Double? = nil
  ) {
    self.start = start
    self.end = end
    self.rungCount = rungCount
    self.isLogarithmic = isLogarithmic
    self.exposure = exposure
    self.bias = bias
  }
}

/// The values a block of steps runs through.
public enum Series: Sendable, Equatable {
  /// Bias values, V.
  case bias([Double])
  /// Pump fluences, J m⁻².
  case fluence([Double])
}

/// Where a sentence begins: line and column count from 1.
public struct SentencePosition: Sendable, Hashable, Comparable {
  /// Line in the file, from 1; 0 where there is no file.
  public var line: Int
  /// Column of the first character, from 1.
  public var column: Int

  /// - Parameters: as the properties of the same names.
  public init(line: Int = 0, column: Int = 1) {
    self.line = line
    self.column = column
  }

  /// Order in which the sentences stand in the protocol.
  public static func < (left: SentencePosition, right: SentencePosition) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }
}
