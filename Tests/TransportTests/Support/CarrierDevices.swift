import Materials

/// Devices with full electrons and holes for the tests; energies in eV, densities in cm⁻³, mobilities in cm² V⁻¹ s⁻¹.
enum CarrierDevices {
  static let electronVolt = 1.602_176_634e-19

  static func bands(
    affinity: Double, ionisation: Double, conduction: Double = 1e19, valence: Double = 1e19, mobility: Double = 10,
    acceptors: Double = 0, statistics: CarrierStatistics = .boltzmann, recombination: BulkRecombination = .init()
  ) -> Semiconductor {
    Semiconductor(
      electronAffinity: affinity * electronVolt, ionisationEnergy: ionisation * electronVolt,
      conductionDensity: conduction * 1e6, valenceDensity: valence * 1e6, statistics: statistics,
      electronMobility: Mobility(mobility * 1e-4), holeMobility: Mobility(mobility * 1e-4),
      acceptorDensity: acceptors * 1e6, recombination: recombination)
  }

  static func layer(
    _ name: String, nanometres: Double, permittivity: Double, donors: Double = 0, bands: Semiconductor?
  ) -> Layer {
    Layer(
      name: name, thickness: nanometres * 1e-9, opticalMaterial: "air",
      transport: LayerTransport(
        relativePermittivity: permittivity, donorDensity: donors * 1e6, semiconductor: bands))
  }

  /// Three layers with a positive vacancy in the middle one, in the manner of a perovskite cell.
  static func cell(
    statistics: CarrierStatistics = .boltzmann, traps: [Trap]? = nil, interfaces: [InterfaceTransport] = [],
    ions: Bool = true
  ) -> Device {
    let bulk = BulkRecombination(
      radiative: 1e-17, augerElectrons: 1e-40, augerHoles: 1e-40,
      traps: traps ?? [
        Trap(density: 1e21, depth: 0.85 * electronVolt, electronCapture: 1e-13, holeCapture: 1e-14)
      ])
    let vacancy = IonInLayer(restDensity: 1e25, siteDensity: 1e28, diffusivity: 1e-17)
    return Device(
      name: "cell",
      layers: [
        layer(
          "ETL", nanometres: 60, permittivity: 10, donors: 1e18,
          bands: bands(affinity: 4, ionisation: 7, mobility: 1, statistics: statistics)),
        layer(
          "perovskite", nanometres: 300, permittivity: 24,
          bands: bands(
            affinity: 3.7, ionisation: 5.4, conduction: 8e18, valence: 6e18, statistics: statistics,
            recombination: bulk)),
        layer(
          "HTL", nanometres: 80, permittivity: 3,
          bands: bands(affinity: 2, ionisation: 5.1, mobility: 1, acceptors: 1e18, statistics: statistics)),
      ],
      ions: ions ? [IonSpecies(name: "vacancy", chargeNumber: 1, layers: ["perovskite": vacancy])] : [],
      carriers: .full, interfaces: interfaces)
  }

  /// An asymmetric junction of one material: thick, low-doped base behind a thin emitter.
  static func junction(recombination: BulkRecombination = .init()) -> Device {
    let n = bands(affinity: 4, ionisation: 5, recombination: recombination)
    let p = bands(affinity: 4, ionisation: 5, acceptors: 1e17, recombination: recombination)
    return Device(
      name: "junction",
      layers: [
        layer("n", nanometres: 500, permittivity: 12, donors: 1e17, bands: n),
        layer("p", nanometres: 500, permittivity: 12, bands: p),
      ], carriers: .full)
  }
}
