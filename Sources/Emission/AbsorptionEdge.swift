// The one absorption edge a(E) from which gain and spontaneous emission follow, in arbitrary units (the radiative
// constant sets the scale, see EmissionTable.swift).
//
// Goals: 1. a published shape with the parameters E₀, E_U, E_b, σ;  2. smooth enough to be interpolated and to be
// integrated on a few-meV grid;  3. an exact exponential far below the edge.
//
// Shape: the Sommerfeld-enhanced continuum of a direct allowed edge (Elliott, Phys. Rev. 108, 1384 (1957),
// doi:10.1103/PhysRev.108.1384),  a₀(ε) = √ε X/(1 − e^{−X}),  X = 2π √(E_b/ε),  ε = E − E₀ > 0  (E_b = 0: parabolic
// bands),
// where asked for with the lines of the bound exciton, 4π E_b^{3/2} m⁻³ δ(ε + E_b/m²),
// broadened by a distribution of local edges with exponential tails (Katahara and Hillhouse, J. Appl. Phys. 116,
// 173504 (2014), doi:10.1063/1.4898346, with θ = 1),
//   a(E) = 1/(2E_U) ∫ a₀(ε') e^{−|ε − ε'|/E_U} dε',
// and by a Gaussian one of standard deviation σ. Far below E₀ this is an Urbach tail e^{(E−E₀)/E_U}, with σ times
// e^{σ²/2E_U²}. Rejected: an Urbach tail glued to a₀ at E₀: its kink makes the PL peak a cusp and moves it to E₀
// itself,
// and the energy grid would have to follow the edge.
// Without its own lines the bound exciton is taken into the tail (at room temperature E_b ≈ kT).

import Foundation
import Materials

struct AbsorptionEdge: Sendable {
  /// a(E) at E = E₀ + `lowest` + index·`step`.
  let samples: [Double]
  let step: Double
  let lowest: Double
  let urbachEnergy: Double

  /// - Parameters:
  ///   - span: how far above E₀ the edge is needed, J.
  init(edge: EdgeModel, span: Double) {
    let urbach = edge.urbachEnergy
    let sigma = edge.gaussianDisorder
    let step = sigma > 0 ? min(urbach / 24, sigma / 6) : urbach / 24
    self.step = step
    urbachEnergy = urbach
    let lines = edge.boundExciton > 0 && edge.excitonBinding > 0 ? 1.2 * edge.excitonBinding : 0
    let below = Int(((7 * sigma + lines) / step).rounded(.up))
    lowest = -Double(below) * step
    let reach = span + 36 * urbach + 7 * sigma
    let count = below + Int(reach / step) + 2
    let bare = (0..<count).map { (k: Int) -> Double in
      k < below ? 0 : Self.continuum(Double(k - below) * step, binding: edge.excitonBinding)
    }
    var smooth = Self.exponential(
      bare, start: below, decay: exp(-step / urbach), loss: -expm1(-step / urbach), step / urbach)
    if lines > 0 {
      // Each line is a two-sided exponential of its area: exact, no grid involved.
      for order in 1...6 {
        let m = Double(order)
        let area = edge.boundExciton * 4 * Double.pi * pow(edge.excitonBinding, 1.5) / (m * m * m)
        let place = -edge.excitonBinding / (m * m)
        for k in 0..<count {
          smooth[k] += area / (2 * urbach) * exp(-abs(lowest + Double(k) * step - place) / urbach)
        }
      }
    }
    samples = sigma > 0 ? Self.gaussian(smooth, sigma / step, urbach / step) : smooth
  }

  /// Both one-sided convolutions by recursion, a₀ taken as linear in each interval (exact for that interpolant).
  private static func exponential(
    _ bare: [Double], start: Int, decay: Double, loss whole: Double, _ ratio: Double
  ) -> [Double] {
    let count = bare.count
    let near = 1 - whole / ratio  // weight of the nearer end
    let far = whole - near  // weight of the farther end
    var below = [Double](repeating: 0, count: count)
    for index in (start + 1)..<count {
      below[index] = below[index - 1] * decay + near * bare[index] + far * bare[index - 1]
    }
    var above = [Double](repeating: bare[count - 1], count: count)
    for index in (start..<(count - 1)).reversed() {
      above[index] = above[index + 1] * decay + near * bare[index] + far * bare[index + 1]
    }
    // Below the edge nothing is added, only the tail goes on.
    for index in (0..<start).reversed() { above[index] = above[index + 1] * decay }
    return zip(below, above).map { 0.5 * ($0 + $1) }
  }

  /// Convolution with a Gaussian by sums over the grid; beyond its ends the samples go on as exponential and as
  /// constant.
  static func gaussian(_ values: [Double], _ sigma: Double, _ urbach: Double) -> [Double] {
    let reach = Int((6.5 * sigma).rounded(.up))
    var kernel = (-reach...reach).map { (k: Int) -> Double in exp(-0.5 * Double(k * k) / (sigma * sigma)) }
    let sum = kernel.reduce(0, +)
    kernel = kernel.map { $0 / sum }
    let count = values.count
    return (0..<count).map { k in
      var total = 0.0
      for (offset, weight) in kernel.enumerated() {
        let index = k + offset - reach
        if index < 0 {
          total += weight * values[0] * exp(Double(index) / urbach)
        } else {
          total += weight * values[min(index, count - 1)]
        }
      }
      return total
    }
  }

  /// √ε X/(1 − e^{−X}) with X = 2π√(E_b/ε); its limit 2π√E_b at ε = 0.
  static func continuum(_ energy: Double, binding: Double) -> Double {
    guard energy > 0 else { return 2 * Double.pi * binding.squareRoot() }
    let exponent = 2 * Double.pi * (binding / energy).squareRoot()
    return exponent > 1e-9 ? energy.squareRoot() * exponent / -expm1(-exponent) : energy.squareRoot()
  }

  /// a at `energy` above the edge energy, arbitrary unit: cubic through the samples, exact exponential below the edge.
  func absorption(_ energy: Double) -> Double {
    guard energy > lowest else { return samples[0] * exp((energy - lowest) / urbachEnergy) }
    let position = min((energy - lowest) / step, Double(samples.count - 3))
    let index = min(max(Int(position), 1), samples.count - 3)
    let t = position - Double(index)
    let (a, b, c, d) = (samples[index - 1], samples[index], samples[index + 1], samples[index + 2])
    return -t * (t - 1) * (t - 2) / 6 * a + (t + 1) * (t - 1) * (t - 2) / 2 * b
      - (t + 1) * t * (t - 2) / 2 * c + (t + 1) * t * (t - 1) / 6 * d
  }
}
