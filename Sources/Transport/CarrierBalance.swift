// Carrier currents without cancellation, from the balance of each carrier.
//
// Majority carriers near equilibrium have gross fluxes 1e14 times their net flux, so a net flux computed there from the
// densities is noise. The flux of a carrier is therefore computed at the one face where its gross flux is least (at a
// face it cannot cross it is exactly zero; else deep in the region where it is the minority), and follows everywhere else
// from the balance of the cells between:
//   F(i + 1) = F(i) + w_i (G − R − ∂n/∂t)_i.
// The sum of all currents with the displacement current is then the same at every face to the round-off of Poisson's
// equation, since that is linear in the densities.

import Foundation
import Materials
import NumericalMethods
import Quantities

/// Fluxes of electrons and holes of one system, face by face, from the balance of each.
final class CarrierBalance {
  let system: TransportSystem
  let widths: [Double]
  let rows: [Int]
  /// For each carrier, the link at each face, leaks counted after the links; −1 where it cannot cross, −2 where the flux
  /// can only be followed: traps on the boundary take part, or an insulator passes on what leaks.
  let faceLinks: [[Int]]
  /// For each carrier, the face from which its flux is followed.
  private(set) var references: [Int]
  private let isFixed: [Bool]
  /// Boundary with traps above each cell, by its place in `system.interfaces`, −1 for none. Their capture counts with that
  /// cell.
  let interfaceAbove: [Int]
  private let cellRates: UnsafeMutablePointer<Double>
  /// q times the unit of density, C m⁻³.
  let chargeUnit = PhysicalConstants.elementaryCharge * TransportSystem.densityUnit

  init(model: TransportModel, carriers: CarrierDomain, system: TransportSystem) {
    self.system = system
    let cells = model.mesh.cellCount
    widths = model.mesh.widths
    rows = [carriers.electronRow, carriers.holeRow]
    var faceLinks = Array(repeating: Array(repeating: -1, count: cells + 1), count: 2)
    for n in 0..<system.linkCount {
      let link = system.links[n]
      guard let carrier = rows.firstIndex(of: link.row) else { continue }
      let face =
        switch link.kind {
        case .contact: 0
        case .farContact: cells
        default: link.right
        }
      faceLinks[carrier][face] = n
    }
    var above = Array(repeating: -1, count: cells)
    for (n, face) in system.interfaces.enumerated() { above[face.electronLink.left] = n }
    interfaceAbove = above
    // A boundary with traps is no place to start from: its two sides carry different fluxes.
    for face in system.interfaces {
      for carrier in 0..<2 { faceLinks[carrier][face.electronLink.right] = -2 }
    }
    for (n, leak) in system.leaks.enumerated() {
      guard let carrier = rows.firstIndex(of: leak.row) else { continue }
      faceLinks[carrier][leak.face] = system.linkCount + n
      for face in leak.isFar ? (leak.face + 1)..<(cells + 1) : 0..<leak.face { faceLinks[carrier][face] = -2 }
    }
    self.faceLinks = faceLinks
    isFixed = faceLinks.map { $0.contains(-1) }
    references = faceLinks.map { $0.firstIndex(of: -1) ?? 0 }
    cellRates = .allocate(capacity: system.blockSize)
    cellRates.initialize(repeating: 0, count: system.blockSize)
  }

  deinit { cellRates.deallocate() }

  /// Picks the faces of least gross flux at the start of a step.
  func chooseFaces(_ step: DenseStep) { chooseFaces(time: step.start, state: step.before) }

  /// Picks the faces of least gross flux in a state.
  func chooseFaces(time: Double, state: UnsafePointer<Double>) {
    for carrier in 0..<2 where !isFixed[carrier] {
      system.updateExcess(state)
      var least = Double.infinity
      for face in faceLinks[carrier].indices where faceLinks[carrier][face] >= 0 {
        let gross = flux(faceLinks[carrier][face], time: time, state: state).gross
        if gross < least {
          least = gross
          references[carrier] = face
        }
      }
    }
  }

  /// Conduction current into the HTL contact of a stationary state, A m⁻².
  func steadyCurrent(time: Double, state: UnsafePointer<Double>) -> Double {
    chooseFaces(time: time, state: state)
    return outerCurrent(time: time, state: state, rates: nil)
  }

  /// Fluxes of electrons and holes at every face, m⁻² s⁻¹, towards x = L.
  /// - Parameter rates: time derivatives of the unknowns; `nil` in a stationary state.
  func fluxes(time: Double, state: UnsafePointer<Double>, rates: UnsafePointer<Double>?) -> [[Double]] {
    chooseFaces(time: time, state: state)
    system.updateExcess(state)
    return (0..<2).map { carrier in
      let start = references[carrier]
      var found = Array(repeating: 0.0, count: widths.count + 1)
      found[start] = flux(faceLinks[carrier][start], time: time, state: state).net
      for i in stride(from: start, to: widths.count, by: 1) {
        found[i + 1] = found[i] + surplus(carrier, cell: i, time: time, state: state, rates: rates)
      }
      for i in stride(from: start - 1, through: 0, by: -1) {
        found[i] = found[i + 1] - surplus(carrier, cell: i, time: time, state: state, rates: rates)
      }
      return found.map { $0 * TransportSystem.densityUnit }
    }
  }

  /// Conduction current into the HTL contact, A m⁻², from the faces chosen last.
  /// - Parameter rates: time derivatives of the unknowns; `nil` leaves their terms out.
  func outerCurrent(
    time: Double, state: UnsafePointer<Double>, rates: UnsafePointer<Double>?
  ) -> Double {
    system.updateExcess(state)
    var current =
      flux(faceLinks[0][references[0]], time: time, state: state).net
      - flux(faceLinks[1][references[1]], time: time, state: state).net
    guard let reactions = system.reactions else { return chargeUnit * current }
    let (m, electronRow, holeRow) = (system.blockSize, rows[0], rows[1])
    let (electronStart, holeStart) = (references[0], references[1])
    let factor = system.generation?.factor(at: time) ?? 0
    for i in min(electronStart, holeStart)..<widths.count where reactions.cells[i].isActive {
      let base = i * m
      for k in 0..<m { cellRates[k] = 0 }
      reactions.add(i, state + base, system.excess + base, cellRates)
      let pairs = system.light[i] * factor + system.light[system.cellCount + i]
      var (electrons, holes) = (cellRates[electronRow] + pairs, cellRates[holeRow] + pairs)
      if let sources = system.sources {
        let given = sources.values(at: time)
        electrons += given[base + electronRow] / TransportSystem.densityUnit
        holes += given[base + holeRow] / TransportSystem.densityUnit
      }
      if let rates {
        electrons -= rates[base + electronRow]
        holes -= rates[base + holeRow]
      }
      var sum = 0.0
      if i >= electronStart { sum += electrons }
      if i >= holeStart { sum -= holes }
      current += widths[i] * sum
      if interfaceAbove[i] >= 0 {
        let loss = system.rates(of: system.interfaces[interfaceAbove[i]], state: state)
        if i >= electronStart { current -= loss.electronLoss }
        if i >= holeStart { current += loss.holeLoss }
      }
    }
    return chargeUnit * current
  }

  /// Net capture of electrons and holes by the traps of a cell, scaled, per s, and how full each trap is.
  func trapping(_ cell: Int, state: UnsafePointer<Double>) -> (electrons: Double, holes: Double, filling: [Double]) {
    guard let reactions = system.reactions, reactions.cells[cell].isActive else { return (0, 0, []) }
    let base = cell * system.blockSize
    return reactions.trapping(cell, state + base, system.excess + base)
  }

  /// w (G − R − ∂n/∂t) of one cell.
  private func surplus(
    _ carrier: Int, cell: Int, time: Double, state: UnsafePointer<Double>, rates: UnsafePointer<Double>?
  ) -> Double {
    guard let reactions = system.reactions, reactions.cells[cell].isActive else { return 0 }
    let base = cell * system.blockSize
    var captured = 0.0
    if interfaceAbove[cell] >= 0 {
      let loss = system.rates(of: system.interfaces[interfaceAbove[cell]], state: state)
      captured = carrier == 0 ? loss.electronLoss : loss.holeLoss
    }
    cellRates.update(repeating: 0, count: system.blockSize)
    reactions.add(cell, state + base, system.excess + base, cellRates)
    var made = cellRates[rows[carrier]] + system.pairs(cell, time: time)
    if let sources = system.sources {
      made += sources.values(at: time)[base + rows[carrier]] / TransportSystem.densityUnit
    }
    return widths[cell] * (made - (rates.map { $0[base + rows[carrier]] } ?? 0)) - captured
  }

  private func flux(_ index: Int, time: Double, state: UnsafePointer<Double>) -> (net: Double, gross: Double) {
    guard index >= 0 else { return (0, 0) }
    return system.flux(ofLink: index, time: time, state: state)
  }
}

extension TransportSystem {
  /// Pairs that light makes in a cell, scaled, per s.
  func pairs(_ cell: Int, time: Double) -> Double {
    light[cell] * (generation?.factor(at: time) ?? 0) + light[cellCount + cell]
  }

  /// Net flux through one link and the larger of the two opposing parts it is the difference of; needs `updateExcess`.
  func flux(ofLink index: Int, time: Double, state: UnsafePointer<Double>) -> (net: Double, gross: Double) {
    if index >= linkCount {
      let leak = derivatives(of: leaks[index - linkCount], time: time, state: state)
      return (leak.flux, leak.gross)
    }
    let link = links[index]
    let (i, j) = (link.left * blockSize, link.right * blockSize)
    let (net, backward): (Double, Double)
    switch link.kind {
    case .contact:
      let excess = self.excess[j + link.row] - link.contactExcess
      net = link.flux(0, state[j + link.row], drop: state[j], excess: excess)
      var open = link
      open.contactDensity = 0
      backward = open.flux(0, state[j + link.row], drop: state[j], excess: excess)
    case .farContact:
      let excess = link.contactExcess - self.excess[i + link.row]
      let drop = outer(time, state) - state[i]
      net = link.flux(state[i + link.row], 0, drop: drop, excess: excess)
      backward = link.flux(0, 0, drop: drop, excess: excess)
    case .interior where link.fieldActivation == 0:
      let (a, b) = (i + link.row, j + link.row)
      let pair = BernoulliPair(link.drift * (state[j] - state[i]) + (excess[b] - excess[a]))
      let (forward, backward) = (state[a] * pair.forward, state[b] * pair.backward)
      return (link.conductance * (forward - backward), link.conductance * max(abs(forward), abs(backward)))
    default:
      let excess = self.excess[j + link.row] - self.excess[i + link.row]
      let drop = state[j] - state[i]
      net = link.flux(state[i + link.row], state[j + link.row], drop: drop, excess: excess)
      backward = link.flux(0, state[j + link.row], drop: drop, excess: excess)
    }
    return (net, max(abs(net - backward), abs(backward)))
  }
}
