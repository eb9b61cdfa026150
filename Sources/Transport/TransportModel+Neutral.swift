import Foundation
import Materials
import Quantities

extension TransportModel {
  /// Fills carriers and dynamic traps as in neutral, isolated layers: the start of every search for an equilibrium.
  func fillNeutral(_ unknowns: inout [Double], temperature: Double) {
    guard let carriers else { return }
    let m = unknownsPerCell
    var level: FermiLevel?
    for cell in 0..<mesh.cellCount {
      if cell == 0 || isLayerBoundary(cell) {
        level = carriers.bands[cell].map {
          FermiLevel(neutral: $0, donors: carriers.donors[cell], temperature: temperature)
        }
      }
      guard let level, let bands = carriers.bands[cell] else { continue }
      unknowns[cell * m + carriers.electronRow] = level.electrons
      unknowns[cell * m + carriers.holeRow] = level.holes
      var row = carriers.holeRow
      for trap in bands.recombination.traps where trap.occupancy == .dynamic {
        row += 1
        let energy = bands.electronAffinity + trap.depth - level.workFunction
        unknowns[cell * m + row] =
          trap.density / (1 + exp(-energy / (PhysicalConstants.boltzmannConstant * temperature)))
      }
      // Traps on the boundary start neutral: donors filled, acceptors empty, others half full.
      for trap in carriers.interfaces[cell + 1]?.traps ?? [] where trap.hasOwnOccupancy {
        row += 1
        let share = trap.kind == .donor ? 1 : trap.kind == .acceptor ? 0 : 0.5
        unknowns[cell * m + row] = share * trap.density / mesh.widths[cell]
      }
    }
  }

  /// Charge number density of the traps per cell, m⁻³; empty for a device without charged traps.
  func trapChargeDensity(of state: TransportState) -> [Double] {
    guard let carriers else { return [] }
    let bulk = carriers.bands.contains { $0?.recombination.traps.contains { $0.kind != .neutral } == true }
    let surface = carriers.interfaces.values.contains { $0.traps.contains { $0.kind != .neutral } }
    guard bulk || surface else { return [] }
    let system = TransportSystem(model: self, temperature: state.temperature)
    let scaled = ScaledUnknowns(state.unknowns, blockSize: unknownsPerCell)
    system.updateExcess(scaled.values)
    return (0..<mesh.cellCount).map { system.trapCharge($0, scaled.values) * TransportSystem.densityUnit }
  }
}
