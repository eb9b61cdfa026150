import Foundation
import NumericalMethods

/// What the samples say of one parameter.
public struct PosteriorSummary: Sendable, Equatable {
  /// Name of the parameter.
  public let name: String
  /// Symbol of its unit.
  public let unit: String
  /// Median, in the unit.
  public let median: Double
  /// Central 68.3 % interval, in the unit.
  public let likely: ClosedRange<Double>
  /// Central 95.4 % interval, in the unit.
  public let wide: ClosedRange<Double>
  /// Whether the samples may be trusted.
  public let diagnostics: ChainDiagnostics
}

extension PosteriorSamples {
  /// Summary of each parameter of the problem that was sampled.
  public func summaries(of problem: InferenceProblem) -> [PosteriorSummary] {
    problem.parameters.indices.map { index in
      let parameter = problem.parameters[index]
      let sorted = samples(of: index).sorted()
      let at = { (probability: Double) in parameter.value(at: quantile(of: sorted, at: probability)) }
      return PosteriorSummary(
        name: parameter.name, unit: parameter.unit, median: at(0.5), likely: at(0.158_655)...at(0.841_345),
        wide: at(0.022_750)...at(0.977_250), diagnostics: diagnostics(of: index))
    }
  }
}
