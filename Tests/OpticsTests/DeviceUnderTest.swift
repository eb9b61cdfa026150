import Materials
import Optics

/// The device of the bench as the optics sees it, from the electron side (glass) to the hole side (air).
enum DeviceUnderTest {
  static func led(perovskite thickness: Double = 150e-9, zincOxide: String = "ZnO-stelling-transparent") -> Device {
    Device(
      name: "cspbbr3-led",
      layers: [
        Layer(name: "glass", thickness: 1e-3, opticalMaterial: "soda-lime-rubin", isIncoherent: true),
        Layer(name: "ITO bottom", thickness: 50e-9, opticalMaterial: "ITO-minenkov-glass"),
        Layer(name: "ZnO", thickness: 50e-9, opticalMaterial: zincOxide),
        Layer(name: "CsPbBr3", thickness: thickness, opticalMaterial: "CsPbBr3-brennan", isEmitter: true),
        Layer(name: "TFB", thickness: 40e-9, opticalMaterial: "TFB-model"),
        Layer(name: "Al2O3", thickness: 7e-9, opticalMaterial: "Al2O3-zhukovsky"),
        Layer(name: "ITO top", thickness: 50e-9, opticalMaterial: "ITO-minenkov-glass"),
      ])
  }

  static func film(perovskite thickness: Double = 150e-9) -> Device {
    Device(
      name: "cspbbr3-film",
      layers: [
        Layer(name: "glass", thickness: 1e-3, opticalMaterial: "soda-lime-rubin", isIncoherent: true),
        Layer(name: "CsPbBr3", thickness: thickness, opticalMaterial: "CsPbBr3-brennan", isEmitter: true),
      ])
  }

  static let emitter = 3
}
