/// The sentences the language knows: the words that open each, how it is written, an example.
public enum SentenceForm: String, Sendable, CaseIterable {
  /// `rest …`: at a bias in the dark.
  case rest
  /// `hold …`: at a bias.
  case hold
  /// `step …`: a staircase of biases.
  case step
  /// `scan …`: a bias that runs at a rate.
  case scan
  /// `ramp …`: a bias that runs within a time.
  case ramp
  /// `pulse train …`
  case pulses
  /// `sine …`
  case sine
  /// `waveform …`: a bias that follows points.
  case waveform
  /// `drive …`: a current.
  case drive
  /// `fluence ladder …`
  case ladder
  /// `light on` or `off`.
  case light
  /// `bias light …`
  case biasLight
  /// `fluence …`
  case fluence
  /// `fluence waveform …`: a fluence that follows points.
  case fluenceWaveform
  /// `temperature …`
  case temperature
  /// `record …`: of the state as it stands.
  case record
  /// `repeat … times:`
  case repeated
  /// `for bias …:` or `for fluence …:`
  case series
  /// `section …:`
  case section

  /// The word a sentence of this form begins with.
  var opening: String {
    switch self {
    case .rest: "rest"
    case .hold: "hold"
    case .step: "step"
    case .scan: "scan"
    case .ramp: "ramp"
    case .pulses: "pulse"
    case .sine: "sine"
    case .waveform: "waveform"
    case .drive: "drive"
    case .biasLight: "bias"
    case .temperature: "temperature"
    case .section: "section"
    case .ladder, .fluence, .fluenceWaveform: "fluence"
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
      "hold 6 V for 5 s, record spectrum every 0.5 s   |   hold 6 V until steady   |   hold for 5 s   |   "
        + "hold bias for 5 s (in a series)   |   hold 4 V until ASE/PL above 1, at most 30 s   |   "
        + "hold 0 V until current below 10 nA/cm2, at most 60 s, tested every 0.1 s"
    case .step: "step from -4 V to 10 V by 1 V, dwell 2 s, record spectrum"
    case .scan: "scan from 10 V to -4 V at 2 V/s, record spectrum every 0.1 s, record current"
    case .ramp: "ramp to 6 V in 10 s, record current every 0.1 s   |   ramp from 0 V to 6 V in 10 s"
    case .pulses: "pulse train from 0 V to 6 V, width 10 ms, period 100 ms, 20 pulses, record current at each pulse"
    case .sine: "sine of 20 mV at 10 Hz about 4 V for 2 s, record current every 1 ms"
    case .waveform:
      "waveform drive.csv, record current every 1 ms   |   waveform 0 s 0 V, 1 s 6 V, 3 s 6 V, 4 s 0 V"
    case .drive: "drive 10 mA/cm2 for 5 s, record current"
    case .biasLight: "bias light 100 mW/cm2 at 450 nm   |   bias light off"
    case .temperature:
      "temperature 65 °C   |   temperature to 65 °C in 60 s, record current every 1 s   |   "
        + "temperature from 25 °C to 65 °C in 60 s"
    case .section: "section warm up:"
    case .ladder:
      "fluence ladder from 60 uJ/cm2 to 1400 uJ/cm2 in 20 steps log, 1 s each, at 4 V, record spectrum   |   "
        + "fluence ladder from 60 uJ/cm2 to 1400 uJ/cm2 in 20 steps log, instantly, record spectrum"
    case .light: "light on   |   light off"
    case .fluence: "fluence 480 uJ/cm2"
    case .fluenceWaveform:
      "fluence waveform pump.csv, record spectrum every 1 s   |   "
        + "fluence waveform 0 s 60 uJ/cm2, 10 s 480 uJ/cm2, record spectrum every 1 s"
    case .record: "record spectrum   |   record current   |   record profile   |   record decay   |   record streak"
    case .repeated: "repeat 5 times:"
    case .series:
      "for bias 0 V, 1 V, 2 V:   |   for bias from 0 V to 6 V by 1 V:   |   for fluence 60 uJ/cm2, 480 uJ/cm2:"
    }
  }

  /// The examples, one to a line.
  var examples: String { example.replacing("   |   ", with: "\n") }

  /// Whether the sentence opens a block of further sentences.
  var opensBlock: Bool { self == .repeated || self == .series || self == .section }

  /// The record clause, which may follow most sentences.
  static let recordExample =
    "record spectrum|current|profile|decay|streak [every 0.5 s | log-spaced 30 points from 1 ms to 60 s | at start | at end | "
    + "at 2 s | at each pulse]"
}
