// What can be read off a state about electrons and holes.

import Foundation
import Materials
import NumericalMethods
import Quantities

/// Bands, quasi-Fermi levels, recombination and currents across a device at one instant.
///
/// Energies are in J against the vacuum level at x = 0. Per cell, with NaN where a cell has no bands; currents at the
/// faces, in A m⁻², positive towards the HTL contact: a forward current of the device is negative here.
public struct CarrierProfile: Sendable, Equatable {
  /// Electron density n, m⁻³.
  public let electrons: [Double]
  /// Hole density p, m⁻³.
  public let holes: [Double]
  /// Conduction band edge E_c = −χ − qφ, J.
  public let conductionBand: [Double]
  /// Valence band edge E_v = −I − qφ, J.
  public let valenceBand: [Double]
  /// Quasi-Fermi level of electrons, J; NaN where the density is not positive.
  public let electronLevel: [Double]
  /// Quasi-Fermi level of holes, J; NaN where the density is not positive.
  public let holeLevel: [Double]
  /// Pairs that light makes G, m⁻³ s⁻¹.
  public let generation: [Double]
  /// Radiative recombination k (np − n_i²) before recycling, m⁻³ s⁻¹.
  public let radiative: [Double]
  /// Radiative recombination that reabsorption gives back, m⁻³ s⁻¹.
  public let recycled: [Double]
  /// Langevin recombination, m⁻³ s⁻¹.
  public let langevin: [Double]
  /// Auger recombination, m⁻³ s⁻¹.
  public let auger: [Double]
  /// Capture of electrons by traps less their release, m⁻³ s⁻¹ (at rest the recombination through traps).
  public let trapElectrons: [Double]
  /// Capture of holes by traps less their release, m⁻³ s⁻¹.
  public let trapHoles: [Double]
  /// Share of the charged or dynamic traps that are filled, per trap of the cell's layer.
  public let trapFilling: [[Double]]
  /// Electron current at the faces, A m⁻².
  public let electronCurrent: [Double]
  /// Hole current at the faces, A m⁻².
  public let holeCurrent: [Double]
  /// Current of all ions at the faces, A m⁻².
  public let ionCurrent: [Double]
  /// Displacement current ∂D/∂t at the faces, A m⁻².
  public let displacementCurrent: [Double]
  /// Sum of the four, A m⁻²: the same at every face.
  public let totalCurrent: [Double]
}

extension TransportModel {
  /// Bands and currents of a state; `nil` without full carriers.
  func carrierProfile(of state: TransportState) -> CarrierProfile? {
    guard let carriers else { return nil }
    let m = unknownsPerCell
    let cells = mesh.cellCount
    let (q, unit) = (PhysicalConstants.elementaryCharge, TransportSystem.densityUnit)
    let thermalEnergy = PhysicalConstants.boltzmannConstant * state.temperature
    let scale = FermiLevel.densityScale(state.temperature)
    let system = TransportSystem(model: self, temperature: state.temperature)
    system.outerPotential = state.layerBias - builtInVoltage(temperature: state.temperature)
    system.setGeneration(state.generation.isEmpty ? nil : Generation(rates: state.generation))
    let y = ScaledUnknowns(state.unknowns, blockSize: m)
    let rates = state.rates.isEmpty ? nil : ScaledUnknowns(state.rates, blockSize: m)
    system.updateExcess(y.values)
    func density(_ row: Int) -> [Double] { (0..<cells).map { y.values[$0 * m + row] * unit } }
    func perCell(_ value: (Int, Semiconductor) -> Double, empty: Double = .nan) -> [Double] {
      (0..<cells).map { cell in carriers.bands[cell].map { value(cell, $0) } ?? empty }
    }
    let (electrons, holes) = (density(carriers.electronRow), density(carriers.holeRow))
    let conduction = perCell { -$1.electronAffinity - q * y.values[$0 * m] }
    let valence = perCell { -$1.ionisationEnergy - q * y.values[$0 * m] }
    func reduced(_ density: Double, _ states: Double, _ statistics: CarrierStatistics) -> Double {
      density > 0 ? thermalEnergy * BandFilling.reducedLevel(density / (scale * states), statistics) : .nan
    }
    let constants = system.reactions?.cells
    func surplus(_ cell: Int) -> Double {
      let base = cell * m
      let (a, b) = (base + carriers.electronRow, base + carriers.holeRow)
      let balance = exp(-system.excess[a] - system.excess[b]) * (constants?[cell].intrinsicSquare ?? 0)
      return (y.values[a] * y.values[b] - balance) * unit * unit
    }
    let langevinScale = { (cell: Int, bands: Semiconductor) -> Double in
      let whole = (constants?[cell].radiative ?? 0) / unit
      return whole - bands.recombination.radiative * (1 - bands.recombination.recycledShare)
    }
    let balance = CarrierBalance(model: self, carriers: carriers, system: system)
    let trapped = (0..<cells).map { balance.trapping($0, state: y.values) }
    let fluxes = balance.fluxes(time: 0, state: y.values, rates: rates.map { UnsafePointer($0.values) })
    let electronCurrent = fluxes[0].map { -q * $0 }
    let holeCurrent = fluxes[1].map { q * $0 }
    let ionCurrent = ionCurrent(of: state)
    let displacement = displacementCurrent(of: state)
    return CarrierProfile(
      electrons: electrons, holes: holes, conductionBand: conduction, valenceBand: valence,
      electronLevel: perCell { conduction[$0] + reduced(electrons[$0], $1.conductionDensity, $1.statistics) },
      holeLevel: perCell { valence[$0] - reduced(holes[$0], $1.valenceDensity, $1.statistics) },
      generation: state.generation.isEmpty ? Array(repeating: 0, count: cells) : state.generation,
      radiative: perCell({ $1.recombination.radiative * surplus($0) }, empty: 0),
      recycled: perCell({ $1.recombination.radiative * $1.recombination.recycledShare * surplus($0) }, empty: 0),
      langevin: perCell({ langevinScale($0, $1) * surplus($0) }, empty: 0),
      auger: perCell(
        {
          ($1.recombination.augerElectrons * electrons[$0] + $1.recombination.augerHoles * holes[$0]) * surplus($0)
        }, empty: 0),
      trapElectrons: trapped.map { $0.electrons * unit }, trapHoles: trapped.map { $0.holes * unit },
      trapFilling: trapped.map(\.filling), electronCurrent: electronCurrent, holeCurrent: holeCurrent,
      ionCurrent: ionCurrent, displacementCurrent: displacement,
      totalCurrent: (0...cells).map {
        electronCurrent[$0] + holeCurrent[$0] + ionCurrent[$0] + displacement[$0]
      })
  }

  /// Current of the ions at every face, A m⁻², from the change of what lies between it and the ion's closed end.
  private func ionCurrent(of state: TransportState) -> [Double] {
    let m = unknownsPerCell
    var current = Array(repeating: 0.0, count: mesh.cellCount + 1)
    guard !state.rates.isEmpty else { return current }
    for (k, one) in species.enumerated() where one.isIon {
      var flux = 0.0
      for i in 0..<mesh.cellCount where one.isActive[i] {
        flux -= state.rates[i * m + k + 1] * mesh.widths[i]
        current[i + 1] += one.charge * PhysicalConstants.elementaryCharge * flux
      }
    }
    return current
  }

  /// ∂D/∂t at every face, A m⁻².
  private func displacementCurrent(of state: TransportState) -> [Double] {
    let m = unknownsPerCell
    let cells = mesh.cellCount
    guard !state.rates.isEmpty else { return Array(repeating: 0, count: cells + 1) }
    return (0...cells).map { face in
      let left = face > 0 ? state.rates[(face - 1) * m] : 0
      let right = face < cells ? state.rates[face * m] : state.biasRate
      return PhysicalConstants.vacuumPermittivity * faceCapacity(face) * (left - right)
    }
  }
}
