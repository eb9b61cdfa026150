import Records

/// What carrying a protocol out gave: everything observed, in order, and how it ended.
public struct BenchRun: Sendable {
  /// Name of the apparatus.
  public var apparatus: String
  /// The timeline that was to be carried out.
  public var timeline: Timeline
  /// Everything observed, in order of time. After a failure or a cancellation: what was observed until then.
  public var readings: [Reading]
  /// How the run ended.
  public var outcome: RunOutcome
  /// Conserved quantities against their limits.
  public var audit: PhysicsAudit

}

/// How a run ended.
public enum RunOutcome: Sendable, Equatable {
  /// All steps were carried out.
  case complete
  /// It was stopped from outside; the readings until then are there.
  case cancelled
  /// Its time was over; the readings until then are there.
  case outOfTime
  /// It could not go on; the readings until then are there.
  case failed(RunFailure)
}

/// Where in the protocol a run failed, and why.
public struct RunFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// The sentence that was being carried out.
  public var sentence: String
  /// Clock of the protocol at the start of the move that failed, s.
  public var time: Double
  /// What the apparatus says.
  public var cause: ApparatusFailure

  /// Place or subject, reason and way out.
  public var description: String {
    "at \(shortest(time)) s, in '\(sentence)': \(cause)"
  }
}

/// What was observed at one instant.
public struct Reading: Sendable, Equatable, Codable {
  /// Index of the move, into `Timeline.segments`.
  public var segment: Int
  /// Index of the carrying-out of a sentence, into `Timeline.steps`.
  public var step: Int
  /// Clock of the protocol, s.
  public var time: Double
  /// Time since the sentence began, s.
  public var timeInStep: Double
  /// What was asked for at this instant.
  public var kinds: Set<RecordKind>
  /// Bias V, V.
  public var bias: Double
  /// Incident pump fluence, J m⁻²; `nil` while the light is blocked.
  public var fluence: Double?
  /// Terminal current density J, A m⁻².
  public var currentDensity: Double?
  /// Ion fraction f averaged over the emitting layer, dimensionless.
  public var meanIonFraction: Double?
  /// Charge that has flowed into the contact since the start ∫J dt, C m⁻².
  public var chargePassed: Double?
  /// Lattice temperature T, K, where the apparatus knows it.
  public var temperature: Double?
  /// The emission, where a spectrum was asked for and obtained.
  public var emission: DetectedEmission?
  /// The depth profile, where one was asked for.
  public var profile: DepthProfile?
}

extension BenchRun {
  /// The readings that carry a spectrum, in order.
  public var spectra: [Reading] { readings.filter { $0.emission != nil && $0.kinds.contains(.spectrum) } }
  /// The readings that carry a decay, in order.
  public var decays: [Reading] { readings.filter { $0.emission?.decay != nil } }
  /// The readings that carry a streak image, in order.
  public var streaks: [Reading] { readings.filter { $0.emission?.streak != nil } }
  /// The readings for which the current was asked for, in order.
  public var currents: [Reading] { readings.filter { $0.kinds.contains(.current) } }
  /// The readings that carry a depth profile, in order.
  public var profiles: [Reading] { readings.filter { $0.profile != nil } }

  /// The readings of one carrying-out of a sentence.
  /// - Parameter step: index into `timeline.steps`.
  public func readings(ofStep step: Int) -> [Reading] { readings.filter { $0.step == step } }

  /// The steps, in order, that begin with the given words, as indices into `timeline.steps`.
  public func steps(beginning words: String) -> [Int] {
    timeline.steps.indices.filter { timeline.steps[$0].sentence.hasPrefix(words) }
  }

  /// The spectra of each fluence ladder, in order of the ladders.
  public var ladders: [[Reading]] {
    steps(beginning: "fluence ladder").map { step in
      readings(ofStep: step).filter { $0.emission != nil && $0.kinds.contains(.spectrum) }
    }
  }
}
