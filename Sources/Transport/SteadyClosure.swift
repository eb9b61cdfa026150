// Equations that the rows of a steady state leave open, or lose in round-off.
//
// The rows of one conserved quantity add up to what enters from outside, and where that is nothing, or a trickle beside the
// exchange between neighbouring cells, their sum drowns: a row holds the difference of fluxes of 1e14 A m⁻², of which
// 1e-16 is more than what leaks through an insulator. One row, that of the fullest cell, is therefore given up for the sum,
// written without the fluxes between the cells, which cancel:
//   ions closed in:                           Σ w c stays                                        (number)
// and since closed-in ions rest, their other rows are written as what they come to, no flux through each face: else two
// crowds of ions with next to none between them would exchange less than round-off, and keep whatever share they had.
//   a carrier between slow boundaries:        what crosses them + Σ w (G − R) = 0                  (balance)
//   both carriers, where neither reaches a contact:  what leaks in of both = 0, or Σ w (p − n − t) stays  (charge)
// Slow boundaries are those with a crossing velocity or a leak. The charge takes the place of one of the balances.
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
  /// For carriers, all cells that they can reach from these; the charge is that of all of them.
  let region: Range<Int>

  /// All closures of a system: ions, then carriers.
  static func all(of system: TransportSystem, carriers: CarrierDomain?) -> [SteadyClosure] {
    var found = system.reservoirs.map { SteadyClosure(kind: .number, row: $0.row, cells: $0.cells, region: $0.cells) }
    guard let carriers else { return found }
    let contacts = contactCells(of: system)
    for region in pieces(carriers.bands.map { $0 != nil }, splitAt: []) {
      let touched = [carriers.electronRow, carriers.holeRow].map { row in
        contacts.contains { $0.row == row && region.contains($0.cell) }
      }
      let slow = system.slowFaces(ofRow: carriers.electronRow)
      let parts = pieces(region.map { _ in true }, splitAt: slow.map { $0 - region.lowerBound })
      for (index, part) in parts.enumerated() {
        let cells = (part.lowerBound + region.lowerBound)..<(part.upperBound + region.lowerBound)
        for row in [carriers.electronRow, carriers.holeRow]
        where !contacts.contains(where: { $0.row == row && cells.contains($0.cell) }) {
          let isCharge = index == 0 && row == carriers.electronRow && touched == [false, false]
          found.append(
            isCharge
              ? SteadyClosure(kind: .charge, row: row, cells: cells, region: region)
              : SteadyClosure(kind: .balance, row: row, cells: cells, region: region))
        }
      }
    }
    return found
  }

  /// Cells from which a carrier reaches a contact directly, and the row of that carrier.
  private static func contactCells(of system: TransportSystem) -> [(row: Int, cell: Int)] {
    (0..<system.linkCount).compactMap { n in
      let link = system.links[n]
      return switch link.kind {
      case .contact: (link.row, link.right)
      case .farContact: (link.row, link.left)
      case .interior, .boundary: nil
      }
    }
  }

  /// Runs of cells that are active, parted at some faces.
  private static func pieces(_ isActive: [Bool], splitAt faces: [Int]) -> [Range<Int>] {
    var found: [Range<Int>] = []
    for (cell, active) in isActive.enumerated() where active {
      if let last = found.last, last.upperBound == cell, !faces.contains(cell) {
        found[found.count - 1] = last.lowerBound..<(cell + 1)
      } else {
        found.append(cell..<(cell + 1))
      }
    }
    return found
  }
}

extension TransportSystem {
  /// Faces that a species crosses with a resistance, or may not pass at all.
  func slowFaces(ofRow row: Int) -> [Int] {
    let boundaries = (0..<linkCount).map { links[$0] } + interfaces.flatMap { [$0.electronLink, $0.holeLink] }
    return boundaries.filter { $0.kind == .boundary && $0.row == row && $0.inverseVelocity > 0 }.map(\.right)
  }

  /// Links of a species by the cell above the face.
  func links(ofRow row: Int) -> [Int: Int] {
    var found: [Int: Int] = [:]
    for n in 0..<linkCount where links[n].row == row && links[n].left != links[n].right { found[links[n].right] = n }
    return found
  }

  /// Replaces the rows of closed-in ions by F = 0 at the faces between their cells, counted away from the pin.
  func rest(
    _ closure: SteadyClosure, pin: Int, links byFace: [Int: Int], state: UnsafePointer<Double>,
    rates: UnsafeMutablePointer<Double>
  ) {
    let m = blockSize
    let (square, row) = (m * m, closure.row)
    let pinned = pin / m
    for cell in closure.cells where cell != pinned {
      guard let n = byFace[cell < pinned ? cell + 1 : cell] else { continue }
      let (left, right) = (links[n].left, links[n].right)
      let d = derivatives(ofLink: n, time: 0, state: state)
      let place = cell * square + row * m
      for column in 0..<m {
        jacobian.lower[place + column] = 0
        jacobian.diagonal[place + column] = 0
        jacobian.upper[place + column] = 0
      }
      let scale = inverseWidth[cell]
      rates[cell * m + row] = scale * d.flux
      let below = (cell == left ? jacobian.diagonal : jacobian.lower) + place
      let above = (cell == right ? jacobian.diagonal : jacobian.upper) + place
      below[0] -= scale * d.byDrop
      above[0] += scale * d.byDrop
      below[row] += scale * d.byLeft
      above[row] += scale * d.byRight
    }
  }

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
    let leaks = leaks.filter { closure.region.contains($0.cell) }
    switch closure.kind {
    case .number:
      for cell in closure.cells { slope[cell * blockSize + closure.row] = 1 / inverseWidth[cell] }
      return (0, 0)
    case .charge where leaks.isEmpty:
      guard let reactions else { return (0, 0) }
      for cell in closure.region {
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
      let own = leaks.filter { $0.row == closure.row && closure.cells.contains($0.cell) }
      let leaked = add(own, y, slope: slope) { _ in 1 }
      let crossed = addCrossing(of: closure, y, slope: slope)
      return (leaked.value + crossed + addProduction(of: closure, y, slope: slope), leaked.byOuter)
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

  /// What crosses the slow boundaries at both ends into the cells.
  private func addCrossing(
    of closure: SteadyClosure, _ y: UnsafePointer<Double>, slope: UnsafeMutablePointer<Double>
  ) -> Double {
    var sum = 0.0
    for n in 0..<linkCount where links[n].row == closure.row && links[n].kind == .boundary {
      let (left, right) = (links[n].left, links[n].right)
      guard closure.cells.contains(left) != closure.cells.contains(right) else { continue }
      let gain = closure.cells.contains(right) ? 1.0 : -1.0
      let d = derivatives(ofLink: n, time: 0, state: y)
      sum += gain * d.flux
      slope[left * blockSize] -= gain * d.byDrop
      slope[right * blockSize] += gain * d.byDrop
      slope[left * blockSize + closure.row] += gain * d.byLeft
      slope[right * blockSize + closure.row] += gain * d.byRight
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
    for face in interfaces {
      let isElectron = row == reactions.electronRow
      let change = rates(of: face, state: y)
      let (leaving, arriving) =
        isElectron ? (change.electronsLeft, change.electronsRight) : (change.holesLeft, change.holesRight)
      let loss = isElectron ? change.electronLoss : change.holeLoss
      // The two fluxes differ by the loss; the one with less exchange loses fewer digits.
      let isNearSmaller =
        isElectron
        ? change.electronGross < change.farElectronGross : change.holeGross < change.farHoleGross
      let gain: DualNumber
      switch (closure.cells.contains(face.electronLink.left), closure.cells.contains(face.electronLink.right)) {
      case (true, true):
        // What the traps take, without the difference of the two fluxes.
        sum -= loss
        gain = arriving - leaving
      case (true, false):
        sum -= isNearSmaller ? leaving.value : arriving.value + loss
        gain = -leaving
      case (false, true):
        sum += isNearSmaller ? leaving.value - loss : arriving.value
        gain = arriving
      case (false, false): continue
      }
      for (unknown, rate) in chain(gain.slope, face: face) { slope[unknown] += rate }
    }
    return sum
  }
}
