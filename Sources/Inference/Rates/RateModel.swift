import Emission
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
    switch self {
    case .uniform: return rates
    case .depthResolved(let thickness, let cells, let absorptionLength):
      return DepthResolvedFilm(
        thickness: thickness, cells: cells, constants: rates, absorptionLength: absorptionLength,
        diffusivity: v[i + 5], lowSurfaceVelocity: v[i + 6], highSurfaceVelocity: v[i + 7])
    case .trapFilling:
      return TrapFilling(
        constants: rates, trapDensity: v[i + 5], captureConstant: v[i + 6], holeCaptureConstant: v[i + 7],
        releaseRate: v[i + 8])
    }
  }
}
