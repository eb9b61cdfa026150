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
    }
  }

  /// Charge number density of the traps per cell, m⁻³; empty for a device without charged traps.
  func trapChargeDensity(of state: TransportState) -> [Double] {
    guard let carriers,
      carriers.bands.contains(where: { $0?.recombination.traps.contains { $0.kind != .neutral } == true })
    else { return [] }
    let m = unknownsPerCell
    let system = TransportSystem(model: self, temperature: state.temperature)
    let scaled = ScaledUnknowns(state.unknowns, blockSize: m)
    system.updateExcess(scaled.values)
    return (0..<mesh.cellCount).map { cell in
      let base = cell * m
      return (system.reactions?.charge(cell, scaled.values + base, system.excess + base) ?? 0)
        * TransportSystem.densityUnit
    }
  }
}
