import Quantities

/// The quantities a protocol sentence can hold: their dimension, the range a laboratory can have, an example.
enum ProtocolQuantity: Sendable {
  case bias, biasStep, time, scanRate, fluence, amplitude, frequency, current, irradiance, wavelength, temperature
  case ratio

  /// What the quantity measures.
  var dimension: PhysicalDimension {
    switch self {
    case .bias, .biasStep: .voltage
    case .time: .time
    case .scanRate: .scanRate
    case .fluence: .fluence
    case .amplitude: .voltage
    case .frequency: .rate
    case .current: .currentDensity
    case .irradiance: .irradiance
    case .wavelength: .length
    case .temperature: .temperature
    case .ratio: .dimensionless
    }
  }

  /// The field's word with an article.
  var name: String {
    switch self {
    case .bias: "a bias"
    case .biasStep: "the size of a bias step"
    case .time: "a time"
    case .scanRate: "a scan rate"
    case .fluence: "a fluence"
    case .amplitude: "an amplitude"
    case .frequency: "a frequency"
    case .current: "a current density"
    case .irradiance: "an irradiance"
    case .wavelength: "a wavelength"
    case .temperature: "a temperature"
    case .ratio: "a pure number"
    }
  }

  /// How it is written.
  var example: String {
    switch self {
    case .bias: "'6 V'"
    case .biasStep: "'1 V' (a size, without sign)"
    case .time: "'5 s'"
    case .scanRate: "'2 V/s' (a size, without sign)"
    case .fluence: "'480 uJ/cm2'"
    case .amplitude: "'20 mV' (a size, without sign)"
    case .frequency: "'10 Hz'"
    case .current: "'10 mA/cm2'"
    case .irradiance: "'100 mW/cm2'"
    case .wavelength: "'450 nm'"
    case .temperature: "'65 °C'"
    case .ratio: "'1'"
    }
  }

  /// The range that is plausible, SI, with its words. A value outside is refused: a wrong unit is likelier.
  private var range: (bounds: ClosedRange<Double>, words: String) {
    switch self {
    case .bias: (-100...100, "-100 V to 100 V")
    case .biasStep: (1e-6...100, "1 uV to 100 V")
    case .time: (1e-9...1e7, "1 ns to 1e7 s")
    case .scanRate: (1e-6...1e9, "1 uV/s to 1 GV/s")
    case .fluence: (1e-8...1e3, "1e-6 uJ/cm2 to 1e5 uJ/cm2")
    case .amplitude: (1e-6...100, "1 uV to 100 V")
    case .frequency: (1e-6...1e9, "1 uHz to 1 GHz")
    case .current: (-1e8...1e8, "-10 kA/cm2 to 10 kA/cm2")
    case .irradiance: (1e-6...1e9, "1e-7 mW/cm2 to 1e5 W/cm2")
    case .wavelength: (150e-9...1100e-9, "150 nm to 1100 nm")
    case .temperature: (100...600, "100 K to 600 K")
    case .ratio: (0...1e9, "0 to 1e9")
    }
  }

  /// Whether a value, SI, lies in the plausible range.
  func holds(_ value: Double) -> Bool { range.bounds.contains(value) }

  /// Ends of the plausible range, SI.
  var bounds: ClosedRange<Double> { range.bounds }

  /// The plausible range, as people write it.
  var rangeInWords: String { range.words }

  /// The quantity by which a series of this one increments.
  var increment: ProtocolQuantity { self == .bias ? .biasStep : self }

  /// Reads number and unit.
  /// - Returns: the value, SI, or why not; the error's column counts in `text`.
  func read(_ text: String) -> Result<Double, QuantityError> {
    do {
      let value = try Quantity(parsing: text, as: dimension).siValue
      guard range.bounds.contains(value) else {
        return .failure(
          QuantityError(
            kind: .notFinite, token: text, column: 1,
            reason: "\(text) is outside the plausible range of \(name), \(range.words)",
            remedy: "write for example \(example)"))
      }
      return .success(value)
    } catch {
      return .failure(error)
    }
  }
}
