import Materials
import Optics

extension Benchmark {
  /// 300 wavelengths × 8 layers × 320 depths: R, T and the absorption of every cell, at normal incidence.
  static let absorptionMap = map("absorption map, 300 wavelengths × 8 layers × 320 depths", cells: 40, goal: 0.5e-3)

  /// The same with 320 depths in every layer, 768 000 cells: mostly writing them down.
  static let fineAbsorptionMap = map("absorption map, 300 wavelengths × 8 layers × 320 depths each", cells: 320)

  private static func map(_ name: String, cells: Int, goal: Double? = nil) -> Benchmark {
    Benchmark(
      name, room: "optics", goal: goal,
      peers: cells > 40
        ? []
        : [
          Peer(name: "solcore", file: "absorption_map_solcore", packages: ["solcore"]),
          Peer(name: "tmm", file: "absorption_map_tmm", packages: ["tmm==0.2.0", "numpy"]),
          Peer(name: "PyMoosh, no depths", file: "absorption_pymoosh", packages: ["PyMoosh"]),
        ]
    ) {
      let task = CoherentStack()
      let stack = try SpectralStack(
        layers: task.thicknesses.map { OpticalLayer(thickness: $0, refractiveIndex: ComplexNumber(1)) },
        refractiveIndices: zip(task.n, task.k).map { row in zip(row.0, row.1).map { ComplexNumber($0, $1) } },
        wavelengths: task.wavelengths)
      let counts = task.thicknesses.map { _ in cells }
      return try Work(input: task) {
        let map = try stack.absorptionMap(from: .electronSide, polarisation: .s, cells: counts)
        let count = Double(task.wavelengths.count)
        return [
          map.reflectance.reduce(0, +) / count, map.transmittance.reduce(0, +) / count,
          map.absorbedByLayer.reduce(0, +) / count,
        ]
      }
    }
  }
}

/// Eight films, seven of which absorb, with constants that vary smoothly between 330 and 800 nm.
private struct CoherentStack: Encodable {
  var wavelengths = (0..<300).map { 330e-9 + 470e-9 * Double($0) / 299 }
  var thicknesses = [50e-9, 50e-9, 30e-9, 120e-9, 20e-9, 40e-9, 7e-9, 50e-9]
  var cells = 40
  var n: [[Double]]
  var k: [[Double]]

  init() {
    let base = [1.9, 1.7, 1.8, 2.2, 1.75, 1.65, 1.64, 1.9]
    let loss = [0.02, 0.05, 0.01, 0.4, 0.03, 0.2, 0, 0.02]
    n = wavelengths.map { wavelength in base.map { $0 + 0.05 * (500e-9 / wavelength - 1) } }
    k = wavelengths.map { wavelength in loss.map { $0 * 355e-9 / wavelength } }
  }
}
