// Boundaries with traps among the equations of the system.

import NumericalMethods

extension TransportSystem {
  /// What a boundary does in a state; needs `updateExcess`.
  func rates(of face: InterfaceFace, state: UnsafePointer<Double>) -> InterfaceRates {
    let (i, j) = (face.electronLink.left * blockSize, face.electronLink.right * blockSize)
    return face.rates(
      state + i, state + j, excessA: excess + i, excessB: excess + j, slopeA: excessSlope + i, slopeB: excessSlope + j)
  }

  /// Charge on a boundary, scaled, as a density in its low cell.
  func sheetCharge(_ face: InterfaceFace, _ state: UnsafePointer<Double>) -> Double {
    let base = face.electronLink.left * blockSize
    return face.dynamic.reduce(0) { $0 + $1.emptyCharge * $1.density - $1.chargeFactor * state[base + $1.row] }
  }

  /// Adds a boundary to the rates.
  @discardableResult
  func add(_ face: InterfaceFace, state: UnsafePointer<Double>, rates: UnsafeMutablePointer<Double>) -> InterfaceRates {
    let m = blockSize
    let (left, right) = (face.electronLink.left, face.electronLink.right)
    let (en, hp) = (face.electronLink.row, face.holeLink.row)
    let change = self.rates(of: face, state: state)
    rates[left * m + en] -= change.electronsLeft.value * inverseWidth[left]
    rates[right * m + en] += change.electronsRight.value * inverseWidth[right]
    rates[left * m + hp] -= change.holesLeft.value * inverseWidth[left]
    rates[right * m + hp] += change.holesRight.value * inverseWidth[right]
    for (trap, filling) in zip(face.dynamic, change.filling) { rates[left * m + trap.row] += filling.value }
    let charge = sheetCharge(face, state)
    rates[left * m] += charge * face.lowerShare
    rates[right * m] += charge * (1 - face.lowerShare) * face.leftWidth * inverseWidth[right]
    return change
  }

  /// Adds a boundary to the rates and the Jacobian.
  func linearise(_ face: InterfaceFace, state: UnsafePointer<Double>, rates: UnsafeMutablePointer<Double>) {
    let m = blockSize
    let square = m * m
    let (left, right) = (face.electronLink.left, face.electronLink.right)
    let (en, hp) = (face.electronLink.row, face.holeLink.row)
    let change = add(face, state: state, rates: rates)
    func enter(_ value: DualNumber, row: Int, of cell: Int, factor: Double) {
      for (unknown, rate) in chain(value.slope, face: face) {
        let (other, column) = (unknown / m, unknown % m)
        let band = other == cell ? jacobian.diagonal : other < cell ? jacobian.lower : jacobian.upper
        band[cell * square + row * m + column] += factor * rate
      }
    }
    enter(change.electronsLeft, row: en, of: left, factor: -inverseWidth[left])
    enter(change.electronsRight, row: en, of: right, factor: inverseWidth[right])
    enter(change.holesLeft, row: hp, of: left, factor: -inverseWidth[left])
    enter(change.holesRight, row: hp, of: right, factor: inverseWidth[right])
    for (trap, filling) in zip(face.dynamic, change.filling) {
      enter(filling, row: trap.row, of: left, factor: 1)
      jacobian.diagonal[left * square + trap.row] -= trap.chargeFactor * face.lowerShare
      jacobian.lower[right * square + trap.row] -=
        trap.chargeFactor * (1 - face.lowerShare) * face.leftWidth * inverseWidth[right]
    }
  }

  /// Derivatives by the unknowns, from those by the inputs of a boundary.
  func chain(_ slope: SIMD8<Double>, face: InterfaceFace) -> [(unknown: Int, rate: Double)] {
    let (i, j) = (face.electronLink.left * blockSize, face.electronLink.right * blockSize)
    let (en, hp) = (face.electronLink.row, face.holeLink.row)
    let carriers = [
      (i, -slope[0]), (j, slope[0]), (i + en, slope[1]), (j + en, slope[2]), (i + hp, slope[3]), (j + hp, slope[4]),
    ]
    return carriers + face.dynamic.enumerated().map { (i + $0.element.row, slope[5 + $0.offset]) }
  }
}
