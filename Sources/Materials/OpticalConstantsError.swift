import Foundation
import InputFiles

/// What can be wrong with optical constants, in words for the person who named them.
public enum OpticalConstantsError: Error, Equatable, CustomStringConvertible {
  /// No table goes by that name.
  case unknownMaterial(name: String, suggestion: String?, known: [String])
  /// The wavelength, m, lies outside the table; tables are never extrapolated.
  case outsideRange(name: String, wavelength: Double, range: ClosedRange<Double>)
  /// The file of a table is wrong at a place.
  case unusableFile(Diagnostic)
  /// There is no such file, or it is not UTF-8 text.
  case noFile(path: String)
  /// The columns of a table cannot be used.
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
    case .unusableFile(let diagnostic):
      return "\(diagnostic)"
    case .noFile(let path):
      return "the file \(path) is not there or is not UTF-8 text; check the path (it counts from the working folder)"
    case .unusableTable(let name, let reason):
      return "optical constants '\(name)' cannot be used: \(reason)"
    }
  }

  private static func nanometres(_ metres: Double) -> String {
    let rounded = (metres * 1e12).rounded() / 1e3
    return rounded == rounded.rounded() && abs(rounded) < 1e15 ? String(Int(rounded)) : String(rounded)
  }
}
