import Materials

/// Devices of the tests, built in place so that a change of a shipped file cannot move a test.
enum ReferenceDevices {
  static func perCubicCentimetre(_ value: Double) -> Double { value * 1e6 }

  /// Parameter set M1: both ions in the perovskite, the negative one slowly through TFB; electron-rich ZnO.
  static func m1(film: Double = 150e-9) -> Device {
    let sites = perCubicCentimetre(1e21)
    let rest = perCubicCentimetre(4e17)
    let inPerovskite = IonInLayer(restDensity: rest, siteDensity: sites, diffusivity: 1e-14)
    let inTFB = IonInLayer(restDensity: 0, siteDensity: sites, diffusivity: 7e-18)
    return Device(
      name: "m1",
      layers: [
        Layer(
          name: "ZnO", thickness: 50e-9, opticalMaterial: "ZnO",
          transport: LayerTransport(
            relativePermittivity: 8.5, donorDensity: perCubicCentimetre(1e18), electronMobility: 1e-4)),
        Layer(
          name: "CsPbBr3", thickness: film, opticalMaterial: "CsPbBr3", isEmitter: true,
          transport: LayerTransport(relativePermittivity: 20)),
        Layer(
          name: "TFB", thickness: 40e-9, opticalMaterial: "TFB", transport: LayerTransport(relativePermittivity: 3)),
        Layer(
          name: "Al2O3", thickness: 7e-9, opticalMaterial: "Al2O3",
          transport: LayerTransport(relativePermittivity: 7.5)),
      ],
      ions: [
        IonSpecies(name: "positive ion", chargeNumber: 1, layers: ["CsPbBr3": inPerovskite]),
        IonSpecies(name: "negative ion", chargeNumber: -1, layers: ["CsPbBr3": inPerovskite, "TFB": inTFB]),
      ],
      contacts: Contacts(builtInVoltage: 0.5), temperature: 298.15)
  }
}
