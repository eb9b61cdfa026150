/// Why an analysis is refused, with what to do about it.
public enum AnalysisError: Error, Equatable, Sendable, CustomStringConvertible {
  case unequalLengths(what: String, first: Int, second: Int)
  case tooFewPoints(what: String, have: Int, need: Int)
  case notFinite(what: String, index: Int)
  case notAscending(what: String, index: Int)
  case notPositive(what: String, index: Int, value: Double)
  case bandOutsideSpectrum(lower: Double, upper: Double)
  case noPeak(reason: String)
  case noWidth(reason: String)
  case noThreshold(method: ThresholdMethod, reason: String)
  case noCrossing(level: Double, lowest: Double, highest: Double)
  case noChange(what: String)
  case fitFailed(reason: String)
  case outOfRange(what: String, value: Double, lower: Double, upper: Double)
  case unknownUnit(what: String, unit: String)
  case badPattern(String, reason: String)
  case seriesIncomplete(file: String, reason: String)
  case unsuitable(file: String, reason: String)

  /// Place or subject, reason and way out.
  public var description: String {
    switch self {
    case .unequalLengths(let what, let first, let second):
      "\(what): \(first) against \(second) values; give one for each"
    case .tooFewPoints(let what, let have, let need):
      "\(what): \(have) points, at least \(need) needed; record more"
    case .notFinite(let what, let index): "\(what): value \(index + 1) is not a finite number; mask or repair it"
    case .notAscending(let what, let index):
      "\(what): value \(index + 1) is not above the one before it; sort the data and merge repeats"
    case .notPositive(let what, let index, let value):
      "\(what): value \(index + 1) is \(value), but must be positive; subtract less background or leave it out"
    case .bandOutsideSpectrum(let lower, let upper):
      "no samples between \(lower * 1e9) and \(upper * 1e9) nm; choose a band that the spectrum covers"
    case .noPeak(let reason): "no peak: \(reason)"
    case .noWidth(let reason): "no width: \(reason)"
    case .noThreshold(let method, let reason): "no threshold by \(method.rawValue): \(reason)"
    case .noCrossing(let level, let lowest, let highest):
      "the level \(level) is not crossed: the values run from \(lowest) to \(highest)"
    case .noChange(let what): "\(what) does not change, so no time or share can be read from it"
    case .fitFailed(let reason): "the fit failed: \(reason)"
    case .outOfRange(let what, let value, let lower, let upper):
      "\(what): \(value) lies outside \(lower) … \(upper), and nothing is extrapolated"
    case .unknownUnit(let what, let unit):
      "\(what): '\(unit)' is not the unit that is needed; name the columns with --columns, with their units in the heading"
    case .badPattern(let text, let reason):
      "the pattern '\(text)' cannot be used: \(reason); write it like film_{fluence uJ/cm2}_*.txt"
    case .unsuitable(let file, let reason): "\(file): \(reason)"
    case .seriesIncomplete(let file, let reason):
      "\(file): \(reason); give it in the name (--pattern), in a table (--manifest) or with an option"
    }
  }

  /// Refuses values that are not finite.
  static func requireFinite(_ values: [Double], _ what: String) throws(AnalysisError) {
    if let index = values.firstIndex(where: { !$0.isFinite }) { throw .notFinite(what: what, index: index) }
  }

  /// Refuses two columns of one curve that cannot be one: unequal lengths, values that are not finite, a first column that
  /// does not ascend, uncertainties that are missing or not positive.
  static func requirePaired(
    _ x: (values: [Double], name: String), _ y: (values: [Double], name: String), uncertainties: [Double]? = nil
  ) throws(AnalysisError) {
    guard x.values.count == y.values.count else {
      throw .unequalLengths(what: "\(x.name) and \(y.name)", first: x.values.count, second: y.values.count)
    }
    try requireFinite(x.values, x.name)
    try requireFinite(y.values, y.name)
    try requireAscending(x.values, x.name)
    guard let uncertainties else { return }
    guard uncertainties.count == y.values.count else {
      throw .unequalLengths(what: "\(y.name) and uncertainties", first: y.values.count, second: uncertainties.count)
    }
    try requireFinite(uncertainties, "uncertainties")
    try requirePositive(uncertainties, "uncertainties")
  }

  /// Refuses values that do not ascend strictly.
  static func requireAscending(_ values: [Double], _ what: String) throws(AnalysisError) {
    for k in 1..<max(1, values.count) where values[k] <= values[k - 1] { throw .notAscending(what: what, index: k) }
  }

  /// Refuses values that are not above zero.
  static func requirePositive(_ values: [Double], _ what: String) throws(AnalysisError) {
    if let index = values.firstIndex(where: { $0 <= 0 }) {
      throw .notPositive(what: what, index: index, value: values[index])
    }
  }
}
