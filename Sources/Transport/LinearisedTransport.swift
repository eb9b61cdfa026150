// The discrete equations linearised about a state: what impedance and its relatives under light are computed from.
//
//   M ẋ = A x + b v + g s,      j = c·x + d·ẋ + e v + h v̇ + k s,
// with x the small change of the unknowns (scaled: V and 2⁸⁰ m⁻³), v that of the bias and s a relative change of the light.
// At the frequency ω, x = (iωM − A)⁻¹ (b v + g s). The output is the terminal current by the balance of the carriers
// (CarrierBalance.swift), so it keeps its digits at low frequency where the contact's own fluxes would lose them.

import Foundation
import Materials
import NumericalMethods
import Quantities

/// Matrices and vectors of a model linearised about a state. SI; densities in units of `densityUnit`.
public struct LinearisedTransport: Sendable {
  /// Unit of the density unknowns, m⁻³.
  public let densityUnit: Double
  /// Number of cells.
  public let cellCount: Int
  /// Unknowns per cell.
  public let blockSize: Int
  /// Diagonal of M, 0 or 1.
  public let mass: [Double]
  /// Blocks of A left of the diagonal, row-major, cell after cell; the first is zero.
  public let lower: [Double]
  /// Blocks of A on the diagonal.
  public let diagonal: [Double]
  /// Blocks of A right of the diagonal; the last is zero.
  public let upper: [Double]
  /// b: ∂(A x)/∂V, per V.
  public let biasInput: [Double]
  /// g: change of the rates per relative change of the light.
  public let lightInput: [Double]
  /// c: ∂j/∂x, A m⁻² per unit of x.
  public let output: [Double]
  /// d: ∂j/∂ẋ, A m⁻² per unit of ẋ.
  public let rateOutput: [Double]
  /// e: ∂j/∂V, A m⁻² V⁻¹ (carriers that reach the contact through its own half cell).
  public let biasOutput: Double
  /// h: ∂j/∂V̇, F m⁻² (the half cell's capacitance).
  public let biasRateOutput: Double
  /// k: ∂j per relative change of the light, A m⁻².
  public let lightOutput: Double
}

extension TransportModel {
  /// The equations linearised about a state, best a steady one.
  /// - Parameters:
  ///   - state: the working point; its bias, temperature and light are taken from it.
  ///   - light: pairs per volume and time in each cell that a relative change of 1 adds, m⁻³ s⁻¹; `nil` takes the
  ///     state's own light.
  public func linearised(at state: TransportState, light: [Double]? = nil) -> LinearisedTransport {
    let m = unknownsPerCell
    let square = m * m
    let cells = mesh.cellCount
    let system = TransportSystem(model: self, temperature: state.temperature)
    system.outerPotential = state.layerBias - builtInVoltage(temperature: state.temperature)
    system.setGeneration(state.generation.isEmpty ? nil : Generation(rates: state.generation))
    let y = ScaledUnknowns(state.unknowns, blockSize: m)
    let rates = ScaledUnknowns(Array(repeating: 0, count: system.unknownCount), blockSize: m)
    let slope = ScaledUnknowns(Array(repeating: 0, count: system.unknownCount), blockSize: m)
    // With a bias that rises by 1 V/s, the slope in time is the slope in the bias.
    system.biasRate = 1
    system.linearise(time: 0, state: y.values, rates: rates.values, timeDerivative: slope.values)
    system.biasRate = 0
    let jacobian = system.jacobian
    func copy(_ pointer: UnsafePointer<Double>, _ count: Int) -> [Double] {
      Array(UnsafeBufferPointer(start: pointer, count: count))
    }
    var lightInput = Array(repeating: 0.0, count: system.unknownCount)
    let pairs = (light ?? state.generation).map { $0 / TransportSystem.densityUnit }
    let capacity = PhysicalConstants.vacuumPermittivity * faceCapacity(cells)
    var output = Array(repeating: 0.0, count: system.unknownCount)
    var rateOutput = output
    var (biasOutput, lightOutput) = (0.0, 0.0)
    rateOutput[(cells - 1) * m] = -capacity
    if let carriers {
      for cell in pairs.indices where carriers.bands[cell] != nil {
        lightInput[cell * m + carriers.electronRow] = pairs[cell]
        lightInput[cell * m + carriers.holeRow] = pairs[cell]
      }
      let balance = CarrierBalance(model: self, carriers: carriers, system: system)
      balance.chooseFaces(time: 0, state: y.values)
      let functional = balance.linearised(state: y.values, pairs: pairs)
      output = functional.output
      for k in rateOutput.indices { rateOutput[k] += functional.rateOutput[k] }
      (biasOutput, lightOutput) = (functional.biasOutput, functional.lightOutput)
    }
    return LinearisedTransport(
      densityUnit: TransportSystem.densityUnit, cellCount: cells, blockSize: m,
      mass: copy(system.mass, system.unknownCount), lower: copy(jacobian.lower, cells * square),
      diagonal: copy(jacobian.diagonal, cells * square), upper: copy(jacobian.upper, cells * square),
      biasInput: copy(slope.values, system.unknownCount), lightInput: lightInput, output: output,
      rateOutput: rateOutput, biasOutput: biasOutput, biasRateOutput: capacity, lightOutput: lightOutput)
  }
}

extension CarrierBalance {
  /// Derivatives of the conduction current into the HTL contact.
  struct Functional {
    var output: [Double]
    var rateOutput: [Double]
    var biasOutput: Double
    var lightOutput: Double
  }

  /// Linearises `outerCurrent` about a state, with the faces chosen last.
  func linearised(time: Double = 0, state: UnsafePointer<Double>, pairs: [Double]) -> Functional {
    system.updateExcess(state)
    let m = system.blockSize
    var found = Functional(
      output: Array(repeating: 0, count: system.unknownCount),
      rateOutput: Array(repeating: 0, count: system.unknownCount), biasOutput: 0, lightOutput: 0)
    let block = UnsafeMutablePointer<Double>.allocate(capacity: m * m + m)
    defer { block.deallocate() }
    for carrier in 0..<2 {
      let sign = carrier == 0 ? chargeUnit : -chargeUnit
      let row = rows[carrier]
      let start = references[carrier]
      if faceLinks[carrier][start] >= system.linkCount {
        let leak = system.leaks[faceLinks[carrier][start] - system.linkCount]
        let d = system.derivatives(of: leak, time: time, state: state)
        found.output[leak.cell * m] += sign * d.byOwn
        found.output[leak.cell * m + row] += sign * d.byDensity
        found.output[leak.neighbour * m] += sign * d.byNeighbour
        if leak.isFar { found.biasOutput += sign * d.byContact }
      } else if faceLinks[carrier][start] >= 0 {
        let link = system.links[faceLinks[carrier][start]]
        let d = system.derivatives(ofLink: faceLinks[carrier][start], time: time, state: state)
        switch link.kind {
        case .contact:
          found.output[link.right * m] += sign * d.byDrop
          found.output[link.right * m + row] += sign * d.byRight
        case .farContact:
          found.output[link.left * m] -= sign * d.byDrop
          found.output[link.left * m + row] += sign * d.byLeft
          found.biasOutput += sign * d.byDrop
        case .interior, .boundary:
          found.output[link.left * m] -= sign * d.byDrop
          found.output[link.right * m] += sign * d.byDrop
          found.output[link.left * m + row] += sign * d.byLeft
          found.output[link.right * m + row] += sign * d.byRight
        }
      }
      guard let reactions = system.reactions else { continue }
      for cell in start..<widths.count where reactions.cells[cell].isActive {
        let base = cell * m
        block.update(repeating: 0, count: m * m + m)
        reactions.linearise(
          cell, state + base, system.excess + base, slope: system.excessSlope + base, block + m * m, block: block,
          columns: m)
        for column in 0..<m { found.output[base + column] += sign * widths[cell] * block[row * m + column] }
        found.rateOutput[base + row] -= sign * widths[cell]
        let index = interfaceAbove[cell]
        if index >= 0 {
          let face = system.interfaces[index]
          let loss = system.rates(of: face, state: state)
          let slope = carrier == 0 ? loss.electronsLeft - loss.electronsRight : loss.holesLeft - loss.holesRight
          for (unknown, rate) in system.chain(slope.slope, face: face) { found.output[unknown] -= sign * rate }
        }
        if pairs.indices.contains(cell) { found.lightOutput += sign * widths[cell] * pairs[cell] }
      }
    }
    return found
  }
}

extension TransportSystem {
  /// Derivatives of the flux through one link; needs `updateExcess`.
  func derivatives(ofLink index: Int, time: Double, state: UnsafePointer<Double>) -> FluxDerivatives {
    let link = links[index]
    let (i, j) = (link.left * blockSize, link.right * blockSize)
    let (a, b) = (i + link.row, j + link.row)
    switch link.kind {
    case .contact:
      return link.derivatives(
        0, state[b], drop: state[j], excess: excess[b] - link.contactExcess, slopeA: 0, slopeB: excessSlope[b])
    case .farContact:
      return link.derivatives(
        state[a], 0, drop: outer(time, state) - state[i], excess: link.contactExcess - excess[a],
        slopeA: excessSlope[a], slopeB: 0)
    case .interior, .boundary:
      return link.derivatives(
        state[a], state[b], drop: state[j] - state[i], excess: excess[b] - excess[a], slopeA: excessSlope[a],
        slopeB: excessSlope[b])
    }
  }
}
