// The matrix of a step: derivatives of the fluxes and reactions, its factorisation, and solutions with it.

import Foundation
import Materials
import NumericalMethods
import Quantities

extension TransportSystem {
  func linearise(
    time: Double, state: UnsafePointer<Double>, rates: UnsafeMutablePointer<Double>,
    timeDerivative: UnsafeMutablePointer<Double>
  ) {
    lineariseCells(time: time, state: state, rates: rates, timeDerivative: timeDerivative)
    guard let circuit else { return }
    let bias = state[cellUnknowns]
    let supply = circuit.supply(time: time, bias: bias)
    rates[cellUnknowns] = circuit.storedCharge(state, bias: bias) - state[cellUnknowns + 1]
    var conducted = 0.0
    var lightSlope = 0.0
    if let balance {
      conducted = balance.outerCurrent(time: time, state: state, rates: nil)
      let pairs = (0..<cellCount).map { light[$0] * (generation?.slope(at: time) ?? 0) }
      let functional = balance.linearised(time: time, state: state, pairs: pairs)
      for k in 0..<cellUnknowns { circuit.conduction[k] = functional.output[k] / circuit.capacitance }
      circuit.conductionByBias = functional.biasOutput / circuit.capacitance
      lightSlope = functional.lightOutput
    }
    rates[cellUnknowns + 1] = supply.value - conducted / circuit.capacitance
    supplyByBias = supply.byBias
    timeDerivative[cellUnknowns] = 0
    timeDerivative[cellUnknowns + 1] = supply.byTime - lightSlope / circuit.capacitance
    circuit.biasColumn[(cellCount - 1) * blockSize] = outerCoupling
  }

  func lineariseCells(
    time: Double, state: UnsafePointer<Double>, rates: UnsafeMutablePointer<Double>,
    timeDerivative: UnsafeMutablePointer<Double>
  ) {
    let m = blockSize
    let square = m * m
    poisson(time: time, state: state, rates: rates)
    updateExcess(state)
    updateShapes(state)
    timeDerivative.update(repeating: 0, count: unknownCount)
    timeDerivative[(cellCount - 1) * m] = outerCoupling * biasRate
    let (lower, diagonal, upper) = (jacobian.lower, jacobian.diagonal, jacobian.upper)
    lower.update(repeating: 0, count: cellCount * square)
    diagonal.update(repeating: 0, count: cellCount * square)
    upper.update(repeating: 0, count: cellCount * square)
    for i in 0..<cellCount {
      let block = diagonal + i * square
      lower[i * square] = below[i]
      block[0] = centre[i]
      upper[i * square] = above[i]
      for k in 1..<max(m, 1) { block[k] = charges[k - 1] }
    }
    if let reactions {
      let factor = generation?.factor(at: time) ?? 0
      let slope = generation?.slope(at: time) ?? 0
      let (a, b) = (reactions.electronRow, reactions.holeRow)
      for i in 0..<cellCount {
        let base = i * m
        reactions.linearise(
          i, state + base, excess + base, slope: excessSlope + base, rates + base, block: diagonal + i * square,
          columns: m)
        let pairs = light[i] * factor + light[cellCount + i]
        rates[base + a] += pairs
        rates[base + b] += pairs
        timeDerivative[base + a] += light[i] * slope
        timeDerivative[base + b] += light[i] * slope
      }
    }
    if let sources {
      sources.add(time: time, to: rates)
      sources.addDerivative(time: time, to: timeDerivative)
    }
    for face in interfaces { linearise(face, state: state, rates: rates) }
    for leak in leaks { linearise(leak, time: time, state: state, rates: rates, timeDerivative: timeDerivative) }
    lineariseInterior(state: state, rates: rates)
    for n in special {
      let link = links + n
      let (left, right, row) = (link.pointee.left, link.pointee.right, link.pointee.row)
      if link.pointee.kind == .farContact {
        linearise(farContact: link.pointee, time: time, state: state, rates: rates, timeDerivative: timeDerivative)
        continue
      }
      let j = right * m
      let isContact = link.pointee.kind == .contact
      let i = isContact ? j : left * m
      let drop = isContact ? state[j] : state[j] - state[i]
      let before = isContact ? link.pointee.contactExcess : excess[i + row]
      let d = link.pointee.derivatives(
        state[i + row], state[j + row], drop: drop, excess: excess[j + row] - before,
        slopeA: excessSlope[i + row], slopeB: excessSlope[j + row])
      let r = row * m
      let gain = inverseWidth[right]
      rates[j + row] += d.flux * gain
      let own = diagonal + right * square + r
      own[0] += d.byDrop * gain
      own[row] += d.byRight * gain
      if isContact { continue }
      let loss = inverseWidth[left]
      rates[i + row] -= d.flux * loss
      let fromLeft = lower + right * square + r
      fromLeft[0] -= d.byDrop * gain
      fromLeft[row] += d.byLeft * gain
      let other = diagonal + left * square + r
      other[0] += d.byDrop * loss
      other[row] -= d.byLeft * loss
      let toRight = upper + left * square + r
      toRight[0] -= d.byDrop * loss
      toRight[row] -= d.byRight * loss
    }
  }

  /// The link of the last cell to the contact at x = L, whose potential runs with the bias.
  func linearise(
    farContact link: FluxLink, time: Double, state: UnsafePointer<Double>, rates: UnsafeMutablePointer<Double>,
    timeDerivative: UnsafeMutablePointer<Double>
  ) {
    let m = blockSize
    let base = link.left * m
    let index = base + link.row
    let d = link.derivatives(
      state[index], 0, drop: outer(time, state) - state[base],
      excess: link.contactExcess - excess[index], slopeA: excessSlope[index], slopeB: 0)
    let loss = inverseWidth[link.left]
    let own = jacobian.diagonal + link.left * m * m + link.row * m
    rates[index] -= d.flux * loss
    own[0] += d.byDrop * loss
    own[link.row] -= d.byLeft * loss
    timeDerivative[index] -= d.byDrop * biasRate * loss
    circuit?.biasColumn[index] = -d.byDrop * loss
  }

  func factor(shift: Double) -> Bool {
    let m = blockSize
    let square = m * m
    let count = cellCount * square
    for n in 0..<count {
      matrix.lower[n] = -jacobian.lower[n]
      matrix.upper[n] = -jacobian.upper[n]
      matrix.diagonal[n] = -jacobian.diagonal[n]
    }
    for i in 0..<cellCount {
      let block = matrix.diagonal + i * square
      for k in 1..<max(m, 1) { block[k * m + k] += shift }
    }
    guard matrix.factor() else { return false }
    guard let circuit else { return true }
    circuit.response.withUnsafeMutableBufferPointer { response in
      for k in 0..<cellUnknowns { response[k] = circuit.biasColumn[k] }
      guard let base = response.baseAddress else { return }
      matrix.solve(base)
      for reservoir in reservoirs { deflate(base, reservoir) }
    }
    return circuit.factor(shift: shift, supplyByBias: supplyByBias)
  }

  /// Factors −∂f/∂y for a steady state. The ions of a reservoir leave one row to spare, since the rows of all its cells add
  /// up to zero: the row of its pin cell becomes "this density stays".
  func factorSteady(pins: [Int]) -> Bool {
    let m = blockSize
    let square = m * m
    for n in 0..<(cellCount * square) {
      matrix.lower[n] = -jacobian.lower[n]
      matrix.upper[n] = -jacobian.upper[n]
      matrix.diagonal[n] = -jacobian.diagonal[n]
    }
    for index in 0..<unknownCount where absoluteWeight[index] == 0 { hold(index) }
    for index in pins { hold(index) }
    return matrix.factor()
  }

  /// Makes the row of an unknown of the matrix "x = right-hand side".
  func hold(_ index: Int) {
    let m = blockSize
    let (cell, row) = (index / m, index % m)
    let base = cell * m * m + row * m
    for column in 0..<m {
      matrix.lower[base + column] = 0
      matrix.upper[base + column] = 0
      matrix.diagonal[base + column] = column == row ? 1 : 0
    }
  }

  /// Solves with the factors of `factorSteady`, without putting sums right.
  func solveSteady(_ x: UnsafeMutablePointer<Double>) { matrix.solve(x) }

  func solve(_ x: UnsafeMutablePointer<Double>) {
    matrix.solve(x)
    for reservoir in reservoirs { deflate(x, reservoir) }
    circuit?.solve(x)
  }

  /// Takes the spurious sum of a solution over one reservoir out of it, along the shape of the density itself.
  func deflate(_ x: UnsafeMutablePointer<Double>, _ reservoir: IonReservoir) {
    let (m, row) = (blockSize, reservoir.row)
    var sum = 0.0
    for i in reservoir.cells { sum += x[i * m + row] / inverseWidth[i] }
    guard sum != 0 else { return }
    removedRoundOff[row - 1] += abs(sum)
    for i in reservoir.cells { x[i * m + row] -= sum * shapes[i * m + row] }
    // The potential of what was taken out goes with it: else Poisson's equation is off by that charge.
    let response = responses + reservoir.number * cellCount
    for i in 0..<cellCount { x[i * m] += sum * response[i] }
  }

  /// Normalised densities of every reservoir and the potentials they make, for `deflate`.
  func updateShapes(_ state: UnsafePointer<Double>) {
    let m = blockSize
    for reservoir in reservoirs {
      var total = 0.0
      for i in reservoir.cells { total += max(0, state[i * m + reservoir.row]) / inverseWidth[i] }
      let inverse = total > 0 ? 1 / total : 0
      for i in reservoir.cells { shapes[i * m + reservoir.row] = max(0, state[i * m + reservoir.row]) * inverse }
      respond(to: reservoir)
    }
  }

  /// Solves L r = z · shape, L the matrix of Poisson's equation (Thomas algorithm).
  private func respond(to reservoir: IonReservoir) {
    let (m, charge) = (blockSize, charges[reservoir.row - 1])
    let response = responses + reservoir.number * cellCount
    var pivot = centre[0]
    for i in 0..<cellCount {
      var value = reservoir.cells.contains(i) ? charge * shapes[i * m + reservoir.row] : 0
      if i > 0 {
        scratch[i] = above[i - 1] / pivot
        pivot = centre[i] - below[i] * scratch[i]
        value -= below[i] * response[i - 1]
      }
      response[i] = value / pivot
    }
    for i in stride(from: cellCount - 2, through: 0, by: -1) { response[i] -= scratch[i + 1] * response[i + 1] }
  }
}
