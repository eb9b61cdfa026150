import Emission

extension Benchmark {
  /// Decay by first, second and third order at 1000 times over 200 ns.
  static let carrierDecay = Benchmark(
    "decay k1 + k2 + k3 at 1000 times", room: "emission", goal: 20e-6,
    peers: [Peer(name: "scipy LSODA", file: "decay_scipy", packages: ["scipy"])]
  ) {
    let task = Decay(
      k1: 1.3e7, k2: 3e-15, k3: 1e-41, start: 3e24, times: (0..<1000).map { 200e-9 * Double($0) / 999 })
    let decay = try CarrierDecay(k1: task.k1, k2: task.k2, k3: task.k3)
    return try Work(input: task) {
      let densities = try decay.density(from: task.start, at: task.times)
      return [densities[500] / task.start, densities[999] / task.start]
    }
  }
}

private struct Decay: Encodable {
  var k1: Double
  var k2: Double
  var k3: Double
  var start: Double
  var times: [Double]
}

extension Benchmark {
  /// Decay of a diffusing film: 128 cells, 1000 times over 2 µs, surfaces at both sides.
  static let filmDecay = Benchmark(
    "TRPL of a film, 128 cells in depth, 2 µs at 1000 times", room: "emission", goal: 2e-3,
    peers: [
      Peer(name: "CVODE (scikit-sundae)", file: "film_decay_cvode", packages: ["scikit-sundae", "scipy"]),
      Peer(name: "scipy LSODA, banded", file: "film_decay_scipy", packages: ["scipy"]),
    ]
  ) {
    let task = FilmDecay(
      cells: 128, thickness: 400e-9, absorptionLength: 80e-9, diffusivity: 1e-6, surface: 10, k1: 6e6, k2r: 1e-15,
      k2nonr: 1e-15, k3: 1e-41, density: 1e24, times: (0..<1000).map { 2e-9 * Double($0) })
    let film = DepthResolvedFilm(
      thickness: task.thickness, cells: task.cells,
      constants: RecombinationConstants(k1: task.k1, k2r: task.k2r, k2nonr: task.k2nonr, k3: task.k3),
      absorptionLength: task.absorptionLength, diffusivity: task.diffusivity, lowSurfaceVelocity: task.surface,
      highSurfaceVelocity: task.surface)
    return try Work(input: task) {
      let light = try film.emission(after: DecayExcitation(density: task.density), at: task.times)
      return [5, 20, 100].map { light.density[$0] / task.density }
    }
  }
}

private struct FilmDecay: Encodable {
  var cells: Int
  var thickness: Double
  var absorptionLength: Double
  var diffusivity: Double
  var surface: Double
  var k1: Double
  var k2r: Double
  var k2nonr: Double
  var k3: Double
  var density: Double
  var times: [Double]
}
