// A solution of the transport equations chosen beforehand, with the sources that make it one.
//
// Three layers A, B, C with different permittivities, band edges, densities of states and mobilities, B with Blakemore's
// statistics, pair recombination in B, a charge σ on A/B. Positive ions live in B, negative ones in B and C, with finite
// sites and a partition energy. Both carriers cross A/B with a finite velocity v; electrons leave through the far contact
// with a finite velocity S, holes are blocked at the near one.
//
// Chosen are φ and, for each species, u = µ̃/kT (quasi-Fermi level or electrochemical potential), in each layer a cubic
// with given values and slopes at its ends plus a bump that touches neither:
//   c = M/(exp(−(u − zφ/V_t − µ⁰/kT)) + b),     F = −D c ∂u/∂x,
// b = 0 Boltzmann, 0.27 Blakemore, 1 finite sites. The slopes at a boundary are those that give both sides the same flux
// (−F/(D c) each) and the same displacement (less σ); u is continuous there, or jumps by the velocity v:
//   F = v exp(−zφ/V_t − g) (e^{u₁} − e^{u₂}),   g the larger of µˣ − ln M + µ⁰/kT on the two sides (FluxLink.swift).
// At a contact u is the contact's level, or its slope is that of F = ±S (c − c₀), or zero where the species is blocked.
// Sources, with derivatives from `Jet`, exact to round-off:
//   charge:  −ε₀ε φ″/q − Σ z c − fixed;        species:  ∂c/∂t + ∂F/∂x + R,   R = k np (1 − e^{u_n + u_p}).
// Method: Roache, J. Fluids Eng. 124, 4 (2002), doi:10.1115/1.1436090.

import Foundation
import Materials
import Quantities
import Transport

/// The chosen solution, its device and its sources.
struct ManufacturedSolution: Sendable {
  static let charge = PhysicalConstants.elementaryCharge
  static let vacuum = PhysicalConstants.vacuumPermittivity
  static let temperature = 300.0
  static let thermalVoltage = PhysicalConstants.thermalVoltage(temperature: temperature)
  /// Time in which everything changes, s.
  static let period = 1e-6
  static let thicknesses = [50e-9, 80e-9, 40e-9]
  static let permittivities = [8.0, 20, 4]
  static let workFunctions = (near: 4.20, far: 4.22)
  static let electronExit = 0.5
  static let recombination = 1e-15
  static let sheetCharge = 3e-5
  static let biasFrom = 0.06
  static let biasRate = 0.05 / period
  static var builtIn: Double { workFunctions.far - workFunctions.near }
  static let charges = [1.0, -1, -1, 1]

  /// What one species finds in one layer.
  struct Room {
    /// M, m⁻³.
    var capacity: Double
    /// b.
    var blocking: Double
    /// µ⁰/kT.
    var standard: Double
    /// D, m² s⁻¹.
    var diffusivity: Double
  }

  /// By species (positive ion, negative ion, electrons, holes) and layer.
  static let rooms: [[Room?]] = {
    let affinities = [4.05, 4.13, 4.02]
    let ionisations = [4.45, 4.40, 4.43]
    let states = [4e24, 5e22, 8e24]
    let blocking = [0, 0.27, 0]
    func carriers(_ edges: [Double], sign: Double, diffusivities: [Double]) -> [Room?] {
      (0..<3).map {
        Room(
          capacity: states[$0], blocking: blocking[$0], standard: sign * edges[$0] / thermalVoltage,
          diffusivity: diffusivities[$0])
      }
    }
    return [
      [nil, Room(capacity: 4e23, blocking: 1, standard: 0, diffusivity: 1e-9), nil],
      [
        nil, Room(capacity: 5e23, blocking: 1, standard: 0, diffusivity: 2e-9),
        Room(capacity: 2e23, blocking: 1, standard: 0.05 / thermalVoltage, diffusivity: 5e-10),
      ],
      carriers(affinities, sign: -1, diffusivities: [1e-8, 2e-8, 0.5e-8]),
      carriers(ionisations, sign: 1, diffusivities: [0.7e-8, 1.5e-8, 1e-8]),
    ]
  }()
  /// Ions at rest, m⁻³, whose countercharge stays: by ion and layer.
  static let restDensities = [[0, 1e23, 0], [0, 1.2e23, 0]]
  static let donors = [1e22, 0, 0]

  /// Velocity at which carriers cross A/B, m s⁻¹.
  let crossingVelocity: Double

  /// The device whose equations are solved.
  var device: Device {
    let joule = Self.charge
    let stateScale = pow(Self.temperature / 298.15, 1.5)
    let names = ["A", "B", "C"]
    let layers = (0..<3).compactMap { index -> Layer? in
      guard let electrons = Self.rooms[2][index], let holes = Self.rooms[3][index] else { return nil }
      return Layer(
        name: names[index], thickness: Self.thicknesses[index], opticalMaterial: "",
        transport: LayerTransport(
          relativePermittivity: Self.permittivities[index], donorDensity: Self.donors[index],
          semiconductor: Semiconductor(
            electronAffinity: -electrons.standard * Self.thermalVoltage * joule,
            ionisationEnergy: holes.standard * Self.thermalVoltage * joule,
            conductionDensity: electrons.capacity / stateScale, valenceDensity: holes.capacity / stateScale,
            statistics: electrons.blocking == 0 ? .boltzmann : .blakemore,
            electronMobility: Mobility(electrons.diffusivity / Self.thermalVoltage),
            holeMobility: Mobility(holes.diffusivity / Self.thermalVoltage),
            recombination: BulkRecombination(radiative: index == 1 ? Self.recombination : 0))))
    }
    let ions = (0..<2).map { k in
      var offers: [String: IonInLayer] = [:]
      for (index, name) in names.enumerated() {
        guard let room = Self.rooms[k][index] else { continue }
        offers[name] = IonInLayer(
          restDensity: Self.restDensities[k][index], siteDensity: room.capacity, diffusivity: room.diffusivity,
          partitionEnergy: room.standard * Self.thermalVoltage * joule)
      }
      return IonSpecies(name: k == 0 ? "positive" : "negative", chargeNumber: k == 0 ? 1 : -1, layers: offers)
    }
    return Device(
      name: "manufactured", layers: layers, ions: ions,
      contacts: Contacts(
        electronSide: Contact(
          workFunction: Self.workFunctions.near * joule, electronVelocity: .infinity, holeVelocity: 0),
        holeSide: Contact(
          workFunction: Self.workFunctions.far * joule, electronVelocity: Self.electronExit, holeVelocity: .infinity)),
      carriers: .full,
      interfaces: [
        InterfaceTransport(
          first: "A", second: "B", fixedCharge: Self.sheetCharge,
          crossingVelocity: crossingVelocity.isFinite ? crossingVelocity : nil)
      ],
      temperature: Self.temperature)
  }

  /// The model on the automatic mesh with every cell split, and the sources in its cells.
  func model(refinement: Int = 1, coarsening: Int = 1, tolerance: Double) throws -> TransportModel {
    var model = try TransportModel(
      device: device,
      settings: TransportSettings(
        relativeTolerance: tolerance, meshRefinement: refinement, meshCoarsening: coarsening, smallestCarrierCell: 1e-9, carrierGrowthRatio: 1.3,
        largestCell: 4e-9))
    let mesh = model.mesh
    model.sources = GivenSources(resolution: Self.period) { time in
      let frame = ManufacturedFrame(self, time: time)
      return mesh.centres.indices.flatMap { frame.sources(mesh.centres[$0], layer: mesh.layerIndices[$0]) }
    }
    return model
  }

  /// The solution in the cells of a mesh: potential, then densities, cell by cell.
  func unknowns(_ mesh: TransportMesh, time: Double) -> [Double] {
    let frame = ManufacturedFrame(self, time: time)
    return mesh.centres.indices.flatMap { frame.unknowns(mesh.centres[$0], layer: mesh.layerIndices[$0]) }
  }

  /// Terminal current density, A m⁻².
  func current(time: Double) -> Double { ManufacturedFrame(self, time: time).current }
}
