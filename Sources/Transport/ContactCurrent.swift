// Current and charge at the HTL contact within one step, from the interpolant of the potential in the last cell.

import NumericalMethods

/// Displacement current through the contact at x = L over one integration step.
struct ContactCurrent {
  /// The step.
  let step: DenseStep
  /// ε₀ε/(w/2) of the last half cell, F m⁻².
  let capacity: Double
  /// Index of the potential of the last cell.
  let index: Int
  /// dV/dt, V s⁻¹.
  let biasRate: Double

  /// J at the fraction θ of the step, A m⁻².
  func density(at theta: Double) -> Double { capacity * (biasRate - step.derivative(index, at: theta)) }

  /// ∫J dt and ∫|J| dt from the start of the step to the fraction θ, C m⁻².
  ///
  /// J is a cubic in θ, for which two Gauss points integrate exactly.
  func charge(upTo theta: Double) -> (passed: Double, turnover: Double) {
    let offset = 0.5 / 3.0.squareRoot()
    let one = density(at: theta * (0.5 - offset))
    let two = density(at: theta * (0.5 + offset))
    let half = 0.5 * theta * step.length
    return (half * (one + two), half * (abs(one) + abs(two)))
  }
}
