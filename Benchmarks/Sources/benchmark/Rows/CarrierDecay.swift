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
