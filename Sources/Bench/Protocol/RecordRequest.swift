import Foundation

/// What is recorded during a step, and when.
public struct RecordRequest: Sendable, Equatable {
  /// The kind of record.
  public var kind: RecordKind
  /// The instants, counted from the start of the step (of each level or rung, for staircases and ladders).
  public var timing: RecordTiming

  /// - Parameters: as the properties of the same names.
  public init(_ kind: RecordKind, _ timing: RecordTiming) {
    self.kind = kind
    self.timing = timing
  }
}

/// The kinds of record an apparatus can be asked for.
public enum RecordKind: String, Sendable, Equatable, CaseIterable, Codable {
  /// The detected emission spectrum of one representative pump pulse.
  case spectrum
  /// The terminal current density.
  case current
  /// Ions, carriers, potential and field against depth.
  case profile
  /// The detected light of one representative pump pulse against time.
  case decay
  /// The spectra of one representative pump pulse against time.
  case streak

  /// Whether a pump pulse has to be fired for it.
  public var needsLight: Bool { self == .spectrum || self == .decay || self == .streak }
}

/// The instants of a record.
public enum RecordTiming: Sendable, Equatable {
  /// Not written: with the timed records of the same sentence, or else at the end.
  case unspecified
  /// At the beginning of the step.
  case atStart
  /// At the end of the step.
  case atEnd
  /// At one time after the beginning, s.
  case at(Double)
  /// At the end of each pulse of a pulse train, before the bias falls back.
  case eachPulse
  /// At T, 2T, 3T, … up to and including the end; not at zero, which is the end of the step before.
  case every(Double)
  /// N instants evenly spaced in the logarithm of time, both ends included, s.
  case logSpaced(count: Int, from: Double, to: Double)

  /// The number of instants in a step of `duration` (s), without listing them; `.unspecified` counts as the end.
  ///
  /// `pulses`: number of pulses in the step.
  public func count(duration: Double, pulses: Int = 0) -> Int {
    switch self {
    case .unspecified, .atStart, .atEnd, .at: 1
    case .eachPulse: pulses
    case .every(let period): Self.wholePeriods(of: period, in: duration)
    case .logSpaced(let count, _, _): count
    }
  }

  /// The instants in a step of `duration`, s, ascending; `.unspecified` means the end.
  ///
  /// `pulseEnds`: ends of the pulses of a pulse train, s.
  public func instants(duration: Double, pulseEnds: [Double] = []) -> [Double] {
    switch self {
    case .atStart: return [0]
    case .at(let time): return [min(time, duration)]
    case .eachPulse: return pulseEnds
    case .unspecified, .atEnd: return [duration]
    case .every(let period):
      let count = Self.wholePeriods(of: period, in: duration)
      return (0..<count).map { min(Double($0 + 1) * period, duration) }
    case .logSpaced(let count, let first, let last):
      guard count > 1 else { return [min(last, duration)] }
      return (0..<count).map { index in
        switch index {
        case 0: first
        case count - 1: min(last, duration)
        default: first * pow(last / first, Double(index) / Double(count - 1))
        }
      }
    }
  }

  /// How many whole periods fit; a remainder within 1e-9 of a period is rounding and counts as whole.
  private static func wholePeriods(of period: Double, in duration: Double) -> Int {
    let quotient = (duration / period + 1e-9).rounded(.down)
    return quotient < 1e15 ? Int(quotient) : Int.max
  }
}
