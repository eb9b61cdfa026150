// Source terms given from outside, by which the equations are made to have a solution chosen beforehand.
//
// Verification only: a term of position and time is added to every equation, to Poisson's as well. Ions are then no longer
// conserved, so their sums are not put right (`deflate`). Without sources the system does one comparison a call.

import Foundation

/// Terms added to the right-hand side of every equation.
package struct GivenSources: Sendable {
  /// Time over which the terms change, s: their derivative by time is a difference over a thousandth of it.
  package var resolution: Double
  /// Terms at a time since the state was made, s, in the order of the unknowns: a charge number density, m⁻³, in
  /// Poisson's equation, densities per time, m⁻³ s⁻¹, in the others.
  package var values: @Sendable (_ time: Double) -> [Double]

  /// - Parameters: as the properties of the same names.
  package init(resolution: Double, values: @escaping @Sendable (_ time: Double) -> [Double]) {
    self.resolution = resolution
    self.values = values
  }
}

/// The terms of one system, kept for the time asked for last.
final class SourceTerms {
  private let sources: GivenSources
  /// Time since the state was made at which the system's own clock starts, s.
  var origin = 0.0
  private var time = Double.nan
  private var kept: [Double] = []

  init(_ sources: GivenSources) { self.sources = sources }

  /// Terms at a time of the system's clock, m⁻³ and m⁻³ s⁻¹.
  func values(at time: Double) -> [Double] {
    if time != self.time {
      kept = sources.values(origin + time)
      self.time = time
    }
    return kept
  }

  /// Adds the terms to the rates, in the units of the kernels.
  func add(time: Double, to rates: UnsafeMutablePointer<Double>) {
    for (k, value) in values(at: time).enumerated() { rates[k] += value / TransportSystem.densityUnit }
  }

  /// Adds their derivatives by time: a central difference of fourth order.
  func addDerivative(time: Double, to slopes: UnsafeMutablePointer<Double>) {
    let step = 1e-3 * sources.resolution
    for (offset, weight) in [(-2.0, 1.0), (-1, -8), (1, 8), (2, -1)] {
      let scale = weight / (12 * step * TransportSystem.densityUnit)
      for (k, value) in sources.values(origin + time + offset * step).enumerated() { slopes[k] += scale * value }
    }
  }
}
