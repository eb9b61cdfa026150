// Colours that people with any colour vision can tell apart.
//
// Single curves: M. Okabe and K. Ito, "Color Universal Design" (2008), jfly.uni-koeln.de/color. Black is kept for what
// the paper reports, yellow left out because it vanishes on white.
// Ordered families and maps: viridis (S. van der Walt and N. Smith, 2015, CC0), which grows lighter evenly.

import Foundation

/// Colour of a curve.
public enum CurveColour: Sendable, Hashable {
  /// The next colour of the palette, in the order of curves.
  case automatic
  /// A fixed place in the palette, counted from 0, so that one thing has one colour in several panels.
  case palette(Int)
  /// A place in an ordered family of curves, from 0 (dark) to 1 (light).
  case ordered(Double)
  /// Black, which is kept for what the paper reports.
  case black
  /// A middle grey, for lines that only guide the eye.
  case grey

  /// Hexadecimal red, green, blue.
  func hexadecimal(index: Int) -> String {
    switch self {
    case .automatic: Self.okabeIto[index % Self.okabeIto.count]
    case .palette(let place): Self.okabeIto[abs(place) % Self.okabeIto.count]
    case .ordered(let place): Self.viridis(0.92 * place)
    case .black: "#000000"
    case .grey: "#7F7F7F"
    }
  }

  static let okabeIto = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"]

  /// Nine anchors of viridis, evenly spaced.
  static let viridisAnchors: [(red: Double, green: Double, blue: Double)] = [
    (0.267, 0.005, 0.329), (0.279, 0.175, 0.483), (0.230, 0.322, 0.546), (0.173, 0.449, 0.558),
    (0.128, 0.567, 0.551), (0.158, 0.684, 0.502), (0.369, 0.789, 0.383), (0.678, 0.864, 0.190),
    (0.993, 0.906, 0.144),
  ]

  /// The colour at a place from 0 to 1; outside, the nearer end.
  static func viridis(_ place: Double) -> String {
    let scaled = (place.isFinite ? min(max(place, 0), 1) : 0) * Double(viridisAnchors.count - 1)
    let index = min(Int(scaled), viridisAnchors.count - 2)
    let part = scaled - Double(index)
    let (a, b) = (viridisAnchors[index], viridisAnchors[index + 1])
    let channels = [(a.red, b.red), (a.green, b.green), (a.blue, b.blue)]
    return "#" + channels.map { String(format: "%02X", Int((255 * ($0 + part * ($1 - $0))).rounded())) }.joined()
  }
}
