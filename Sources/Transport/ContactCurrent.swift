// Current and charge at the HTL contact within one step, from the interpolant of the potential in the last cell and, with
// full carriers, from their balance.

import NumericalMethods

/// Current through the contact at x = L over one integration step.
struct ContactCurrent {
  /// The step.
  let step: DenseStep
  /// ε₀ε/(w/2) of the last half cell, F m⁻².
  let capacity: Double
  /// Index of the potential of the last cell.
  let index: Int
  /// dV/dt across the layers, V s⁻¹, where it is given.
  let biasRate: Double
  /// Index of the voltage across the layers, where it is an unknown.
  let biasIndex: Int?
  /// What carriers conduct; `nil` if none reach the contact.
  let balance: CarrierBalance?
  /// The state within the step.
  let interpolant: StepInterpolant

  /// J at the fraction θ of the step, A m⁻².
  func density(at theta: Double) -> Double { displacement(at: theta) + conduction(at: theta) }

  /// What carriers conduct into the contact at the fraction θ of the step, A m⁻².
  private func conduction(at theta: Double) -> Double {
    guard let balance else { return 0 }
    interpolant.evaluate(step, at: theta)
    return balance.outerCurrent(
      time: step.start + theta * step.length, state: interpolant.values, rates: interpolant.rates)
  }

  /// dV/dt across the layers at the fraction θ of the step, V s⁻¹.
  func biasRate(at theta: Double) -> Double { biasIndex.map { step.derivative($0, at: theta) } ?? biasRate }

  private func displacement(at theta: Double) -> Double {
    capacity * (biasRate(at: theta) - step.derivative(index, at: theta))
  }

  /// ∫J dt, ∫|J| dt and the conducted share of ∫J dt from the start of the step to the fraction θ, C m⁻².
  ///
  /// The displacement is a cubic in θ, for which two Gauss points integrate exactly.
  func charge(upTo theta: Double) -> (passed: Double, turnover: Double, conducted: Double) {
    let offset = 0.5 / 3.0.squareRoot()
    let (early, late) = (theta * (0.5 - offset), theta * (0.5 + offset))
    let half = 0.5 * theta * step.length
    var (one, two) = (displacement(at: early), displacement(at: late))
    guard balance != nil else { return (half * (one + two), half * (abs(one) + abs(two)), 0) }
    let (first, second) = (conduction(at: early), conduction(at: late))
    one += first
    two += second
    return (half * (one + two), half * (abs(one) + abs(two)), half * (first + second))
  }
}
