import Foundation
import Records

/// Why a figure could not be drawn, with the way out. Data and script are kept wherever they could be written.
public enum FigureError: StatesExitStatus, Equatable, CustomStringConvertible {
  /// A text that cannot be the name of a figure.
  case invalidName(String)
  /// One name for two figures.
  case duplicateName(String)
  /// A figure in which nothing is drawn.
  case empty(figure: String)
  /// A curve without a value that can be drawn.
  case noData(figure: String, curve: String)
  /// A curve with another number of positions than values.
  case unevenCurve(figure: String, curve: String)
  /// Bars or a band without their ends.
  case noInterval(figure: String, curve: String)
  /// A curve of the right-hand axis without such an axis.
  case noSecondaryAxis(figure: String, curve: String)
  /// Ends of an axis that cannot be drawn.
  case invalidRange(figure: String, axis: String)
  /// Frames that differ in size or number of panels.
  case unequalFrames(animation: String)
  /// A map on a logarithmic axis.
  case heatMapOnLogarithm(figure: String)
  /// A map whose positions do not ascend.
  case unsortedMap(figure: String, map: String)
  /// The system refuses to write there, with its reason.
  case notWritable(path: String, reason: String)
  /// No gnuplot here; the script lies ready.
  case gnuplotMissing(script: String)
  /// What gnuplot says of the script.
  case gnuplotFailed(script: String, reason: String)

  /// The command ends with 2, after everything else was written.
  public var exitStatus: ExitStatus { .usage }

  /// Whether data and script of the figure lie on disk all the same.
  public var keptScript: String? {
    switch self {
    case .gnuplotMissing(let script), .gnuplotFailed(let script, _): script
    default: nil
    }
  }

  /// The error after everything in `folder` has moved to `place`, so that it names files where they now lie.
  public func moved(from folder: URL, to place: URL) -> FigureError {
    let (folder, place) = (folder.plainPath, place.plainPath)
    func moved(_ path: String) -> String { path.hasPrefix(folder) ? place + path.dropFirst(folder.count) : path }
    return switch self {
    case .notWritable(let path, let reason): .notWritable(path: moved(path), reason: reason)
    case .gnuplotMissing(let script): .gnuplotMissing(script: moved(script))
    case .gnuplotFailed(let script, let reason):
      .gnuplotFailed(script: moved(script), reason: reason.replacing(folder, with: place))
    default: self
    }
  }

  /// Reason and way out.
  public var description: String {
    switch self {
    case .invalidName(let name):
      "'\(name)' cannot be the name of a figure's files; use letters, digits, '-', '_' and '.'"
    case .duplicateName(let name):
      "two figures are named '\(name)' and would overwrite each other; name one of them differently"
    case .empty(let figure):
      "figure '\(figure)' has a panel without curve or map, or no panel; leave it out or give it data"
    case .noData(let figure, let curve):
      "figure '\(figure)': '\(curve)' has no value that can be drawn on these axes; "
        + "check the data, or use a linear axis for values that are not positive"
    case .unevenCurve(let figure, let curve):
      "figure '\(figure)': '\(curve)' has different numbers of positions and values; give one value a position"
    case .noInterval(let figure, let curve):
      "figure '\(figure)': '\(curve)' is to show intervals but has none; give them, or draw it as points"
    case .noSecondaryAxis(let figure, let curve):
      "figure '\(figure)': '\(curve)' belongs to the right-hand axis, but the panel has none; give the panel one"
    case .invalidRange(let figure, let axis):
      "figure '\(figure)': the range of axis '\(axis)' is empty, not finite, or not positive on a logarithmic axis; "
        + "give a lower and a higher end that the axis can show"
    case .unequalFrames(let animation):
      "animation '\(animation)': its frames differ in size or number of panels; make them alike"
    case .heatMapOnLogarithm(let figure):
      "figure '\(figure)': a map cannot stand on a logarithmic axis; use linear axes, or the logarithm as the quantity"
    case .unsortedMap(let figure, let map):
      "figure '\(figure)': positions of the map '\(map)' do not rise; sort them"
    case .notWritable(let path, let reason):
      "cannot write \(path): \(reason); make the folder writable, or name another with --out"
    case .gnuplotMissing(let script):
      "gnuplot is not installed, so \(script) was written but not drawn; install it (Debian, Ubuntu: "
        + "sudo apt-get install gnuplot-nox; macOS: brew install gnuplot), then run: gnuplot \(script)"
    case .gnuplotFailed(let script, let reason):
      "gnuplot could not draw \(script): \(reason); script and data were kept: correct the script, "
        + "then run: gnuplot \(script)"
    }
  }
}

extension URL {
  /// The path as a person writes it, without a slash at its end.
  fileprivate var plainPath: String {
    let path = standardizedFileURL.path(percentEncoded: false)
    return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  }
}
