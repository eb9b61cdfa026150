import Foundation

// What a guided mode needs from the material: net gain G = Γ g − α, with g the emitter's material gain and α the loss of
// all other layers (and scattering, where the caller knows it).

extension GuidedMode {
  /// Absorption loss of all layers but one, m⁻¹: what the gain of that layer has to make up for.
  public func passiveLoss(without emitter: Int) -> Double {
    lossByLayer.indices.filter { $0 != emitter }.reduce(0) { $0 + lossByLayer[$1] }
  }

  /// Net modal gain G, m⁻¹, at a material gain g, m⁻¹, of the emitter.
  ///
  /// - Parameter scattering: further loss, m⁻¹.
  public func netGain(materialGain: Double, emitter: Int, scattering: Double = 0) -> Double {
    gainConfinement[emitter] * materialGain - passiveLoss(without: emitter) - scattering
  }

  /// Material gain, m⁻¹, of the emitter at threshold over a length, m.
  ///
  /// - Parameters:
  ///   - length: length of the pumped stripe or of the cavity, m.
  ///   - emitter: the layer with gain.
  ///   - reflectance: power reflectance R of each end of a cavity, 0 < R < 1: Γg = α + ln(1/R)/L. Without ends that
  ///     reflect (`nil`), light has to grow by e along the stripe: Γg = α + 1/L.
  ///   - scattering: further loss, m⁻¹.
  public func thresholdGain(length: Double, emitter: Int, reflectance: Double? = nil, scattering: Double = 0) -> Double
  {
    let growth = reflectance.map { -log($0) } ?? 1
    return (passiveLoss(without: emitter) + scattering + growth / length) / gainConfinement[emitter]
  }

  /// Effective width of the mode across the layers, m: (∫|E|² dx)²/∫|E|⁴ dx; times the width of the stripe the
  /// effective area.
  ///
  /// By the trapezoidal rule on 4001 points to five decay lengths into the claddings.
  public var effectiveWidth: Double {
    let margin = max(0, 5 * min(max(field.decayLengths.low, field.decayLengths.high), 1e-4))
    let (_, intensity) = profile(points: 4001, margin: margin)
    let step = (field.thickness + 2 * margin) / 4000
    let (first, second) = intensity.reduce((0.0, 0.0)) { ($0.0 + $1, $0.1 + $1 * $1) }
    return step * first * first / second
  }
}
