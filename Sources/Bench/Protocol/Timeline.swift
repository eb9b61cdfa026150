/// A protocol laid out in time: what an apparatus is asked for, move by move.
public struct Timeline: Sendable, Equatable {
  /// The moves in order.
  public var segments: [TimelineSegment]
  /// The sentences that produced them, one entry for each time a sentence is carried out.
  public var steps: [TimelineStep]
  /// Time on the clock of the protocol, s; rests until steady take none.
  public var duration: Double
  /// Number of pulses that must be computed or measured, the cost of a run: for spectra, decays and streak images.
  public var spectrumCount: Int
  /// Number of current readings.
  public var currentCount: Int
  /// Number of depth profiles.
  public var profileCount: Int
  /// Number of decays.
  public var decayCount: Int
  /// Number of streak images.
  public var streakCount: Int
}

/// One move of the bias with what is observed meanwhile.
public struct TimelineSegment: Sendable, Equatable {
  /// Index into `Timeline.steps`.
  public var step: Int
  /// Start on the clock of the protocol, s.
  public var start: Double
  /// Duration, s; zero for an observation and for a rest until steady.
  public var duration: Double
  /// What the bias does.
  public var motion: BiasMotion
  /// Incident pump fluence, J m⁻²; `nil` while the light is blocked.
  public var fluence: Double?
  /// When to observe what, ascending in time.
  public var instants: [TimelineInstant]
  /// Temperature of the device T, K; `nil` until a sentence sets one.
  public var temperature: Double?
  /// Continuous light beside the pulsed pump.
  public var biasLight: BiasLight?
  /// The condition that ends the move before its duration, if it has one.
  public var stop: StopRule?
}

/// What the bias does in one segment, V.
public enum BiasMotion: Sendable, Equatable {
  /// Stays at a value; a jump at the start if it was another.
  case hold(Double)
  /// Goes linearly from one value to another.
  case ramp(from: Double, to: Double)
  /// Stays at a value until the device no longer changes.
  case settle(Double)
  /// The bias is whatever drives this current density, A m⁻².
  case drive(Double)

  /// Bias at the end, V; NaN where a current is driven.
  public var end: Double {
    switch self {
    case .hold(let bias), .settle(let bias), .ramp(_, let bias): bias
    case .drive: .nan
    }
  }
  /// Bias at the start, V; NaN where a current is driven.
  public var start: Double {
    switch self {
    case .hold(let bias), .settle(let bias), .ramp(let bias, _): bias
    case .drive: .nan
    }
  }
}

/// An instant at which something is observed.
public struct TimelineInstant: Sendable, Equatable {
  /// Time from the start of the segment, s.
  public var time: Double
  /// What is observed.
  public var kinds: Set<RecordKind>
}

/// One carrying-out of one sentence.
public struct TimelineStep: Sendable, Equatable {
  /// The sentence as written.
  public var sentence: String
  /// Where it stands.
  public var position: SentencePosition
  /// Which pass of each enclosing block this is, outermost first, for example `cycle 2 of 5`, `bias 4 V`.
  public var context: [String]
  /// Start on the clock of the protocol, s.
  public var start: Double
  /// Duration, s.
  public var duration: Double
}

/// How large a protocol may be. Beyond this a misplaced digit is likelier than an intention.
public struct TimelineLimits: Sendable, Equatable {
  /// Most moves of the bias.
  public var segments = 50_000
  /// Most spectra: 20 000 spectra of 401 points with their two components take 200 MB.
  public var spectra = 20_000
  /// Most current readings.
  public var currents = 500_000
  /// Most depth profiles.
  public var profiles = 2_000
  /// Most decays: 20 000 of 1000 bins take 160 MB.
  public var decays = 20_000
  /// Most streak images: 200 of 220 pixels and 401 wavelengths take 140 MB.
  public var streaks = 200

  /// The limits as shipped.
  public init() {}
}

/// What makes a protocol of well-formed sentences impossible to carry out.
public struct TimelineProblem: Error, Sendable, Equatable, CustomStringConvertible {
  /// The sentence at fault.
  public var sentence: String
  /// Where it stands.
  public var position: SentencePosition
  /// What is wrong.
  public var message: String
  /// What to do instead.
  public var remedy: String

  /// Sentence, message and remedy in one line.
  public var description: String { "\(sentence): \(message); \(remedy)" }
}

/// All that is wrong with a protocol.
public struct TimelineProblems: Error, Sendable, Equatable, CustomStringConvertible {
  /// The problems in order of their sentences; never empty.
  public let problems: [TimelineProblem]

  /// One line a problem.
  public var description: String { problems.map(\.description).joined(separator: "\n") }
}
