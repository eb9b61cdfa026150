import Bench

extension DepthProfile {
  /// Mean field over the middle half of a layer, V m⁻¹; NaN where the layer has no faces there.
  func meanField(inMiddleOf layer: String) -> Double {
    let inside = zip(positions, layers).filter { $0.1 == layer }.map(\.0)
    guard let first = inside.first, let last = inside.last else { return .nan }
    let quarter = 0.25 * (last - first)
    let middle = (first + quarter)...(last - quarter)
    let values = zip(facePositions, field).filter { middle.contains($0.0) }.map(\.1)
    return values.reduce(0, +) / Double(values.count)
  }
}
