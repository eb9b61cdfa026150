// Equations that the rows of a steady state leave open, or lose in round-off.
//
// The rows of one conserved quantity add up to what enters from outside, and where that is nothing, or a trickle beside the
// exchange between neighbouring cells, their sum drowns: a row holds the difference of fluxes of 1e14 A m⁻², of which
// 1e-16 is more than what leaks through an insulator. One row, that of the fullest cell, is therefore given up for the sum,
// written without the fluxes between the cells, which cancel:
//   ions closed in:                           Σ w c stays                                        (number)
//   a carrier that reaches no contact:        leaks + Σ w (G − R) = 0                            (balance)
//   both carriers of a region, beside that:   what leaks in of both = 0, or Σ w (p − n − t) stays  (charge)
// With x₀ the solution in which the densities given up stay, and v_k that for a unit change of the k-th, the correction is
// x₀ + Σ t_k v_k, and t follows from the sums: a few equations. Rejected: a small shift on the diagonal, which drowns in
// the round-off of rates of 1e6 s⁻¹.

import Foundation
import Materials
import NumericalMethods

/// The sum that stands in for one row of a run of cells.
struct SteadyClosure {
  enum Kind { case number, balance, charge }
  let kind: Kind
  /// Position, within a cell's unknowns, of the density whose row is given up.
  let row: Int
  let cells: Range<Int>

  /// All closures of a system: ions, then carriers.
  static func all(of system: TransportSystem, carriers: CarrierDomain?) -> [SteadyClosure] {
    var found = system.reservoirs.map { SteadyClosure(kind: .number, row: $0.row, cells: $0.cells) }
    guard let carriers else { return found }
    for region in regions(carriers.bands.map { $0 != nil }) {
      var touching: [Int] = []
      for n in 0..<system.linkCount {
        let link = system.links[n]
        let isHere =
          switch link.kind {
          case .contact: region.contains(link.right)
          case .farContact: region.contains(link.left)
          case .interior, .boundary: false
          }
        if isHere { touching.append(link.row) }
      }
      let cutOff = [carriers.electronRow, carriers.holeRow].filter { !touching.contains($0) }
      if let hole = cutOff.last { found.append(SteadyClosure(kind: .balance, row: hole, cells: region)) }
      if cutOff.count == 2 { found.append(SteadyClosure(kind: .charge, row: cutOff[0], cells: region)) }
    }
    return found
  }

  private static func regions(_ isActive: [Bool]) -> [Range<Int>] {
    var found: [Range<Int>] = []
    for (cell, active) in isActive.enumerated() where active {
      if let last = found.last, last.upperBound == cell {
        found[found.count - 1] = last.lowerBound..<(cell + 1)
      } else {
        found.append(cell..<(cell + 1))
      }
    }
    return found
  }
}

extension TransportSystem {
  /// The row that a closure stands in for: that of the cell with most of its density.
  func pin(of closure: SteadyClosure, _ y: UnsafePointer<Double>) -> Int {
    var (fullest, most) = (closure.cells.lowerBound, -Double.infinity)
    for cell in closure.cells {
      let content = y[cell * blockSize + closure.row] / inverseWidth[cell]
      if content > most { (fullest, most) = (cell, content) }
    }
    return fullest * blockSize + closure.row
  }

  /// The sum of a closure in a state, its slope by the outer potential, and by the unknowns; needs `updateExcess`.
  /// - Parameter slope: set to the derivatives by the unknowns.
  func sum(
    of closure: SteadyClosure, _ y: UnsafePointer<Double>, slope: UnsafeMutablePointer<Double>
  ) -> (value: Double, byOuter: Double) {
    slope.update(repeating: 0, count: unknownCount)
    let leaks = leaks.filter { closure.cells.contains($0.cell) }
    switch closure.kind {
    case .number:
      for cell in closure.cells { slope[cell * blockSize + closure.row] = 1 / inverseWidth[cell] }
      return (0, 0)
    case .charge where leaks.isEmpty:
      guard let reactions else { return (0, 0) }
      for cell in closure.cells {
        let base = cell * blockSize
        slope[base + reactions.electronRow] = -1 / inverseWidth[cell]
        for row in reactions.holeRow..<blockSize where absoluteWeight[base + row] > 0 {
          slope[base + row] = (row == reactions.holeRow ? 1 : -1) / inverseWidth[cell]
        }
      }
      return (0, 0)
    case .charge:
      return add(leaks, y, slope: slope) { $0.drift > 0 ? 1 : -1 }
    case .balance:
      let leaked = add(leaks.filter { $0.row == closure.row }, y, slope: slope) { _ in 1 }
      return (leaked.value + addProduction(of: closure, y, slope: slope), leaked.byOuter)
    }
  }

  private func add(
    _ leaks: [LeakLink], _ y: UnsafePointer<Double>, slope: UnsafeMutablePointer<Double>, sign: (LeakLink) -> Double
  ) -> (value: Double, byOuter: Double) {
    var sum = (value: 0.0, byOuter: 0.0)
    for leak in leaks {
      let d = derivatives(of: leak, time: 0, state: y)
      let gain = leak.isFar ? -sign(leak) : sign(leak)
      sum.value += gain * d.flux
      slope[leak.cell * blockSize] += gain * d.byOwn
      slope[leak.cell * blockSize + leak.row] += gain * d.byDensity
      slope[leak.neighbour * blockSize] += gain * d.byNeighbour
      if leak.isFar { sum.byOuter += gain * d.byContact }
    }
    return sum
  }

  /// Σ w (G − R) of one carrier.
  private func addProduction(
    of closure: SteadyClosure, _ y: UnsafePointer<Double>, slope: UnsafeMutablePointer<Double>
  ) -> Double {
    guard let reactions else { return 0 }
    let (m, row) = (blockSize, closure.row)
    let block = UnsafeMutablePointer<Double>.allocate(capacity: m * m + m)
    defer { block.deallocate() }
    var sum = 0.0
    for cell in closure.cells {
      let base = cell * m
      block.update(repeating: 0, count: m * m + m)
      reactions.linearise(
        cell, y + base, excess + base, slope: excessSlope + base, block + m * m, block: block, columns: m)
      sum += (block[m * m + row] + pairs(cell, time: 0)) / inverseWidth[cell]
      for column in 0..<m { slope[base + column] += block[row * m + column] / inverseWidth[cell] }
    }
    for face in interfaces where closure.cells.contains(face.electronLink.left) {
      let loss = rates(of: face, state: y)
      let isElectron = row == reactions.electronRow
      sum -= isElectron ? loss.electronLoss : loss.holeLoss
      let change = isElectron ? loss.electronsLeft - loss.electronsRight : loss.holesLeft - loss.holesRight
      for (unknown, rate) in chain(change.slope, face: face) { slope[unknown] -= rate }
    }
    return sum
  }
}
