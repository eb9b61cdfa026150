/// The sentences the language knows: the words that open each, how it is written, an example.
public enum SentenceForm: String, Sendable, CaseIterable {
  case rest, hold, step, scan, ladder, light, fluence, record, repeated, series

  /// The word a sentence of this form begins with.
  var opening: String {
    switch self {
    case .rest: "rest"
    case .hold: "hold"
    case .step: "step"
    case .scan: "scan"
    case .ladder, .fluence: "fluence"
    case .light: "light"
    case .record: "record"
    case .repeated: "repeat"
    case .series: "for"
    }
  }

  /// How it is written, by example.
  public var example: String {
    switch self {
    case .rest: "rest at 0 V until steady   |   rest at 0 V for 60 s"
    case .hold:
      "hold 6 V for 5 s, record spectrum every 0.5 s   |   hold 6 V until steady   |   hold for 5 s   |   hold bias for 5 s (in a series)"
    case .step: "step from -4 V to 10 V by 1 V, dwell 2 s, record spectrum"
    case .scan: "scan from 10 V to -4 V at 2 V/s, record spectrum every 0.1 s, record current"
    case .ladder:
      "fluence ladder from 60 uJ/cm2 to 1400 uJ/cm2 in 20 steps log, 1 s each, at 4 V, record spectrum   |   "
        + "fluence ladder from 60 uJ/cm2 to 1400 uJ/cm2 in 20 steps log, instantly, record spectrum"
    case .light: "light on   |   light off"
    case .fluence: "fluence 480 uJ/cm2"
    case .record: "record spectrum   |   record current   |   record profile"
    case .repeated: "repeat 5 times:"
    case .series:
      "for bias 0 V, 1 V, 2 V:   |   for bias from 0 V to 6 V by 1 V:   |   for fluence 60 uJ/cm2, 480 uJ/cm2:"
    }
  }

  /// Whether the sentence opens a block of further sentences.
  var opensBlock: Bool { self == .repeated || self == .series }

  /// The record clause, which may follow most sentences.
  static let recordExample =
    "record spectrum|current|profile [every 0.5 s | log-spaced 30 points from 1 ms to 60 s | at start | at end]"
}
