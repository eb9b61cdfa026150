/// Everything that makes pairs in the film: pump pulses, steady light, injection by the contacts.
public struct Excitation: Sendable, Equatable {
  /// Pump pulses; the clock's zero is that of their delays.
  public var pulses: [PumpPulse]
  /// Light that shines all the time; the pulses find its steady density.
  public var steadyLight: [SteadyPump]
  /// Pairs injected by the contacts; the pulses find the steady density of its first rate.
  public var injection: PairInjection?
  /// Time between repetitions of the whole, s: what one leaves is found by the next, up to the periodic state; `nil`
  /// for
  /// a single one.
  public var period: Double?

  /// - Parameters: as the properties of the same names.
  public init(
    pulses: [PumpPulse], steadyLight: [SteadyPump] = [], injection: PairInjection? = nil, period: Double? = nil
  ) {
    self.pulses = pulses
    self.steadyLight = steadyLight
    self.injection = injection
    self.period = period
  }

  /// One pump pulse.
  public init(_ pulse: LaserPulse) { self.init(pulses: [PumpPulse(pulse)]) }
}

/// A pump pulse at its time.
public struct PumpPulse: Sendable, Equatable {
  /// The pulse.
  public var pulse: LaserPulse
  /// Time of its centre, s.
  public var delay: Double
  /// Share of its incident fluence absorbed in each cell; `nil` for the film's own (a second pump of another wavelength
  /// or
  /// from the other side brings its own).
  public var absorbedShare: [Double]?

  /// - Parameters: as the properties of the same names.
  public init(_ pulse: LaserPulse, delay: Double = 0, absorbedShare: [Double]? = nil) {
    self.pulse = pulse
    self.delay = delay
    self.absorbedShare = absorbedShare
  }
}

/// Light that shines all the time.
public struct SteadyPump: Sendable, Equatable {
  /// Incident irradiance, W m⁻².
  public var irradiance: Double
  /// Wavelength of its photons, m.
  public var photonWavelength: Double
  /// Share of the incident light absorbed in each cell; `nil` for the film's own.
  public var absorbedShare: [Double]?

  /// - Parameters: as the properties of the same names.
  public init(irradiance: Double, photonWavelength: Double, absorbedShare: [Double]? = nil) {
    self.irradiance = irradiance
    self.photonWavelength = photonWavelength
    self.absorbedShare = absorbedShare
  }
}

/// Pairs injected by the contacts against time: given from outside, by a model of transport or by a guess.
public struct PairInjection: Sendable, Equatable {
  /// Times, s, rising; before the first and after the last the rate stays as it is there.
  public var times: [Double]
  /// Injected pairs per film area and time at each, m⁻² s⁻¹, straight in between.
  public var rates: [Double]
  /// Share of the pairs that appear in each cell, dimensionless; `nil` for even injection.
  public var share: [Double]?

  /// - Parameters: as the properties of the same names.
  public init(times: [Double], rates: [Double], share: [Double]? = nil) {
    self.times = times
    self.rates = rates
    self.share = share
  }

  /// A current pulse on a steady current.
  /// - Parameters:
  ///   - steadyCurrent: current density of recombination before and after, A m⁻².
  ///   - pulseCurrent: current density during the pulse, A m⁻².
  ///   - duration: length of the pulse, s, centred at 0, with edges of a tenth of it.
  ///   - efficiency: share of the current that recombines in the film, dimensionless.
  public static func pulse(
    steadyCurrent: Double = 0, pulseCurrent: Double, duration: Double, efficiency: Double = 1
  ) -> PairInjection {
    let perPair = efficiency / 1.602_176_634e-19
    let (half, edge) = (0.5 * duration, 0.1 * duration)
    return PairInjection(
      times: [-half, -half + edge, half - edge, half],
      rates: [steadyCurrent, pulseCurrent, pulseCurrent, steadyCurrent].map { $0 * perPair })
  }
}

extension Excitation {
  func validate(cells: Int) throws(EmissionError) {
    func share(_ values: [Double]?, _ quantity: String, most: Double) throws(EmissionError) {
      guard let values else { return }
      guard values.count == cells else { throw .unequalCells(quantity: quantity, found: values.count, expected: cells) }
      for value in values { try require(value, quantity, "1", from: 0, upTo: 1) }
      try require(values.reduce(0, +), quantity, "1", above: 0, upTo: most)
    }
    guard !pulses.isEmpty || injection != nil || !steadyLight.isEmpty else { throw .dark }
    for item in pulses {
      try item.pulse.validate()
      try require(item.delay, "delay of a pump pulse", "s", from: -1, upTo: 1)
      try share(item.absorbedShare, "absorbed share of a pump", most: 1 + 1e-9)
    }
    for light in steadyLight {
      try require(light.irradiance, "irradiance", "W/m2", from: 0, upTo: 1e12)
      try require(light.photonWavelength, "wavelength of the steady light", "m", from: 1e-7, upTo: 1e-5)
      try share(light.absorbedShare, "absorbed share of the steady light", most: 1 + 1e-9)
    }
    if let injection {
      guard injection.times.count == injection.rates.count, !injection.times.isEmpty,
        zip(injection.times, injection.times.dropFirst()).allSatisfy({ $0 < $1 })
      else {
        throw .outOfRange(
          quantity: "number of times of the injection", value: Double(injection.times.count), unit: "1",
          range: "that of its rates, at least one, rising")
      }
      for time in injection.times { try require(time, "time of the injection", "s", from: -1, upTo: 1) }
      for rate in injection.rates { try require(rate, "injected pairs", "1/(m2 s)", from: 0, upTo: 1e32) }
      try share(injection.share, "share of the injection", most: 1 + 1e-6)
    }
    if let period { try require(period, "time between repetitions", "s", from: 1e-12, upTo: 1e3) }
  }

  /// Steady generation per cell, m⁻³ s⁻¹: of the steady light and of the first rate of the injection.
  func steadyGeneration(_ film: FilmCells) -> [Double] {
    var generation = [Double](repeating: 0, count: film.widths.count)
    for source in sources(film) where source.isSteady {
      for cell in generation.indices { generation[cell] += source.density[cell] * source.rate(-.infinity) }
    }
    return generation
  }
}
