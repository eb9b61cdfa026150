import Materials
import Quantities

/// Gain and spontaneous emission of the film at one carrier density, as the pulse model uses them.
public struct BandSpectra: Sendable, Equatable {
  /// Carrier density n, m⁻³.
  public var density: Double
  /// Photon energies E, J, rising.
  public var energies: [Double]
  /// Spontaneous spectrum s(E), J⁻¹: ∫ s dE = 1.
  public var spontaneous: [Double]
  /// Gain over the gain constant, g/k2g, m⁻¹ per (m³ s⁻¹); negative where the film absorbs.
  public var gainPerConstant: [Double]
}

extension PulseModel {
  /// Gain and spontaneous spectrum at a carrier density, interpolated by the rule the pulse uses.
  /// - Parameter density: n, m⁻³; below 1e20 m⁻³ the spectra are those of empty bands.
  /// - Throws: `EmissionError.densityBeyondTable` above the highest density of the numerics.
  public func bandSpectra(density: Double) throws(EmissionError) -> BandSpectra {
    try require(density, "carrier density", "m-3", from: 0, upTo: .greatestFiniteMagnitude)
    guard density <= numerics.highestDensity else {
      throw .densityBeyondTable(density: density, limit: numerics.highestDensity)
    }
    let weights = table.weights(density: density)
    var spontaneous: [Double] = []
    var gain: [Double] = []
    for block in 0..<table.blocks {
      var sum = SpectralBlock(gain: .zero, spontaneous: .zero)
      for lane in 0..<4 {
        let row = table.rows[(weights.first + lane) * table.blocks + block]
        sum.gain += weights.values[lane] * row.gain
        sum.spontaneous += weights.values[lane] * row.spontaneous
      }
      for lane in 0..<4 {
        spontaneous.append(sum.spontaneous[lane])
        gain.append(sum.gain[lane])
      }
    }
    return BandSpectra(density: density, energies: table.energies, spontaneous: spontaneous, gainPerConstant: gain)
  }

  /// The gain constant k2g = k2ref (k2r/k2ref)^ξ at an ion fraction, m³ s⁻¹.
  public func gainConstant(ionFraction: Double) -> Double {
    let edge = parameters.edge
    return edge.gainConstant(radiative: parameters.rates.rates(atIonFraction: ionFraction).k2r)
  }
}
