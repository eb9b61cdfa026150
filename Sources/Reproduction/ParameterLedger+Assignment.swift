import Materials
import Quantities

extension ParameterLedger.Entry {
  /// The entry with another value, as an argument of `--set`; `nil` for an entry that is no number.
  ///
  /// `siValue`: SI.
  func assignment(siValue: Double) -> String? {
    guard value != nil, let unit = (try? Quantity(parsing: text))?.unit else { return nil }
    return "\(path)=\(Quantity(siValue: siValue, unit: unit).formatted(significantDigits: 10))"
  }
}
