// Richardson's extrapolation over nested meshes: the error of the discretisation is of second order with an expansion in even
// powers of the cell width (two half cells meet at each boundary), so that from the widths h and 2h
//   y = y_h + (y_h − y_2h)/3 + O(h⁴).
// A third mesh of 4h gives a second extrapolation; the change between the two says how far the first can be trusted.
//
// Source: Richardson, Phil. Trans. R. Soc. A 210, 307 (1911), doi:10.1098/rsta.1911.0009.

import Foundation

/// Results of one measurement on meshes of the widths h and 2h, freed from the error of second order.
public enum MeshExtrapolation {
  /// Largest change, as a share of the largest value, for which the error counts as one of second order.
  static let limit = 0.05

  /// Values on the fine mesh, extrapolated; as they are where the meshes are too coarse for that, or differ in number.
  /// - Parameters:
  ///   - fine: values on the mesh of width h, any unit.
  ///   - coarse: the same on the nested mesh of width 2h.
  public static func values(_ fine: [Double], _ coarse: [Double]) -> [Double] {
    guard change(fine, coarse) < limit else { return fine }
    return zip(fine, coarse).map { $0 + ($0 - $1) / 3 }
  }

  /// Largest difference of two rows of values, as a share of the largest value; infinite for rows of unequal length.
  public static func change(_ one: [Double], _ other: [Double]) -> Double {
    guard one.count == other.count else { return .infinity }
    let largest = one.map { abs($0) }.max() ?? 0
    guard largest > 0 else { return 0 }
    let difference = zip(one, other).map { abs($0 - $1) }.max() ?? 0
    return difference.isFinite ? difference / largest : .infinity
  }
}

extension CurrentVoltageCurve {
  /// The curve with its currents extrapolated from this one and that of a mesh twice as coarse.
  public func extrapolated(from coarse: CurrentVoltageCurve) -> CurrentVoltageCurve {
    let currents = MeshExtrapolation.values(currentDensities, coarse.currentDensities)
    return CurrentVoltageCurve(
      points: zip(points, currents).map { .init(bias: $0.bias, currentDensity: $1, emission: $0.emission) })
  }
}

extension HysteresisScan {
  /// The scan with its currents extrapolated from this one and that of a mesh twice as coarse.
  public func extrapolated(from coarse: HysteresisScan) -> HysteresisScan {
    HysteresisScan(
      outward: outward.extrapolated(from: coarse.outward), back: back.extrapolated(from: coarse.back), audit: audit)
  }

  /// Current densities of both ways in the order of time, A m⁻².
  public var currentDensities: [Double] { outward.currentDensities + back.currentDensities }
}
