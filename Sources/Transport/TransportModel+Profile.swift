// What can be read off a state: profiles, ion fraction, fields, inventories, audit.

import Foundation
import Materials
import Quantities

/// Potential, field and densities across the device at one instant.
public struct TransportProfile: Sendable, Equatable {
  /// Cell centres x, m.
  public let positions: [Double]
  /// Potential φ at the centres, V.
  public let potential: [Double]
  /// Cell faces x, m.
  public let facePositions: [Double]
  /// Field E at the faces, V m⁻¹; at a layer boundary that on the low side.
  public let fieldBelow: [Double]
  /// Field E at the faces, V m⁻¹; at a layer boundary that on the high side.
  public let fieldAbove: [Double]
  /// Density of each species per cell, m⁻³: ions in the device's order, then electrons. Zero where it may not be.
  public let densities: [[Double]]
  /// Names of the species, in the order of `densities`.
  public let speciesNames: [String]
  /// Electron density n per cell, m⁻³; empty for a device without mobile electrons.
  public let electrons: [Double]
  /// Bands, recombination and currents of electrons and holes; `nil` in the model of majority carriers.
  public let carriers: CarrierProfile?
}

extension TransportModel {
  /// Profiles of a state across the device.
  public func profile(of state: TransportState) -> TransportProfile {
    let m = unknownsPerCell
    let displacement = displacement(of: state)
    let cells = mesh.cellCount
    let vacuum = PhysicalConstants.vacuumPermittivity
    let densities = species.indices.map { k in (0..<cells).map { state.unknowns[$0 * m + k + 1] } }
    return TransportProfile(
      positions: mesh.centres, potential: (0..<cells).map { state.unknowns[$0 * m] }, facePositions: mesh.edges,
      fieldBelow: displacement.indices.map { displacement[$0] / (vacuum * permittivity[max(0, $0 - 1)]) },
      fieldAbove: displacement.indices.map { displacement[$0] / (vacuum * permittivity[min(cells - 1, $0)]) },
      densities: densities, speciesNames: speciesNames,
      electrons: species.firstIndex { !$0.isIon }.map { densities[$0] } ?? [], carriers: carrierProfile(of: state))
  }

  /// Displacement D at every face, C m⁻², positive towards the HTL contact.
  public func displacement(of state: TransportState) -> [Double] {
    let m = unknownsPerCell
    let cells = mesh.cellCount
    let outer = state.layerBias - builtInVoltage(temperature: state.temperature)
    return (0...cells).map { face in
      let left = face > 0 ? state.unknowns[(face - 1) * m] : 0
      let right = face < cells ? state.unknowns[face * m] : outer
      return PhysicalConstants.vacuumPermittivity * faceCapacity(face) * (left - right)
    }
  }

  /// Ion fraction f = Σ|z|c/Σ|z|c₀ in each cell of the emitter, dimensionless; 1 where no ion rests there.
  public func ionFraction(of state: TransportState) -> [Double] {
    guard let emitter = device.emitterIndex else { return [] }
    let m = unknownsPerCell
    return mesh.cells(ofLayer: emitter).map { cell in
      var present = 0.0
      var atRest = 0.0
      for (k, one) in species.enumerated() where one.isIon {
        present += abs(one.charge) * state.unknowns[cell * m + k + 1]
        atRest += abs(one.charge) * one.restDensity[cell]
      }
      return atRest > 0 ? present / atRest : 1
    }
  }

  /// Field at the emitter's HTL-side face, on the far side of it, V m⁻¹: positive where it pulls holes to the HTL
  /// contact.
  ///
  /// Without an emitter, or with the contact right behind it, the field on the near side of the domain's last face.
  public func extractingField(of state: TransportState) -> Double {
    let cells = mesh.cellCount
    let emitter = device.emitterIndex.map { mesh.cells(ofLayer: $0) } ?? 0..<cells
    let face = emitter.isEmpty ? cells : emitter.upperBound
    let behind = permittivity[min(face, cells - 1)]
    return displacement(of: state)[face] / (PhysicalConstants.vacuumPermittivity * behind)
  }

  /// Ions per area now, m⁻², one per ion species, over the cells the species may enter.
  public func inventory(of state: TransportState) -> [Double] {
    let m = unknownsPerCell
    return species.indices.filter { species[$0].isIon }.map { k in
      var sum = 0.0
      for i in 0..<mesh.cellCount where species[k].isActive[i] { sum += state.unknowns[i * m + k + 1] * mesh.widths[i] }
      return sum
    }
  }

  /// Charge on the HTL contact, C m⁻², from the charges in the device and the bias alone (induced-charge theorem).
  ///
  /// Q = C(V − V_bi) − Σ ρ w s, with s the share of the elastance ∫dx/ε between x = 0 and the cell's centre. It uses no
  /// potential, so comparing it with ∫J dt audits Poisson's equation, the current and the ion transport together.
  func inducedContactCharge(of state: TransportState) -> Double {
    let m = unknownsPerCell
    let total = zip(mesh.widths, permittivity).reduce(0) { $0 + $1.0 / $1.1 }
    let trapped = trapChargeDensity(of: state)
    var below = 0.0
    var induced = 0.0
    for i in 0..<mesh.cellCount {
      let own = mesh.widths[i] / permittivity[i]
      var charge = fixedCharge[i]
      for (k, one) in species.enumerated() { charge += one.charge * state.unknowns[i * m + k + 1] }
      if !trapped.isEmpty { charge += trapped[i] }
      induced += charge * mesh.widths[i] * (below + own / 2) / total
      below += own
    }
    return geometricCapacitance * (state.layerBias - builtInVoltage(temperature: state.temperature))
      - PhysicalConstants.elementaryCharge * induced
  }

  /// Conservation of ions and charge since the state was made.
  public func audit(of state: TransportState) -> AuditReport {
    let drift = zip(inventory(of: state), state.ionInventory).map { $1 > 0 ? ($0 - $1) / $1 : 0 }
    let stored = inducedContactCharge(of: state) - state.initialContactCharge
    let scale = max(
      state.chargeTurnover, geometricCapacitance * PhysicalConstants.thermalVoltage(temperature: state.temperature))
    let removed = zip(state.ionRoundOff, state.ionInventory).map { $1 > 0 ? $0 / $1 : 0 }
    return AuditReport(
      ionDrift: drift, ionRoundOff: removed,
      chargeImbalance: abs(state.chargePassed - state.chargeConducted - stored) / scale)
  }
}
