// What a step may be wrong by, and states that keep the books.

import Foundation
import Materials
import NumericalMethods
import Quantities

extension TransportSystem {
  /// Root mean square of error/(atol + rtol·size) over potentials and active densities.
  ///
  /// The size of an ion density is min(c, max(c_max − c, 1e-4 c_max)): near full occupation it is the vacancies that
  /// must be right.
  func errorNorm(
    previous: UnsafePointer<Double>, next: UnsafePointer<Double>, error: UnsafePointer<Double>
  ) -> Double {
    let m = blockSize
    var sum = 0.0
    for i in 0..<cellCount {
      let base = i * m
      let size = max(abs(previous[base]), abs(next[base]))
      let potential = error[base] / (absoluteWeight[base] + relativeTolerance * size)
      sum += potential * potential
      for index in (base + 1)..<max(base + m, base + 1) where absoluteWeight[index] > 0 {
        var size = max(abs(previous[index]), abs(next[index]))
        if inverseSites[index] > 0 {
          size = min(size, max(siteDensity[index] - size, 1e-4 * siteDensity[index]))
        }
        let scaled = error[index] / (absoluteWeight[index] + relativeTolerance * size)
        sum += scaled * scaled
      }
    }
    if circuit != nil {
      for index in cellUnknowns..<(cellUnknowns + 2) {
        let size = max(abs(previous[index]), abs(next[index]))
        let scaled = error[index] / (absoluteWeight[0] + relativeTolerance * size)
        sum += scaled * scaled
      }
    }
    return (sum / activeCount).squareRoot()
  }

  /// Charge number density of the traps of a cell, scaled; needs `updateExcess`.
  func trapCharge(_ cell: Int, _ state: UnsafePointer<Double>) -> Double {
    guard let reactions else { return 0 }
    var charge = reactions.charge(cell, state + cell * blockSize, excess + cell * blockSize)
    for face in interfaces {
      if face.electronLink.left == cell { charge += sheetCharge(face, state) * face.lowerShare }
      if face.electronLink.right == cell {
        charge += sheetCharge(face, state) * (1 - face.lowerShare) * face.leftWidth / face.rightWidth
      }
    }
    return charge
  }

  /// Brings pairs back where a carrier density has come out below zero: an error within the absolute tolerance, but one that
  /// grows. With n < 0 < p ≪ |n| a trap works as a source, ṗ = p/τ, so that the other carrier rises in nanoseconds, whatever
  /// the step of the integration. As many electrons as holes are added, as generation would: no charge is made.
  func conclude(_ state: UnsafeMutablePointer<Double>) {
    guard let reactions else { return }
    let (a, b) = (reactions.electronRow, reactions.holeRow)
    for i in 0..<cellCount where reactions.cells[i].firstTrap < reactions.cells[i].endTrap {
      let y = state + i * blockSize
      let missing = max(-y[a], -y[b])
      if missing > 0 {
        y[a] += missing
        y[b] += missing
      }
    }
  }

  /// The unknown with the largest share in the error norm; one that is not finite comes first.
  func worstUnknown(
    previous: UnsafePointer<Double>, next: UnsafePointer<Double>, error: UnsafePointer<Double>
  ) -> Int {
    var worst = (index: 0, share: -1.0)
    for index in 0..<unknownCount where index >= cellUnknowns || absoluteWeight[index] > 0 {
      guard error[index].isFinite, next[index].isFinite else { return index }
      let size = max(abs(previous[index]), abs(next[index]))
      let weight = index < cellUnknowns ? absoluteWeight[index] : absoluteWeight[0]
      let share = abs(error[index]) / (weight + relativeTolerance * size)
      if share > worst.share { worst = (index, share) }
    }
    return worst.index
  }

  /// Solves Poisson's equation for φ with the densities as they are (Thomas algorithm): the state right after a jump of
  /// bias, when nothing but the potential has moved.
  func makeConsistent(_ state: UnsafeMutablePointer<Double>) {
    let m = blockSize
    updateExcess(state)
    var pivot = centre[0]
    for i in 0..<cellCount {
      var source = fixedCharge[i]
      for k in 1..<max(m, 1) { source += charges[k - 1] * state[i * m + k] }
      if reactions != nil { source += trapCharge(i, state) }
      if let sources { source += sources.values(at: 0)[i * m] / Self.densityUnit }
      var value = -source
      if i == cellCount - 1 { value -= outerCoupling * outer(0, state) }
      if i > 0 {
        scratch[i] = above[i - 1] / pivot
        pivot = centre[i] - below[i] * scratch[i]
        value -= below[i] * state[(i - 1) * m]
      }
      state[i * m] = value / pivot
    }
    for i in stride(from: cellCount - 2, through: 0, by: -1) { state[i * m] -= scratch[i + 1] * state[(i + 1) * m] }
  }
}
