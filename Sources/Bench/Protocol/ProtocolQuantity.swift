import Quantities

/// The quantities a protocol sentence can hold: their dimension, the range a laboratory can have, an example.
enum ProtocolQuantity: Sendable {
  case bias, biasStep, time, scanRate, fluence

  /// What the quantity measures.
  var dimension: PhysicalDimension {
    switch self {
    case .bias, .biasStep: .voltage
    case .time: .time
    case .scanRate: .scanRate
    case .fluence: .fluence
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
    }
  }

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
