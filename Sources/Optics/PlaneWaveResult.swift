/// Where the light of one plane wave goes; every share is a fraction of the incident light.
public struct PlaneWaveResult: Sendable, Equatable {
  /// Reflectance R, dimensionless.
  public let reflectance: Double
  /// Transmittance T, dimensionless.
  public let transmittance: Double
  /// Absorbed share of each layer, dimensionless, in the order of the stack's layers.
  public let absorbedByLayer: [Double]
  /// Absorbed share of each cell of each layer, dimensionless; empty for a layer without cells.
  public let absorbedByCell: [[Double]]

  /// R + T + ΣA, dimensionless: 1 but for rounding.
  public var total: Double { absorbedByLayer.reduce(reflectance + transmittance, +) }
}
