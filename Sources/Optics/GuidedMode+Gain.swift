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
  /// `scattering`: further loss, m⁻¹.
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

  /// Effective width of the mode across the layers, m: (∫|E|² dx)²/∫|E|⁴ dx over all x.
  ///
  /// Of a leaky mode without the claddings it leaks into.
  public var effectiveWidth: Double {
    let (square, fourth) = field.intensityMoments()
    return square * square / fourth
  }

  /// Effective area of the mode in a stripe of given width, m²: (∬|E|² dx dy)²/∬|E|⁴ dx dy.
  ///
  /// The stripe is one that is pumped evenly over its width and far wider than the wavelength: the field is then the same
  /// all over it and nothing outside, and the area is the effective width times that of the stripe.
  /// - Parameter stripeWidth: width of the pumped stripe in the plane of the layers, m.
  public func effectiveArea(stripeWidth: Double) -> Double { effectiveWidth * stripeWidth }
}
