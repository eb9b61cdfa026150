import Emission
import Foundation
import Quantities

/// Which equations turn rate constants into decays and yields.
public enum RateModel: Sendable, Equatable {
  /// One density: dn/dt = −k1 n − (k2r + k2nonr) n² − k3 n³.
  case uniform
  /// Density against depth, with ambipolar diffusion and surfaces.
  case depthResolved(thickness: Double, cells: Int, absorptionLength: Double?)
  /// One density and traps that fill.
  case trapFilling

  /// One constant a model takes.
  public struct Constant: Sendable, Equatable {
    /// Name used in files, the name of the property in `Emission`.
    public let name: String
    /// What it measures.
    public let dimension: PhysicalDimension
    /// Value where a file does not name it; nil where it must.
    public let standard: Double?
    /// Largest value that can exist, SI.
    public let maximum: Double
  }

  /// Constants of the model, in the order its values are taken.
  public var constants: [Constant] {
    let rates = [
      Constant(name: "k1", dimension: .rate, standard: nil, maximum: 1e15),
      Constant(name: "k2r", dimension: .bimolecularRate, standard: nil, maximum: 1e-9),
      Constant(name: "k2nonr", dimension: .bimolecularRate, standard: 0, maximum: 1e-9),
      Constant(name: "k3", dimension: .augerRate, standard: 0, maximum: 1e-34),
      Constant(name: "darkDensity", dimension: .numberDensity, standard: 0, maximum: 1e27),
      Constant(name: "temperatureRise", dimension: .temperature, standard: 0, maximum: 1000),
    ]
    switch self {
    case .uniform: return rates
    case .depthResolved:
      return rates + [
        Constant(name: "diffusivity", dimension: .diffusivity, standard: nil, maximum: 1),
        Constant(name: "lowSurfaceVelocity", dimension: .velocity, standard: 0, maximum: 1e6),
        Constant(name: "highSurfaceVelocity", dimension: .velocity, standard: 0, maximum: 1e6),
      ]
    case .trapFilling:
      return rates + [
        Constant(name: "trapDensity", dimension: .numberDensity, standard: nil, maximum: 1e27),
        Constant(name: "captureConstant", dimension: .bimolecularRate, standard: nil, maximum: 1e-8),
        Constant(name: "holeCaptureConstant", dimension: .bimolecularRate, standard: nil, maximum: 1e-8),
        Constant(name: "releaseRate", dimension: .rate, standard: 0, maximum: 1e15),
      ]
    }
  }

  /// Relative step of differences that suits the accuracy of the model, dimensionless: the uniform model is exact to 1e-9,
  /// the others step in time to a tolerance of their own.
  var differenceStep: Double {
    switch self {
    case .uniform: 1e-5
    case .depthResolved, .trapFilling: 5e-3
    }
  }

  /// The sample at values in the order of `constants`, SI.
  func sample(_ v: ArraySlice<Double>) throws -> any DecayModel {
    let i = v.startIndex
    let rates = RecombinationConstants(k1: v[i], k2r: v[i + 1], k2nonr: v[i + 2], k3: v[i + 3], darkDensity: v[i + 4])
      .warmed(by: v[i + 5])
    switch self {
    case .uniform: return rates
    case .depthResolved(let thickness, let cells, let absorptionLength):
      return DepthResolvedFilm(
        thickness: thickness, cells: cells, constants: rates, absorptionLength: absorptionLength,
        diffusivity: v[i + 6], lowSurfaceVelocity: v[i + 7], highSurfaceVelocity: v[i + 8])
    case .trapFilling:
      return TrapFilling(
        constants: rates, trapDensity: v[i + 6], captureConstant: v[i + 7], holeCaptureConstant: v[i + 8],
        releaseRate: v[i + 9])
    }
  }
}

extension RecombinationConstants {
  /// The constants of a film that is warmer than room temperature, 298.15 K, by a difference in K.
  ///
  /// Capture by traps follows the thermal velocity, k1, k2nonr ∝ T^½; radiative recombination of parabolic bands
  /// k2r ∝ T^(−3/2) (Varshni, Phys. Status Solidi 19, 459 (1967), doi:10.1002/pssb.19670190202). No barrier is assumed.
  func warmed(by rise: Double) -> RecombinationConstants {
    guard rise != 0 else { return self }
    let ratio = 1 + rise / 298.15
    var warm = self
    warm.k1 *= ratio.squareRoot()
    warm.k2nonr *= ratio.squareRoot()
    warm.k2r *= pow(ratio, -1.5)
    return warm
  }
}
