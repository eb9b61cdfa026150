// One mobile species laid out cell by cell, for the assembly of fluxes. SI.

import Foundation
import Materials
import Quantities

/// A mobile ion or the electrons: what each cell offers it.
struct MobileSpecies: Sendable, Equatable {
  /// Name for messages and profiles.
  var name: String
  /// Charge number z.
  var charge: Double
  /// Whether the species is an ion (conserved) rather than a carrier.
  var isIon: Bool
  /// Cells the species may be in.
  var isActive: [Bool]
  /// Density in the as-made device, m⁻³.
  var restDensity: [Double]
  /// Site density, m⁻³; infinite for Boltzmann statistics.
  var siteDensity: [Double]
  /// Diffusivity at the reference temperature, m² s⁻¹; for carriers mobility instead, m² V⁻¹ s⁻¹.
  var mobility: [Double]
  /// Activation energy of the diffusivity, J.
  var activationEnergy: [Double]
  /// Standard chemical potential µ⁰, J; for full carriers the band edge as seen by the carrier, −χ or I.
  var partitionEnergy: [Double]
  /// Effective density of states at 298.15 K, m⁻³, of a carrier with bands; empty for ions and majority electrons.
  var stateDensity: [Double] = []
  /// How the band of a carrier fills, per cell; empty where `stateDensity` is.
  var statistics: [CarrierStatistics] = []
  /// Poole–Frenkel factor γ, (m/V)^½, per cell; empty where `stateDensity` is.
  var fieldActivation: [Double] = []
  /// Whether this is a carrier with bands, one of the pair that recombines.
  var hasBands: Bool { !stateDensity.isEmpty }
  /// Density that the contact at x = 0 holds, m⁻³; `nil` if the contact blocks the species.
  var contactDensity: Double?

  /// Diffusivity D in a cell at temperature T, m² s⁻¹: Arrhenius for ions, Einstein's relation for carriers.
  func diffusivity(cell: Int, temperature: Double) -> Double {
    let thermalVoltage = PhysicalConstants.thermalVoltage(temperature: temperature)
    guard isIon || hasBands else { return mobility[cell] * thermalVoltage }
    let inverse = 1 / temperature - 1 / IonInLayer.referenceTemperature
    let activated = mobility[cell] * exp(-activationEnergy[cell] / PhysicalConstants.boltzmannConstant * inverse)
    return isIon ? activated : activated * thermalVoltage
  }

  init(ion: IonSpecies, device: Device, mesh: TransportMesh) {
    let offers = mesh.layerIndices.map { ion.layers[device.layers[$0].name] }
    name = ion.name
    charge = Double(ion.chargeNumber)
    isIon = true
    isActive = offers.map { $0?.isPermeable ?? false }
    restDensity = offers.map { $0?.restDensity ?? 0 }
    siteDensity = offers.map { $0?.siteDensity ?? .infinity }
    mobility = offers.map { $0?.diffusivity ?? 0 }
    activationEnergy = offers.map { $0?.activationEnergy ?? 0 }
    partitionEnergy = offers.map { $0?.partitionEnergy ?? 0 }
    contactDensity = nil
  }

  /// The electrons of the device; `nil` if no layer holds mobile ones.
  init?(electronsOf device: Device, mesh: TransportMesh) {
    let layers = mesh.layerIndices.map { device.layers[$0].transport }
    guard layers.contains(where: { $0?.electronMobility != nil }) else { return nil }
    name = "electrons"
    charge = -1
    isIon = false
    isActive = layers.map { $0?.electronMobility != nil }
    restDensity = layers.map { $0?.electronMobility == nil ? 0 : $0?.donorDensity ?? 0 }
    siteDensity = layers.map { _ in .infinity }
    mobility = layers.map { $0?.electronMobility ?? 0 }
    activationEnergy = layers.map { _ in 0 }
    partitionEnergy = layers.map { _ in 0 }
    contactDensity = isActive.first == true ? restDensity.first : nil
  }

  /// Electrons (`charge` −1) or holes (+1) in every layer with bands.
  init(carriersOf device: Device, charge carrierCharge: Double, mesh: TransportMesh) {
    let bands = mesh.layerIndices.map { device.layers[$0].transport?.semiconductor }
    let isElectron = carrierCharge < 0
    func mobility(_ semiconductor: Semiconductor?) -> Mobility? {
      isElectron ? semiconductor?.electronMobility : semiconductor?.holeMobility
    }
    name = isElectron ? "electrons" : "holes"
    charge = carrierCharge
    isIon = false
    isActive = bands.map { $0 != nil }
    restDensity = bands.map { _ in 0 }
    siteDensity = bands.map { _ in .infinity }
    self.mobility = bands.map { mobility($0)?.lowField ?? 0 }
    activationEnergy = bands.map { mobility($0)?.activationEnergy ?? 0 }
    fieldActivation = bands.map { mobility($0)?.fieldActivation ?? 0 }
    partitionEnergy = bands.map { isElectron ? -($0?.electronAffinity ?? 0) : $0?.ionisationEnergy ?? 0 }
    stateDensity = bands.map { (isElectron ? $0?.conductionDensity : $0?.valenceDensity) ?? 1 }
    statistics = bands.map { $0?.statistics ?? .boltzmann }
    contactDensity = nil
  }
}
