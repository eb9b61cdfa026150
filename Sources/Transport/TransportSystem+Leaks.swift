// Leaks through insulators among the equations of the system.

import NumericalMethods

extension TransportSystem {
  /// What a leak does in a state; needs `updateExcess`.
  func derivatives(of leak: LeakLink, time: Double, state: UnsafePointer<Double>) -> LeakDerivatives {
    let base = leak.cell * blockSize
    let index = base + leak.row
    return leak.derivatives(
      density: state[index], excess: excess[index], excessSlope: excessSlope[index], own: state[base],
      neighbour: state[leak.neighbour * blockSize], contact: leak.isFar ? outer(time, state) : 0)
  }

  /// Adds a leak to the rates.
  func add(_ leak: LeakLink, time: Double, state: UnsafePointer<Double>, rates: UnsafeMutablePointer<Double>) {
    let gain = (leak.isFar ? -1 : 1) * inverseWidth[leak.cell]
    rates[leak.cell * blockSize + leak.row] += gain * derivatives(of: leak, time: time, state: state).flux
  }

  /// Adds a leak to the rates and the Jacobian.
  func linearise(
    _ leak: LeakLink, time: Double, state: UnsafePointer<Double>, rates: UnsafeMutablePointer<Double>,
    timeDerivative: UnsafeMutablePointer<Double>
  ) {
    let m = blockSize
    let index = leak.cell * m + leak.row
    let gain = (leak.isFar ? -1 : 1) * inverseWidth[leak.cell]
    let d = derivatives(of: leak, time: time, state: state)
    rates[index] += gain * d.flux
    let place = leak.cell * m * m + leak.row * m
    jacobian.diagonal[place] += gain * d.byOwn
    jacobian.diagonal[place + leak.row] += gain * d.byDensity
    (leak.isFar ? jacobian.upper : jacobian.lower)[place] += gain * d.byNeighbour
    guard leak.isFar else { return }
    timeDerivative[index] += gain * d.byContact * biasRate
    circuit?.biasColumn[index] = gain * d.byContact
  }
}
