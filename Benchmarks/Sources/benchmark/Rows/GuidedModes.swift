import Materials
import Optics

extension Benchmark {
  /// All TE and TM modes of the diode at 538 nm, with confinement, losses and group index; index of TE0 and TM0 compared.
  static let guidedModes = Benchmark(
    "all guided modes of the diode, TE and TM", room: "optics", goal: 2e-3,
    peers: [Peer(name: "PyMoosh", file: "modes_pymoosh", packages: ["PyMoosh"])]
  ) {
    let stack = try OpticalStack(device: DeviceLibrary.load("cspbbr3-led").device, wavelength: 538e-9)
    let films = stack.layers.filter { !$0.isIncoherent }
    let task = Guide(
      wavelength: 538e-9, low: stack.layers[0].refractiveIndex.real, high: stack.ambientIndex,
      thicknesses: films.map(\.thickness), n: films.map(\.refractiveIndex.real),
      k: films.map { $0.isEmitter ? 0 : $0.refractiveIndex.imaginary })
    return try Work(input: task) {
      let modes = try stack.guidedModes(polarisations: ModePolarisation.allCases)
      return modes.filter { $0.order == 0 }.map(\.effectiveIndex.real)
    }
  }

  /// 100 thicknesses of both electrodes: all modes at 538 nm and where 355 nm light is absorbed, from the tables on.
  static let electrodeSweep = Benchmark(
    "sweep of 100 ITO thicknesses with modes and absorption", room: "optics", goal: 0.3
  ) {
    let device = try DeviceLibrary.load("cspbbr3-led").device
    return try Work {
      var sum = 0.0
      for step in 0..<100 {
        var changed = device
        for layer in changed.layers.indices where changed.layers[layer].opticalMaterial.hasPrefix("ITO") {
          changed.layers[layer].thickness = 10e-9 + 140e-9 * Double(step) / 99
        }
        let modes = try OpticalStack(device: changed, wavelength: 538e-9)
          .guidedModes(polarisations: ModePolarisation.allCases)
        let light = try OpticalStack(device: changed, wavelength: 355e-9).illuminate(from: .holeSide)
        sum += modes.reduce(light.absorbedByLayer.reduce(0, +)) { $0 + $1.totalLoss }
      }
      return [sum]
    }
  }
}

private struct Guide: Encodable {
  var wavelength: Double
  var low: Double
  var high: Double
  var thicknesses: [Double]
  var n: [Double]
  var k: [Double]
}
