/// How a sample is excited for a decay: by one pulse, or by a train of equal ones.
public struct DecayExcitation: Sendable, Equatable {
  /// Pairs that one pulse makes, per volume of the film (its mean), m⁻³.
  public var density: Double
  /// Time between pulses T, s; `nil` for a single pulse on a sample at rest. With a period, the emission is that of the
  /// periodic steady state: each pulse finds what the ones before it have left.
  public var period: Double?
  /// Shape of the pulse; `nil` for one that is over at once.
  public var shape: PulseShape?
  /// Full width at half maximum of a Gaussian or sech² pulse, s; a measured pulse brings its own.
  public var width: Double

  /// - Parameters: as the properties of the same names.
  public init(density: Double, period: Double? = nil, shape: PulseShape? = nil, width: Double = 0) {
    self.density = density
    self.period = period
    self.shape = shape
    self.width = width
  }

  /// The pulse, ready to be evaluated; nil for one that is over at once.
  var profile: PulseProfile? { shape.map { PulseProfile($0, width: width) } }
  /// When the pulse begins, s; its centre is at 0.
  var start: Double { profile?.start ?? 0 }

  func validate() throws(EmissionError) {
    try require(density, "pairs per volume and pulse", "m-3", above: 0, upTo: 1e28)
    if let shape {
      if shape == .gaussian || shape == .hyperbolicSecantSquared {
        try require(width, "pulse duration", "s", from: 1e-15, upTo: 1)
      }
    }
    if let period {
      let length = profile.map { $0.end - $0.start } ?? 0
      try require(period, "time between pulses", "s", above: length, upTo: 1e3)
    }
  }
}

/// Light of a decay, per volume of the film.
public struct EmittedLight: Sendable, Equatable {
  /// Photons emitted from the beginning of the pulse up to each time asked for, m⁻³.
  public var cumulative: [Double]
  /// Photons emitted by one pulse, m⁻³: in one period, or until nothing is left.
  public var total: Double
  /// Mean carrier density at each time asked for, m⁻³.
  public var density: [Double]
  /// Mean density that the pulse finds, m⁻³; zero for a single pulse.
  public var densityBefore: Double

  /// - Parameters: as the properties of the same names.
  public init(cumulative: [Double], total: Double, density: [Double], densityBefore: Double) {
    self.cumulative = cumulative
    self.total = total
    self.density = density
    self.densityBefore = densityBefore
  }
}

/// A sample that can be excited and decays: a pure function of its parameters, so that fits can differentiate it.
///
/// Conforming: `RecombinationConstants` (uniform film), `DepthResolvedFilm` (diffusion and surfaces), `TrapFilling`
/// (explicit occupancy of traps).
public protocol DecayModel: Sendable {
  /// Light and carriers after a pulse.
  /// - Parameters:
  ///   - excitation: the pulse or train of pulses.
  ///   - times: s, rising, counted from the centre of the pulse; not before the pulse begins, and with a period not
  /// after
  ///     the next one begins.
  func emission(after excitation: DecayExcitation, at times: [Double]) throws(EmissionError) -> EmittedLight
}

extension DecayModel {
  /// Photons per absorbed pair of one pulse (internal yield), dimensionless, against excitation: the PLQY(F) of a fit.
  /// - Parameters:
  ///   - densities: pairs per volume and pulse, m⁻³.
  ///   - template: period and pulse shape; its own density is not used.
  public func quantumYields(
    densities: [Double], like template: DecayExcitation = DecayExcitation(density: 1)
  ) throws(EmissionError) -> [Double] {
    var yields: [Double] = []
    for density in densities {
      var excitation = template
      excitation.density = density
      yields.append(try emission(after: excitation, at: []).total / density)
    }
    return yields
  }
}

/// Refuses times of a decay that do not rise or leave the period.
func validateTimes(_ times: [Double], of excitation: DecayExcitation) throws(EmissionError) {
  let start = excitation.start
  let end = excitation.period.map { start + $0 * (1 + 1e-12) } ?? .infinity
  var previous = start - 1e-12 * (abs(start) + (excitation.period ?? 0))
  for time in times {
    guard time >= previous, time.isFinite, time <= end else {
      throw .outOfRange(
        quantity: "time of the decay", value: time, unit: "s", range: "from \(previous) s, rising, up to \(end) s")
    }
    previous = time
  }
}
