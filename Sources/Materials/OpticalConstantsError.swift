import Foundation

/// What can be wrong with optical constants, in words for the person who named them.
public enum OpticalConstantsError: Error, Equatable, CustomStringConvertible {
  /// No table goes by that name.
  case unknownMaterial(name: String, suggestion: String?, known: [String])
  /// The wavelength, m, lies outside the table; tables are never extrapolated.
  case outsideRange(name: String, wavelength: Double, range: ClosedRange<Double>)
  /// The table's file or columns cannot be used.
  case unusableTable(name: String, reason: String)

  /// Place or subject, reason and way out.
  public var description: String {
    switch self {
    case .unknownMaterial(let name, let suggestion, let known):
      let hint = suggestion.map { "did you mean '\($0)'? " } ?? ""
      return "no optical constants named '\(name)'; \(hint)known: \(known.joined(separator: ", "))"
    case .outsideRange(let name, let wavelength, let range):
      return "optical constants '\(name)' cover \(Self.nanometres(range.lowerBound)) to "
        + "\(Self.nanometres(range.upperBound)) nm, not \(Self.nanometres(wavelength)) nm; "
        + "choose another table or wavelength (tables are not extrapolated)"
    case .unusableTable(let name, let reason):
      return "optical constants '\(name)' cannot be used: \(reason)"
    }
  }

  private static func nanometres(_ metres: Double) -> String {
    let rounded = (metres * 1e12).rounded() / 1e3
    return rounded == rounded.rounded() && abs(rounded) < 1e15 ? String(Int(rounded)) : String(rounded)
  }
}
