/// The unknowns in the units of the kernels: potentials in V, densities in 2⁸⁰ m⁻³. Scaling is exact both ways.
final class ScaledUnknowns {
  let values: UnsafeMutablePointer<Double>
  private let count: Int
  private let blockSize: Int

  /// - Parameter border: number of values behind the cells' unknowns, which stay as they are.
  init(_ unknowns: [Double], blockSize: Int, border: Int = 0) {
    count = unknowns.count
    self.blockSize = blockSize
    values = .allocate(capacity: max(1, unknowns.count + border))
    values.initialize(repeating: 0, count: max(1, unknowns.count + border))
    for k in unknowns.indices { values[k] = unknowns[k] / unit(k) }
  }

  deinit { values.deallocate() }

  /// Unit of unknown `index`, V or m⁻³.
  func unit(_ index: Int) -> Double {
    index % blockSize == 0 || index >= count ? 1 : TransportSystem.densityUnit
  }

  func load(_ unknowns: [Double]) {
    for k in 0..<count { values[k] = unknowns[k] / unit(k) }
  }

  /// Takes over values that are scaled already.
  func load(scaledState: [Double]) {
    for k in 0..<min(count, scaledState.count) { values[k] = scaledState[k] }
  }

  func copy(to unknowns: inout [Double]) {
    for k in 0..<count { unknowns[k] = values[k] * unit(k) }
  }
}
