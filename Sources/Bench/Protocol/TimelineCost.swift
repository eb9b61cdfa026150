// What a run will cost, from counts alone. The seconds are those of one core of the machine on which the table in
// Documentation/methods/bench.md was measured; they are there to tell a second from an hour, not to be believed to a factor
// of two.

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
  /// Bytes of the record, uncompressed.
  public var bytes: Int
  /// Processor time, s.
  public var seconds: Double

  /// Measured costs, s: assembling a device; one move after a jump or a kink; a rest until steady; a pulse; an instant.
  static let measured = (assembly: 0.08, move: 0.012, settlement: 0.02, pulse: 0.0022, instant: 3e-5)

  /// - Parameters:
  ///   - timeline: what is to be done.
  ///   - wavelengths: number of wavelengths of a spectrum.
  ///   - cells: cells of a depth profile.
  public init(of timeline: Timeline, wavelengths: Int = 401, cells: Int = 200) {
    let moving = timeline.segments.filter { $0.duration > 0 }
    let steady = timeline.segments.filter { if case .settle = $0.motion { true } else { false } }
    let tests = timeline.segments.compactMap(\.stop?.testCount).reduce(0, +)
    moves = moving.count
    settlements = steady.count
    pulses = timeline.spectrumCount
    currents = timeline.currentCount
    profiles = timeline.profileCount
    let instants = timeline.segments.reduce(0) { $0 + $1.instants.count }
    // A decay has a thousand bins as shipped, a streak image 220 pixels in time.
    bytes =
      8 * (3 * wavelengths * pulses + 5 * cells * profiles + 8 * instants)
      + 8 * (1000 * timeline.decayCount + 220 * wavelengths * timeline.streakCount)
    let cost = Self.measured
    seconds =
      cost.assembly + cost.move * Double(moving.count) + cost.settlement * Double(steady.count)
      + cost.pulse * Double(pulses) + cost.instant * Double(instants + tests)
  }

  /// The cost in words.
  public var text: String {
    let size = bytes < 1_000_000 ? "\(max(1, bytes / 1000)) kB" : "\(bytes / 1_000_000) MB"
    return "\(pulses) pulses, \(moves) moves, \(settlements) rests until steady, \(currents) current readings, "
      + "\(profiles) profiles; about \(Self.words(seconds)) of one core, a record of about \(size)"
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
