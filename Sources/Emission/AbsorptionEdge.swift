// The one absorption edge a(E) from which gain and spontaneous emission follow, in arbitrary units (the radiative
// constant sets the scale, see EmissionTable.swift).
//
// Goals: 1. a published shape with the parameters E₀, E_U, E_b;  2. smooth enough to be interpolated and to be
// integrated on a few-meV grid;  3. an exact exponential far below the edge.
//
// Shape: the Sommerfeld-enhanced continuum of a direct allowed edge (Elliott, Phys. Rev. 108, 1384 (1957),
// doi:10.1103/PhysRev.108.1384),  a₀(ε) = √ε X/(1 − e^{−X}),  X = 2π √(E_b/ε),  ε = E − E₀ > 0,
// broadened by a distribution of local edges with exponential tails (Katahara and Hillhouse, J. Appl. Phys. 116,
// 173504 (2014), doi:10.1063/1.4898346, with θ = 1),
//   a(E) = 1/(2E_U) ∫ a₀(ε') e^{−|ε − ε'|/E_U} dε'.
// Far below E₀ this is an Urbach tail e^{(E−E₀)/E_U}. Rejected: an Urbach tail glued to a₀ at E₀: its kink makes the
// PL peak a cusp and moves it to E₀ itself, and the energy grid would have to follow the edge.
// The bound exciton has no line of its own: it is taken into the tail (at room temperature E_b ≈ kT).

import Foundation
import Materials

struct AbsorptionEdge: Sendable {
  /// a(E) at E = E₀ + index·`step`.
  let samples: [Double]
  let step: Double
  let urbachEnergy: Double

  /// - Parameters:
  ///   - span: how far above E₀ the edge is needed, J.
  init(edge: EdgeModel, span: Double) {
    let urbach = edge.urbachEnergy
    step = urbach / 24
    urbachEnergy = urbach
    let reach = span + 36 * urbach
    let count = Int(reach / step) + 2
    let bare = (0..<count).map { Self.continuum(Double($0) * (urbach / 24), binding: edge.excitonBinding) }
    // Both one-sided convolutions by recursion, a₀ taken as linear in each interval (exact for that interpolant).
    let decay = exp(-step / urbach)
    let whole = -expm1(-step / urbach)
    let near = 1 - urbach / step * whole  // weight of the nearer end
    let far = whole - near  // weight of the farther end
    var below = [Double](repeating: 0, count: count)
    for index in 1..<count { below[index] = below[index - 1] * decay + near * bare[index] + far * bare[index - 1] }
    var above = [Double](repeating: bare[count - 1], count: count)
    for index in (0..<(count - 1)).reversed() {
      above[index] = above[index + 1] * decay + near * bare[index] + far * bare[index + 1]
    }
    samples = zip(below, above).map { 0.5 * ($0 + $1) }
  }

  /// √ε X/(1 − e^{−X}) with X = 2π√(E_b/ε); its limit 2π√E_b at ε = 0.
  static func continuum(_ energy: Double, binding: Double) -> Double {
    guard energy > 0 else { return 2 * Double.pi * binding.squareRoot() }
    let exponent = 2 * Double.pi * (binding / energy).squareRoot()
    return exponent > 1e-9 ? energy.squareRoot() * exponent / -expm1(-exponent) : energy.squareRoot()
  }

  /// a at `energy` above the edge energy, arbitrary unit: cubic through the samples, exact exponential below the edge.
  func absorption(_ energy: Double) -> Double {
    guard energy > 0 else { return samples[0] * exp(energy / urbachEnergy) }
    let position = min(energy / step, Double(samples.count - 3))
    let index = min(max(Int(position), 1), samples.count - 3)
    let t = position - Double(index)
    let (a, b, c, d) = (samples[index - 1], samples[index], samples[index + 1], samples[index + 2])
    return -t * (t - 1) * (t - 2) / 6 * a + (t + 1) * (t - 1) * (t - 2) / 2 * b
      - (t + 1) * t * (t - 2) / 2 * c + (t + 1) * t * (t - 1) / 6 * d
  }
}
