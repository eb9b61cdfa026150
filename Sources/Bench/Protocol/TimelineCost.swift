// What a run will cost, from counts alone. The seconds are those of one core of the machine on which the table in
// Documentation/methods/bench.md was measured, which states how far real runs lie from them: they are there to tell a second
// from an hour.

/// What carrying a timeline out will cost.
public struct TimelineCost: Sendable, Equatable {
  /// Moves of the bias, observations of a state as it stands not counted.
  public var moves: Int
  /// Rests until steady.
  public var settlements: Int
  /// Pulses to be computed, tests of conditions included.
  public var pulses: Int
  /// Current readings.
  public var currents: Int
  /// Depth profiles.
  public var profiles: Int
  /// Decays against time.
  public var decays: Int
  /// Streak images.
  public var streaks: Int
  /// Bytes of the record, uncompressed.
  public var bytes: Int
  /// Processor time, s.
  public var seconds: Double

  /// Measured costs, s, as methods/bench.md tells: assembling a device; a move after a jump or a kink; one that goes on
  /// smoothly; a rest until steady; a pulse; an instant; a profile; a streak image.
  static let measured = (
    assembly: 0.075, kink: 0.0042, move: 2e-4, settlement: 0.006, pulse: 0.0022, instant: 2e-5, profile: 0.0015,
    streak: 0.072
  )
  /// What moves cost more where electrons and holes are followed.
  static let fullCarriers = 18.0

  /// - Parameters:
  ///   - timeline: what is to be done.
  ///   - wavelengths: number of wavelengths of a spectrum.
  ///   - cells: cells of a depth profile.
  ///   - hasFullCarriers: whether the device model follows electrons and holes.
  public init(of timeline: Timeline, wavelengths: Int = 401, cells: Int = 200, hasFullCarriers: Bool = false) {
    moves = timeline.segments.count { $0.duration > 0 }
    settlements = timeline.segments.count { if case .settle = $0.motion { true } else { false } }
    pulses = timeline.spectrumCount
    currents = timeline.currentCount
    profiles = timeline.profileCount
    (decays, streaks) = (timeline.decayCount, timeline.streakCount)
    let instants = timeline.segments.reduce(0) { $0 + $1.instants.count }
    // A decay has a thousand bins as shipped, a streak image 220 pixels in time.
    bytes =
      8 * (3 * wavelengths * pulses + 5 * cells * profiles + 8 * instants)
      + 8 * (1000 * timeline.decayCount + 220 * wavelengths * timeline.streakCount)
    let cost = Self.measured
    let moving = zip(timeline.segments, [nil] + timeline.segments.map(Optional.init))
      .reduce(0) { $0 + Self.seconds(of: $1.0, after: $1.1) }
    seconds =
      cost.assembly + moving * (hasFullCarriers ? Self.fullCarriers : 1) + cost.pulse * Double(pulses)
      + cost.instant * Double(instants) + cost.profile * Double(profiles) + cost.streak * Double(streaks)
  }

  /// Processor time of a move alone, s: what it begins with is most of it.
  static func seconds(of segment: TimelineSegment, after previous: TimelineSegment?) -> Double {
    if case .settle = segment.motion { return measured.settlement }
    guard segment.duration > 0 else { return 0 }
    let tests = Double((segment.stop?.testCount ?? 1) - 1) * measured.move
    guard let previous, segment.motion.start == previous.motion.end, segment.slope == previous.slope,
      segment.temperature == previous.temperature, segment.biasLight == previous.biasLight
    else { return measured.kink + tests }
    return measured.move + tests
  }

  /// The cost in words.
  public var text: String {
    let size = bytes < 1_000_000 ? "\(max(1, bytes / 1000)) kB" : "\(bytes / 1_000_000) MB"
    let counts = [
      (pulses, "pulse"), (moves, "move"), (settlements, "rest until steady"), (currents, "current reading"),
      (profiles, "profile"), (decays, "decay"), (streaks, "streak image"),
    ].filter { $0.0 > 0 }.map { count, name in
      "\(count) \(count == 1 ? name : name.hasPrefix("rest") ? "rests until steady" : name + "s")"
    }
    return (counts + ["about \(Self.words(seconds)) of one core, a record of about \(size)"]).joined(separator: ", ")
  }

  private static func words(_ seconds: Double) -> String {
    switch seconds {
    case ..<1: "\(Int((seconds * 10).rounded(.up)) * 100) ms"
    case ..<120: "\(Int(seconds.rounded(.up))) s"
    case ..<7200: "\(Int((seconds / 60).rounded(.up))) min"
    default: "\(Int((seconds / 3600).rounded(.up))) h"
    }
  }
}

extension TimelineSegment {
  /// How the bias runs, V s⁻¹; NaN where a current is driven.
  fileprivate var slope: Double { duration > 0 ? (motion.end - motion.start) / duration : 0 }
}
