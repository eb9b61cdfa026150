import Foundation
import Materials
import Quantities
import Transport

/// Devices for which theory has an answer, from few numbers. SI, energies in eV.
enum CarrierDevices {
  static let charge = PhysicalConstants.elementaryCharge
  static let vacuum = PhysicalConstants.vacuumPermittivity
  static let temperature = 300.0
  static let thermalVoltage = PhysicalConstants.thermalVoltage(temperature: temperature)
  /// Growth of a density of states from the 298.15 K at which it is given.
  static let stateScale = pow(temperature / 298.15, 1.5)

  /// One layer with bands.
  static func layer(
    _ name: String = "film", thickness: Double, permittivity: Double = 3, affinity: Double = 3, ionisation: Double = 5,
    states: Double = 1e26, electronMobility: Mobility = .init(1e-8), holeMobility: Mobility = .init(1e-8),
    donors: Double = 0, acceptors: Double = 0, recombination: BulkRecombination = .init(),
    statistics: CarrierStatistics = .boltzmann, largestCell: Double? = nil
  ) -> Layer {
    Layer(
      name: name, thickness: thickness, opticalMaterial: "",
      transport: LayerTransport(
        relativePermittivity: permittivity, donorDensity: donors,
        semiconductor: Semiconductor(
          electronAffinity: affinity * charge, ionisationEnergy: ionisation * charge,
          conductionDensity: states / stateScale, valenceDensity: states / stateScale, statistics: statistics,
          electronMobility: electronMobility, holeMobility: holeMobility, acceptorDensity: acceptors,
          recombination: recombination),
        largestCell: largestCell))
  }

  /// Layers between two contacts; work functions in eV.
  static func device(
    _ layers: [Layer], left: Double? = nil, right: Double? = nil,
    leftVelocities: (Double, Double) = (.infinity, .infinity),
    rightVelocities: (Double, Double) = (.infinity, .infinity), ions: [IonSpecies] = [],
    interfaces: [InterfaceTransport] = []
  ) -> Device {
    Device(
      name: "test", layers: layers, ions: ions,
      contacts: Contacts(
        electronSide: Contact(
          workFunction: left.map { $0 * charge }, electronVelocity: leftVelocities.0, holeVelocity: leftVelocities.1),
        holeSide: Contact(
          workFunction: right.map { $0 * charge }, electronVelocity: rightVelocities.0, holeVelocity: rightVelocities.1)
      ),
      carriers: .full, interfaces: interfaces, temperature: temperature)
  }

  /// The model with every cell of the automatic mesh split `refinement` times.
  static func model(_ device: Device, refinement: Int = 1) throws -> TransportModel {
    try TransportModel(device: device, settings: TransportSettings(meshRefinement: refinement))
  }

  /// Steady current at one bias, A m⁻².
  static func current(_ model: TransportModel, _ bias: Double, _ generation: Generation? = nil) throws -> Double {
    try model.steadyState(bias: bias, generation: generation).currentDensity
  }
}
