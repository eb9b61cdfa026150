import Emission
import Quantities

/// What a fit file asks for.
public struct FitFile: Sendable {
  /// One line for people.
  public let title: String
  /// The fit.
  public let fit: RateFit
  /// Rival fits of the same data, by name.
  public let rivals: [Rival]
  /// How the maximum is looked for.
  public let search: MaximumPosteriorSettings
  /// Confidence of the intervals, dimensionless.
  public let confidence: Double
  /// Whether intervals are those of profiles.
  public let usesProfiles: Bool
  /// How the posterior is sampled; nil if it is not.
  public let sampling: SamplerSettings?
  /// Decays that could be measured next: excitation densities, m⁻³, each as the first decay was measured.
  public let candidates: [Double]
  /// Units the file writes its parameters in, by name of the constant, for tables.
  public let units: [String: PhysicalUnit]
  /// Files of data that were read, by name of the set.
  public let sources: [String: String]

  /// Another explanation of the same data.
  public struct Rival: Sendable {
    /// Name.
    public let name: String
    /// Its fit.
    public let fit: RateFit
  }
}
