import Foundation

/// Polarisation of a guided mode.
public enum ModePolarisation: String, Sendable, CaseIterable, CustomStringConvertible {
  /// TE: electric field parallel to the layers.
  case transverseElectric
  /// TM: magnetic field parallel to the layers.
  case transverseMagnetic

  /// `TE` or `TM`.
  public var description: String { self == .transverseElectric ? "TE" : "TM" }
}

/// A guided mode of the stack at one wavelength; all lists are in the order of the stack's layers.
public struct GuidedMode: Sendable {
  /// TE or TM.
  public let polarisation: ModePolarisation
  /// Order m: the number of nodes of the field; 0 has the highest index.
  public let order: Int
  /// Complex effective index N, dimensionless; Im N > 0 decays along the guide.
  public let effectiveIndex: ComplexNumber
  /// Gain confinement Γ = ∂G/∂g of each layer, dimensionless: modal gain per material gain. May exceed 1.
  public let gainConfinement: [Double]
  /// Share of the mode's power that runs in each layer, dimensionless; with `ambientPower` they add up to 1.
  public let powerConfinement: [Double]
  /// Share of the mode's power that runs in the ambient, dimensionless.
  public let ambientPower: Double
  /// Absorption loss that each layer gives the mode, m⁻¹; they add up to `totalLoss`.
  public let lossByLayer: [Double]
  /// Power loss of the mode 2 k0 Im N, m⁻¹.
  public let totalLoss: Double
  /// Group index n_g = N − λ dN/dλ with the dispersion of the layers, dimensionless.
  public let groupIndex: Double
  /// Whether more than half of the power runs in the two claddings: such a mode hardly feels the film.
  public let nearCutOff: Bool
  /// The layers of the guide proper; its claddings are the layers or the ambient on either side.
  public let guideLayers: Range<Int>

  let field: ModeField

  /// |E|² of the mode across the guide, for plots: scaled to a maximum of 1 among the points.
  ///
  /// Beside the equidistant points there is one on either side of every face, where |E|² of a TM mode jumps.
  /// - Parameters:
  ///   - points: number of equidistant points.
  ///   - margin: how far to plot into the claddings, m.
  /// - Returns: positions, m, from the low face of the first layer of `guideLayers`, and |E|² there.
  public func profile(points: Int = 401, margin: Double = 300e-9) -> (positions: [Double], intensity: [Double]) {
    let count = max(2, points)
    let step = (field.thickness + 2 * margin) / Double(count - 1)
    let besideFaces = field.facePositions.flatMap { [$0 - 1e-13, $0 + 1e-13] }
    let positions = ((0..<count).map { -margin + Double($0) * step } + besideFaces).sorted()
    let raw = positions.map { field.squaredElectricField(at: $0) }
    let largest = raw.max() ?? 1
    return (positions, raw.map { $0 / largest })
  }
}
